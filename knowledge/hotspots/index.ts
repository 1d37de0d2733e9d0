export type { Hotspot } from './rank.ts';
export type { HotspotMessage } from './similarity.ts';
export { HotspotWindow } from './window.ts';
export { likenesses, sameMatterFrom } from './similar.ts';
