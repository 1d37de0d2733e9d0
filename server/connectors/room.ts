// Builds the room out of its parts.
import type { Redis } from 'ioredis';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { Breakers } from './breakers.ts';
import { askedSystem } from './core.ts';
import { Double } from './double.ts';
import { Line } from './line.ts';
import { LookUps } from './look-up.ts';
import { Connectors } from './service.ts';

const forgetEveryMs = 60 * 60_000;

/**
 * @param deps.networks private networks (CIDR) that may be reached
 * @param deps.isDemo addresses under `.example` are answered by a double of ours
 */
export function createConnectors(deps: {
  database: Database;
  redis: Redis;
  secrets: Secrets;
  log: Log;
  networks: readonly string[];
  isDemo: boolean;
}) {
  const { database, log } = deps;
  const line = new Line(deps.networks);
  const demo = deps.isDemo ? new Double(database) : undefined;
  const double = (): number | undefined => demo?.port;
  // Of several processes each finds out for itself; the row says what the last of them found.
  const breakers = new Breakers((code, isBroken) => {
    database.read.connector
      .updateMany({ where: { code }, data: { brokenSince: isBroken ? new Date() : null } })
      .catch((error: unknown) => log.warn({ err: error, code }, 'the breaker of a connector is not noted'));
  });
  const lookUps = new LookUps({ ...deps, line, breakers, double });
  const service = new Connectors({ ...deps, lookUps, double });
  let timer: NodeJS.Timeout | undefined;
  return {
    lookUps,
    service,
    sms: {
      isNamed: async (words: string): Promise<boolean> =>
        askedSystem(words, await lookUps.active('sms')) !== null,
    },
    /** The double of a demonstration, where this is one. */
    open: async (): Promise<void> => demo?.start(),
    /** Forgets what is old (role `worker`). */
    start(): void {
      const forget = (): void =>
        void service
          .forgetOld(new Date())
          .catch((error: unknown) => log.warn({ err: error }, 'look-ups wait'));
      timer = setInterval(forget, forgetEveryMs).unref();
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      line.close();
      await demo?.stop();
    },
  };
}

export type ConnectorRoom = ReturnType<typeof createConnectors>;
