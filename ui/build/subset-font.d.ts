/** What of the library is used here; it brings no types of its own. */
declare module 'subset-font' {
  /** Cuts a face down to the characters of a text. */
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: { targetFormat: 'woff2' },
  ): Promise<Uint8Array>
}
