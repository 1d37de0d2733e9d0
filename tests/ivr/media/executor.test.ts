// The shipped flow on a line of plain arrays: what is heard, what the keys do, and the same path as every executor gives.
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CallEvent,
  type Flow,
  newSession,
  type Session,
  shippedFlows,
  step,
} from '../../../ivr/index.ts';
import { Bridge, type Seat } from '../../../ivr/media/bridge.ts';
import { Executor, type House } from '../../../ivr/media/executor.ts';
import type { Leg } from '../../../ivr/media/leg.ts';
import { tone } from '../../../ivr/media/tone.ts';
import { TestLeg, tonesIn } from './legs.ts';

const hz = { prompt: 700, music: 300, citizen: 500, agent: 1000 } as const;
const all = Object.values(hz);
const flow: Flow = shippedFlows.hotline;

/** A call of the shipped flow; the house is this object, its time is the bridge's turns. */
class Call {
  readonly caller = new TestLeg();
  readonly bridge = new Bridge();
  readonly seat: Seat;
  readonly shown: string[] = [];
  readonly rung: { target: string; answer: (leg: Leg | 'no_answer') => void; isCancelled: boolean }[] = [];
  readonly kept: { purpose: string; durationMs: number }[] = [];
  readonly forgotten: string[] = [];
  readonly executor: Executor;
  readonly done: Promise<void>;
  session: Session;
  isOver = false;
  /** The words that each listening expected, and what the caller says to the last one. */
  readonly listening: (readonly string[])[] = [];
  say: (text: string) => void = () => undefined;
  /** Undefined: nothing here can speak. */
  promptS: number | undefined = 0.2;

