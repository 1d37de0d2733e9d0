// A talk in a carrier's conference as those of ours share it. Made for one deed: what it shows is the talk as it was read.
import { AppError } from '../../../platform/errors.ts';
import type { PhoneRole } from '../../hotline/contract.ts';
import type { SharedCall } from '../../hotline/colleagues.ts';
import type { InvitationEnd } from '../../hotline/invitations.ts';
import {
  coachedIn,
  invitedTo,
  isTalking,
  leftToOutside,
  onTheLine,
  type Party,
  type Talk,
  withoutParty,
  withParty,
} from './core.ts';
import type { TalkLines } from './lines.ts';

/** Where talks are kept and changed. */
interface Talks {
  openTalkOf(callRef: string): Promise<Talk | undefined>;
  change(room: string, decide: (talk: Talk) => Talk): Promise<Talk | undefined>;
  dismiss(talk: Talk, party: Party): Promise<void>;
  endInvitation(talk: Talk, party: Party, end: InvitationEnd): Promise<void>;
}

export class SharedTalk implements SharedCall {
  readonly #talk: Talk;
  readonly #talks: Talks;
  readonly #lines: TalkLines;

  constructor(talk: Talk, { talks, lines }: { talks: Talks; lines: TalkLines }) {
    this.#talk = talk;
    this.#talks = talks;
    this.#lines = lines;
  }

  get callRef(): string {
    return this.#talk.callRef;
  }

  get interactionId(): string {
    return this.#talk.interactionId;
  }

  get isHeld(): boolean {
    return this.#talk.isHeld;
  }

  get staff(): readonly { userId: string; role: PhoneRole }[] {
    return this.#talk.parties.flatMap(({ userId, role, state }) =>
      userId !== null && state === 'joined' ? [{ userId, role }] : [],
    );
  }

  get heirs(): readonly string[] {
    return this.#talk.parties.filter(isTalking).flatMap(({ userId }) => userId ?? []);
  }

  get isWithOutside(): boolean {
    return this.#talk.parties.some((party) => party.number !== null && isTalking(party));
  }

  async isAwaiting(userId: string): Promise<boolean> {
    const now = await this.#talks.openTalkOf(this.callRef);
    return now !== undefined && invitedTo(now, userId) !== undefined;
  }

  async isOn(userId: string): Promise<boolean> {
    const now = await this.#talks.openTalkOf(this.callRef);
    return now !== undefined && onTheLine(now, userId) !== undefined;
  }

  /** The heir talks from now on, and is whom a supervisor's next whisper is for. */
  async giveTo(userId: string): Promise<void> {
    const { room, ref } = this.#talk;
    const heir = onTheLine(this.#talk, userId);
    if (!heir || ref === null) throw new AppError('wrong_state');
    if (heir.role !== 'party' && heir.legRef !== null)
      await this.#lines.changeRole(ref, heir.legRef, 'party', null);
    await this.#talks.change(room, (now) =>
      withParty({ ...now, agentId: userId }, heir.id, { role: 'party' }, new Date()),
    );
  }

  async changeRole(userId: string, role: PhoneRole): Promise<void> {
    const { room, ref } = this.#talk;
    const own = onTheLine(this.#talk, userId);
    if (!own || ref === null) return;
    if (own.legRef !== null)
      await this.#lines.changeRole(
        ref,
        own.legRef,
        role,
        coachedIn(withoutParty(this.#talk, own.id, new Date())),
      );
    await this.#talks.change(room, (now) => withParty(now, own.id, { role }, new Date()));
  }

  async hold(on: boolean): Promise<void> {
    const { room, ref } = this.#talk;
    const isHeld = ref === null ? undefined : await this.#lines.hold(ref, on);
    if (isHeld === undefined) throw new AppError('not_found');
    await this.#talks.change(room, (now) => ({ ...now, isHeld }));
  }

  async leave(userId: string): Promise<void> {
    const own = onTheLine(this.#talk, userId);
    if (!own) return;
    const after = await this.#talks.change(this.#talk.room, (now) => leftToOutside(now, userId, new Date()));
    // Left to a number outside, ours are sent off the line when the contact is over for them.
    if (!after?.parties.some(({ takesOver, state }) => takesOver && state === 'joined'))
      await this.#talks.dismiss(this.#talk, own);
  }

  async endInvitation(userId: string, end: InvitationEnd): Promise<void> {
    const now = await this.#talks.openTalkOf(this.callRef);
    const asked = now && invitedTo(now, userId);
    if (asked) await this.#talks.endInvitation(now, asked, end);
  }
}
