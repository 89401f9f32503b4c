/**
 * The pages of the settings: which there are, which want to be looked at, and at which the screen opens.
 * It never reads the desk; what it is given is what the screen has.
 */
import { reactive } from 'vue'
import type { Settings, Status } from '@/bindings'
import type { IconName } from '@/shared/icons'

export type Tab =
  | 'accounts'
  | 'counter'
  | 'devices'
  | 'printers'
  | 'ca'
  | 'projects'
  | 'backup'
  | 'safety'
  | 'keeping'
  | 'password'

export const TABS: { id: Tab; word: string; icon: IconName; admin: boolean }[] = [
  { id: 'accounts', word: '账号', icon: 'person', admin: true },
  { id: 'counter', word: '受理点', icon: 'unit', admin: true },
  { id: 'devices', word: '设备与目录', icon: 'folder', admin: true },
  { id: 'printers', word: '打印校准与套打', icon: 'print', admin: true },
  { id: 'ca', word: 'CA 证书', icon: 'shield', admin: true },
  { id: 'projects', word: '项目与协议', icon: 'form', admin: true },
  { id: 'backup', word: '备份与校验', icon: 'store', admin: true },
  { id: 'safety', word: '安全', icon: 'key', admin: true },
  { id: 'keeping', word: '到期与删除', icon: 'bin', admin: true },
  { id: 'password', word: '修改口令', icon: 'lock', admin: false },
]

/** Where each account was last, for this sitting. */
const last = reactive(new Map<string, Tab>())

export const lastTab = (login: string): Tab | undefined => last.get(login)

export function stayAt(login: string, tab: Tab): void {
  last.set(login, tab)
}

/** What wants to be looked at, by page, in words; pages in order of what stops the counter first. */
export function attention(
  settings: Settings,
  status: Pick<Status, 'agreementsMissing' | 'problems'>,
): Map<Tab, string> {
  const found = new Map<Tab, string>()
  const active = settings.accounts.filter((account) => account.active)
  const has = (role: Settings['accounts'][number]['roles'][number]) =>
    active.some((account) => account.roles.includes(role))
  if (!has('clerk') || !has('reviewer') || !has('key_clerk'))
    found.set('accounts', '还没有受理、复核、制证各自的账号')
  const { address, name } = settings.counter
  if (!name.trim() || !address.trim()) found.set('counter', '受理点名称或地址未填')
  if (settings.devices.printer && !settings.printers.includes(settings.devices.printer))
    found.set('devices', '选定的打印机现在找不到')
  if (settings.caCertificates.length === 0) found.set('ca', '还没有装入 CA 证书')
  if (status.agreementsMissing.length > 0)
    found.set('projects', `${status.agreementsMissing.length} 份协议正文未装`)
  const { left, recoveryKeySince, sealedForFormer } = settings.safety
  if (!recoveryKeySince) found.set('safety', '还没有恢复密钥')
  else if (left.length > 0) found.set('safety', '有人离开后还没有更新数据库密钥')
  else if (sealedForFormer > 0) found.set('safety', '有管理员口令还是为以前的人员封存的')
  if (!settings.lastBackup) found.set('backup', '还没有备份过')
  return found
}

/** Where the screen opens: where one was, else at what wants attention, else at the first page one may see. */
export function openingTab(admin: boolean, was: Tab | undefined, wants: ReadonlyMap<Tab, string>): Tab {
  if (!admin) return 'password'
  return was ?? [...wants.keys()][0] ?? 'accounts'
}