  constructor() {
    this.seat = this.bridge.join(this.caller, { side: 'citizen' });
    this.session = newSession(flow, {
      callRef: 'web-1',
      callerNumber: null,
      calledNumber: '12345',
      facts: { afterHours: false, surge: false, emergency: false },
    });
    this.executor = new Executor({ house: this.#house(), bridge: this.bridge, caller: this.seat });
    this.done = this.executor.run().then(() => {
      this.isOver = true;
    });
  }

  take(event: CallEvent) {
    const result = step(flow, this.session, event);
    this.session = result.session;
    return result;
  }

  #house(): House {
    return {
      take: async (event) => this.take(event),
      speak: async () => (this.promptS === undefined ? undefined : tone([hz.prompt], this.promptS)),
      sound: () => tone([hz.music], 1),
      listen: (what, onHeard) => {
        this.listening.push(what.hints);
        this.say = (text) => onHeard({ isFinal: true, text, fromMs: 0 });
        return { hear: () => undefined, end: async () => undefined };
      },
      show: (text) => this.shown.push(text),
      noteTalk: () => undefined,
      ring: ({ target }) => {
        const ring = {
          target: target.kind === 'client' ? target.identity : '',
          answer: (_leg: Leg | 'no_answer'): void => undefined,
          isCancelled: false,
        };
        const answered = new Promise<Leg | 'no_answer'>((resolve) => {
          ring.answer = resolve;
        });
        this.rung.push(ring);
        return {
          answered,
          cancel: () => {
            ring.isCancelled = true;
          },
        };
      },
      dialOut: () => ({ answered: Promise.resolve('failed'), cancel: () => undefined }),
      record: async () => ({ ref: 'r1', sink: { write: () => undefined, close: async () => undefined } }),
      keep: async (recording) => {
        this.kept.push(recording);
      },
      forget: async (ref) => {
        this.forgotten.push(ref);
      },
    };
  }

  /** Lets so much sound pass. */
  async pass(seconds: number): Promise<void> {
    for (let turn = 0; turn < seconds * 50; turn += 1) {
      this.bridge.turn();
      for (let tick = 0; tick < 6; tick += 1) await Promise.resolve();
    }
  }

  async hearFor(seconds: number): Promise<number[]> {
    this.caller.heard();
    await this.pass(seconds);
    return tonesIn(this.caller.heard(), all);
  }

  /** As the call service does when an agent accepts. */
  agentReady(id = 'agent-7'): void {
    const result = this.take({
      type: 'agent_ready',
      id: `ready-${id}`,
      agentId: id,
      target: { kind: 'client', identity: id },
      parameters: { interactionId: 'i1' },
    });
    this.executor.interrupt(result);
  }

  /** Greeting, language 1, queue. */
  async toQueue(): Promise<void> {
    await this.pass(0.4);
    this.caller.press('1');
    await this.pass(0.5);
  }

  async toTalk(): Promise<TestLeg> {
    await this.toQueue();
    this.agentReady();
    await this.pass(0.5);
    const agent = new TestLeg();
    this.rung.at(-1)?.answer(agent);
    await this.pass(0.5);
    return agent;
  }
}

const calls: Call[] = [];
const ring = (): Call => {
  const call = new Call();
  calls.push(call);
  return call;
};
afterEach(async () => {
  for (const call of calls.splice(0)) {
    call.caller.leave();
    await call.done;
  }
});

describe('the executor on a line', () => {
  it('greets, offers the language, and hears a key before the menu is done', async () => {
    const call = ring();
    call.promptS = 2;
    expect(await call.hearFor(1)).toEqual([hz.prompt]);
    expect(call.session.node).toBe('language');
    await call.pass(2);
    call.caller.press('3');
    await call.pass(0.2);
    expect(call.session).toMatchObject({
      language: 'en',
      node: 'queue',
      path: ['greet', 'language', 'queue'],
    });
  });

  it('counts a key that is pressed before anything is heard, once', async () => {
    const call = ring();
    call.caller.press('2');
    await call.pass(0.2);
    expect(call.session).toMatchObject({
      language: 'yue',
      node: 'queue',
      path: ['greet', 'language', 'queue'],
    });
    await call.pass(0.5);
    expect(call.session.path).toEqual(['greet', 'language', 'queue']);
  });

  it('takes a choice that is said, and lets other talk in the room pass', async () => {
    const call = ring();
    await call.pass(0.4);
    expect(call.listening.at(-1)).toContain('粤语');
    call.say('今天天气不错');
    await call.pass(0.2);
    expect(call.session.node).toBe('language');
    call.say('我要讲粤语。');
    await call.pass(0.2);
    expect(call.session).toMatchObject({ language: 'yue', node: 'queue' });
  });

  it('takes the usual language from a caller who stays silent', async () => {
    const call = ring();
    await call.pass(6);
    expect(call.session).toMatchObject({ language: 'cmn', node: 'queue' });
  });

  it('plays music while waiting and tells the options again in later rounds', async () => {
    const call = ring();
    await call.toQueue();
    await call.pass(2);
    expect(await call.hearFor(1)).toEqual([hz.music]);
    const before = call.shown.length;
    await call.pass(40);
    expect(call.session.round).toBeGreaterThan(2);
    expect(call.shown.length).toBeGreaterThan(before);
  });

  it('connects an agent who is ready at once, rings while it says so, and both hear each other', async () => {
    const call = ring();
    await call.toQueue();
    call.agentReady();
    await call.pass(0.1);
    expect(call.rung.map(({ target }) => target)).toEqual(['agent-7']);
    await call.pass(0.5);
    const agent = new TestLeg();
    call.rung[0]?.answer(agent);
    await call.pass(0.1);
    expect(call.session.status).toBe('talking');
    agent.say(hz.agent);
    call.caller.say(hz.citizen);
    expect(await call.hearFor(0.5)).toEqual([hz.agent]);
    expect(tonesIn(agent.heard(), all)).toEqual([hz.citizen]);
  });

  it('does not interrupt twice for one agent', async () => {
    const call = ring();
    await call.toTalk();
    call.agentReady();
    await call.pass(0.5);
    expect(call.rung).toHaveLength(1);
    expect(call.session.status).toBe('talking');
  });

  it('says good-bye when our side ends the talk, then hangs up', async () => {
    const call = ring();
    const agent = await call.toTalk();
    call.executor.endTalk();
    expect(await call.hearFor(0.15)).toEqual([hz.prompt]);
    await call.pass(1);
    expect([agent.isOver, call.caller.isOver, call.isOver]).toEqual([true, true, true]);
    expect(call.session).toMatchObject({ status: 'ended', outcome: 'answered' });
    expect(call.kept).toMatchObject([{ purpose: 'talk' }]);
  });

  it('plays music to a caller whose agent was cut off, and goes on when the agent is back', async () => {
    const call = ring();
    const agent = await call.toTalk();
    agent.leave('lost');
    await call.pass(0.2);
    expect(await call.hearFor(1)).toEqual([hz.music]);
    const again = new TestLeg();
    again.say(hz.agent);
    call.bridge.join(again, { side: 'ours' });
    expect(await call.hearFor(1)).toEqual([hz.agent]);
    expect(call.session.status).toBe('talking');
  });

  it('plays music to a caller as soon as nothing comes over the only line of ours, and stops when sound is back', async () => {
    const call = ring();
    const agent = await call.toTalk();
    agent.say(0);
    agent.isSilent = true;
    expect(await call.hearFor(1)).toEqual([hz.music]);
    agent.say(hz.agent);
    agent.isSilent = false;
    expect(await call.hearFor(1)).toEqual([hz.agent]);
    expect(call.session.status).toBe('talking');
  });

  it('plays no music while another of ours is heard', async () => {
    const call = ring();
    const agent = await call.toTalk();
    const colleague = new TestLeg();
    colleague.say(hz.agent);
    call.bridge.join(colleague, { side: 'ours' });
    agent.say(0);
    agent.isSilent = true;
    expect(await call.hearFor(1)).toEqual([hz.agent]);
    colleague.leave();
    expect(await call.hearFor(1)).toEqual([hz.music]);
  });

  it('puts a caller whose agent stays away back in the queue, and connects the next', async () => {
    const call = ring();
    (await call.toTalk()).leave('lost');
    await call.pass(8);
    expect(call.session).toMatchObject({ status: 'running', node: 'queue', agent: null, agentsLost: 1 });
    call.agentReady('agent-8');
    await call.pass(0.5);
    expect(call.rung.map(({ target }) => target)).toEqual(['agent-7', 'agent-8']);
  });

  it('goes on talking when one of two of ours leaves', async () => {
    const call = ring();
    const agent = await call.toTalk();
    const colleague = new TestLeg();
    colleague.say(hz.agent);
    call.bridge.join(colleague, { side: 'ours' });
    agent.leave();
    expect(await call.hearFor(1)).toEqual([hz.agent]);
  });

  it('puts a caller whose agent does not pick up back in the queue', async () => {
    const call = ring();
    await call.toQueue();
    call.agentReady();
    await call.pass(22);
    expect(call.rung[0]?.isCancelled).toBe(true);
    expect(call.session).toMatchObject({ status: 'running', node: 'queue', agent: null });
  });

  it.each([
    ['in the greeting', 0.1, 'ended'],
    ['while waiting', 3, 'abandoned'],
  ])('ends when the caller hangs up %s', async (_when, seconds, outcome) => {
    const call = ring();
    if (seconds > 1) await call.toQueue();
    await call.pass(seconds);
    call.caller.leave();
    await call.done;
    expect(call.session).toMatchObject({ status: 'ended', outcome });
  });

  it('ends the agent’s line when the caller hangs up, and stops ringing one who has not answered', async () => {
    const talking = ring();
    const agent = await talking.toTalk();
    talking.caller.leave();
    await talking.done;
    expect([agent.isOver, talking.session.outcome]).toEqual([true, 'answered']);
    const ringing = ring();
    await ringing.toQueue();
    ringing.agentReady();
    await ringing.pass(0.5);
    ringing.caller.leave();
    await ringing.done;
    expect(ringing.rung[0]?.isCancelled).toBe(true);
  });

  it('collects a number with its end key', async () => {
    const call = ring();
    await call.toQueue();
    call.caller.press('1');
    await call.pass(0.5);
    expect(call.session.node).toBe('askNumber');
    call.caller.press('20260101000001#');
    await call.pass(0.5);
    expect(call.session.vars.ticketNumber).toBe('20260101000001');
  });

  it('keeps a message that was spoken, and asks back when nothing was', async () => {
    const call = ring();
    await call.toQueue();
    call.caller.press('3');
    await call.pass(1);
    expect(call.session.node).toBe('leaveMessage');
    call.caller.say(hz.citizen);
    await call.pass(3);
    call.caller.press('#');
    await call.pass(0.5);
    expect(call.kept).toMatchObject([{ purpose: 'voicemail' }]);
    expect(call.session.outcome).toBe('voicemail');
    const silent = ring();
    await silent.toQueue();
    silent.caller.press('3');
    await silent.pass(8);
    expect(silent.kept).toEqual([]);
    expect([call.forgotten, silent.forgotten]).toEqual([[], ['r1']]);
    expect(silent.session.queue).not.toBeNull();
  });

  it('shows the words and sounds a tone where nothing can speak', async () => {
    const call = ring();
    call.promptS = undefined;
    call.caller.heard();
    await call.pass(0.2);
    expect(tonesIn(call.caller.heard(), [880])).toEqual([880]);
    expect(call.shown[0]).toContain('一号通');
  });
});
