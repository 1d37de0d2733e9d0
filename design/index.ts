// All pieces for the staff console. The citizen's pages import single files (native.tsx, thread.tsx …) to stay small.
import './base.css';

export * from './badge.tsx';
export * from './button.tsx';
export * from './choice.tsx';
export { classes } from './classes.ts';
export * from './clock.tsx';
export * from './dialog.tsx';
export { elapsedText } from './elapsed.ts';
export * from './field.tsx';
export * from './file-links.tsx';
export { type Format, type Time, useFormat } from './i18n/format.ts';
export { useLang } from './i18n/lang.ts';
export { Kbd } from './kbd.tsx';
export { keyName, telephoneKeys } from './keypad.ts';
export * from './layout.tsx';
export * from './menu.tsx';
export { readNow, syncClock, useNow } from './now.ts';
export * from './pick.tsx';
export * from './prose.tsx';
export * from './states.tsx';
export * from './table.tsx';
export * from './tabs.tsx';
export * from './thread.tsx';
export * from './timeline.tsx';
export { showToast, type ToastText } from './toast-queue.ts';
export * from './tooltip.tsx';
export * from './virtual-list.tsx';
