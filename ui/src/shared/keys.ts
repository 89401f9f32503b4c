import { onBeforeUnmount, onMounted } from 'vue'

/** Where a key means something, for the F1 overlay. */
export type KeyPlace =
  '到处' | '工作台' | '受理' | '扫描' | '修印模' | '复核' | '制证' | '领取' | '台账' | '看文件'

/** One line of the table of keys. */
export interface KeyLine {
  /** What screens register for. */
  action: string
  /** The combination, written as on the caps: `Ctrl+K`, `F9`, `Y`. */
  keys: string
  /** What it does, in words. */
  words: string
  /** Where. */
  place: KeyPlace
}

/**
 * The one table of keys: handlers, caps and the overlay come from here. F6 always rejects, F8 goes back, F9 forward.
 */
export const KEYS = [
  { action: 'look-up', keys: 'Ctrl+K', words: '查找', place: '到处' },
  { action: 'lock', keys: 'Ctrl+L', words: '锁屏', place: '到处' },
  { action: 'help', keys: 'F1', words: '本屏的帮助与按键', place: '到处' },
  { action: 'new', keys: 'F2', words: '新建受理', place: '到处' },
  { action: 'refresh', keys: 'F5', words: '刷新', place: '到处' },
  { action: 'reject', keys: 'F6', words: '不合格、退回', place: '到处' },
  { action: 'next-open', keys: 'F7', words: '跳到下一处', place: '到处' },
  { action: 'back', keys: 'F8', words: '预览、退一步', place: '到处' },
  { action: 'forward', keys: 'F9', words: '往下走一步', place: '到处' },
  { action: 'close', keys: 'Esc', words: '收起、安全停下', place: '到处' },
  { action: 'other-ways', keys: 'Alt+W', words: '收回、退回、重新申请、作废', place: '到处' },
  { action: 'prev-case', keys: 'PgUp', words: '上一件', place: '到处' },
  { action: 'next-case', keys: 'PgDn', words: '下一件', place: '到处' },
  { action: 'fold-queue', keys: '[', words: '收起、展开队列', place: '到处' },
  { action: 'open', keys: 'Enter', words: '打开', place: '工作台' },
  { action: 'into-list', keys: '↓', words: '进入列表', place: '工作台' },
  { action: 'call-next', keys: 'F4', words: '叫号：叫下一位', place: '工作台' },
  { action: 'call-again', keys: 'Alt+R', words: '叫号：重叫本窗口这一位', place: '工作台' },
  { action: 'pass-over', keys: 'Alt+P', words: '叫号：没有来，过号', place: '工作台' },
  { action: 'draw-number', keys: 'Alt+Q', words: '叫号：取一个号', place: '工作台' },
  { action: 'tick', keys: 'F3', words: '逐项勾选材料', place: '受理' },
  { action: 'park', keys: 'F4', words: '挂起，叫下一位', place: '受理' },
  { action: 'undo', keys: 'Ctrl+Z', words: '撤销上一步：选择、勾选、行、缴费、改过的栏', place: '受理' },
  { action: 'remedy', keys: 'Ctrl+.', words: '照改', place: '受理' },
  { action: 'keep', keys: 'Alt+O', words: '保留原样', place: '受理' },
  { action: 'same', keys: 'Alt+S', words: '与单位相同', place: '受理' },
  { action: 'pick-by-key', keys: 'Alt+K', words: '按插着的 UKey 选办理对象', place: '受理' },
  { action: 'scan', keys: 'F3', words: '扫描', place: '扫描' },
  { action: 'pick-1', keys: '1', words: '选第一枚', place: '扫描' },
  { action: 'pick-2', keys: '2', words: '选第二枚', place: '扫描' },
  { action: 'pick-3', keys: '3', words: '选第三枚', place: '扫描' },
  { action: 'pick-4', keys: '4', words: '选第四枚', place: '扫描' },
  { action: 'pick-fused', keys: '0', words: '选合成图', place: '扫描' },
  { action: 'raw', keys: 'Space', words: '看原图、整页', place: '扫描' },
  { action: 'edit-sample', keys: 'E', words: '修印模：裁、转、颜色', place: '扫描' },
  { action: 'save-sample', keys: 'Ctrl+S', words: '导出印模图片', place: '扫描' },
  { action: 'accept', keys: 'Enter', words: '采用', place: '扫描' },
  { action: 'nudge-left', keys: '←', words: '左移 0.1 毫米，按住 Shift 为 1 毫米', place: '修印模' },
  { action: 'nudge-right', keys: '→', words: '右移', place: '修印模' },
  { action: 'nudge-up', keys: '↑', words: '上移', place: '修印模' },
  { action: 'nudge-down', keys: '↓', words: '下移', place: '修印模' },
  { action: 'turn-left', keys: '[', words: '左转 0.1°', place: '修印模' },
  { action: 'turn-right', keys: ']', words: '右转 0.1°', place: '修印模' },
  { action: 'colour-sample', keys: 'C', words: '正红、扫描原色', place: '修印模' },
  { action: 'reset-sample', keys: 'R', words: '还原为裁好时的样子', place: '修印模' },
  { action: 'undo-edit', keys: 'Ctrl+Z', words: '撤销一步', place: '修印模' },
  { action: 'redo-edit', keys: 'Ctrl+Y', words: '重做一步', place: '修印模' },
  { action: 'keep-edit', keys: 'Enter', words: '存好', place: '修印模' },
  { action: 'yes', keys: 'Y', words: '一致', place: '复核' },
  { action: 'no', keys: 'N', words: '不符', place: '复核' },
  { action: 'take-back', keys: 'Z', words: '撤销', place: '复核' },
  { action: 'up', keys: '↑', words: '上一项', place: '复核' },
  { action: 'down', keys: '↓', words: '下一项', place: '复核' },
  { action: 'tab-left', keys: '←', words: '左边页签', place: '复核' },
  { action: 'tab-right', keys: '→', words: '右边页签', place: '复核' },
  { action: 'zoom-in', keys: '+', words: '放大', place: '复核' },
  { action: 'zoom-out', keys: '-', words: '缩小', place: '复核' },
  { action: 'whole-page', keys: 'Space', words: '整页', place: '复核' },
  { action: 'answer', keys: 'F3', words: '导入 CA 回包', place: '制证' },
  { action: 'confirm-term', keys: 'Alt+Y', words: '确认已核对证书有效期', place: '制证' },
  { action: 'take-over', keys: 'Alt+J', words: '接手别的窗口在做的 UKey', place: '制证' },
  { action: 'tray', keys: 'F4', words: '托盘制证，一把接一把', place: '制证' },
  { action: 'exchange', keys: 'Ctrl+E', words: '与 CA 交换：批量导出、导入目录、注销清单', place: '制证' },
  { action: 'stock', keys: 'Ctrl+B', words: '空白 UKey 库存', place: '制证' },
  { action: 'hand-over-way', keys: 'F4', words: '换一种领法：本人、代领、邮寄', place: '领取' },
  { action: 'print-again', keys: 'Ctrl+P', words: '重打交接单', place: '领取' },
  { action: 'enter-certificate', keys: 'F3', words: '登记别处签发的证书', place: '台账' },
  { action: 'read-key', keys: 'F4', words: '读插着的 UKey', place: '台账' },
  { action: 'look-at', keys: 'V', words: '打开来看：全屏、转、查找、打印', place: '扫描' },
  { action: 'find-in', keys: 'Ctrl+F', words: '在本文件中查找', place: '看文件' },
  { action: 'print-it', keys: 'Ctrl+P', words: '打印', place: '看文件' },
  { action: 'turn-page', keys: 'R', words: '向右转四分之一', place: '看文件' },
  { action: 'full-screen', keys: 'F11', words: '全屏', place: '看文件' },
] as const satisfies readonly KeyLine[]

