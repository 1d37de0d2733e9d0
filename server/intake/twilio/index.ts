// Twilio as the carrier of calls: conferences, recordings, and tokens for the telephones in the console.
import type { StaffDoor } from '../../doors.ts';
import type { TwilioConfig } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Routing } from '../../routing/index.ts';
import type { Vault } from '../hotline/vault.ts';
import type { Calls } from '../voice/calls.ts';
import { twilioClient } from './client.ts';
import { CarrierRecordings } from './recordings.ts';
import { TwilioCarrier } from './talk/carrier.ts';
import { TalkLines } from './talk/lines.ts';
import { talkRoutes, talkUrls } from './talk/routes.ts';
import { Talks } from './talk/talks.ts';

export function createTwilioLine(deps: {
  database: Database;
  jobs: Jobs;
  calls: Calls;
  routing: Routing;
  staff: StaffDoor;
  vault: Vault;
  config: TwilioConfig;
  publicUrl: string;
  /** Music for waiting. */
  musicUrl: string;
  log: Log;
}) {
  const { config, publicUrl, musicUrl } = deps;
  const client = twilioClient(config);
  const ownNumber = config.number;
  const movedUrl = (turn: number): string => `${publicUrl}/twilio/voice?turn=${turn}&moved=1`;
  const lines = new TalkLines({ client, ownNumber, urls: talkUrls(publicUrl, musicUrl) });
  const talks = new Talks({ ...deps, lines, movedUrl });
  const recordings = new CarrierRecordings({ ...deps, client });
  const hasClients = config.client !== undefined;
  return {
    carrier: new TwilioCarrier({ ...deps, client, ownNumber, talks, lines, movedUrl, hasClients }),
    talks,
    recordings,
    register: (http: Http): void => talkRoutes(http, { talks, authToken: config.authToken, publicUrl }),
    /** Looks after what lost jobs have left, from now on. */
    start(): void {
      talks.start();
      recordings.start();
    },
    stop(): void {
      talks.stop();
      recordings.stop();
    },
  };
}

export type TwilioLine = ReturnType<typeof createTwilioLine>;
