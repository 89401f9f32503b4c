// The whole Chinese faces, slice by slice. The first screen has its own small ones (`first-words`), so that nobody
// waits for the ranges of three hundred slices to be read.
import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/700.css'
import '@fontsource/noto-serif-sc/700.css'
