// The telephone: call flows over a carrier's webhooks, and what an agent's acceptance or end does to the line.
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { type Routing, ringS } from '../../routing/index.ts';
import type { Receipt } from '../sms/outgoing.ts';
import { twilioClient } from '../twilio/client.ts';
import { Calls, type VoiceHost } from './calls.ts';
import { type Carrier, simulatedCarrier, twilioCarrier } from './carrier.ts';
import { FlowEditing } from './flow-editing.ts';
import { flowRoutes } from './flow-routes.ts';
import { FlowVersions } from './flow-versions.ts';
import { voiceRoutes as registerRoutes, voiceUrls } from './routes.ts';

/** Builds the telephone. Our own call flows are in the database when it resolves. */
export async function createVoice(deps: {
  database: Database;
  routing: Routing;
  host: VoiceHost;
  config: Config;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
}) {
  const { database, routing, config, jobs, log } = deps;
  const flows = new FlowVersions(database);
  await flows.addShipped();
  const calls = new Calls({ ...deps, flows });
  const editing = new FlowEditing({ database, routing, flows });
  const outside = config.twilio
    ? twilioCarrier(twilioClient(config.twilio), config.twilio.number, log)
    : simulatedCarrier;
  const ownLines = new Map<string, Carrier>();
  const carrierOf = (callRef: string): Carrier => ownLines.get(callRef.split('-', 1)[0] ?? '') ?? outside;
  /** A browser is called on our own lines, wherever there are some. */
  const carrierTo = (number: string): Carrier =>
    (number.startsWith('client:') ? ownLines.values().next().value : undefined) ?? outside;
  const prefix = config.twilio ? '/twilio' : '/api/simulator';
  const urls = voiceUrls(config.publicUrl, prefix);

  jobs.perform(database, 'voice', {
    'call.accepted': async ({ interactionId, agentId }) => {
      const callRef = await callOf(interactionId);
      if (callRef === null) return;
      const { conversationId, ...interaction } = await routing.interaction(interactionId);
      // The news may come again, or late: the contact may be another's, or over.
      if (interaction.agentId !== agentId || interaction.state !== 'active') return;
      const answer = await calls.agentReady(callRef, { id: agentId, interactionId, conversationId });
      if (answer?.interrupts) await carrierOf(callRef).interrupt(callRef, urls.voice(answer.turn), answer);
    },
    'call.ended': async ({ interactionId, agentId }) => {
      const callRef = await callOf(interactionId);
      if (callRef !== null && agentId !== null) await carrierOf(callRef).hangUp(callRef);
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
        const voiceUrl = `${config.publicUrl}${prefix}/voice?callback=${interactionId}`;
        const statusUrl = `${urls.status()}?callback=${interactionId}&attempt=${attempt}`;
        try {
          await carrierTo(number).call({ number, interactionId, attempt, ringS, voiceUrl, statusUrl });
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

  /** The call of a voice interaction, null for other channels. */
  async function callOf(interactionId: string): Promise<string | null> {
    const row = await database.read.callSession.findUnique({
      where: { interactionId },
      select: { callRef: true },
    });
    return row?.callRef ?? null;
  }

  return {
    calls,
    /** Lines of our own: calls whose reference begins with `kind-` are moved by this carrier. */
    addLines: (kind: string, carrier: Carrier): void => void ownLines.set(kind, carrier),
    register: (http: Http, noteReceipt: (receipt: Receipt) => Promise<void>): void => {
      registerRoutes(http, { calls, routing, config, noteReceipt });
      flowRoutes(http, editing);
    },
  };
}
