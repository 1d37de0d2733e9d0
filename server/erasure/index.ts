// Personal data that are no longer needed, and those that somebody wants erased (docs/erasure.md). Owns no table: it knows
// where a citizen stands in everybody's.
import { Erasure } from './service.ts';

const everyMs = 24 * 3_600_000;

export { erasureRoutes } from './routes.ts';
export type { Erased } from './contract.ts';
export type { Ground } from './service.ts';

/** Erases once a day, and at the start, whom nothing was heard of for `keptDays`; 0: nobody. */
export function createErasure(deps: ConstructorParameters<typeof Erasure>[0] & { keptDays: number }) {
  const { keptDays, log } = deps;
  const erasure = new Erasure(deps);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    running = running.then(() =>
      erasure
        .eraseDue(keptDays, new Date())
        .catch((error: unknown) => log.warn({ err: error }, 'citizens are erased another time')),
    );
  };
  return {
    erasure,
    start(): void {
      if (keptDays === 0) return;
      look();
      timer = setInterval(look, everyMs);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await running;
    },
  };
}
