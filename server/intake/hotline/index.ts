// The embedded hotline: a citizen's browser is the telephone, an agent's console answers, and nothing has to be bought.
import type { Redis } from 'ioredis';
import type { CitizenDoor, StaffDoor } from '../../doors.ts';
import type { Secrets } from '../../platform/auth/secret.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Log } from '../../platform/log.ts';
import type { Routing } from '../../routing/index.ts';
import type { createVoice } from '../voice/index.ts';
import { Hotline, lineKind } from './hotline.ts';
import { MediaLink } from './media-link.ts';
import { OwnLines } from './own-lines.ts';
import { Recordings } from './recordings.ts';
import { hotlineRoutes, registerHotlineSockets } from './routes.ts';
import { Vault } from './vault.ts';

const removeEveryMs = 3_600_000;

/** Opens the hotline's doors; calls run where the process has the role `media`. Call `start` when all is wired. */
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
  const link = new MediaLink(deps);
  const lines = new OwnLines({ ...deps, link, citizen: doors.citizen });
  const hotline = config.roles.has('media')
    ? new Hotline({ ...deps, calls: voice.calls, sounds: voice.sounds, vault, link })
    : undefined;
  const { switchboard } = voice;
  hotlineRoutes(http, { recordings, config: config.hotline, lines });
  registerHotlineSockets(doors, { ...deps, lines, switchboard });
  switchboard.addLines(lineKind, lines.carrier);
  let removal: NodeJS.Timeout | undefined;
  const removeOld = (): void => {
    recordings
      .removeOld(config.hotline.recordingDays)
      .catch((error: unknown) => log.warn({ err: error }, 'old recordings were not removed'));
  };
  return {
    async start(): Promise<void> {
      if (!hotline) return link.open();
      await hotline.start();
      removal = setInterval(removeOld, removeEveryMs);
      removal.unref();
      removeOld();
    },
    async stop(): Promise<void> {
      clearInterval(removal);
      await hotline?.stop();
      await link.close();
    },
  };
}
