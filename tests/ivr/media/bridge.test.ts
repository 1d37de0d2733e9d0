import { describe, expect, it } from 'vitest';
import { Bridge } from '../../../ivr/media/bridge.ts';
import { decode } from '../../../ivr/media/g711.ts';
import { Recorder } from '../../../ivr/media/recorder.ts';
import type { Samples } from '../../../ivr/media/sound.ts';
import { tone } from '../../../ivr/media/tone.ts';
import { levelOf, TestLeg, tonesIn } from './legs.ts';

const hz = { citizen: 500, agent: 1000, third: 1500, supervisor: 2000, music: 3000 } as const;
const all = Object.values(hz);

/** A citizen and an agent in talk, each with a tone of their own and a law of their own. */
function talk() {
  const bridge = new Bridge();
  const legs = { citizen: new TestLeg('mulaw'), agent: new TestLeg('alaw') };
  const citizen = bridge.join(legs.citizen, { side: 'citizen' });
  const agent = bridge.join(legs.agent, { side: 'ours' });
  legs.citizen.say(hz.citizen);
  legs.agent.say(hz.agent);
  /** Which tones each leg hears over half a second. */
  const listen = (...who: TestLeg[]): number[][] => {
    for (const leg of who) leg.heard();
    for (let turn = 0; turn < 25; turn += 1) bridge.turn();
    return who.map((leg) => tonesIn(leg.heard(), all));
  };
  return { bridge, legs, seats: { citizen, agent }, listen };
}

describe('a bridge', () => {
  it('lets two legs of different laws hear each other and not themselves', () => {
    const { legs, listen } = talk();
    expect(listen(legs.citizen, legs.agent)).toEqual([[hz.agent], [hz.citizen]]);
  });

  it('hands sound on as it came between two legs of one law', () => {
    const bridge = new Bridge();
    const frame = new Uint8Array(160).fill(7);
    const speaker = Object.assign(new TestLeg('alaw'), { take: () => frame });
    const got: Uint8Array[] = [];
    const listener = Object.assign(new TestLeg('alaw'), { send: (sent: Uint8Array) => got.push(sent) });
    bridge.join(speaker, { side: 'citizen' });
    bridge.join(listener, { side: 'ours' });
    bridge.turn();
    expect(got).toEqual([frame]);
    expect(got[0]).toBe(frame);
  });

  it('gives a third party the sum of the others', () => {
    const { bridge, legs, listen } = talk();
    const third = new TestLeg();
    third.say(hz.third);
    bridge.join(third, { side: 'ours' });
    expect(listen(legs.citizen, legs.agent, third)).toEqual([
      [hz.agent, hz.third],
      [hz.citizen, hz.third],
      [hz.citizen, hz.agent],
    ]);
  });

  it('keeps a whisper from the citizen, and a monitor from everybody', () => {
    const { bridge, legs, listen } = talk();
    const supervisor = new TestLeg();
    supervisor.say(hz.supervisor);
    const seat = bridge.join(supervisor, { side: 'ours', role: 'whisper' });
    expect(listen(legs.citizen, legs.agent, supervisor)).toEqual([
      [hz.agent],
      [hz.citizen, hz.supervisor],
      [hz.citizen, hz.agent],
    ]);
    seat.role = 'monitor';
    expect(listen(legs.citizen, legs.agent)).toEqual([[hz.agent], [hz.citizen]]);
    seat.role = 'party';
    expect(listen(legs.citizen)).toEqual([[hz.agent, hz.supervisor]]);
  });

  it('plays music to a citizen on hold while ours talk on', () => {
    const { bridge, legs, seats, listen } = talk();
    const third = new TestLeg();
    third.say(hz.third);
    bridge.join(third, { side: 'ours' });
    seats.citizen.isHeld = true;
    seats.citizen.player.repeat(tone([hz.music], 1));
    expect(listen(legs.citizen, legs.agent)).toEqual([[hz.music], [hz.third]]);
  });

  it('tells who left when a line ends, and sends nothing more to it', () => {
    const { bridge, legs, seats } = talk();
    const left: unknown[] = [];
    bridge.onLeave((seat) => left.push(seat));
    legs.agent.leave();
    expect(left).toEqual([seats.agent]);
    bridge.turn();
    expect(legs.agent.heard()).toHaveLength(0);
    expect(bridge.seats).toEqual([seats.citizen]);
  });

  it('seats nobody whose line is over already', () => {
    const bridge = new Bridge();
    const leg = new TestLeg();
    leg.leave();
    bridge.join(leg, { side: 'ours' });
    expect(bridge.seats).toEqual([]);
  });

  it('counts time in sound', () => {
    const { bridge } = talk();
    let rang = 0;
    bridge.after(0.1, () => {
      rang += 1;
    });
    const cancel = bridge.after(0.1, () => {
      rang += 100;
    });
    cancel();
    for (let turn = 0; turn < 4; turn += 1) bridge.turn();
    expect(rang).toBe(0);
    for (let turn = 0; turn < 10; turn += 1) bridge.turn();
    expect(rang).toBe(1);
  });
});

describe('a recording', () => {
  function recorded() {
    const octets: Uint8Array[] = [];
    let closed = 0;
    const recorder = new Recorder({
      write: (part) => octets.push(part),
      close: async () => {
        closed += 1;
      },
    });
    /** The two channels since they were last asked for. */
    const channels = (): { left: Samples; right: Samples } => {
      const both = decode('mulaw', Uint8Array.from(octets.flatMap((part) => [...part])));
      octets.length = 0;
      const channel = (offset: number): Samples => both.filter((_sample, at) => at % 2 === offset);
      return { left: channel(0), right: channel(1) };
    };
    return { recorder, channels, closed: () => closed };
  }

  it('has the citizen left and all of ours right, without the whisper', () => {
    const { bridge, listen } = talk();
    const { recorder, channels } = recorded();
    const supervisor = new TestLeg();
    supervisor.say(hz.supervisor);
    bridge.join(supervisor, { side: 'ours', role: 'whisper' });
    bridge.ear = recorder;
    listen();
    const { left, right } = channels();
    expect(tonesIn(left, all)).toEqual([hz.citizen]);
    expect(tonesIn(right, all)).toEqual([hz.agent]);
    expect(recorder.durationMs).toBe(500);
  });

  it('holds silence while it is paused and while the citizen is on hold', () => {
    const { bridge, seats, listen } = talk();
    const { recorder, channels } = recorded();
    bridge.ear = recorder;
    recorder.isPaused = true;
    listen();
    expect(levelOf(channels().left, hz.citizen)).toBeLessThan(0.001);
    recorder.isPaused = false;
    seats.citizen.isHeld = true;
    listen();
    expect(levelOf(channels().left, hz.citizen)).toBeLessThan(0.001);
    expect(recorder.durationMs).toBe(1_000);
  });

  it('closes once and writes nothing behind its end', async () => {
    const { bridge, listen } = talk();
    const { recorder, channels, closed } = recorded();
    bridge.ear = recorder;
    await Promise.all([recorder.close(), recorder.close()]);
    listen();
    expect(closed()).toBe(1);
    expect(channels().left).toHaveLength(0);
  });
});
