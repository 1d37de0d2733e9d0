// The telephone: call flows over a carrier's webhooks, and what an agent's acceptance or end does to the line.
import type { Texts } from '../../admin/index.ts';
import type { StaffDoor } from '../../doors.ts';
import type { MachineAnswers } from '../../knowledge/index.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Ratings } from '../../ratings/index.ts';
import { type Routing, ringS } from '../../routing/index.ts';
import type { Vault } from '../hotline/vault.ts';
import type { Receipt } from '../sms/outgoing.ts';
import { createTwilioLine } from '../twilio/index.ts';
import { Calls, type VoiceHost } from './calls.ts';
import { simulatedCarrier } from './carrier.ts';
import { FlowEditing } from './flow-editing.ts';
import { flowRoutes } from './flow-routes.ts';
import { FlowVersions } from './flow-versions.ts';
import { voiceRoutes as registerRoutes, voiceUrls } from './routes.ts';
import { Sounds } from './sounds.ts';
import { Switchboard } from './switchboard.ts';

/** Builds the telephone. Our own call flows are in the database when it resolves. */
export async function createVoice(deps: {
  database: Database;
  routing: Routing;
  host: VoiceHost;
  config: Config;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
  vault: Vault;
  staff: StaffDoor;
  /** What callers can hear by themselves. */
  answers: MachineAnswers;
  /** How a talk was, said by its caller. */
  ratings: Ratings;
  texts: Texts;
}) {
  const { database, routing, config, jobs, log } = deps;
  const { publicUrl } = config;
  const flows = new FlowVersions(database);
  await flows.addShipped();
  const calls = new Calls({ ...deps, flows });
  const sounds = new Sounds(config.dataDir);
  const editing = new FlowEditing({ database, routing, flows, sounds });
  const prefix = config.twilio ? '/twilio' : '/api/simulator';
  const urls = voiceUrls(publicUrl, prefix, sounds.music);
  const twilio =
    config.twilio &&
    createTwilioLine({
      ...deps,
      calls,
      config: config.twilio,
      publicUrl,
      musicUrl: urls.prompt(sounds.music.name),
    });
  const switchboard = new Switchboard({ database, routing, outside: twilio?.carrier ?? simulatedCarrier });

  jobs.perform(database, 'voice', {
    'call.accepted': async ({ interactionId, agentId }) => {
      const callRef = await switchboard.openCallOf(interactionId);
      if (callRef === null) return;
      const { conversationId, ...interaction } = await routing.interaction(interactionId);
      // The news may come again, or late: the contact may be another's, or over.
      if (interaction.agentId !== agentId || interaction.state !== 'active') return;
      const answer = await calls.agentReady(callRef, { id: agentId, interactionId, conversationId });
      if (!answer?.interrupts) return;
      await switchboard.carrierOf(callRef).interrupt(callRef, urls.voice(answer.turn), answer);
    },
    'call.ended': async ({ interactionId, agentId }) => {
      const callRef = await switchboard.openCallOf(interactionId);
      if (callRef !== null && agentId !== null) await switchboard.carrierOf(callRef).hangUp(callRef);
    },
  });

  jobs.perform(
    database,
    'outbound-calls',
    {
      'callback.due': async ({ interactionId }) => {
        const due = await routing.beginCall(interactionId);
        if (!due) return;
        const { number, attempt } = due;
        const voiceUrl = `${publicUrl}${prefix}/voice?callback=${interactionId}`;
        const statusUrl = `${urls.status()}?callback=${interactionId}&attempt=${attempt}`;
        try {
          await switchboard
            .carrierTo(number)
            .call({ number, interactionId, attempt, ringS, voiceUrl, statusUrl });
        } catch (error) {
          log.warn({ err: error, interactionId, attempt }, 'the carrier did not take a call');
          await routing.missCall(interactionId, attempt, 'failed');
        }
      },
    },
    { limit: { max: config.twilio?.callsPerS ?? 10, durationMs: 1_000 } },
  );

  jobs.perform(database, 'callbacks', {
    'callback.missed': async ({ interactionId, number, isLast }) => {
      if (isLast) await calls.fileMissedCallback(interactionId, number);
    },
  });

  return {
    calls,
    editing,
    switchboard,
    sounds,
    register: (http: Http, noteReceipt: (receipt: Receipt) => Promise<void>): void => {
      registerRoutes(http, { calls, routing, sounds, config, noteReceipt, twilio });
      twilio?.register(http);
      flowRoutes(http, editing, sounds);
    },
    /** Talks under way on lines that are not ours. */
    talks: async () => (await twilio?.talks.live()) ?? [],
    start: (): void => twilio?.start(),
    stop: (): void => twilio?.stop(),
  };
}
