// A system that fails again and again is left alone for a while, and then tried by one question.
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
} from 'cockatiel';
import type { LookupFailure } from './contract.ts';

/** So many failures in a row. */
const mostFailures = 5;
export const leftAloneMs = 30_000;

/** The other side did not do its part. */
export class SystemFailure extends Error {
  readonly failure: LookupFailure;
  readonly status: number | null;

  constructor(failure: LookupFailure, status: number | null = null) {
    super(failure);
    this.failure = failure;
    this.status = status;
  }
}

export class Breakers {
  readonly #ofSystems = new Map<string, { version: number; policy: CircuitBreakerPolicy }>();
  readonly #onTurn: (code: string, isBroken: boolean) => void;

  /** @param onTurn the system is left alone from now on, or answers again */
  constructor(onTurn: (code: string, isBroken: boolean) => void) {
    this.#onTurn = onTurn;
  }

  /** Asks unless the system is left alone. Another version is another chance. @throws SystemFailure */
  async through<T>({ code, version }: { code: string; version: number }, ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#of(code, version).execute(ask);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new SystemFailure('broken') : error;
    }
  }

  #of(code: string, version: number): CircuitBreakerPolicy {
    const known = this.#ofSystems.get(code);
    if (known?.version === version) return known.policy;
    const policy = circuitBreaker(handleAll, {
      halfOpenAfter: leftAloneMs,
      breaker: new ConsecutiveBreaker(mostFailures),
    });
    policy.onBreak(() => this.#onTurn(code, true));
    policy.onReset(() => this.#onTurn(code, false));
    this.#ofSystems.set(code, { version, policy });
    return policy;
  }
}
