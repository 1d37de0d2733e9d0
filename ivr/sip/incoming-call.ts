// A call that rings at our side, until it is answered, refused or taken back.
import { randomBytes } from 'node:crypto';
import { type CallMedia, CallSession } from './call-session.ts';
import { allowed, Dialog } from './dialog.ts';
import { responseTo, type SipRequest } from './message.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { Stack } from './stack.ts';
import type { Remote } from './wire.ts';

export class IncomingCall {
  readonly request: SipRequest;
  readonly source: Remote;
  /** The account of the telephone that calls; null: a peer. */
  readonly account: string | null;
  readonly #stack: Stack;
  readonly #transaction: ServerTransaction;
  readonly #tag = randomBytes(8).toString('hex');
  #isOver = false;
  #onGone: (() => void) | undefined;

  constructor(options: { stack: Stack; transaction: ServerTransaction; account: string | null }) {
    this.#stack = options.stack;
    this.#transaction = options.transaction;
    this.request = options.transaction.request;
    this.source = options.transaction.source;
    this.account = options.account;
    this.#transaction.onCancel(() => {
      this.reject(487);
      this.#onGone?.();
    });
  }

  /** The caller took it back before it was answered. */
  onGone(listener: () => void): void {
    this.#onGone = listener;
  }

  ring(): void {
    if (this.#isOver) return;
    const contact = `<${this.#stack.contactFor(this.source)}>`;
    this.#respond(180, [['contact', contact]]);
  }

  /** @param status a final one, 400 or above */
  reject(status: number, headers: [string, string][] = []): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#respond(status, headers);
  }

  #respond(status: number, headers: [string, string][]): void {
    this.#transaction.respond(responseTo(this.request, status, { tag: this.#tag, headers }));
  }

  /**
   * Answers. The media belongs to the call from here on.
   * @returns undefined when the caller is gone, or offers nothing that we understand
   */
  async answer(media: CallMedia): Promise<CallSession | undefined> {
    media.noteSignalling(this.source.address);
    const { body } = this.request;
    const isOffer = body === '';
    let description: string | undefined;
    try {
      description = isOffer ? await media.offer() : await media.answer(body);
    } catch (error) {
      media.close();
      throw error;
    }
    if (description === undefined) this.reject(488);
    if (description === undefined || this.#isOver) {
      media.close();
      return undefined;
    }
    this.#isOver = true;
    const session = new CallSession({
      stack: this.#stack,
      dialog: Dialog.answering(this.request, this.#tag),
      media,
      // A telephone behind a NAT is reached only on the way it came.
      flow: this.account === null ? undefined : this.source,
      peer: this.source,
    });
    session.accept(this.#transaction, description, isOffer);
    return session;
  }
}

/** Extensions that we would have to know to serve the request: none (§8.2.2.3). */
export function unknownExtensions({ headers }: SipRequest): [string, string][] {
  const required = headers.list('require');
  return required.length > 0
    ? [
        ['unsupported', required.join(', ')],
        ['allow', allowed],
      ]
    : [];
}
