/** The program's own small set of line icons, 24 × 24; `fill` and `inv` are coloured in app.css. */
export const icons = {
  home: '<path d="M4 11 12 4l8 7"/><path d="M6 10v10h12V10"/><path d="M10 20v-6h4v6"/>',
  form: '<path d="M6 3h9l4 4v14H6z"/><path d="M15 3v4h4"/><path d="M9 12h7M9 16h5"/>',
  scan: '<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4"/><path d="M4 12h16"/>',
  review: '<path d="M4 5h16v14H4z"/><path d="m8 12 3 3 5-6"/>',
  key: '<path d="M9 3h6v5H9z"/><path d="M7 8h10v10a3 3 0 0 1-3 3h-4a3 3 0 0 1-3-3z"/><path d="M12 13v3"/>',
  archive: '<path d="M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2z"/><path d="M5 18a2 2 0 0 1 2-2h12"/>',
  ledger: '<path d="M5 4h14v16H5z"/><path d="M9 4v16"/><path d="M12 9h4M12 13h4"/>',
  settings:
    '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
  search: '<circle cx="11" cy="11" r="6"/><path d="m16 16 4 4"/>',
  lock: '<path d="M6 11h12v9H6z"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
  done: '<circle class="fill" cx="12" cy="12" r="8.5"/><path class="inv" d="m8 12.2 2.8 2.8L16 9.5"/>',
  tick: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  cross: '<path d="M6 6l12 12M18 6 6 18"/>',
  todo: '<circle cx="12" cy="12" r="8.5" stroke-dasharray="2.5 3"/>',
  half: '<circle cx="12" cy="12" r="8.5"/><path fill="currentColor" stroke="none" d="M12 5.5a6.5 6.5 0 0 1 0 13z"/>',
  warn: '<path d="M12 4 21 20H3z"/><path d="M12 10v4.5M12 17.2v.1"/>',
  stop: '<path class="fill" d="M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z"/><path class="inv" d="M12 7.5v5.5M12 16.2v.1"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>',
  flag: '<path d="M6 21V4h12l-3 4 3 4H6"/>',
  back: '<path d="M9 6 4 11l5 5"/><path d="M4 11h10a6 6 0 0 1 6 6v2"/>',
  undo: '<path d="M8 5 4 9l4 4"/><path d="M4 9h10a5 5 0 0 1 0 10h-4"/>',
  refresh: '<path d="M19 12a7 7 0 1 1-2-5"/><path d="M17 3v4h-4"/>',
  print: '<path d="M7 9V4h10v5"/><path d="M7 17H4V9h16v8h-3"/><path d="M7 14h10v6H7z"/>',
  save: '<path d="M5 5h11l3 3v11H5z"/><path d="M8 5v5h7V5M8 19v-5h8v5"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
  pause: '<circle cx="12" cy="12" r="8.5"/><path d="M10 9v6M14 9v6"/>',
  right: '<path d="m9 5 7 7-7 7"/>',
  left: '<path d="m15 5-7 7 7 7"/>',
  down: '<path d="m5 9 7 7 7-7"/>',
  up: '<path d="m5 15 7-7 7 7"/>',
  pencil: '<path d="m5 19 1-4L16.5 4.5l3 3L9 18z"/><path d="M14 7l3 3"/>',
  star: '<path d="m12 4 2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z"/>',
  hand: '<path d="M4 13h4l3 3h4a1.5 1.5 0 0 0 0-3h-3"/><path d="M4 19h9l7-5.5M9 9l3-4 3 4"/>',
  eye: '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.5"/>',
  link:
    '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1"/>' +
    '<path d="M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"/>',
  person: '<circle cx="12" cy="8" r="3.5"/><path d="M5 20a7 7 0 0 1 14 0"/>',
  unit: '<path d="M5 21V5l8-2v18M13 8l6 2v11M3 21h18"/><path d="M8 8h2M8 12h2M8 16h2M16 13v.1M16 17v.1"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  bin: '<path d="M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13"/>',
  folder: '<path d="M3 6h7l2 2h9v11H3z"/>',
  file: '<path d="M6 3h9l4 4v14H6z"/><path d="M15 3v4h4"/>',
  download: '<path d="M12 4v11M7 11l5 5 5-5"/><path d="M4 20h16"/>',
  upload: '<path d="M12 16V5M7 9l5-5 5 5"/><path d="M4 20h16"/>',
  shield: '<path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z"/><path d="m9 12 2 2 4-4"/>',
  seal:
    '<circle cx="12" cy="12" r="8.5"/>' +
    '<path d="m12 8 1.2 2.6 2.8.3-2.1 1.9.6 2.8-2.5-1.4-2.5 1.4.6-2.8L8 10.9l2.8-.3z"/>',
  usb: '<path d="M9 3h6v5H9z"/><path d="M7 8h10v10a3 3 0 0 1-3 3h-4a3 3 0 0 1-3-3z"/>',
  store: '<path d="M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0z"/><path d="M5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0"/>',
} as const

/** Names of the icons. */
export type IconName = keyof typeof icons
