// A short two-note call for an offer, its own for each channel. Made by the browser: no file, no licence.
import type { OfferView } from '../../server/routing/contract.ts';

const notes: Record<OfferView['interaction']['channel'], readonly [number, number]> = {
  voice: [660, 880],
  chat: [523, 659],
  sms: [587, 784],
  web: [494, 587],
  email: [440, 554],
};
const storageKey = 'onecall.mute';

export function isMuted(): boolean {
  return localStorage.getItem(storageKey) === '1';
}

export function setMuted(muted: boolean): void {
  localStorage.setItem(storageKey, muted ? '1' : '0');
}

let context: AudioContext | undefined;

export function playOffer(channel: OfferView['interaction']['channel']): void {
  if (isMuted()) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [index, frequency] of notes[channel].entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = start + index * 0.16;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.linearRampToValueAtTime(0, at + 0.15);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.16);
  }
}
