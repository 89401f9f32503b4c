/**
 * What must be there before a key goes over the counter, in words. The core checks name and number against the case;
 * here only what is still missing is told, in the order of the screen.
 */
export function handOverProblem(fetchedBy: string, idNo: string, ticked: number, items: number): string {
  if (fetchedBy.trim() === '') return '请填领取人'
  if (!/^\d{17}[\dXx]$/.test(idNo.trim())) return idNo.trim() === '' ? '请对照原件输入身份证号' : `身份证号应为 18 位，现为 ${idNo.trim().length} 位`
  if (ticked < items) return `还有 ${items - ticked} 项没有点交`
  return ''
}
