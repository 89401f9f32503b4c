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
// The faces of the first screen are fetched while the desk is asked.
for (const face of [
  '700 64px "Noto Serif SC First"',
  '400 14px "Noto Sans SC First"',
  '700 14px "Noto Sans SC First"',
])
  void document.fonts?.load(face, '存根证书受理台登录')
createApp(App).mount('#app')

// A sheet that is on its way holds every paint back: the whole faces wait until the first words stand.
const first = new PerformanceObserver(() => {
  first.disconnect()
  setTimeout(() => void import('./styles/faces'), 100)
})
first.observe({ type: 'paint', buffered: true })
