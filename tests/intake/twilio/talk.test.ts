// What news of a conference make of a talk, and what is to be done about it.
import { describe, expect, test } from 'vitest';
import type { ConferenceReport, PartyReport } from '../../../ivr/index.ts';
import {
  dutiesOf,
  hearConference,
  hearParty,
  leftToOutside,
  newParty,
  type Talk,
  withParty,
} from '../../../server/intake/twilio/talk/core.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 27, 9, 0, seconds));
const agent = 'agent';

function beginning(): Talk {
  return {
    room: 'CA1-0',
    callRef: 'CA1',
    interactionId: 'i1',
    agentId: agent,
    ref: null,
    caller: 'awaited',
    callerSeq: -1,
    isHeld: false,
    isComforted: false,
    isRecordingPaused: false,
    recordingRef: null,
    recordingAskedAt: null,
    answeredAt: null,
    aloneSince: null,
    endedAt: null,
    parties: [newParty({ id: 'p1', userId: agent }, at(0))],
  };
}

let seq = 0;
const news = (what: ConferenceReport['news'], who: string | null, more: Partial<ConferenceReport> = {}) => {
  seq += 1;
  const isCaller = who === 'caller';
  return {
    room: 'CA1-0',
    conferenceRef: 'CF1',
    seq,
    news: what,
    legRef: who === null ? null : isCaller ? 'CA1' : `leg-${who}`,
    label: who,
    isHeld: null,
    ...more,
  } satisfies ConferenceReport;
};
const told = (talk: Talk, ...reports: ConferenceReport[]): Talk =>
  reports.reduce((now, report) => hearConference(now, report, at(10)), talk);
const deeds = (talk: Talk, seconds = 10): string[] => dutiesOf(talk, at(seconds)).map((duty) => duty.do);

/** Citizen and agent talk, and it is recorded. */
const underWay = (): Talk => ({
  ...told(beginning(), news('joined', 'p1'), news('joined', 'caller')),
  recordingRef: 'RE1',
});

describe('a talk', () => {
  test('begins when both are there, whoever comes first', () => {
    expect(deeds(beginning())).toEqual(['ring']);
    expect(told(beginning(), news('joined', 'p1')).answeredAt).toBeNull();
    for (const order of [
      ['p1', 'caller'],
      ['caller', 'p1'],
    ]) {
      const talk = told(beginning(), ...order.map((who) => news('joined', who)));
      expect(talk.answeredAt).toEqual(at(10));
      expect(deeds(talk)).toEqual(['answered', 'record']);
    }
  });

  test.each<{ state: PartyReport; deed: string }>([
    { state: { legRef: 'L', state: 'missed', outcome: 'busy' }, deed: 'missed' },
    { state: { legRef: 'L', state: 'over' }, deed: 'missed' },
  ])('that the agent does not come to is told to the flow: $state.state', ({ state, deed }) => {
    expect(deeds(hearParty(beginning(), 'p1', state, at(5)))).toEqual([deed]);
  });

  test('takes news that come again or late for what they are', () => {
    const talk = underWay();
    const held = news('changed', 'caller', { isHeld: true });
    const freed = news('changed', 'caller', { isHeld: false });
    expect(told(talk, held).isHeld).toBe(true);
    expect(told(talk, freed, held, freed).isHeld).toBe(false);
    const left = told(talk, news('left', 'p1'));
    expect(told(left, news('joined', 'p1')).parties[0]?.state).toBe('left');
    expect(hearParty(left, 'p1', { legRef: 'leg-p1', state: 'ringing' }, at(11)).parties[0]?.state).toBe(
      'left',
    );
  });

  test('that only the agent was in is not over with the agent’s leaving', () => {
    const talk = told(beginning(), news('joined', 'p1'), news('left', 'p1'), news('ended', null));
    expect(talk).toMatchObject({ endedAt: null, ref: null });
  });

  test('into which the citizen comes anew is another one, and old news do not end it', () => {
    const over = told(underWay(), news('left', 'caller'));
    expect(deeds({ ...over, parties: [] })).toEqual(['stop_recording']);
    const anew = told(over, news('joined', 'caller', { conferenceRef: 'CF2' }), news('ended', null));
    expect(anew).toMatchObject({ endedAt: null, ref: 'CF2', caller: 'joined' });
  });

  test('ends for all when the citizen leaves', () => {
    const talk = told(underWay(), news('left', 'caller'));
    expect(deeds(talk)).toEqual(['dismiss', 'stop_recording']);
  });
});

