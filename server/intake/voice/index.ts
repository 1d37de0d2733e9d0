// The telephone: call flows over a carrier's webhooks, and what an agent's acceptance or end does to the line.
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Routing } from '../../routing/index.ts';
import type { Receipt } from '../sms/outgoing.ts';
import { twilioClient } from '../twilio/client.ts';
import { Calls, type VoiceHost } from './calls.ts';
import { simulatedCarrier, twilioCarrier } from './carrier.ts';
import { voiceRoutes as registerRoutes, voiceUrls } from './routes.ts';

export function createVoice(deps: {
  database: Database;
  routing: Routing;
  host: VoiceHost;
  config: Config;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
}) {
  const { database, routing, config, jobs, log } = deps;
  const calls = new Calls(deps);
  const carrier = config.twilio ? twilioCarrier(twilioClient(config.twilio), log) : simulatedCarrier;
  const urls = voiceUrls(config.publicUrl, config.twilio ? '/twilio' : '/api/simulator');

  jobs.perform(database, 'voice', {
    'call.accepted': async ({ interactionId, agentId }) => {
      const callRef = await callOf(interactionId);
      if (callRef === null) return;
      const { conversationId } = await routing.interaction(interactionId);
      const answer = await calls.agentReady(callRef, { id: agentId, interactionId, conversationId });
      if (answer?.interrupts) await carrier.interrupt(callRef, urls.voice(answer.turn));
    },
    'call.ended': async ({ interactionId, agentId }) => {
      const callRef = await callOf(interactionId);
      if (callRef !== null && agentId !== null) await carrier.hangUp(callRef);
    },
  });

  /** The call of a voice interaction, null for other channels. */
  async function callOf(interactionId: string): Promise<string | null> {
    const row = await database.read.callSession.findUnique({
      where: { interactionId },
      select: { callRef: true },
    });
    return row?.callRef ?? null;
  }

  return {
    register: (http: Http, noteReceipt: (receipt: Receipt) => Promise<void>): void =>
      registerRoutes(http, { calls, config, noteReceipt }),
  };
}
