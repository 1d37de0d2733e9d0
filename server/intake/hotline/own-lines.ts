// The house's own lines as every process sees them: each call is carried by one media process, which is asked here.
import { type CitizenDoor, roomOf } from '../../doors.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import type { Carrier } from '../voice/carrier.ts';
import { expectedCallOf } from '../voice/expected-call.ts';
import { lineKinds } from './hotline.ts';
import type { LostLines } from './lost-lines.ts';
import type { MediaAnswer, MediaRequest } from './media-calls.ts';
import { type MediaLink, processOf } from './media-link.ts';

interface Deps {
  database: Database;
  link: MediaLink;
  routing: Routing;
  citizen: CitizenDoor;
  lost: LostLines;
}

export class OwnLines {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Whether a citizen's browser can ring. */
  async areOpen(): Promise<boolean> {
    return (await this.#deps.link.processes()).length > 0;
  }

  /**
   * A citizen's browser rings. The same call again comes to the same process.
   * @throws AppError `not_configured`, `lines_full`
   */
  async start(ring: MediaRequest<'start'>): Promise<MediaAnswer<'start'>> {
    const { link } = this.#deps;
    const processId = await this.#processOfCaller(ring.callId);
    return processId === undefined ? link.askForNewCall('start', ring) : link.ask(processId, 'start', ring);
  }

  /**
   * A citizen's browser comes back into its call on a new connection. Null when the call is over; one whose process
   * died is over, and a call back is owed from now on.
   */
  async resume(caller: MediaRequest<'resume'>): Promise<MediaAnswer<'resume'>> {
    const callRef = await this.#callOfCaller(caller.callId);
    if (callRef === undefined) return { sdp: null };
    try {
      return await this.#deps.link.askOf(callRef, 'resume', caller);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      await this.#deps.lost.end(callRef);
      return { sdp: null };
    }
  }

  async check(caller: MediaRequest<'check'>): Promise<MediaAnswer<'check'>> {
    const processId = await this.#processOfCaller(caller.callId);
    if (processId === undefined || !(await this.#deps.link.isAlive(processId))) return { isRunning: false };
    return this.#deps.link.ask(processId, 'check', caller);
  }

  /** The citizen hangs up. A call that is over stays so. */
  async end(caller: MediaRequest<'end'>): Promise<void> {
    const processId = await this.#processOfCaller(caller.callId);
    if (processId !== undefined && (await this.#deps.link.isAlive(processId)))
      await this.#deps.link.ask(processId, 'end', caller);
  }

  /** @throws AppError `not_found` when the call is over, `forbidden` */
  join(callRef: string, request: Omit<MediaRequest<'join'>, 'callRef'>): Promise<MediaAnswer<'join'>> {
    return this.#deps.link.askOf(callRef, 'join', { ...request, callRef });
  }

  /** An editor rings a draft. @throws AppError `not_configured` */
  async rehearse(start: MediaRequest<'rehearse'>): Promise<MediaAnswer<'rehearse'>> {
    return this.#deps.link.askForNewCall('rehearse', start);
  }

  /** @throws AppError `not_found` when the test call is over */
  tellRehearsal(told: MediaRequest<'rehearse_tell'>): Promise<MediaAnswer<'rehearse_tell'>> {
    return this.#deps.link.askOf(told.callRef, 'rehearse_tell', told);
  }

  /** The talks under way, whichever process carries them. */
  async talks(): Promise<MediaAnswer<'talks'>['items']> {
    const { link } = this.#deps;
    const asked = (await link.processes()).map((processId) => link.ask(processId, 'talks', {}));
    const answers = await Promise.allSettled(asked);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.items : []));
  }

  async #processOfCaller(callId: string): Promise<string | undefined> {
    const callRef = await this.#callOfCaller(callId);
    return callRef === undefined ? undefined : processOf(callRef);
  }

  async #callOfCaller(callId: string): Promise<string | undefined> {
    const call = await this.#deps.database.read.callSession.findFirst({
      where: {
        endedAt: null,
        AND: [{ callRef: { startsWith: `${lineKinds.browser}-` } }, { callRef: { endsWith: callId } }],
      },
      select: { callRef: true },
    });
    return call?.callRef;
  }

  readonly carrier: Carrier = {
    interrupt: async (callRef, _url, { verbs, turn }) => {
      await this.#deps.link.askOf(callRef, 'interrupt', { callRef, verbs, turn }).catch(unlessGone);
    },
    hangUp: async (callRef) => {
      await this.#deps.link.askOf(callRef, 'end_talk', { callRef }).catch(unlessGone);
    },
    call: async ({ number, interactionId, attempt, ringS }) => {
      const { citizen, routing, link } = this.#deps;
      if (!number.startsWith('client:')) {
        await link.askForNewCall('dial', { number, interactionId, attempt, ringS });
        return;
      }
      // The page rings until it is answered, or the attempt is over.
      const citizenId = number.slice('client:'.length);
      citizen.tell(roomOf.citizen(citizenId), 'callback', await expectedCallOf(routing, citizenId));
    },
    reach: async (callRef, actor) => {
      const answer = await this.#deps.link.askOf(callRef, 'reach', { callRef, actor }).catch(unlessGone);
      return answer?.via ?? 'none';
    },
    ringMe: async (callRef, actor, role) => {
      await this.#deps.link.askOf(callRef, 'ring_me', { callRef, actor, role });
    },
    command: async (callRef, actor, command) => {
      await this.#deps.link.askOf(callRef, 'command', { callRef, actor, command });
    },
  };
}

/** A call whose process is gone is ended by the watch over such calls. */
function unlessGone(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}
