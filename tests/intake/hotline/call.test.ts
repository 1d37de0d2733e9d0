// A call with numbers outside, on lines of plain arrays: who hears whom, who may leave, what is written down.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type CallEvent, newSession, type Session, shippedFlows, step } from '../../../ivr/index.ts';
import type { Leg, Ringing } from '../../../ivr/media/index.ts';
import { tone } from '../../../ivr/media/tone.ts';
import { HotlineCall } from '../../../server/intake/hotline/call.ts';
import { createLog } from '../../../server/platform/log.ts';
import { levelOf, TestLeg, tonesIn } from '../../ivr/media/legs.ts';

const hz = { citizen: 500, agent: 1000, police: 1500, supervisor: 2000, music: 300 } as const;
const all = Object.values(hz);
const flow = shippedFlows.hotline;
const interactionId = 'contact';

interface Rung {
  number: string;
  answer: (leg: Leg | 'busy') => void;
  isCancelled: boolean;
}

/** A call in talk with `agent`. The house is this object, its time is the bridge's turns. */
class Talk {
  readonly citizen = new TestLeg();
  readonly agent = new TestLeg();
  readonly police = new TestLeg();
  readonly rung: Rung[] = [];
  readonly transferred: string[] = [];
  readonly over: string[] = [];
  readonly cut: string[] = [];
  readonly asked: string[] = [];
  readonly left: string[] = [];
  /** Whether the citizen was away, each time that those of ours on the call were told how it stands. */
  readonly told: boolean[] = [];
  readonly outcomes: string[] = [];
  readonly written: number[] = [];
  readonly kept: (number | null)[] = [];
  /** What the house is still writing. */
  writing: Promise<void> | undefined;
  readonly call: HotlineCall;
  readonly done: Promise<void>;
  session: Session = newSession(flow, {
    callRef: 'web-here-1',
    callerNumber: 'client:1',
    calledNumber: '12345',
    facts: { afterHours: false, surge: false, emergency: false },
  });
  #turn: () => void = () => undefined;

  constructor() {
    this.citizen.say(hz.citizen);
    this.agent.say(hz.agent);
    this.police.say(hz.police);
    this.call = new HotlineCall({
      callRef: 'web-here-1',
      caller: { citizenId: '1', callerNumber: null, calledNumber: '12345' },
      leg: this.citizen,
      around: {
        calls: {
          take: async ({ event }) => this.#take(event),
          keepRecording: async ({ durationS }) => {
            await this.writing;
            this.kept.push(durationS);
          },
          forgetRecording: async () => undefined,
        },
        ticker: {
          add: (turn) => {
            this.#turn = turn;
            return () => undefined;
          },
        },
        vault: {
          open: () => ({
            write: (octets) => void this.written.push(octets.length),
            close: async () => undefined,
          }),
          remove: async () => undefined,
        },
        voice: { id: 'tone', speak: async () => tone([700], 0.1) },
        recogniser: undefined,
        transcripts: { beside: (sink) => sink },
        sounds: {
          waiting: tone([hz.music], 1),
          samples: () => Promise.reject(new Error('nothing is recorded')),
        },
        log: createLog('silent'),
        tellCitizen: () => undefined,
        tellStaff: () => void this.told.push(this.call.isCitizenAway),
        ringAgent: () => () => undefined,
        dial: (number): Ringing => {
          const one: Rung = { number, answer: () => undefined, isCancelled: false };
          const answered = new Promise<Leg | 'busy'>((resolve) => {
            one.answer = resolve;
          });
          this.rung.push(one);
          return { answered, cancel: () => Object.assign(one, { isCancelled: true }) };
        },
        noteOutside: (_id, number, outcome) => void this.outcomes.push(`${number} ${outcome}`),
        transferredOut: async (_id, to) => void this.transferred.push(to),
        tellOver: (userId) => void this.over.push(userId),
        tellCut: (userId) => void this.cut.push(userId),
        ringColleague: (agentId) => void this.asked.push(`${agentId} rings`),
        askedNoMore: (agentId, end) => void this.asked.push(`${agentId} ${end ?? 'came'}`),
        seated: () => undefined,
        unseated: () => undefined,
        left: (userId) => void this.left.push(userId),
      },
    });
    this.done = this.call.run();
  }

