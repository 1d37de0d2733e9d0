// The embedded hotline: a citizen's browser is the telephone, an agent's console answers, and nothing has to be bought.
import type { Redis } from 'ioredis';
import { recogniserAt } from '../../../ivr/media/index.ts';
import type { CitizenDoor, StaffDoor } from '../../doors.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Routing } from '../../routing/index.ts';
import type { createVoice } from '../voice/index.ts';
import { DeskPhones } from './desk-phones.ts';
import { Hotline, lineKinds } from './hotline.ts';
import { LostLines } from './lost-lines.ts';
import { MediaLink } from './media-link.ts';
import { OwnLines } from './own-lines.ts';
import { Transcripts } from './transcripts.ts';
import { Recordings, type TicketEars } from './recordings.ts';
import { deskPhoneRoutes, hotlineRoutes, registerHotlineSockets } from './routes.ts';
import type { Vault } from './vault.ts';

const removeEveryMs = 3_600_000;

/** Opens the hotline's doors; calls run where the process has the role `media`. Call `start` when all is wired. */
export function createHotline(deps: {
  database: Database;
  redis: Redis;
  routing: Routing;
  voice: Awaited<ReturnType<typeof createVoice>>;
  vault: Vault;
  config: Config;
  log: Log;
  metrics: Metrics;
  http: Http;
  doors: { staff: StaffDoor; citizen: CitizenDoor };
  tickets: TicketEars;
}) {
  const { voice, config, log, http, doors } = deps;
  const { speechInputUrl } = config.hotline;
  const recogniser =
    speechInputUrl === undefined
      ? undefined
      : recogniserAt(speechInputUrl, (error) => log.warn({ err: error }, 'speech input failed'));
  const transcripts = new Transcripts({ database: deps.database, recogniser, log });
  const recordings = new Recordings({ ...deps, transcripts });
  const link = new MediaLink(deps);
  const lost = new LostLines({ ...deps, link, calls: voice.calls, staff: doors.staff });
  const lines = new OwnLines({ ...deps, link, citizen: doors.citizen, lost });
  const deskPhones = new DeskPhones({ ...deps, sip: config.sip });
  const hotline = config.roles.has('media')
    ? new Hotline({
        ...deps,
        calls: voice.calls,
        sounds: voice.sounds,
        link,
        lose: (callRef) => lost.end(callRef),
        recogniser,
        transcripts,
        deskPhones,
      })
    : undefined;
  const { switchboard } = voice;
  const talks = async () => [...(await lines.talks()), ...(await voice.talks())];
  deskPhoneRoutes(http, deskPhones);
  hotlineRoutes(http, { recordings, config: config.hotline, lines, talks });
  registerHotlineSockets(doors, { ...deps, lines, switchboard });
  for (const kind of Object.values(lineKinds)) switchboard.addLines(kind, lines.carrier);
  if (config.sip?.trunk) switchboard.setTrunk(lines.carrier);
  let removal: NodeJS.Timeout | undefined;
  const removeOld = (): void => {
    recordings
      .removeOld(config.hotline.recordingDays)
      .catch((error: unknown) => log.warn({ err: error }, 'old recordings were not removed'));
  };
  return {
    /** The lines of calls that this process holds. */
    carrierStates: () => hotline?.carrierStates ?? [],
    async start(): Promise<void> {
      if (hotline) await hotline.start();
      else await link.open();
      if (!config.roles.has('media') && !config.roles.has('worker')) return;
      // A process that carries no calls sees to those of others, too: the last one that did may be dead.
      await lost.start();
      removal = setInterval(removeOld, removeEveryMs);
      removal.unref();
      removeOld();
    },
    async stop(): Promise<void> {
      clearInterval(removal);
      lost.stop();
      await hotline?.stop();
      await link.close();
    },
  };
}