/** An action of the table. */
export type KeyAction = (typeof KEYS)[number]['action']

/** The caps of an action, for instance `['Ctrl', 'K']`. */
export function capsOf(action: KeyAction): string[] {
  const line = KEYS.find((l) => l.action === action)
  return line ? splitKeys(line.keys) : []
}

/** `Ctrl+.` → `['Ctrl', '.']`; a lone `+` stays a key. */
export function splitKeys(keys: string): string[] {
  return keys === '+' ? ['+'] : keys.split('+')
}

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  ' ': 'Space',
  '=': '+',
  _: '-',
}

/** The combination of a key event as the table writes it. */
export function written(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): string {
  const name = NAMES[event.key] ?? event.key
  const base = name.length === 1 ? name.toUpperCase() : name
  return [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', base]
    .filter(Boolean)
    .join('+')
}

/** Keys that belong to a text field while it has the focus. */
const TYPING = /^(.|Space|Enter|↑|↓|←|→|PgUp|PgDn)$/u

/** Whether the event comes from something that is being typed into. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button', 'submit'].includes(target.type)
  return target.isContentEditable
}

/** What a screen does on an action. Answering false lets the key pass on. */
export type KeyHandlers = Partial<Record<KeyAction, (event: KeyboardEvent) => unknown>>

/** Where the letters that decide are at home: they act only while the focus is there. */
export type Home = () => HTMLElement | null

interface Layer {
  handlers: KeyHandlers
  modal: boolean
  home: Home | undefined
}
const layers: Layer[] = []

/** Keys that decide something about the list in hand. A slip of the hand elsewhere on the screen must not. */
const DECIDING: ReadonlySet<KeyAction> = new Set<KeyAction>([
  'yes',
  'no',
  'take-back',
  'pick-1',
  'pick-2',
  'pick-3',
  'pick-4',
  'pick-fused',
  'accept',
])

function atHome(layer: Layer, action: KeyAction): boolean {
  if (!layer.home || !DECIDING.has(action)) return true
  return layer.home()?.contains(document.activeElement) ?? false
}

/** Lays handlers on top; a modal layer hides all below it but locking. Returns how to take it off. */
export function layKeys(handlers: KeyHandlers, modal = false, home?: Home): () => void {
  const layer = { handlers, modal, home }
  layers.push(layer)
  return () => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
  }
}

