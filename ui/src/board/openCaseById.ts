import { useClient } from '@/shared/useClient'
import { openRow } from './openRow'

/** Opens a case of which only the id is known. */
export async function openCaseById(id: number): Promise<void> {
  const view = await useClient().getCase({ id })
  await openRow(view)
}