  #take(event: CallEvent) {
    const result = step(flow, this.session, event);
    this.session = result.session;
    return result;
  }

  /** So many seconds pass on the line. */
  async pass(seconds: number): Promise<void> {
    for (let turn = 0; turn < seconds * 50; turn += 1) {
      this.#turn();
      if (turn % 5 === 0) await pause(0);
    }
  }

  static async begin(writing?: Promise<void>): Promise<Talk> {
    const talk = new Talk();
    talk.writing = writing;
    await talk.pass(1);
    talk.citizen.press('1');
    await talk.pass(1);
    const ready = {
      type: 'agent_ready',
      id: 'ready',
      agentId: 'agent',
      target: { kind: 'client', identity: 'agent' },
      parameters: { interactionId },
    } as const;
    talk.call.interrupt(talk.#take(ready));
    await talk.pass(0.2);
    talk.call.join('agent', talk.agent, 'party');
    await talk.pass(2);
    expect(talk.session.status).toBe('talking');
    return talk;
  }

  async heardBy(leg: TestLeg): Promise<number[]> {
    for (const each of [this.citizen, this.agent, this.police]) each.heard();
    await this.pass(1);
    return tonesIn(leg.heard(), all);
  }
}

describe('a supervisor who listens while the agent is cut off', () => {
  it('has the citizen at once by joining in: no music plays over them, and nobody waits again', async () => {
    const talk = await Talk.begin();
    const supervisor = new TestLeg();
    supervisor.say(hz.supervisor);
    talk.call.join('supervisor', supervisor, 'monitor');
    talk.agent.leave('lost');
    await talk.pass(1);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.music]);
    talk.call.changeRole('supervisor', 'party');
    await talk.pass(0.2);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.supervisor]);
    await talk.pass(6);
    expect(talk.session.status).toBe('talking');
    expect(talk.left).toContain('agent');
    expect(talk.call.heirs).toEqual(['supervisor']);
  });
});

describe('a supervisor on the line', () => {
  const listening = async () => {
    const talk = await Talk.begin();
    const supervisor = new TestLeg();
    supervisor.say(hz.supervisor);
    talk.call.join('supervisor', supervisor, 'monitor');
    await talk.pass(0.2);
    return { talk, supervisor };
  };

  it('is told that it is over when the talk is, not when the caller has said how it was', async () => {
    const { talk, supervisor } = await listening();
    expect(talk.call.isTalk).toBe(true);
    talk.call.endTalk();
    await talk.pass(0.5);
    expect(supervisor.isOver).toBe(true);
    expect(talk.over).toContain('supervisor');
    expect(talk.call.isTalk).toBe(false);
  });

  it('is told when the line was given up; not when it was hung up, or is there anew', async () => {
    const { talk, supervisor } = await listening();
    supervisor.leave('lost');
    expect(talk.cut).toEqual(['supervisor']);
    const again = new TestLeg();
    talk.call.join('supervisor', again, 'monitor');
    const instead = new TestLeg();
    talk.call.join('supervisor', instead, 'monitor');
    instead.leave('hangup');
    expect(talk.cut).toEqual(['supervisor']);
  });
});

describe('a citizen of whom nothing comes any more', () => {
  it('is said to be away to those on the call, and to be there again', async () => {
    const talk = await Talk.begin();
    talk.told.length = 0;
    talk.citizen.isSilent = true;
    await talk.pass(1);
    expect(talk.told).toEqual([true]);
    talk.citizen.isSilent = false;
    await talk.pass(1);
    expect(talk.told).toEqual([true, false]);
  });

  it('is away also while its connection is gone and may be made anew', async () => {
    const talk = await Talk.begin();
    talk.told.length = 0;
    talk.citizen.leave('lost');
    await talk.pass(0.2);
    expect(talk.told).toEqual([true]);
    talk.call.renewCitizen(new TestLeg());
    await talk.pass(0.2);
    expect(talk.told).toEqual([true, false]);
  });
});

describe('an agent who is cut off while the citizen is on hold', () => {
  it('finds them on hold again, with music: nobody is left in silence', async () => {
    const talk = await Talk.begin();
    talk.call.hold(true);
    talk.agent.leave('lost');
    await talk.pass(1);
    const back = new TestLeg();
    back.say(hz.agent);
    talk.call.join('agent', back, 'party');
    await talk.pass(0.2);
    expect(talk.call.isHeld).toBe(true);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.music]);
    talk.call.hold(false);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.agent]);
  });
});

