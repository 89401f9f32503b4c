import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { firstWords } from './build/firstWords'

/**
 * The faces of the Chinese fonts come in a hundred slices each, by how common their characters are: the higher the
 * number the more common. As one family the engine goes through nine thousand ranges for a character, whenever it
 * styles a line of text; so the slices stand in three families behind each other (`--font-sans`, `--font-serif`), and
 * nearly every character is found in the first. Slices without a number are Latin and the like, and belong to it.
 */
function tierOf(slice: string): string {
  const number = Number(/\[(\d+)\]/.exec(slice)?.[1] ?? Infinity)
  if (number >= 112) return ''
  return number >= 100 ? ' Usual' : ' Rare'
}

/** Each face under the family of its slice, which the comment before it names. */
const inTiers = (css: string): string =>
  css.replace(
    /(\/\* (\S+) \*\/\s*@font-face \{\s*font-family: ')(Noto \w+ SC)'/g,
    (_, head: string, slice: string, family: string) => `${head}${family}${tierOf(slice)}'`,
  )

const ui = fileURLToPath(new URL('.', import.meta.url))

// The window is one page served from the program itself: relative addresses, nothing
// inlined (the CSP allows no data: fonts), and of every font only the woff2 file.
export default defineConfig({
  base: './',
  plugins: [
    vue(),
    {
      name: 'bundled-faces',
      enforce: 'pre',
      transform(code, id) {
        if (!id.includes('@fontsource') || !id.includes('.css')) return null
        // Local faces are there within a blink: better a moment without words than words in another face.
        return inTiers(code)
          .replace(/font-display:\s*swap/g, 'font-display: block')
          .replace(/,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/g, '')
      },
    },
    {
      // The libraries' warnings name their manuals; an offline program ships no remote address, not even in words.
      name: 'no-remote-addresses',
      renderChunk: (code) => code.replace(/https:\/\/(?:element-plus|vuejs)\.org[\w./#-]*/g, ''),
    },
  ],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)), 'first-words': await firstWords(ui) },
  },
  clearScreen: false,
  server: { strictPort: true },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    css: false,
    server: { deps: { inline: ['element-plus'] } },
  },
})
