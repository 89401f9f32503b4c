import { reactive } from 'vue'

/** What lies over the screens: the look-up palette and the list of keys. `customer` is handed to the intake. */
export const palette = reactive<{ open: boolean; help: boolean; customer: { id: number; title: string } | null }>({
  open: false,
  help: false,
  customer: null,
})
