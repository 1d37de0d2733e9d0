// What we ask of whatever carries calls: our own lines, or Twilio; the simulator's callers ask by themselves.
import { AppError } from '../../platform/errors.ts';
import type { PhoneCommand, PhoneRole, Reach } from '../hotline/contract.ts';
import type { CallAnswer } from './calls.ts';

/** Who of ours does something with a call. */
export interface LineActor {
  id: string;
  maySupervise: boolean;
  /** The browser that they are at, where they say so. */
  place?: string | undefined;
}

export interface Carrier {
  /**
   * Makes the carrier go on with the answer at once, instead of at the end of what it plays: by asking the voice
   * webhook, or with the verbs themselves where the line is ours.
   */
  interrupt(callRef: string, voiceUrl: string, answer: CallAnswer): Promise<void>;
  hangUp(callRef: string): Promise<void>;
  /** Calls a citizen. What becomes of it comes back as news of the line. @throws when the carrier takes no call */
  call(outgoing: OutgoingCall): Promise<void>;
  /** How this staff member's telephone gets on the call. */
  reach(callRef: string, actor: LineActor): Promise<Reach>;
  /** Rings this staff member's telephone into the call. @throws AppError `not_found` when the call is over, `forbidden` */
  ringMe(callRef: string, actor: LineActor, role: PhoneRole): Promise<void>;
  /**
   * Does what somebody on the line asks for.
   * @throws AppError `not_found` when the call is over, `forbidden` for somebody who is not on the line
   */
  command(callRef: string, actor: LineActor, command: PhoneCommand): Promise<void>;
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

/** A simulated caller asks again within moments and hears of an end there. Nobody of ours can do anything with it. */
export const simulatedCarrier: Carrier = {
  interrupt: async () => undefined,
  hangUp: async () => undefined,
  // Its telephones only call; one that is called rings out.
  call: async () => undefined,
  reach: async () => 'none',
  ringMe: () => Promise.reject(new AppError('not_configured')),
  command: () => Promise.reject(new AppError('not_configured')),
};
