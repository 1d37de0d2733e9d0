// A SIP call as a leg: its sound by RTP, its end by BYE.
import type { Frame, Law } from '../media/g711.ts';
import { type Leg, type LegEnd, LegNews } from '../media/leg.ts';
import type { CallSession } from './call-session.ts';
import type { RtpMedia } from './rtp-media.ts';

export class SipLeg implements Leg {
  /** A telephone may send nothing while nobody speaks (RFC 3551, silence suppression). */
  readonly isSilent = false;
  readonly #session: CallSession;
  readonly #media: RtpMedia;
  readonly #news = new LegNews();
  #onHold: ((isHeld: boolean) => void) | undefined;

  /** @param media the one that the session was agreed with */
  constructor(session: CallSession, media: RtpMedia) {
    this.#session = session;
    this.#media = media;
    media.listen({
      onDigit: (key) => this.#news.digit(key),
      onHold: (isHeld) => this.#onHold?.(isHeld),
      onLost: () => {
        this.#news.end('lost');
        session.hangUp();
      },
    });
    session.onDigit((key) => this.#news.digit(key));
    session.onEnd((end) => this.#news.end(end));
  }

  get law(): Law {
    return this.#media.law;
  }

  get isOver(): boolean {
    return this.#news.isOver;
  }

  take(): Frame | undefined {
    return this.#media.takeFrame();
  }

  send(frame: Frame): void {
    this.#media.send(frame);
  }

  sendDigit(key: string): boolean {
    return this.#media.press(key);
  }

  onDigit(listener: (key: string) => void): () => void {
    return this.#news.onDigit(listener);
  }

  onEnd(listener: (end: LegEnd) => void): () => void {
    return this.#news.onEnd(listener);
  }

  /** The far end's own hold key: it hears nothing and says nothing until it is let go. */
  onHold(listener: (isHeld: boolean) => void): void {
    this.#onHold = listener;
    if (this.#media.isHeld) listener(true);
  }

  hangUp(): void {
    this.#session.hangUp();
  }
}
