// A draft rung by its editor: real sound, the real engine, and a house that is played by the editor. Nothing of it is
// written down, and nothing happens outside: no queue, no ticket, no text message, no figure in a report.

import {
  type CallEvent,
  type Flow,
  newSession,
  type Session,
  step,
  type Verb,
} from '../../../../ivr/index.ts';
import {
  Bridge,
  EchoLeg,
  Executor,
  type House,
  type Leg,
  type Ringing,
  type Ticker,
} from '../../../../ivr/media/index.ts';
import type { Log } from '../../../platform/log.ts';
import { spokenBefore } from '../../voice/house-events.ts';
import type { Sounds } from '../../voice/sounds.ts';
import type { RehearsalNews, RehearsalStart } from './contract.ts';

interface Surroundings {
  ticker: Ticker;
  sounds: Sounds;
  speak: House['speak'];
  log: Log;
  tell(news: RehearsalNews['news']): void;
}

export class Rehearsal {
  readonly callRef: string;
  readonly editorId: string;
  readonly #flow: Flow;
  readonly #around: Surroundings;
  readonly #leg: Leg;
  readonly #bridge = new Bridge();
  readonly #executor: Executor;
  #session: Session;
  /** Whoever is being rung: answered by the editor. */
  #rung: ((answer: Leg | 'no_answer') => void) | undefined;
  #agent: EchoLeg | undefined;
  /** The flow waits for what the house has looked up. */
  #lookedUp: ((event: CallEvent) => void) | undefined;

  constructor(options: {
    callRef: string;
    editorId: string;
    start: Pick<RehearsalStart, 'flow' | 'facts' | 'callerNumber'>;
    leg: Leg;
    around: Surroundings;
  }) {
    const { callRef, editorId, start, leg } = options;
    this.callRef = callRef;
    this.editorId = editorId;
    this.#flow = start.flow;
    this.#around = options.around;
    this.#leg = leg;
    this.#session = newSession(start.flow, {
      callRef: 'test-call',
      callerNumber: start.callerNumber,
      calledNumber: '12345',
      facts: start.facts,
    });
    const caller = this.#bridge.join(leg, { side: 'citizen' });
    this.#executor = new Executor({ house: this.#house(), bridge: this.#bridge, caller });
    leg.onEnd(() => this.#lookedUp?.({ type: 'hangup', id: 'hangup' }));
  }

  /** Runs until the call is over, whoever ends it. */
  async run(): Promise<void> {
    const stop = this.#around.ticker.add(() => this.#bridge.turn());
    try {
      await this.#executor.run();
    } catch (error) {
      // A draft may have faults that lead the engine nowhere.
      this.#around.log.info({ err: error, flow: this.#flow.code }, 'a test call failed');
    } finally {
      for (const seat of this.#bridge.seats) seat.leg.hangUp();
      stop();
      this.#around.tell({ what: 'over' });
    }
  }

  hangUp(): void {
    this.#leg.hangUp();
  }

  /** What the editor lets happen, as the house would have told it. */
  tell(event: CallEvent): void {
    switch (event.type) {
      case 'hangup':
        this.hangUp();
        return;
      case 'dial_answered':
        this.#answer();
        return;
      case 'dial_ended':
        if (event.outcome !== 'answered') this.#rung?.('no_answer');
        else if (this.#rung) this.#answer();
        else this.#executor.endTalk();
        return;
      case 'agent_gone':
        // The line notices by itself, as it does when an agent's browser is lost.
        this.#agent?.hangUp();
        return;
      case 'lookup_done':
        this.#lookedUp?.(event);
        return;
      default: {
        const { verbs, turn } = this.#step(event);
        // News of the place changes nothing by itself: it is heard with the next round.
        if (event.type !== 'queue_update') this.#executor.interrupt({ verbs, turn });
      }
    }
  }

  #answer(): void {
    this.#agent = new EchoLeg();
    this.#rung?.(this.#agent);
  }

  #step(event: CallEvent) {
    const taken = step(this.#flow, this.#session, event);
    this.#session = taken.session;
    if (!taken.isRepeated) this.#around.tell({ what: 'event', event });
    return taken;
  }

  async #take(event: CallEvent): Promise<{ verbs: Verb[]; turn: number }> {
    let { verbs, turn } = this.#step(event);
    const before: Verb[] = [];
    while (verbs.at(-1)?.verb === 'lookup' && !this.#leg.isOver) {
      before.push(...spokenBefore(verbs));
      const found = await new Promise<CallEvent>((resolve) => {
        this.#lookedUp = resolve;
      });
      this.#lookedUp = undefined;
      ({ verbs, turn } = this.#step(found));
    }
    return { verbs: [...before, ...verbs], turn };
  }

  #ring(): Ringing {
    return {
      answered: new Promise((resolve) => {
        this.#rung = (answer) => {
          this.#rung = undefined;
          resolve(answer);
        };
      }),
      cancel: () => {
        this.#rung = undefined;
      },
    };
  }

  #house(): House {
    const { speak, sounds } = this.#around;
    return {
      speak,
      take: (event) => this.#take(event),
      sound: () => sounds.waiting,
      // The page reads along by the events.
      show: () => undefined,
      noteTalk: () => undefined,
      ring: () => this.#ring(),
      dialOut: () => this.#ring(),
      record: async () => ({
        ref: 'test-call',
        sink: { write: () => undefined, close: async () => undefined },
      }),
      keep: async () => undefined,
      forget: async () => undefined,
    };
  }
}
