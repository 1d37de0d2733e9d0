// What we ask of the telephone carrier while a call runs. Twilio in production; the simulator's callers ask by themselves.
import twilio from 'twilio';
import type { Log } from '../../platform/log.ts';
import type { CallAnswer } from './calls.ts';

export interface Carrier {
  /**
   * Makes the carrier go on with the answer at once, instead of at the end of what it plays: by asking the voice
   * webhook, or with the verbs themselves where the line is ours.
   */
  interrupt(callRef: string, voiceUrl: string, answer: CallAnswer): Promise<void>;
  hangUp(callRef: string): Promise<void>;
  /** Calls a citizen. What becomes of it comes back as news of the line. @throws when the carrier takes no call */
  call(outgoing: OutgoingCall): Promise<void>;
}

/** A citizen who is called back. */
export interface OutgoingCall {
  /** E.164, or `client:…` for a browser. */
  number: string;
  interactionId: string;
  attempt: number;
  /** Seconds that the telephone rings. */
  ringS: number;
  /** Asked for what to say when the citizen answers. */
  voiceUrl: string;
  /** Told how it ended. */
  statusUrl: string;
}

/** Twilio: the call is not in progress (any more). Not a fault: the caller was faster. */
const callIsOver = 21220;

export function twilioCarrier(client: ReturnType<typeof twilio>, ownNumber: string, log: Log): Carrier {
  const update = async (
    callRef: string,
    change: { url: string; method: 'POST' } | { status: 'completed' },
  ) => {
    try {
      await client.calls(callRef).update(change);
    } catch (error) {
      if (error instanceof twilio.RestException && error.code === callIsOver) {
        log.info({ callRef }, 'the call was over before it could be moved');
        return;
      }
      throw error;
    }
  };
  return {
    interrupt: (callRef, url) => update(callRef, { url, method: 'POST' }),
    hangUp: (callRef) => update(callRef, { status: 'completed' }),
    async call({ number, ringS, voiceUrl, statusUrl }) {
      await client.calls.create({
        to: number,
        from: ownNumber,
        url: voiceUrl,
        timeout: ringS,
        statusCallback: statusUrl,
        statusCallbackEvent: ['completed'],
      });
    },
  };
}

/** A simulated caller asks again within moments and hears of an end there. */
export const simulatedCarrier: Carrier = {
  interrupt: async () => undefined,
  hangUp: async () => undefined,
  // Its telephones only call; one that is called rings out.
  call: async () => undefined,
};
