// Talks in Twilio's conferences. News change the rows; what follows from a row is done behind the commit, and done
// again after a crash until nothing is left to do.
import { z } from 'zod';
import type { CallEvent, ConferenceReport, PartyReport } from '../../../../ivr/index.ts';
import { staffNames } from '../../../admin/index.ts';
import { roomOf, type StaffDoor } from '../../../doors.ts';
import type { Database } from '../../../platform/database.ts';
import type { Jobs, Timer } from '../../../platform/jobs.ts';
import type { Log } from '../../../platform/log.ts';
import type { Routing } from '../../../routing/index.ts';
import { idFrom } from '../../core.ts';
import { Colleagues } from '../../hotline/colleagues.ts';
import type { PhoneNews } from '../../hotline/contract.ts';
import type { InvitationEnd } from '../../hotline/invitations.ts';
import type { CallAnswer, Calls } from '../../voice/calls.ts';
import {
  coachedIn,
  type Duty,
  dutiesOf,
  ended,
  failureShownMs,
  hearConference,
  hearParty,
  isOpen,
  isOurTalk,
  isTalking,
  newParty,
  type Party,
  type Talk,
  withoutParty,
  withParty,
} from './core.ts';
import { LineRefused, type TalkLines } from './lines.ts';
import { SharedTalk } from './shared-talk.ts';
import {
  changeTalk,
  claimRecording,
  claimRing,
  createTalk,
  longAgo,
  readOpenTalk,
  readOpenTalks,
  readTalk,
} from './store.ts';

type NewsOfCall = Extract<PhoneNews, { what: 'call' }>;
type OutsideParty = NewsOfCall['outside'][number];

const sweepEveryMs = 5_000;
/** What nothing but time, or a job that was lost, brings about. */
const sweptDuties: ReadonlySet<Duty['do']> = new Set(['lost', 'ring', 'ask', 'end_invitation', 'left']);
/** One that was let go is named so, and need not be looked at again. */
const isSwept = (duty: Duty): boolean =>
  duty.do === 'let_go' ? !duty.party.takesOver : sweptDuties.has(duty.do);
const roomSchema = z.object({ room: z.string() });

/** The conference of a call's talk: a call that was lost and comes back to an agent gets another one. */
export const talkRoomOf = (callRef: string, agentsLost: number): string => `${callRef}-${agentsLost}`;

export interface TalkDeps {
  database: Database;
  jobs: Jobs;
  calls: Calls;
  routing: Routing;
  lines: TalkLines;
  staff: StaffDoor;
  log: Log;
  /** Where a call asks for the answer that was given last. */
  movedUrl: (turn: number) => string;
}

export class Talks {
  readonly #deps: TalkDeps;
  /** What colleagues on a talk mean for the house, as on our own lines. */
  readonly colleagues: Colleagues;
  readonly #lookAgain: Timer<z.infer<typeof roomSchema>>;
  /** What this process is doing about each talk. */
  readonly #turns = new Map<string, Promise<void>>();
  #sweeper: NodeJS.Timeout | undefined;

  constructor(deps: TalkDeps) {
    this.#deps = deps;
    this.colleagues = new Colleagues(deps);
    const settle = ({ room }: z.infer<typeof roomSchema>): Promise<void> => this.settle(room);
    this.#lookAgain = deps.jobs.timer({ name: 'conference', schema: roomSchema, run: settle });
    deps.jobs.perform(deps.database, 'conferences', { 'conference.changed': settle });
  }

