// Short sounds that can be told apart without looking. Made by the browser: no file, no licence.

/** Frequency (Hz), when it begins and how long it lasts (seconds). */
type Note = readonly [hz: number, from: number, length: number];

const tones = {
  ring: [
    [660, 0, 0.14],
    [880, 0.14, 0.14],
    [660, 0.36, 0.14],
    [880, 0.5, 0.14],
  ],
  rise: [
    [440, 0, 0.12],
    [554, 0.12, 0.12],
    [659, 0.24, 0.2],
  ],
  fall: [
    [659, 0, 0.14],
    [440, 0.14, 0.24],
  ],
  chime: [
    [523, 0, 0.16],
    [784, 0.16, 0.3],
  ],
  knock: [
    [330, 0, 0.07],
    [330, 0.14, 0.07],
  ],
  drop: [[494, 0, 0.3]],
  tick: [[1_175, 0, 0.06]],
} as const satisfies Record<string, readonly Note[]>;

export type ToneName = keyof typeof tones;
export const toneNames = [
  'ring',
  'rise',
  'fall',
  'chime',
  'knock',
  'drop',
  'tick',
] as const satisfies ToneName[];

/** As loud as the sounds may be beside a voice in the headset. */
const loudest = 0.25;
const fadeS = 0.02;

let context: AudioContext | undefined;

/** @param volume 0 to 100 */
export function playTone(name: ToneName, volume: number): void {
  context ??= new AudioContext();
  // A page that was opened in the background begins silent.
  void context.resume();
  const start = context.currentTime;
  for (const [hz, from, length] of tones[name]) {
    const note = context.createOscillator();
    const gain = context.createGain();
    const at = start + from;
    note.frequency.value = hz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime((loudest * volume) / 100, at + fadeS);
    gain.gain.linearRampToValueAtTime(0, at + length);
    note.connect(gain).connect(context.destination);
    note.start(at);
    note.stop(at + length);
  }
}
