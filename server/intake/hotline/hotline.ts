// The embedded hotline of one media process: its calls, who may join them, and what becomes of them when a process dies.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import {
  answerWebRtc,
  findEspeak,
  Ticker,
  type Voice,
  type WebRtcOptions,
  waitingMusic,
  withCache,
} from '../../../ivr/media/index.ts';
import { staffNames } from '../../admin/index.ts';
import { type CitizenDoor, roomOf, type StaffDoor } from '../../doors.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Routing } from '../../routing/index.ts';
import type { CallAnswer, Calls } from '../voice/calls.ts';
import { HotlineCall } from './call.ts';
import type { PhoneCommand, PhoneRole } from './contract.ts';
import type { Vault } from './vault.ts';

/** Calls of this house's own telephones begin with it; the process that carries them comes next. */
export const lineKind = 'web';
const processKey = (processId: string): string => `{media}:process:${processId}`;
const aliveForMs = 10_000;
const renewEveryMs = 3_000;
const ringEveryMs = 1_000;

interface Deps {
  database: Database;
  redis: Redis;
  routing: Routing;
  calls: Calls;
  vault: Vault;
  config: Config;
  log: Log;
  doors: { staff: StaffDoor; citizen: CitizenDoor };
}

export class Hotline {
  readonly #deps: Deps;
  readonly #processId = randomUUID().slice(0, 8);
  readonly #ticker = new Ticker();
  readonly #music = waitingMusic();
  readonly #webRtc: WebRtcOptions;
  /** Calls by the id that the citizen's browser gave them. */
  readonly #running = new Map<string, { call: HotlineCall; sdp: string }>();
  readonly #ended = new Set<Promise<void>>();
  #voice: Voice | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { hotline, host } = deps.config;
    const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host);
    this.#webRtc = {
      iceServers: hotline.iceServers,
      portRange: hotline.ports,
      addresses: [...(isLocal ? ['127.0.0.1'] : []), ...(hotline.address ? [hotline.address] : [])],
    };
  }

  /** Finds a voice, and ends what processes that died have left on the line. */
  async start(): Promise<void> {
    const { config, log } = this.#deps;
    const voice = await findEspeak();
    if (!voice) log.warn('espeak-ng is not installed: callers read what would be said');
    this.#voice = voice && withCache(voice, join(config.dataDir, 'prompts'));
    const beat = async (): Promise<void> => {
      await this.#deps.redis.set(processKey(this.#processId), '1', 'PX', aliveForMs);
      await this.#endOrphans();
    };
    await beat();
    this.#renewal = setInterval(() => {
      beat().catch((error: unknown) => log.warn({ err: error }, 'heartbeat of the hotline failed'));
    }, renewEveryMs);
    this.#renewal.unref();
  }

  /** Ends all calls of this process. */
  async stop(): Promise<void> {
    clearInterval(this.#renewal);
    for (const { call } of this.#running.values()) call.hangUp();
    await Promise.allSettled(this.#ended);
    await this.#deps.redis.del(processKey(this.#processId));
  }

  /** A call whose process is gone has nobody on the line: it ends, and its agent is free to wrap up. */
  async #endOrphans(): Promise<void> {
    const { database, redis, calls } = this.#deps;
    const open = await database.read.callSession.findMany({
      where: { endedAt: null, callRef: { startsWith: `${lineKind}-` } },
      select: { callRef: true },
    });
    for (const { callRef } of open) {
      const processId = callRef.split('-', 2)[1] ?? '';
      if (processId === this.#processId || (await redis.exists(processKey(processId)))) continue;
      await calls.takeIfKnown(callRef, { type: 'hangup', id: 'hangup' });
    }
  }

  // ── citizens ──

  /** A citizen rings. The same call again gets the same answer. */
  async startCall(
    citizenId: string,
    ring: { callId: string; sdp: string; callback?: string | undefined },
  ): Promise<{ sdp: string }> {
    const before = this.#running.get(ring.callId);
    if (before) {
      if (before.call.citizenId !== citizenId) throw new AppError('forbidden');
      return { sdp: before.sdp };
    }
    if (ring.callback !== undefined) {
      const expected = await this.#deps.routing.callbackOf(citizenId);
      if (expected?.interaction.id !== ring.callback) throw new AppError('not_found');
    }
    const { leg, answer } = await this.#answer(ring.sdp);
    const { callId } = ring;
    const { calls, vault, log, doors } = this.#deps;
    const call = new HotlineCall({
      callRef: `${lineKind}-${this.#processId}-${callId}`,
      citizenId,
      callbackOf: ring.callback,
      leg,
      around: {
        calls,
        vault,
        log,
        ticker: this.#ticker,
        voice: this.#voice,
        music: this.#music,
        tellCitizen: (news) => doors.citizen.tell(roomOf.citizen(citizenId), 'phone', { ...news, callId }),
        tellStaff: () =>
          void this.#tellStaff(call).catch((error: unknown) =>
            log.warn({ err: error }, 'news of a call were not told'),
          ),
        ringAgent: (agentId, interactionId) => {
          const ringOnce = (): void =>
            doors.staff.tell(roomOf.user(agentId), 'phone', { what: 'ring', interactionId, inviter: null });
          ringOnce();
          const again = setInterval(ringOnce, ringEveryMs);
          return () => clearInterval(again);
        },
      },
    });
    this.#running.set(callId, { call, sdp: answer });
    const ended = call.run().finally(() => {
      this.#running.delete(callId);
      this.#ended.delete(ended);
      void this.#tellOver(call);
    });
    this.#ended.add(ended);
    return { sdp: answer };
  }

  isRunning(citizenId: string, callId: string): boolean {
    return this.#running.get(callId)?.call.citizenId === citizenId;
  }

  /** The citizen hangs up. A call that is over stays so. */
  endCall(citizenId: string, callId: string): void {
    const running = this.#running.get(callId);
    if (running?.call.citizenId === citizenId) running.call.hangUp();
  }

  async #answer(offer: string) {
    try {
      return await answerWebRtc(offer, this.#webRtc);
    } catch (error) {
      this.#deps.log.info({ err: error }, 'a browser offered no sound that we understand');
      throw new AppError('bad_request', { issues: [{ path: 'sdp', message: 'no G.711 audio' }] });
    }
  }

  // ── those of ours ──

  #find(isIt: (call: HotlineCall) => boolean): HotlineCall | undefined {
    for (const { call } of this.#running.values()) if (isIt(call)) return call;
    return undefined;
  }

  #callOf(interactionId: string): HotlineCall {
    const call = this.#find((one) => one.interactionId === interactionId);
    if (!call) throw new AppError('not_found');
    return call;
  }

  /** Whether the call of an interaction that was accepted runs here. */
  hasCall(interactionId: string): boolean {
    return this.#find((call) => call.interactionId === interactionId) !== undefined;
  }

  /**
   * Staff joins a call: the agent whose contact it is, whoever was asked to join, or a supervisor.
   * @throws AppError `not_found` when the call is over, `forbidden`
   */
  async join(
    actor: { id: string; maySupervise: boolean },
    request: { interactionId: string; sdp: string; role: PhoneRole },
  ): Promise<{ sdp: string }> {
    const { interactionId, role } = request;
    const call = this.#callOf(interactionId);
    const interaction = await this.#deps.routing.interaction(interactionId);
    const isTheirs = interaction.agentId === actor.id && interaction.state === 'active';
    const isExpected = role === 'party' && (isTheirs || call.isAwaiting(actor.id) || call.isOn(actor.id));
    if (!isExpected && !actor.maySupervise) throw new AppError('forbidden');
    const { leg, answer } = await this.#answer(request.sdp);
    call.join(actor.id, leg, role);
    return { sdp: answer };
  }

  /** @throws AppError `not_found` when the call is over, `forbidden` for somebody who is not on the line */
  async command(
    actor: { id: string; maySupervise: boolean },
    request: { interactionId: string; command: PhoneCommand },
  ): Promise<void> {
    const call = this.#callOf(request.interactionId);
    if (!call.isOn(actor.id)) throw new AppError('forbidden');
    const { command } = request;
    switch (command.do) {
      case 'hold':
        return call.hold(command.on);
      case 'pause_recording':
        return call.pauseRecording(command.on);
      case 'digit':
        return call.key(actor.id, command.key);
      case 'invite':
        call.invite(command.agentId);
        return this.#invite(actor.id, command.agentId, request.interactionId);
      case 'role':
        if (!actor.maySupervise) throw new AppError('forbidden');
        return call.changeRole(actor.id, command.role);
      case 'hand_over':
        if (!call.isOn(command.agentId)) throw new AppError('wrong_state');
        await this.#deps.routing.handOver(request.interactionId, actor.id, command.agentId);
        return call.leave(actor.id);
      case 'to_queue':
        return this.#toQueue(call, actor.id, command.queueCode);
      case 'leave':
        return call.leave(actor.id);
    }
  }

  async #toQueue(call: HotlineCall, agentId: string, queueCode: string): Promise<void> {
    const { routing, calls } = this.#deps;
    const [interaction, { queues }] = await Promise.all([
      routing.interaction(call.interactionId ?? ''),
      routing.board(),
    ]);
    if (interaction.agentId !== agentId) throw new AppError('forbidden');
    if (!queues.some(({ code }) => code === queueCode)) throw new AppError('not_found');
    const answer = await calls.moveToQueue(call.callRef, { agentId, queueCode });
    if (answer) call.interrupt(answer);
  }

  async #invite(inviterId: string, agentId: string, interactionId: string): Promise<void> {
    const { database, doors } = this.#deps;
    const names = await staffNames(database, [inviterId]);
    const inviter = names.get(inviterId) ?? null;
    doors.staff.tell(roomOf.user(agentId), 'phone', { what: 'ring', interactionId, inviter });
  }

  async #staffOf(call: HotlineCall) {
    const names = await staffNames(
      this.#deps.database,
      call.staff.map(({ userId }) => userId),
    );
    return call.staff.map(({ userId, role }) => ({
      userId,
      role,
      name: names.get(userId) ?? { zh: '', en: '' },
    }));
  }

  /** The talks under way in this process. */
  async talks() {
    const talks = [...this.#running.values()].filter(({ call }) => call.talkingSince !== undefined);
    return Promise.all(
      talks.map(async ({ call }) => ({
        interactionId: call.interactionId ?? '',
        since: (call.talkingSince ?? new Date()).toISOString(),
        isHeld: call.isHeld,
        staff: await this.#staffOf(call),
      })),
    );
  }

  async #tellStaff(call: HotlineCall): Promise<void> {
    const { interactionId, isHeld, isRecording, isRecordingPaused } = call;
    if (interactionId === undefined) return;
    const staff = await this.#staffOf(call);
    for (const { userId } of staff) {
      this.#deps.doors.staff.tell(roomOf.user(userId), 'phone', {
        what: 'call',
        interactionId,
        isHeld,
        isRecording,
        isRecordingPaused,
        staff,
      });
    }
  }

  #tellOver(call: HotlineCall): void {
    const { interactionId } = call;
    if (interactionId === undefined) return;
    for (const userId of call.everyone) {
      this.#deps.doors.staff.tell(roomOf.user(userId), 'phone', { what: 'over', interactionId });
    }
  }

  // ── the call service moves our lines ──

  /** As the carrier of our own lines. A call of another process, or one that is over, is none of ours. */
  interrupt(callRef: string, answer: CallAnswer): void {
    this.#find((call) => call.callRef === callRef)?.interrupt(answer);
  }

  endTalk(callRef: string): void {
    this.#find((call) => call.callRef === callRef)?.endTalk();
  }
}