describe('a colleague', () => {
  const asked = newParty(
    { id: 'c1', userId: 'colleague', inviterId: agent, state: 'invited', ringS: 20 },
    at(10),
  );
  const inviting = (): Talk => ({ ...underWay(), parties: [...underWay().parties, asked] });
  const lookAt = (talk: Talk, seconds: number) =>
    dutiesOf(talk, at(seconds)).find((duty) => duty.do === 'wait')?.until;

  test('who is asked is rung every two seconds, for twenty', () => {
    expect(deeds(inviting())).toEqual(['ask', 'answered', 'wait']);
    expect([lookAt(inviting(), 10), lookAt(inviting(), 11), lookAt(inviting(), 29)]).toEqual([
      at(12),
      at(12),
      at(30),
    ]);
    expect(dutiesOf(inviting(), at(30))[0]).toMatchObject({ do: 'end_invitation', end: 'no_answer' });
  });

  test('who is asked is asked no more when the talk is over', () => {
    const over = told(inviting(), news('left', 'caller'));
    expect(dutiesOf(over, at(11))[0]).toMatchObject({ do: 'end_invitation', end: 'withdrawn' });
  });

  test('on the line is looked at when the agent has been gone for ten seconds, and for a minute at most', () => {
    const guest = { ...newParty({ id: 'c2', userId: 'colleague' }, at(5)), state: 'joined' as const };
    const talk = told({ ...underWay(), parties: [...underWay().parties, guest] }, news('left', 'p1'));
    expect(deeds(talk, 19)).toEqual(['answered', 'wait']);
    expect(dutiesOf(talk, at(20)).at(-1)).toEqual({ do: 'left', userId: agent });
    expect(deeds(talk, 80)).toEqual(['answered']);
    const back = { ...newParty({ id: 'p3', userId: agent }, at(12)), state: 'ringing' as const };
    expect(deeds({ ...talk, parties: [...talk.parties, back] }, 20)).toEqual(['answered']);
  });
});

describe('a citizen with whom nobody is on the line', () => {
  const alone = (): Talk => told(underWay(), news('left', 'p1'));

  test('hears music for ten seconds, then waits again', () => {
    expect(deeds(alone())).toEqual(['answered', 'comfort', 'wait']);
    expect(deeds({ ...alone(), isComforted: true }, 19)).toEqual(['answered', 'wait']);
    expect(deeds({ ...alone(), isComforted: true }, 20)).toEqual(['answered', 'left', 'lost']);
  });

  test('is not given away while one of ours is being rung anew, and hears them when they are back', () => {
    const second = { ...newParty({ id: 'p2', userId: agent }, at(12)), state: 'ringing' as const };
    const talk = { ...alone(), isComforted: true, parties: [...alone().parties, second] };
    expect(deeds(talk, 60)).toEqual(['answered']);
    expect(deeds(told(talk, news('joined', 'p2')))).toEqual(['answered', 'comfort']);
  });

  test('goes on at once when the number outside that had them is gone', () => {
    const outside = {
      ...newParty({ id: 'o1', number: '110', takesOver: true }, at(1)),
      state: 'joined' as const,
    };
    const withPolice = { ...underWay(), parties: [...underWay().parties, outside] };
    expect(deeds(withPolice)).toEqual(['let_go', 'dismiss', 'answered', 'stop_recording']);
    const left = told(
      withParty({ ...withPolice, recordingRef: null }, 'p1', { state: 'left' }, at(11)),
      news('left', 'o1'),
    );
    expect(deeds(left)).toEqual(['answered', 'lost']);
  });

  test('is left to the number outside on the line by the last of ours who leaves, and by one who stays away', () => {
    const police = { ...newParty({ id: 'o1', number: '110' }, at(1)), state: 'joined' as const };
    const withPolice = { ...underWay(), parties: [...underWay().parties, police] };
    expect(deeds(withPolice)).toEqual(['answered']);
    expect(deeds(leftToOutside(withPolice, agent, at(11)), 11)[0]).toBe('let_go');
    const guest = { ...newParty({ id: 'c2', userId: 'colleague' }, at(5)), state: 'joined' as const };
    const withGuest = { ...withPolice, parties: [...withPolice.parties, guest] };
    expect(leftToOutside(withGuest, agent, at(11))).toEqual(withGuest);
    const cut = told(withPolice, news('left', 'p1'));
    expect(deeds(cut, 19)).toEqual(['answered', 'wait']);
    expect(deeds(cut, 20)).toEqual(['let_go', 'answered', 'stop_recording', 'left']);
  });

  test('a listener is nobody', () => {
    const ear = {
      ...newParty({ id: 'm1', userId: 'supervisor', role: 'monitor' }, at(1)),
      state: 'joined' as const,
    };
    const talk = told({ ...underWay(), parties: [...underWay().parties, ear] }, news('left', 'p1'));
    expect(talk.aloneSince).toEqual(at(10));
  });
});

test('a telephone that comes again takes the place of the one before', () => {
  const again = { ...newParty({ id: 'p2', userId: agent }, at(12)), state: 'ringing' as const };
  const talk = told({ ...underWay(), parties: [...underWay().parties, again] }, news('joined', 'p2'));
  expect(dutiesOf(talk, at(13))[0]).toMatchObject({ do: 'dismiss', party: { id: 'p1' } });
});
