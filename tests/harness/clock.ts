/** A clock that moves only when told to. */
export interface FakeClock {
  /** The time it shows; pass `clock.now` wherever code asks for the time. */
  now: () => Date;
  /** Moves it forward by milliseconds. */
  advance: (ms: number) => Date;
  /** Sets it, back too. */
  set: (iso: string) => Date;
}

/** @param iso where it starts, as in `2026-03-02T09:00:00+08:00` */
export function fakeClock(iso: string): FakeClock {
  let at = parse(iso);
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
      return new Date(at);
    },
    set: (next) => {
      at = parse(next);
      return new Date(at);
    },
  };
}

function parse(iso: string): number {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) throw new RangeError(`not a time: ${iso}`);
  return at;
}
