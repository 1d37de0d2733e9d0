// What colleagues on somebody else's call mean for the house: they are asked with who calls, get no other contact
// meanwhile, and have the contact when whoever had it is gone.
import { staffNames } from '../../admin/index.ts';
import { roomOf, type StaffDoor } from '../../doors.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { inOthersCall } from '../../routing/contract.ts';
import { type Routing, stateLog } from '../../routing/index.ts';
import type { LineActor } from '../voice/carrier.ts';
import { callerInSight } from './caller-in-sight.ts';
import type { PhoneNews, PhoneRole } from './contract.ts';
import { type InvitationEnd, invitationRingS } from './invitations.ts';
import { noteLookIn, noteLookInOver, supervisorsOn } from './look-ins.ts';

/** A call that several of ours may be on, whoever carries it. */
export interface SharedCall {
  readonly callRef: string;
  readonly interactionId: string | undefined;
  readonly isHeld: boolean;
  readonly staff: readonly { userId: string; role: PhoneRole }[];
  /** Those of ours, heard by all, who could have the contact of somebody who is gone. */
  readonly heirs: readonly string[];
  /** A number outside talks with the citizen. */
  readonly isWithOutside: boolean;
  isAwaiting(userId: string): boolean | Promise<boolean>;
  isOn(userId: string): boolean | Promise<boolean>;
  /** One of ours on the line is heard by all, and has the call from now on. */
  giveTo(userId: string): void | Promise<void>;
  /** One of ours on the line is there in another way from now on. */
  changeRole(userId: string, role: PhoneRole): void | Promise<void>;
  hold(on: boolean): void | Promise<void>;
  leave(userId: string): Promise<void>;
  /** A colleague is asked no more. */
  endInvitation(userId: string, end: InvitationEnd): unknown;
}

/** A page that is loaded anew is back by then. */
const backWithinMs = 3_000;

interface Deps {
  database: Database;
  routing: Routing;
  staff: StaffDoor;
  log: Log;
}

export class Colleagues {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What a call tells about colleagues. What fails is logged: the call goes on. */
  around(call: () => SharedCall) {
    const safely = (work: (call: SharedCall) => Promise<unknown>): void =>
      void work(call()).catch((error: unknown) =>
        this.#deps.log.warn({ err: error, callRef: call().callRef }, 'a colleague on a call was not seen to'),
      );
    return {
      ringColleague: (agentId: string, inviterId: string, until: Date) =>
        safely((one) => this.ring(one, { agentId, inviterId, until })),
      askedNoMore: (agentId: string, end: InvitationEnd | undefined) =>
        safely((one) => this.askedNoMore(one, agentId, end)),
      seated: (userId: string, role: PhoneRole) => safely((one) => this.seated(one, userId, role)),
      unseated: (userId: string) => safely((one) => this.unseated(one, userId)),
      left: (userId: string) => safely((one) => this.left(one, userId)),
    };
  }

  /** A colleague has the contact from now on, and the citizen hears them at once. */
  async handOver(call: SharedCall, fromId: string, toId: string): Promise<void> {
    const { interactionId } = call;
    if (interactionId === undefined) throw new AppError('not_found');
    const { routing } = this.#deps;
    await routing.handOver(interactionId, fromId, toId);
    await this.#endWhispers(call, interactionId, toId);
    await call.giveTo(toId);
    if (call.isHeld) {
      await call.hold(false);
      await routing.noteHold(interactionId, false, toId);
    }
    await this.#free(toId);
    await this.#tellHandedOver(call, interactionId, { fromId, toId });
  }

  /** Whoever whispered to one agent only listens to the next, who has not been told of it, until they whisper anew. */
  async #endWhispers(call: SharedCall, interactionId: string, heirId: string): Promise<void> {
    for (const { userId, role } of call.staff) {
      if (role !== 'whisper' || userId === heirId) continue;
      await noteLookIn(this.#deps.database, { actorId: userId, interactionId, role: 'monitor' });
      await call.changeRole(userId, 'monitor');
    }
  }

