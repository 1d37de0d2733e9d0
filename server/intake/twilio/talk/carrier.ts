// Twilio as the carrier of calls: what a conference can do is what those of ours can do with a talk.
import { randomUUID } from 'node:crypto';
import type twilio from 'twilio';
import { AppError } from '../../../platform/errors.ts';
import type { Routing } from '../../../routing/index.ts';
import type { LineCommand, PhoneRole } from '../../hotline/contract.ts';
import { invitationRingS } from '../../hotline/invitations.ts';
import type { Calls, Destination } from '../../voice/calls.ts';
import type { Carrier, LineActor } from '../../voice/carrier.ts';
import { demandDestination } from '../../voice/destination.ts';
import {
  invitedTo,
  isOpen,
  isOurTalk,
  newParty,
  onTheLine,
  type Party,
  type Talk,
  withoutParty,
} from './core.ts';
import type { TalkLines } from './lines.ts';
import type { Talks } from './talks.ts';

interface Deps {
  client: ReturnType<typeof twilio>;
  ownNumber: string;
  talks: Talks;
  lines: TalkLines;
  calls: Calls;
  routing: Routing;
  movedUrl: (turn: number) => string;
  /** Whether agents have telephones in the console. */
  hasClients: boolean;
}

/** A colleague's or supervisor's own telephone rings so long. */
const staffRingS = 20;

/** Whoever only listens or prompts brings nobody in. */
function demandParty({ role }: Party): void {
  if (role !== 'party') throw new AppError('forbidden');
}

export class TwilioCarrier implements Carrier {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  readonly interrupt: Carrier['interrupt'] = async (callRef, _voiceUrl, answer) => {
    const { talks, lines, movedUrl } = this.#deps;
    await talks.open(answer);
    // A line that has asked by itself meanwhile, while the carrier was away, has heard of it: it would be cut off.
    if (answer.session.turn === answer.turn) await lines.move(callRef, movedUrl(answer.turn));
  };

  /** The contact is over for all: the flow goes on. */
  readonly hangUp: Carrier['hangUp'] = async (callRef) => {
    const { talks, lines } = this.#deps;
    const talk = await talks.openTalkOf(callRef);
    if (!talk || talk.caller === 'awaited' || talk.ref === null) return lines.hangUp(callRef);
    await lines.end(talk.ref);
  };

