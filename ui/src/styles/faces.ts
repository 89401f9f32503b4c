// The whole Chinese faces, slice by slice, for the rarer characters. The screens have faces of their own
// (`first-words`), so that nobody waits for the ranges of three hundred slices to be read.
import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/700.css'
import '@fontsource/noto-serif-sc/700.css'
