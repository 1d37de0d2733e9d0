// The embedded hotline: a citizen's browser is the telephone, an agent's console answers, and nothing has to be bought.
import type { Redis } from 'ioredis';
import { type CitizenDoor, roomOf, type StaffDoor } from '../../doors.ts';
import type { Secrets } from '../../platform/auth/secret.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Log } from '../../platform/log.ts';
import type { Routing } from '../../routing/index.ts';
import { expectedCallOf } from '../voice/expected-call.ts';
import type { createVoice } from '../voice/index.ts';
import { Hotline, lineKind } from './hotline.ts';
import { Recordings } from './recordings.ts';
import { hotlineRoutes, registerHotlineSockets } from './routes.ts';
import { Vault } from './vault.ts';

const removeEveryMs = 3_600_000;

/** Opens the hotline's doors, and its lines where the process has the role `media`. Call `start` when all is wired. */
export function createHotline(deps: {
  database: Database;
  redis: Redis;
  routing: Routing;
  voice: Awaited<ReturnType<typeof createVoice>>;
  secrets: Secrets;
  config: Config;
  log: Log;
  http: Http;
  doors: { staff: StaffDoor; citizen: CitizenDoor };
}) {
  const { voice, config, log, http, doors, secrets } = deps;
  const vault = new Vault(config.dataDir, config.hotline.recordingKey ?? secrets.recordingKey);
  const recordings = new Recordings({ ...deps, vault });
  const hotline = config.roles.has('media') ? new Hotline({ ...deps, calls: voice.calls, vault }) : undefined;
  hotlineRoutes(http, { recordings, config: config.hotline, hotline });
  registerHotlineSockets(doors, hotline, deps.routing);
  if (hotline) {
    voice.addLines(lineKind, {
      interrupt: async (callRef, _url, answer) => hotline.interrupt(callRef, answer),
      hangUp: async (callRef) => hotline.endTalk(callRef),
      // The page rings until it is answered, or the attempt is over.
      call: async ({ number }) => {
        const citizenId = number.slice('client:'.length);
        doors.citizen.tell(
          roomOf.citizen(citizenId),
          'callback',
          await expectedCallOf(deps.routing, citizenId),
        );
      },
    });
  }
  let removal: NodeJS.Timeout | undefined;
  const removeOld = (): void => {
    recordings
      .removeOld(config.hotline.recordingDays)
      .catch((error: unknown) => log.warn({ err: error }, 'old recordings were not removed'));
  };
  return {
    async start(): Promise<void> {
      await hotline?.start();
      if (!hotline) return;
      removal = setInterval(removeOld, removeEveryMs);
      removal.unref();
      removeOld();
    },
    async stop(): Promise<void> {
      clearInterval(removal);
      await hotline?.stop();
    },
  };
}
