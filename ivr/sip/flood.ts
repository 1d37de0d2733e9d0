// How much a stranger may ask. Peers are not counted: their calls are the service.

/** Messages at once, and per second on end: a house full of telephones behind one NAT stays below. */
const burst = 200;
const perS = 40;
/** Wrong passwords before an address is not listened to any more, and for how long. */
const mostWrong = 10;
const wrongForMs = 300_000;
const mostAddresses = 10_000;

interface Account {
  left: number;
  at: number;
  wrong: number;
  wrongUntil: number;
}

export class FloodGuard {
  readonly #accounts = new Map<string, Account>();

  /** Whether to look at what comes from there. */
  admits(address: string, now: number): boolean {
    const account = this.#accountOf(address, now);
    if (account.wrong >= mostWrong && now < account.wrongUntil) return false;
    account.left = Math.min(burst, account.left + ((now - account.at) / 1_000) * perS);
    account.at = now;
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  /** Somebody there gave a wrong password. */
  noteWrong(address: string, now: number): void {
    const account = this.#accountOf(address, now);
    if (now >= account.wrongUntil) account.wrong = 0;
    account.wrong += 1;
    account.wrongUntil = now + wrongForMs;
  }

  #accountOf(address: string, now: number): Account {
    const before = this.#accounts.get(address);
    if (before) return before;
    if (this.#accounts.size >= mostAddresses) this.#forget(now);
    const account = { left: burst, at: now, wrong: 0, wrongUntil: 0 };
    this.#accounts.set(address, account);
    return account;
  }

  /** Who has been quiet owes nothing; where all are loud, the oldest go. */
  #forget(now: number): void {
    for (const [address, { at, wrongUntil }] of this.#accounts) {
      if (now - at > (burst / perS) * 1_000 && wrongUntil <= now) this.#accounts.delete(address);
    }
    for (const address of this.#accounts.keys()) {
      if (this.#accounts.size < mostAddresses) return;
      this.#accounts.delete(address);
    }
  }
}
