// 20 ms of somebody's sound on its way through a bridge: kept as it came, turned into samples or another law only for
// whoever needs that. Two parties of one law hear each other without a single sample being computed.
import { decode, encode, type Frame, type Law } from './g711.ts';
import { mixed } from './mix.ts';
import { type Samples, silence } from './sound.ts';

export class Sounding {
  #samples: Samples | undefined;
  readonly #frames = new Map<Law, Frame>();

  private constructor(of: Samples | { law: Law; frame: Frame }) {
    if ('law' in of) this.#frames.set(of.law, of.frame);
    else this.#samples = of;
  }

  static ofFrame(law: Law, frame: Frame): Sounding {
    return new Sounding({ law, frame });
  }

  static ofSamples(samples: Samples): Sounding {
    return new Sounding(samples);
  }

  /** What all of them are together. */
  static together(parts: readonly Sounding[]): Sounding {
    const audible = parts.filter((part) => part !== Sounding.silence);
    const [first = Sounding.silence] = audible;
    return audible.length < 2 ? first : new Sounding(mixed(audible.map(({ samples }) => samples)));
  }

  static readonly silence = new Sounding(silence);

  get samples(): Samples {
    if (this.#samples) return this.#samples;
    const [kept] = this.#frames;
    this.#samples = kept ? decode(...kept) : silence;
    return this.#samples;
  }

  as(law: Law): Frame {
    const known = this.#frames.get(law);
    if (known) return known;
    const frame = encode(law, this.samples);
    this.#frames.set(law, frame);
    return frame;
  }
}
