// What calls and registrations need of the user agent that they run in.
import type { Credentials } from './digest.ts';
import type { Dialog } from './dialog.ts';
import type { SipRequest, SipResponse } from './message.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { Remote, Timers } from './wire.ts';

export interface Ask {
  /** Without its Via. */
  request: SipRequest;
  /** Where to send it; undefined: where its URI or first route leads. */
  to?: Remote | undefined;
  /** Shown when the far end asks for them. */
  credentials?: Credentials | undefined;
  /** The CSeq of the request when it is sent anew with credentials. */
  nextSeq(): number;
  /** Provisional and final answers. Answers that ask for credentials come here only when there are none, or wrong ones. */
  onResponse(response: SipResponse, request: SipRequest, from: Remote): void;
  onSilence(): void;
}

/** A request under way. */
export interface Asking {
  /** Takes an INVITE back that somebody works on. */
  cancel(): void;
}

/** A call that stands, as the user agent sees it. */
export interface StandingCall {
  readonly dialog: Dialog;
  receive(transaction: ServerTransaction): Promise<void>;
  receiveAck(request: SipRequest): Promise<void>;
  hangUp(): void;
}

export interface Stack {
  readonly timers: Timers;
  ask(ask: Ask): Asking;
  /** Sends the ACK of a 2xx: it has no transaction and no answer. */
  acknowledge(request: SipRequest, to: Remote | undefined): void;
  /** The address under which that far end reaches us, for Contact. */
  contactFor(remote: Remote): string;
  keep(call: StandingCall): void;
  drop(call: StandingCall): void;
}
