// What the layers above need of a network and of time; tests put a lossy network and a fake clock behind it.

export interface Remote {
  protocol: 'udp' | 'tcp';
  /** IPv4. */
  address: string;
  port: number;
}

export interface Wire {
  /** Sends once. @throws when it is known not to have left */
  send(bytes: Buffer, to: Remote): Promise<void>;
  /** Our own address as that far end can reach it. */
  addressTowards(to: Remote): { host: string; port: number };
}

export interface Timers {
  now(): number;
  /** @returns what cancels it */
  after(ms: number, run: () => void): () => void;
}

export const realTimers: Timers = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** RFC 3261 §17.1.1.1. */
export const t1 = 500;
export const t2 = 4_000;
export const t4 = 5_000;
/** When nothing is to be expected any more. */
export const giveUpMs = 64 * t1;

/** Runs after t1, then after twice as long each time, up to `most`. @returns what stops it */
export function again(timers: Timers, most: number, run: () => void): () => void {
  let wait = t1;
  let cancel = (): void => undefined;
  const plan = (): void => {
    cancel = timers.after(wait, () => {
      wait = Math.min(wait * 2, most);
      plan();
      run();
    });
  };
  plan();
  return () => cancel();
}
