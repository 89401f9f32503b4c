import { reactive } from 'vue'

/** What was chosen for the case before, offered for the next one of this sitting. */
export const lastChoice = reactive({ project: '', kind: '', business: 'new' })