  /**
   * No look for answering machines: those who call back are people who wait with the agent already on the line, who
   * hears a machine at its first word; the look costs the citizen seconds of silence, and knows English machines best.
   */
  readonly call: Carrier['call'] = async ({ number, ringS, voiceUrl, statusUrl }) => {
    await this.#deps.client.calls.create({
      to: number,
      from: this.#deps.ownNumber,
      url: voiceUrl,
      timeout: ringS,
      statusCallback: statusUrl,
      statusCallbackEvent: ['completed'],
    });
  };

  readonly reach: Carrier['reach'] = async (callRef, actor) => {
    const talk = this.#deps.hasClients ? await this.#deps.talks.openTalkOf(callRef) : undefined;
    return talk && (await this.#mayJoin(talk, actor, 'party')) ? 'rung' : 'none';
  };

  readonly ringMe: Carrier['ringMe'] = async (callRef, actor, role) => {
    const talk = await this.#talkOf(callRef);
    if (!this.#deps.hasClients) throw new AppError('not_configured');
    if (!(await this.#mayJoin(talk, actor, role))) throw new AppError('forbidden');
    const { talks } = this.#deps;
    await talks.colleagues.noteJoining(talks.shared(talk), actor, role);
    await talks.change(talk.room, (now) => withRing(now, actor.id, role));
    // Said yes: the other pages of theirs ask no more.
    if (invitedTo(talk, actor.id))
      await talks.colleagues.askedNoMore(talks.shared(talk), actor.id, undefined);
  };

  readonly command: Carrier['command'] = async (callRef, actor, command) => {
    const talk = await this.#talkOf(callRef);
    if (command.do === 'decline') return this.#decline(talk, actor.id);
    const own = onTheLine(talk, actor.id);
    if (!own || talk.ref === null) throw new AppError('forbidden');
    await this.#obey({ ...talk, ref: talk.ref }, own, actor, command);
  };

  /** Whose contact it is, who is asked or on the line, and supervisors. */
  async #mayJoin(talk: Talk, actor: LineActor, role: PhoneRole): Promise<boolean> {
    // A citizen whom we still ring somebody for, or have left to somebody outside, is overheard by nobody.
    if (actor.maySupervise && isOurTalk(talk)) return true;
    if (role !== 'party') return false;
    const own = talk.parties.filter(({ userId }) => userId === actor.id);
    if (own.some((party) => isOpen(party) || party.state === 'invited')) return true;
    const { agentId, state } = await this.#deps.routing.interaction(talk.interactionId);
    return agentId === actor.id && state === 'active';
  }

  async #talkOf(callRef: string): Promise<Talk> {
    const talk = await this.#deps.talks.openTalkOf(callRef);
    if (!talk) throw new AppError('not_found');
    return talk;
  }

  async #obey(
    talk: Talk & { ref: string },
    own: Party,
    actor: LineActor,
    command: LineCommand,
  ): Promise<void> {
    const { talks, lines } = this.#deps;
    const { room, ref, callRef } = talk;
    switch (command.do) {
      case 'hold':
        return talks.shared(talk).hold(command.on);
      case 'pause_recording': {
        const isRecordingPaused = await lines.pauseRecording(callRef, command.on);
        if (isRecordingPaused === undefined) throw new AppError('wrong_state');
        await talks.change(room, (now) => ({ ...now, isRecordingPaused }));
        return;
      }
      case 'digit':
        return lines.key(ref, command.key);
      case 'invite':
        demandParty(own);
        return this.#invite(talk, actor.id, command.agentId);
      case 'withdraw': {
        const asked = invitedTo(talk, command.agentId);
        return asked && talks.endInvitation(talk, asked, 'withdrawn');
      }
      case 'role':
        if (!actor.maySupervise) throw new AppError('forbidden');
        await talks.colleagues.noteJoining(talks.shared(talk), actor, command.role);
        return talks.shared(talk).changeRole(actor.id, command.role);
      case 'hand_over':
        return this.#handOver(talk, actor.id, command.agentId);
      case 'to_queue':
        return this.#sendOn(talk, actor.id, { queueCode: command.queueCode });
      case 'to_agent':
        return this.#sendOn(talk, actor.id, { colleagueId: command.agentId });
      case 'add_number':
      case 'to_number': {
        demandParty(own);
        if (command.do === 'to_number') await talks.colleagues.demandNoneJoined(talks.shared(talk), actor.id);
        const { number } = command;
        const party = newParty(
          { id: randomUUID(), number, takesOver: command.do === 'to_number' },
          new Date(),
        );
        await talks.change(room, (now) => ({ ...now, parties: [...now.parties, party] }));
        return;
      }
      case 'drop': {
        demandParty(own);
        const party = talk.parties.find(({ id, number }) => id === command.partyId && number !== null);
        if (!party) throw new AppError('not_found');
        return talks.dismiss(talk, party);
      }
      case 'leave':
        return talks.colleagues.leave(talks.shared(talk), actor.id);
    }
  }

  async #invite(talk: Talk, inviterId: string, agentId: string): Promise<void> {
    if (onTheLine(talk, agentId)) return;
    const invited = newParty(
      { id: randomUUID(), userId: agentId, inviterId, state: 'invited', ringS: invitationRingS },
      new Date(),
    );
    await this.#deps.talks.change(talk.room, (now) =>
      invitedTo(now, agentId) ? now : { ...now, parties: [...now.parties, invited] },
    );
  }

  async #decline(talk: Talk, userId: string): Promise<void> {
    const asked = invitedTo(talk, userId);
    if (!asked) throw new AppError('wrong_state');
    await this.#deps.talks.endInvitation(talk, asked, 'declined');
  }

  async #handOver(talk: Talk, ownId: string, heirId: string): Promise<void> {
    const { talks } = this.#deps;
    if (!onTheLine(talk, heirId)) throw new AppError('wrong_state');
    const shared = talks.shared(talk);
    await talks.colleagues.handOver(shared, ownId, heirId);
    await shared.leave(ownId);
  }

  async #sendOn(talk: Talk, agentId: string, to: Destination): Promise<void> {
    const { routing, calls, talks } = this.#deps;
    const { interactionId, callRef } = talk;
    await demandDestination(routing, { interactionId, agentId, to });
    await talks.colleagues.demandNoneJoined(talks.shared(talk), agentId);
    await talks.moveOn(talk, await calls.sendOn(callRef, { agentId, to }));
  }
}

/** This person's telephone is to be rung. One that rings already rings on. */
function withRing(talk: Talk, userId: string, role: PhoneRole): Talk {
  const own = talk.parties.filter((party) => party.userId === userId);
  if (own.some(({ state }) => state === 'wanted' || state === 'ringing')) return talk;
  const now = new Date();
  const party = newParty({ id: randomUUID(), userId, role, ringS: staffRingS }, now);
  const answered = own
    .filter(({ state }) => state === 'invited')
    .reduce((before, { id }) => withoutParty(before, id, now), talk);
  return { ...answered, parties: [...answered.parties, party] };
}
