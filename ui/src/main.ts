import { createApp } from 'vue'
import './styles'
import App from './App.vue'
import { useHost } from './shared/useClient'

// `npm run look` shows the screens with made-up data in any browser; the built window knows Tauri only.
const host =
  import.meta.env.MODE === 'look'
    ? (await import('./host/double')).double()
    : (await import('./host/tauri')).tauri()

useHost(host)
createApp(App).mount('#app')
