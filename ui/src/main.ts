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
// The faces of the first screen are fetched while the desk is asked.
void document.fonts?.load('700 64px "Noto Serif SC"', '存根证书受理台登录')
void document.fonts?.load('400 14px "Noto Sans SC"', '账号口令登录本机离线运行')
createApp(App).mount('#app')
