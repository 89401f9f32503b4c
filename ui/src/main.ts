import { createApp } from 'vue'
import './styles'
import App from './App.vue'
import { firstLook, tauri } from './host/tauri'
import { useHost } from './shared/useClient'
import { useSession } from './shared/useSession'

// `npm run look` shows the screens with made-up data in any browser; the built window knows Tauri only.
if (import.meta.env.MODE === 'look') useHost((await import('./host/double')).double())
else {
  useHost(tauri())
  const known = firstLook()
  if (known) useSession().take(known)
}
/** The faces in which screens are drawn, of one of the sets that are cut for them (`first-words`). */
const faces = (set: 'First' | 'Desk'): string[] => [
  `400 14px "Noto Sans SC ${set}"`,
  `700 14px "Noto Sans SC ${set}"`,
  `700 64px "Noto Serif SC ${set}"`,
]

// The faces of the first screen are fetched while the desk is asked.
for (const face of faces('First')) void document.fonts?.load(face, '存根证书受理台登录')
createApp(App).mount('#app')

/** The faces of all other screens, one after the other; then the slices, whose sheet alone takes a while to be read. */
async function fetchTheRest(): Promise<void> {
  for (const face of faces('Desk')) await document.fonts.load(face, '存')
  await import('./styles/faces')
}

// What is on its way holds paints back: the rest waits until the first words stand.
const first = new PerformanceObserver(() => {
  first.disconnect()
  setTimeout(() => void fetchTheRest(), 100)
})
first.observe({ type: 'paint', buffered: true })