/** Whether something lies over the screen that takes all keys for itself. */
export const isCovered = (): boolean => layers.some((layer) => layer.modal)

/** Keys of a screen, for as long as it is shown. */
export function useKeys(handlers: KeyHandlers, options: { modal?: boolean; home?: Home } = {}): void {
  let off: (() => void) | null = null
  onMounted(() => {
    off = layKeys(handlers, options.modal, options.home)
  })
  onBeforeUnmount(() => off?.())
}

/** Gives a key to the topmost layer that wants it. */
export function dispatchKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return
  const combo = written(event)
  // Enter and Space on a button or link press it; arrows and letters belong to a text field.
  if (isTyping(event.target) && TYPING.test(combo)) return
  const target = event.target
  const pressable = target instanceof HTMLElement && target.closest('button, a, summary, [role="button"]')
  if (pressable && (combo === 'Enter' || combo === 'Space')) return
  const actions = KEYS.filter((line) => line.keys === combo).map((line) => line.action)
  if (actions.length === 0) return
  let hidden = false
  for (const layer of [...layers].reverse()) {
    for (const action of actions) {
      const run = layer.handlers[action]
      if (!run || (hidden && action !== 'lock') || !atHome(layer, action)) continue
      if (run(event) === false) continue
      event.preventDefault()
      return
    }
    hidden ||= layer.modal
  }
  // The web view's own F5 (reload), F3 and Ctrl+L never reach it.
  if (/^(F\d+|Ctrl\+[KLRP])$/.test(combo)) event.preventDefault()
}
