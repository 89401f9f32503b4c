import type { Refusal } from '@/bindings'

/** Anything thrown, as a refusal that can be shown. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown && typeof thrown === 'object' && 'code' in thrown && 'message' in thrown) {
    const r = thrown as Partial<Refusal>
    return {
      code: String(r.code),
      message: String(r.message),
      remedy: r.remedy ?? '',
      findings: r.findings ?? [],
    }
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'window-fault',
    message: `窗口没有得到答复：${words}`,
    remedy: '已录入的内容仍在；请按 F5 重试，仍不行就重开程序。',
    findings: [],
  }
}
