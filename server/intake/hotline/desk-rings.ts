// Rings those of ours where they want it: in the browser, again and again, or on the desk telephone, which is then on
// the call with its own hold and its own hang-up.
import { roomOf, type StaffDoor } from '../../doors.ts';
import type { Log } from '../../platform/log.ts';
import type { Routing } from '../../routing/index.ts';
import type { HotlineCall, Miss } from './call.ts';
import type { PhoneRole } from './contract.ts';
import type { DeskContact, DeskPhones } from './desk-phones.ts';
import type { SipLines } from './sip-lines.ts';

const ringEveryMs = 1_000;
const nothing = (): void => undefined;

interface Deps {
  routing: Routing;
  deskPhones: DeskPhones;
  sip: SipLines | undefined;
  staff: StaffDoor;
  log: Log;
  /** Takes one of ours off a call that goes on without them. */
  leave: (call: HotlineCall, userId: string) => Promise<void>;
}

interface DeskRing {
  contacts: readonly DeskContact[];
  role: PhoneRole;
  onMiss: (outcome: Miss) => void;
}

export class DeskRings {
  readonly #deps: Deps;
  /** Desk telephones that are rung or on a call, by call and person: what stops the ringing. */
  readonly #rings = new Map<string, () => void>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Rings an agent whom the flow connects. `onMiss`: a telephone said no. @returns what cancels it */
  ringAgent(
    call: HotlineCall,
    agent: { agentId: string; interactionId: string },
    onMiss: (outcome: Miss) => void,
  ): () => void {
    const { agentId, interactionId } = agent;
    const { deskPhones, log } = this.#deps;
    let stop = nothing;
    let isStopped = false;
    const begin = async (): Promise<void> => {
      const contacts = await deskPhones.ringingAt(agentId);
      if (isStopped) return;
      stop =
        contacts.length === 0
          ? this.#ringBrowser(agentId, interactionId)
          : this.ringDesk(call, agentId, { contacts, role: 'party', onMiss });
    };
    begin().catch((error: unknown) => {
      log.error({ err: error, agentId }, 'an agent was not rung');
      if (!isStopped) onMiss('failed');
    });
    return () => {
      isStopped = true;
      stop();
    };
  }

  #ringBrowser(agentId: string, interactionId: string): () => void {
    const ringOnce = (): void =>
      this.#deps.staff.tell(roomOf.user(agentId), 'phone', { what: 'ring', interactionId, inviter: null });
    ringOnce();
    const again = setInterval(ringOnce, ringEveryMs);
    return () => clearInterval(again);
  }

  /** Rings somebody's desk telephone into a call. One that is rung or on it already is left alone. */
  ringDesk(call: HotlineCall, userId: string, { contacts, role, onMiss }: DeskRing): () => void {
    const key = `${call.callRef} ${userId}`;
    const before = this.#rings.get(key);
    if (before || !this.#deps.sip) return before ?? nothing;
    const ringing = this.#deps.sip.ringDesk(contacts, call.callerNumber ?? 'anonymous');
    this.#rings.set(key, ringing.cancel);
    void ringing.answered.then((answered) => {
      if (typeof answered === 'string') {
        this.#rings.delete(key);
        onMiss(answered);
        return;
      }
      answered.onHold((isHeld) => this.#held(call, userId, isHeld));
      answered.onEnd((end) => {
        this.#rings.delete(key);
        if (end === 'hangup') void this.#hungUp(call, userId);
      });
      call.join(userId, answered, role);
    });
    return ringing.cancel;
  }

  /** The hold key of a desk telephone is that of the console. */
  #held(call: HotlineCall, userId: string, isHeld: boolean): void {
    call.hold(isHeld);
    const { routing, log } = this.#deps;
    const { interactionId } = call;
    if (interactionId === undefined) return;
    routing
      .noteHold(interactionId, isHeld, userId)
      .catch((error: unknown) => log.warn({ err: error, interactionId }, 'a hold was not noted'));
  }

  /** A receiver is put down: whoever is alone with the citizen ends the contact, everybody else only leaves. */
  async #hungUp(call: HotlineCall, userId: string): Promise<void> {
    const { routing, leave, log } = this.#deps;
    const { interactionId = '' } = call;
    try {
      if (call.isAccompaniedWithout(userId)) return await leave(call, userId);
      const interaction = await routing.interaction(interactionId);
      if (interaction.agentId === userId && interaction.state === 'active')
        await routing.endInteraction(interactionId, 'agent');
    } catch (error) {
      log.error({ err: error, interactionId }, 'a hang-up was not noted');
    }
  }
}