  /** Looks for talks that a lost job has left undone. */
  start(): void {
    this.#sweeper = setInterval(() => {
      this.#sweep().catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'talks were not looked at'),
      );
    }, sweepEveryMs);
    this.#sweeper.unref();
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }

  async #sweep(): Promise<void> {
    const now = new Date();
    for (const talk of await readOpenTalks(this.#reader)) {
      if (dutiesOf(talk, now).some(isSwept)) await this.settle(talk.room);
    }
  }

  get #reader() {
    const { read, fields } = this.#deps.database;
    return { tx: read, fields };
  }

  openTalkOf(callRef: string): Promise<Talk | undefined> {
    return readOpenTalk(this.#reader, callRef);
  }

  async change(room: string, decide: (talk: Talk) => Talk): Promise<Talk | undefined> {
    let before: Talk | undefined;
    const after = await changeTalk(this.#deps.database, room, (talk) => {
      before = talk;
      return decide(talk);
    });
    if (before && after) {
      await this.#noteSeated(before, after);
      await this.#noteUnseated(before, after);
      await this.#noteOutside(before, after);
    }
    return after;
  }

  /** Numbers outside that answered, or did not, stand in the way of the contact, as on our own lines. */
  async #noteOutside(before: Talk, after: Talk): Promise<void> {
    const { routing, log } = this.#deps;
    for (const { id, number, state, outcome } of after.parties) {
      const isNew = before.parties.every((party) => party.id !== id || party.state !== state);
      if (number === null || !isNew || (state !== 'joined' && state !== 'missed')) continue;
      const missed = outcome === 'canceled' ? 'dropped' : (outcome ?? 'failed');
      await routing
        .noteOutside(after.interactionId, number, state === 'joined' ? 'answered' : missed)
        .catch((error: unknown) => log.error({ err: error }, 'a number outside was not noted'));
    }
  }

  /** Whoever talks now and did not before gets no other contact meanwhile. */
  async #noteSeated(before: Talk, after: Talk): Promise<void> {
    const { log } = this.#deps;
    const talked = new Set(before.parties.filter(isTalking).map(({ id }) => id));
    for (const party of after.parties) {
      const { id, userId, role } = party;
      if (userId === null || !isTalking(party) || talked.has(id)) continue;
      await this.colleagues
        .seated(this.shared(after), userId, role)
        .catch((error: unknown) => log.warn({ err: error }, 'a colleague on a talk was not seen to'));
    }
  }

  /** Whoever was on the line or rung, and is no more: a supervisor's look-in has ended. */
  async #noteUnseated(before: Talk, after: Talk): Promise<void> {
    const { log } = this.#deps;
    const gone = new Set(before.parties.filter(isOpen).flatMap(({ userId }) => userId ?? []));
    for (const { userId } of after.parties.filter(isOpen)) if (userId !== null) gone.delete(userId);
    for (const userId of gone) {
      await this.colleagues
        .unseated(this.shared(after), userId)
        .catch((error: unknown) => log.warn({ err: error }, 'the end of a look-in was not noted'));
    }
  }

  /** A talk as those of ours share it. */
  shared(talk: Talk): SharedTalk {
    return new SharedTalk(talk, { talks: this, lines: this.#deps.lines });
  }

  /** The flow connects an agent: the conference is expected and the agent's telephone is to be rung. Safe to repeat. */
  async open({ session, verbs }: CallAnswer): Promise<void> {
    const dial = verbs.find((verb) => verb.verb === 'dial');
    const { agent, callRef, agentsLost } = session;
    const interactionId = agent?.parameters.interactionId;
    if (!dial || !agent || interactionId === undefined || session.status !== 'dialling') return;
    const room = talkRoomOf(callRef, agentsLost);
    const { agentId } = agent;
    const party = newParty(
      { id: idFrom(`party:${room}:${agentId}`), userId: agentId, ringS: dial.timeoutS },
      new Date(),
    );
    await this.#deps.database.change((change) =>
      createTalk(change, { room, callRef, interactionId, agentId, parties: [party] }),
    );
  }

  async hearConference(report: ConferenceReport): Promise<void> {
    await this.change(report.room, (talk) => hearConference(talk, report, new Date()));
  }

  async hearParty(partyId: string, report: PartyReport): Promise<void> {
    const { database } = this.#deps;
    const row = await database.read.conferenceParty.findUnique({ where: { id: partyId } });
    if (row) await this.change(row.room, (talk) => hearParty(talk, partyId, report, new Date()));
  }

  /** The caller's own call is over, whether it ever came into the conference or not. */
  async endCall(callRef: string): Promise<void> {
    const talk = await this.openTalkOf(callRef);
    if (talk) await this.change(talk.room, (open) => ended(open, new Date()));
  }

  /** Whether a talk came about in the conference that a call's flow dialled last. */
  async wasAnswered(callRef: string): Promise<boolean> {
    const talk = await this.#deps.database.read.conference.findFirst({
      where: { callRef },
      orderBy: { createdAt: 'desc' },
      select: { answeredAt: true },
    });
    return talk?.answeredAt != null;
  }

  /** Tells the flow that the talk is over, and has the line go on with what it answers. */
  async #leave(talk: Talk, event: CallEvent): Promise<void> {
    const answer = await this.#deps.calls.takeIfKnown(talk.callRef, event);
    await this.moveOn(talk, answer);
  }

  /** The line leaves the talk for what the flow answers. A line that has gone on since then is left alone. */
  async moveOn(talk: Talk, answer: CallAnswer | undefined): Promise<void> {
    if (answer && answer.session.status !== 'ended' && answer.session.turn === answer.turn)
      await this.#deps.lines.move(talk.callRef, this.#deps.movedUrl(answer.turn));
    await this.change(talk.room, (now) => ended(now, new Date()));
  }

  // ── what is to be done ──

  /** Does what a talk's row asks for, one time after the other. */
  settle(room: string): Promise<void> {
    const before = this.#turns.get(room) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#settleNow(room));
    this.#turns.set(room, turn);
    const forget = (): void => {
      if (this.#turns.get(room) === turn) this.#turns.delete(room);
    };
    turn.then(forget, forget);
    return turn;
  }

  /** Does all that a talk's row asks for. What fails does not keep the rest from being done, and is done again. */
  async #settleNow(room: string): Promise<void> {
    const talk = await readTalk(this.#reader, room);
    if (!talk) return;
    const failures: unknown[] = [];
    for (const duty of dutiesOf(talk, new Date())) {
      await this.#do(talk, duty).catch((error: unknown) => failures.push(error));
    }
    await this.#tellStaff(talk);
    if (failures.length > 0) throw failures[0];
  }

  async #do(talk: Talk, duty: Duty): Promise<void> {
    const { lines } = this.#deps;
    switch (duty.do) {
      case 'ring':
        return this.#ring(talk, duty.party);
      case 'dismiss':
        return this.dismiss(talk, duty.party);
      case 'ask':
        return this.#ask(talk, duty.party);
      case 'end_invitation':
        return this.endInvitation(talk, duty.party, duty.end);
      case 'left':
        return this.colleagues.left(this.shared(talk), duty.userId);
      case 'answered':
        return this.#tellAnswered(talk);
      case 'record':
        return this.#record(talk);
      case 'stop_recording':
        return this.#stopRecording(talk, duty.recordingRef);
      case 'missed':
        return this.#leave(talk, { type: 'dial_ended', id: `${talk.room}-missed`, outcome: duty.outcome });
      case 'comfort':
        if (talk.ref !== null) await lines.hold(talk.ref, duty.on);
        await this.change(talk.room, (now) => ({ ...now, isComforted: duty.on, isHeld: duty.on }));
        return;
      case 'wait':
        return this.#lookAgain.set(talk.room, duty.until, { room: talk.room });
      case 'let_go':
        return this.#letGo(talk, duty.party);
      case 'lost':
        return this.#lose(talk);
    }
  }

  async #tellAnswered({ callRef, room }: Talk): Promise<void> {
    const { calls } = this.#deps;
    if ((await calls.sessionOf(callRef))?.status === 'dialling')
      await calls.takeIfKnown(callRef, { type: 'dial_answered', id: `${room}-answered` });
  }

  async #ring(talk: Talk, party: Party): Promise<void> {
    const { database, lines, log } = this.#deps;
    if (!(await claimRing(database, party.id, new Date()))) return;
    const { id } = party;
    try {
      // Whoever had this deed before may have died with the carrier's answer on its way.
      const before = party.askedAt === null ? null : await lines.findParty(talk, id);
      const legRef = before ?? (await lines.ring(talk, party, coachedIn(talk)));
      const after = await this.change(talk.room, (now) =>
        hearParty(now, id, { state: 'ringing', legRef }, new Date()),
      );
      // Sent away while it was being rung.
      if (after?.parties.some((one) => one.id === id && one.state === 'left')) await lines.hangUp(legRef);
    } catch (error) {
      if (error instanceof LineRefused) {
        log.warn({ err: error.cause, room: talk.room }, 'the carrier does not ring somebody');
        const refused = { state: 'missed', outcome: 'failed', overAt: new Date() } as const;
        await this.change(talk.room, (now) => withParty(now, id, refused, new Date()));
        return;
      }
      await this.change(talk.room, (now) => withParty(now, id, { askedAt: longAgo }, new Date()));
      throw error;
    }
  }

  /** Takes a party off the line, or stops ringing it. */
  async dismiss(talk: Talk, party: Party): Promise<void> {
    if (party.legRef !== null) await this.#deps.lines.hangUp(party.legRef);
    await this.change(talk.room, (now) => withoutParty(now, party.id, new Date()));
  }

  async #record(talk: Talk): Promise<void> {
    const { database, lines } = this.#deps;
    if (!(await claimRecording(database, talk.room, new Date()))) return;
    try {
      const before = talk.recordingAskedAt === null ? null : await lines.findRecording(talk.callRef);
      const recordingRef = before ?? (await lines.record(talk.callRef));
      await this.change(talk.room, (now) => ({ ...now, recordingRef }));
    } catch (error) {
      await this.change(talk.room, (now) => ({ ...now, recordingAskedAt: longAgo }));
      throw error;
    }
  }

  /** A recording ends with its call; one of a call that goes on must be told to. */
  async #stopRecording({ callRef, room }: Talk, recordingRef: string): Promise<void> {
    const { calls, lines } = this.#deps;
    if ((await calls.sessionOf(callRef))?.status !== 'ended')
      await lines.stopRecording(callRef, recordingRef);
    await this.change(room, (now) => ({ ...now, recordingRef: null }));
  }

  /** The citizen, who may be on hold, goes on with the number. Again, it changes nothing. */
  async #letGo({ ref, room, interactionId, isHeld }: Talk, { id, number }: Party): Promise<void> {
    const { routing, lines } = this.#deps;
    await routing.transferOut(interactionId, number ?? '');
    if (isHeld && ref !== null) await lines.hold(ref, false);
    await this.change(room, (now) =>
      withParty({ ...now, isHeld: false }, id, { takesOver: true }, new Date()),
    );
  }

  /** The citizen waits again; or, with the contact over, goes on in the flow. */
  async #lose(talk: Talk): Promise<void> {
    const { routing, calls, lines } = this.#deps;
    const { state } = await routing.interaction(talk.interactionId);
    const session = await calls.sessionOf(talk.callRef);
    if (state === 'active' && session?.agent) {
      const { agentId } = session.agent;
      await this.#leave(talk, { type: 'agent_gone', id: `${talk.room}-lost`, agentId });
    } else if (talk.ref !== null) await lines.end(talk.ref);
  }

  // ── news to those of ours ──

  async #tellStaff(talk: Talk): Promise<void> {
    const { staff } = this.#deps;
    const { interactionId } = talk;
    const everyone = new Set(talk.parties.flatMap(({ userId }) => userId ?? []));
    if (talk.endedAt !== null) {
      for (const userId of everyone) {
        staff.tell(roomOf.user(userId), 'phone', { what: 'over', interactionId });
        await this.colleagues.over(userId);
      }
      return;
    }
    const news = await this.#newsOf(talk);
    for (const { userId } of news.staff) staff.tell(roomOf.user(userId), 'phone', news);
  }

  async #newsOf(talk: Talk): Promise<NewsOfCall> {
    const { interactionId, isHeld, isRecordingPaused, recordingRef } = talk;
    return {
      what: 'call',
      interactionId,
      isHeld,
      isRecording: recordingRef !== null,
      isRecordingPaused,
      staff: await this.#staffOn(talk),
      outside: talk.parties.flatMap(outsideNews),
      invited: await this.#named(talk.parties.filter(({ state }) => state === 'invited')),
    };
  }

  async #staffOn(talk: Talk) {
    return this.#named(talk.parties.filter(({ state }) => state === 'joined'));
  }

  /** Those of ours among parties, by name. */
  async #named(parties: readonly Party[]) {
    const ids = parties.flatMap(({ userId }) => userId ?? []);
    const names = await staffNames(this.#deps.database, ids);
    return parties.flatMap(({ userId, role }) =>
      userId === null ? [] : [{ userId, role, name: names.get(userId) ?? { zh: '', en: '' } }],
    );
  }

  /** The talks under way. */
  async live() {
    const talks = await readOpenTalks(this.#reader);
    return Promise.all(
      talks.flatMap((talk) => {
        const { interactionId, isHeld, answeredAt } = talk;
        if (answeredAt === null || !isOurTalk(talk)) return [];
        return this.#staffOn(talk).then((staff) => ({
          interactionId,
          since: answeredAt.toISOString(),
          isHeld,
          staff,
        }));
      }),
    );
  }

  /** Rings a colleague's console once more. */
  async #ask(talk: Talk, { userId, inviterId, createdAt, ringS }: Party): Promise<void> {
    if (userId === null) return;
    const until = new Date(createdAt.getTime() + ringS * 1_000);
    const asked = { agentId: userId, inviterId: inviterId ?? talk.agentId, until };
    await this.colleagues.ring(this.shared(talk), asked);
  }

  /** A colleague is asked no more; those on the line hear why, unless one of them wanted it so. */
  async endInvitation(talk: Talk, { id, userId }: Party, end: InvitationEnd): Promise<void> {
    await this.change(talk.room, (now) => withoutParty(now, id, new Date()));
    if (userId !== null) await this.colleagues.askedNoMore(this.shared(talk), userId, end);
  }
}

function outsideNews(party: Party): OutsideParty[] {
  const { id: partyId, number, state, overAt } = party;
  if (number === null) return [];
  if (state === 'wanted' || state === 'ringing') return [{ partyId, number, state: 'ringing' }];
  if (state === 'joined') return [{ partyId, number, state: 'talking' }];
  const isFresh = overAt !== null && Date.now() - overAt.getTime() < failureShownMs;
  return state === 'missed' && isFresh ? [{ partyId, number, state: 'failed' }] : [];
}
