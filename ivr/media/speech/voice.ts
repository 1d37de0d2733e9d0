// Words as sound, by whatever can speak here.
import type { Language } from '../../verbs.ts';
import type { Samples } from '../sound.ts';

/** Something that speaks. Another engine, local or remote, is another one of these. */
export interface Voice {
  /** Names engine, version and settings: sounds of another voice are not reused. */
  readonly id: string;
  /** @throws Error when it cannot speak this */
  speak(text: string, language: Language): Promise<Samples>;
}