describe('a call with a number outside', () => {
  it('is a talk of three, in which a whisper reaches the agent alone', async () => {
    const talk = await Talk.begin();
    talk.call.addNumber('110');
    expect(talk.call.outside).toMatchObject([{ number: '110', state: 'ringing' }]);
    talk.agent.heard();
    await talk.pass(1);
    expect(levelOf(talk.agent.heard(), 450)).toBeGreaterThan(0.02);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.agent]);
    talk.rung[0]?.answer(talk.police);
    await talk.pass(0.1);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.agent, hz.police]);
    expect(await talk.heardBy(talk.police)).toEqual([hz.citizen, hz.agent]);
    const supervisor = new TestLeg();
    supervisor.say(hz.supervisor);
    talk.call.join('supervisor', supervisor, 'whisper');
    expect(await talk.heardBy(talk.agent)).toEqual([hz.citizen, hz.police, hz.supervisor]);
    expect(await talk.heardBy(talk.police)).toEqual([hz.citizen, hz.agent]);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.agent, hz.police]);
  });

  it('takes help and a hold from whoever hears the citizen, also while the beginning of the talk is being written', async () => {
    let written = (): void => undefined;
    const talk = await Talk.begin(
      new Promise((resolve) => {
        written = resolve;
      }),
    );
    expect(talk.call.isTalk).toBe(false);
    talk.call.addNumber('110');
    talk.call.invite('colleague', 'agent');
    talk.call.hold(true);
    talk.rung[0]?.answer(talk.police);
    written();
    expect(await talk.heardBy(talk.police)).toEqual([hz.agent]);
    expect(talk.call.isTalk).toBe(true);
    expect(talk.call.isHeld).toBe(true);
    expect(talk.asked).toEqual(['colleague rings']);
  });

  it('lets the agent talk with the number alone while the citizen is on hold', async () => {
    const talk = await Talk.begin();
    talk.call.hold(true);
    talk.call.addNumber('110');
    talk.rung[0]?.answer(talk.police);
    await talk.pass(0.1);
    expect(await talk.heardBy(talk.police)).toEqual([hz.agent]);
    expect(await talk.heardBy(talk.agent)).toEqual([hz.police]);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.music]);
    const [party] = talk.call.outside;
    talk.call.drop(party?.partyId ?? '');
    expect(talk.police.isOver).toBe(true);
    expect(talk.call.outside).toEqual([]);
  });

  it('goes on without us when the agent leaves; nothing is written down then', async () => {
    const talk = await Talk.begin();
    talk.call.addNumber('110');
    talk.rung[0]?.answer(talk.police);
    await talk.pass(0.5);
    await talk.call.leave('agent');
    expect(talk.transferred).toEqual(['110']);
    expect(talk.over).toEqual(['agent']);
    expect(talk.kept.at(-1)).toBeGreaterThan(0);
    const written = talk.written.length;
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.police]);
    expect(talk.written.length).toBe(written);
    talk.police.leave();
    await talk.pass(5);
    await talk.done;
    expect(talk.session).toMatchObject({ status: 'ended', outcome: 'answered' });
  });

  it('takes an agent whose line stays cut for one who left, and writes nothing down meanwhile', async () => {
    const talk = await Talk.begin();
    talk.call.addNumber('110');
    talk.rung[0]?.answer(talk.police);
    await talk.pass(0.5);
    talk.agent.leave('lost');
    await talk.pass(0.1);
    const written = talk.written.length;
    await talk.pass(5);
    expect(talk.transferred).toEqual([]);
    await talk.pass(2);
    expect(talk.transferred).toEqual(['110']);
    expect(talk.written.length).toBe(written);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.police]);
  });

  it('is passed to a number when it answers; until then, and when it does not, the agent has the citizen', async () => {
    const talk = await Talk.begin();
    talk.call.toNumber('07550000');
    talk.rung[0]?.answer('busy');
    await talk.pass(0.5);
    expect(talk.call.outside).toMatchObject([{ state: 'failed', failure: 'busy' }]);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.agent]);
    await talk.pass(10);
    expect(talk.call.outside).toEqual([]);
    talk.call.toNumber('07550000');
    talk.rung[1]?.answer(talk.police);
    await talk.pass(0.5);
    expect(talk.transferred).toEqual(['07550000']);
    expect(talk.agent.isOver).toBe(true);
    expect(await talk.heardBy(talk.citizen)).toEqual([hz.police]);
    expect(talk.outcomes).toEqual(['07550000 busy', '07550000 answered']);
    talk.citizen.leave();
    await talk.done;
    expect(talk.police.isOver).toBe(true);
  });

  it('gives up a number that nobody answers, and stops ringing when the citizen is gone', async () => {
    const talk = await Talk.begin();
    talk.call.addNumber('119');
    await talk.pass(46);
    expect(talk.rung[0]?.isCancelled).toBe(true);
    expect(talk.call.outside).toMatchObject([{ failure: 'no_answer' }]);
    talk.call.addNumber('120');
    expect(() => talk.call.addNumber('120')).toThrow('conflict');
    talk.citizen.leave();
    await talk.done;
    expect(talk.rung[1]?.isCancelled).toBe(true);
    expect(talk.outcomes).toEqual(['119 no_answer', '120 dropped']);
  });
});