  /** Both of them, and whoever else is on the line: a supervisor who listens hears somebody else from now on. */
  async #tellHandedOver(
    call: SharedCall,
    interactionId: string,
    { fromId, toId }: { fromId: string; toId: string },
  ): Promise<void> {
    const names = await staffNames(this.#deps.database, [fromId, toId]);
    const [from = null, to = null] = [names.get(fromId), names.get(toId)];
    const news = { what: 'handed_over', interactionId, from, to } as const;
    for (const userId of [fromId, toId]) this.#tell(userId, { ...news, isYours: userId === toId });
    for (const { userId, role } of call.staff) {
      if (userId === fromId || userId === toId) continue;
      this.#tell(userId, { ...news, isYours: false, role: role === 'party' ? 'party' : 'monitor' });
    }
  }

  /**
   * An agent sends the citizen away from everybody on the line. Not from a supervisor who talks with them: as in every
   * talk of three, whoever takes over is asked into it first.
   * @throws AppError `supervisor_on_line`
   */
  async demandNoneJoined({ interactionId, heirs }: SharedCall, agentId: string): Promise<void> {
    const others = heirs.filter((userId) => userId !== agentId);
    if (interactionId === undefined || others.length === 0) return;
    const supervisors = await supervisorsOn(this.#deps.database, interactionId);
    if (supervisors.some((userId) => others.includes(userId))) throw new AppError('supervisor_on_line');
  }

  /**
   * One of ours leaves, and the citizen is with whoever stays: a colleague on the line has the contact from now on.
   * @throws AppError `wrong_state` when it is theirs and nobody who could have it stays
   */
  async leave(call: SharedCall, userId: string): Promise<void> {
    const isLeft = (await this.#isOf(call, userId)) && !(await this.#inherit(call, userId));
    if (isLeft && !call.isWithOutside) throw new AppError('wrong_state');
    await call.leave(userId);
  }

  /** The call is over for somebody who was on it. */
  async over(userId: string): Promise<void> {
    await this.#free(userId);
  }

  #tell(userId: string, news: PhoneNews): void {
    this.#deps.staff.tell(roomOf.user(userId), 'phone', news);
  }

  /** Tells a colleague's console once that somebody on the call asks them to join. Who has gone is asked no more. */
  async ring(
    call: SharedCall,
    { agentId, inviterId, until }: { agentId: string; inviterId: string; until: Date },
  ): Promise<void> {
    const { interactionId } = call;
    if (interactionId === undefined) return;
    if (await this.#hasGone(agentId, new Date(until.getTime() - invitationRingS * 1_000))) {
      await call.endInvitation(agentId, 'gone');
      return;
    }
    const { database } = this.#deps;
    const [names, caller] = await Promise.all([
      staffNames(database, [inviterId]),
      callerInSight(database, interactionId),
    ]);
    // Answered or withdrawn while this was read.
    if (!(await call.isAwaiting(agentId))) return;
    const inviter = names.get(inviterId) ?? null;
    this.#tell(agentId, { what: 'ring', interactionId, inviter, caller, until: until.toISOString() });
  }

  /** Whether somebody was available when they were asked and is no more, or has closed their last page. */
  async #hasGone(agentId: string, askedAt: Date): Promise<boolean> {
    const { database, routing } = this.#deps;
    const [states, leftAt] = await Promise.all([
      stateLog(database, agentId, askedAt),
      routing.leftAt(agentId),
    ]);
    const hasClosed = leftAt !== null && leftAt > askedAt.getTime();
    if (hasClosed && Date.now() - leftAt > backWithinMs) return true;
    return states[0]?.state === 'available' && states.at(-1)?.state !== 'available';
  }

  /** A colleague is asked no more; `undefined`: they are on the line. */
  async askedNoMore(call: SharedCall, agentId: string, end: InvitationEnd | undefined): Promise<void> {
    const { interactionId } = call;
    if (interactionId === undefined) return;
    this.#tell(agentId, { what: 'asked_no_more', interactionId });
    if (end === undefined || end === 'withdrawn') return;
    const who = (await staffNames(this.#deps.database, [agentId])).get(agentId) ?? null;
    for (const { userId } of call.staff) this.#tell(userId, { what: 'declined', interactionId, who, end });
  }

  /** A supervisor who hears another's talk, or speaks in it, is in the audit first, each time that they change the way. */
  async noteJoining(call: SharedCall, { id, maySupervise }: LineActor, role: PhoneRole): Promise<void> {
    const { interactionId, staff } = call;
    const isSo = staff.some((one) => one.userId === id && one.role === role);
    if (interactionId === undefined || !maySupervise || isSo || (await call.isAwaiting(id))) return;
    if (await this.#isOf(call, id)) return;
    await noteLookIn(this.#deps.database, { actorId: id, interactionId, role });
  }

  /** One of ours is off the line, and may be back in a moment: a supervisor's look-in has ended. */
  async unseated({ interactionId }: SharedCall, userId: string): Promise<void> {
    if (interactionId !== undefined) await noteLookInOver(this.#deps.database, interactionId, userId);
  }

  /** One of ours is on the line from now on. */
  async seated(call: SharedCall, userId: string, role: PhoneRole): Promise<void> {
    if (role !== 'party' || (await this.#isOf(call, userId))) return;
    const { routing } = this.#deps;
    if ((await routing.presence(userId)).state === 'available')
      await routing.setPresence(userId, 'away', inOthersCall);
    // The call went by quickly.
    if (!(await call.isOn(userId))) await this.#free(userId);
  }

  /** Somebody did not come back: a colleague who is on the line with the citizen has the contact. */
  async left(call: SharedCall, userId: string): Promise<void> {
    await this.#free(userId);
    if (!(await call.isOn(userId)) && (await this.#isOf(call, userId))) await this.#inherit(call, userId);
  }

  /**
   * Whoever has been on the line longest and may have contacts: a supervisor who joined in is often no agent.
   * @returns whether there was one
   */
  async #inherit(call: SharedCall, fromId: string): Promise<boolean> {
    for (const heir of call.heirs.filter((userId) => userId !== fromId)) {
      try {
        await this.handOver(call, fromId, heir);
        return true;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'forbidden') throw error;
      }
    }
    return false;
  }

  async #isOf({ interactionId }: SharedCall, userId: string): Promise<boolean> {
    if (interactionId === undefined) return false;
    const { state, agentId } = await this.#deps.routing.interaction(interactionId);
    return state === 'active' && agentId === userId;
  }

  /** Contacts come again to somebody who got none for being on another's call. */
  async #free(userId: string): Promise<void> {
    const { routing } = this.#deps;
    const { state, reason } = await routing.presence(userId);
    if (state === 'away' && reason === inOthersCall) await routing.setPresence(userId, 'available');
  }
}
