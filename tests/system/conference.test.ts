// Calls by Twilio from the first ring to the sealed recording: the double walks our TwiML and keeps the conference, our
// own socket is the agent's console. What is asked of Twilio is checked against its public description.

import { afterEach, describe, expect, it } from 'vitest';
import { call } from '../../scripts/demo-day/api.ts';
import { liveCallsSchema, recordingListSchema } from '../../server/intake/hotline/contract.ts';
import { interactionViewSchema } from '../../server/routing/contract.ts';
import { testFields } from '../harness/fields.ts';
import type { DoubleCall } from '../harness/twilio/call.ts';
import { startWithTwilio } from '../harness/twilio/index.ts';
import { Desk } from './twilio-desk.ts';

const house = await startWithTwilio();
const { double } = house;
const within = { timeout: 15_000 };

const desks: Desk[] = [];
async function openDesk(name: string): Promise<Desk> {
  const desk = await Desk.open(house, name);
  desks.push(desk);
  return desk;
}

let numbers = 0;

/** A citizen who has chosen Mandarin and waits; an agent who has accepted and answers. */
async function talk(agentName: string): Promise<{ citizen: DoubleCall; agent: Desk; leg: DoubleCall }> {
  numbers += 1;
  const citizen = double.dial(`+86139000${String(10_000 + numbers)}`);
  await expect.poll(() => citizen.heard.join(), within).toContain('普通话');
  citizen.press('1');
  const agent = await openDesk(agentName);
  agent.takesCalls();
  await agent.presence('available');
  const leg = await agent.telephone();
  leg.answer();
  await expect.poll(() => citizen.conference?.hears(citizen.sid, leg.sid), within).toBe(true);
  await expect.poll(() => agent.call?.isRecording, within).toBe(true);
  return { citizen, agent, leg };
}

/** What somebody's presence is now. */
const newest = (userId: string): string =>
  `id = (SELECT max(id) FROM "PresenceLog" WHERE "userId" = '${userId}')`;

/** 110 talks with the citizen and the agent. */
async function withPolice(agent: Desk): Promise<DoubleCall> {
  await agent.command({ do: 'add_number', number: '110' });
  await expect.poll(() => double.ringing('110').length, within).toBe(1);
  const [police] = double.ringing('110');
  if (!police) throw new Error('110 does not ring');
  police.answer();
  await expect.poll(() => agent.call?.outside, within).toMatchObject([{ state: 'talking' }]);
  return police;
}

/** The contact is wrapped up, and the line went on without us. */
const isPassedOut = ({ interactionId }: Desk, disposition: string): string =>
  `id = '${interactionId}' AND state = 'wrap_up' AND disposition = '${disposition}'`;

const isRecorded = (citizen: DoubleCall): boolean =>
  [...double.recordings.values()].some(
    ({ callSid, status }) => callSid === citizen.sid && status === 'in-progress',
  );

const stateOf = (citizen: DoubleCall) =>
  house.count('CallSession', `"callRef" = '${citizen.sid}' AND session->>'status' = 'talking'`);

/** A story leaves nothing on the line and nobody at work. */
afterEach(async () => {
  for (const one of double.calls.values()) one.hangUp();
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
});

describe('a talk', () => {
  it('is a conference that the agent is rung into; hold, keys and a paused recording are told to the desk', async () => {
    const { citizen, agent, leg } = await talk('agent1');
    const conference = double.conferenceOf(citizen);
    expect(leg.parameters.get('interactionId')).toBe(agent.interactionId);
    expect(citizen.heard.join()).toContain('接通');
    expect(await agent.reach()).toEqual({ via: 'rung' });
    expect(await stateOf(citizen)).toBe(1);

    await agent.command({ do: 'hold', on: true });
    expect(conference.hears(citizen.sid, leg.sid)).toBe(false);
    expect(conference.played.at(-1)).toMatch(/sounds\/.+\.wav$/);
    await expect.poll(() => agent.call?.isHeld, within).toBe(true);
    await agent.command({ do: 'hold', on: false });
    await expect.poll(() => agent.call?.isHeld, within).toBe(false);
    expect(conference.hears(citizen.sid, leg.sid)).toBe(true);

    await agent.command({ do: 'digit', key: '#' });
    expect(conference.played.at(-1)).toMatch(/sound\/key-hash$/);
    await agent.command({ do: 'pause_recording', on: true });
    await expect.poll(() => agent.call?.isRecordingPaused, within).toBe(true);
    await agent.command({ do: 'pause_recording', on: false });
    await expect.poll(() => agent.call?.isRecordingPaused, within).toBe(false);
    const [recording] = [...double.recordings.values()].filter(({ callSid }) => callSid === citizen.sid);
    expect(recording).toMatchObject({ channels: 2, history: ['paused silence', 'in-progress'] });

    citizen.hangUp();
    await expect.poll(() => leg.isOver, within).toBe(true);
    await expect.poll(() => agent.news.at(-1)?.what, within).toBe('over');
    await expect
      .poll(() => house.count('Interaction', `"callRef" = '${citizen.sid}' AND state = 'wrap_up'`), within)
      .toBe(1);
  });

  it('leaves a recording in two channels that is sealed here and deleted there; listening to it is written down', async () => {
    const { citizen, agent } = await talk('agent2');
    const there = [...double.recordings.values()].find(({ callSid }) => callSid === citizen.sid);
    citizen.hangUp();
    await expect
      .poll(
        () =>
          house.count(
            'Recording',
            `"callRef" = '${citizen.sid}' AND url LIKE 'sealed:%' AND NOT "isAtCarrier"`,
          ),
        within,
      )
      .toBe(1);
    expect(double.deletedRecordings).toContain(there?.sid);
    const path = `/api/desk/conversations/${agent.conversationId}/recordings`;
    const { items } = await agent.api.get(path, recordingListSchema);
    expect(items).toMatchObject([{ interactionId: agent.interactionId, durationS: 3, mayListen: true }]);
    const answer = await fetch(`${house.app.base}/api/recordings/${items[0]?.id}`, {
      headers: { cookie: agent.api.cookie },
    });
    const wav = Buffer.from(await answer.arrayBuffer());
    expect(wav.length).toBe(44 + 3 * 8_000 * 4);
    expect(crossings(wav, 0)).toBeCloseTo(440, -1);
    expect(crossings(wav, 1)).toBeCloseTo(660, -1);
    expect(
      await house.count('AuditEntry', `action = 'recording.listen' AND "subjectId" = '${items[0]?.id}'`),
    ).toBe(1);
  });

  it('goes on in the flow when the agent ends the contact', async () => {
    const { citizen, agent, leg } = await talk('agent1');
    await call(
      agent.socket,
      'interaction:end',
      { interactionId: agent.interactionId },
      interactionViewSchema,
    );
    await expect.poll(() => citizen.status, within).toBe('completed');
    await expect.poll(() => leg.isOver, within).toBe(true);
    expect(citizen.heard.at(-1)).toContain('再见');
  });
});

describe('a caller whom nobody answers', () => {
  it('leaves a message that comes home like every recording, in a ticket', async () => {
    const citizen = double.dial('+8613900020009');
    await expect.poll(() => citizen.heard.join(), within).toContain('普通话');
    citizen.press('1');
    await expect.poll(() => citizen.heard.join(), within).toMatch(/留言请按3|留言.*3/);
    citizen.press('3');
    await expect.poll(() => citizen.status, within).toBe('completed');
    const sealed = `"callRef" = '${citizen.sid}' AND url LIKE 'sealed:%' AND NOT "isAtCarrier"`;
    await expect.poll(() => house.count('Recording', sealed), within).toBe(1);
    const ofTheTicket = `id = (SELECT "ticketId" FROM "Recording" WHERE ${sealed})`;
    expect(
      await house.count(
        'Ticket',
        `"citizenPhoneMark" = '${testFields.mark('+8613900020009')}' AND ${ofTheTicket}`,
      ),
    ).toBe(1);
  });
});

describe('an agent who does not come', () => {
  it('or declines gives the caller back to the queue, where they hear so and wait on', async () => {
    const citizen = double.dial('+8613900020001');
    citizen.press('1');
    const agent = await openDesk('agent1');
    agent.takesCalls();
    await agent.presence('available');
    (await agent.telephone()).miss('busy');
    await expect
      .poll(
        () =>
          house.count('CallSession', `"callRef" = '${citizen.sid}' AND (session->>'agentsLost')::int = 1`),
        within,
      )
      .toBe(1);
    await expect.poll(() => citizen.heard.join(), within).toContain('抱歉，线路中断');
    expect(citizen.isOver).toBe(false);
    citizen.hangUp();
  });

  it('back after a cut gets the caller again; one who stays away loses them to the queue', async () => {
    const { citizen, agent, leg } = await talk('agent3');
    leg.hangUp();
    const conference = double.conferenceOf(citizen);
    await expect.poll(() => conference.find('caller')?.hold, within).toBe(true);
    await agent.ringMe('party');
    const again = await agent.telephone();
    again.answer();
    await expect.poll(() => conference.hears(citizen.sid, again.sid), within).toBe(true);

    // Else the one who is free takes the caller again before anybody has looked.
    agent.socket.removeAllListeners('offer');
    again.hangUp();
    await expect
      .poll(
        () => house.count('CallSession', `"callRef" = '${citizen.sid}' AND session->>'status' = 'running'`),
        {
          timeout: 25_000,
        },
      )
      .toBe(1);
    await expect.poll(() => citizen.conference, within).toBeUndefined();
    citizen.hangUp();
  });
});

describe('others on the line', () => {
  it('a colleague is asked, joins, and has the contact; a supervisor listens, whispers and talks', async () => {
    const { citizen, agent, leg } = await talk('agent5');
    const conference = double.conferenceOf(citizen);
    const colleague = await openDesk('agent8');
    colleague.interactionId = agent.interactionId;
    await expect(colleague.ringMe('party')).rejects.toThrow(/forbidden/);
    await agent.command({ do: 'invite', agentId: colleague.id });
    const rings = () => colleague.news.filter(({ what }) => what === 'ring');
    // Again and again: a console that is loaded anew hears of it.
    await expect.poll(() => rings().length, within).toBeGreaterThan(1);
    expect(rings()[0]).toMatchObject({
      inviter: { zh: expect.any(String) },
      caller: { name: expect.stringContaining('*') },
      until: expect.any(String),
    });
    await colleague.command({ do: 'decline' });
    await expect.poll(() => colleague.news.at(-1)?.what, within).toBe('asked_no_more');
    await expect
      .poll(() => agent.news.find(({ what }) => what === 'declined'), within)
      .toMatchObject({ who: { zh: expect.any(String) } });
    await expect(colleague.command({ do: 'decline' })).rejects.toThrow(/wrong_state/);
    const before = rings().length;
    await colleague.presence('available');
    await agent.command({ do: 'invite', agentId: colleague.id });
    await expect.poll(() => rings().length, within).toBeGreaterThan(before);
    await colleague.ringMe('party');
    await expect.poll(() => colleague.news.at(-1)?.what, within).toBe('asked_no_more');
    const guest = await colleague.telephone();
    guest.answer();
    await expect.poll(() => agent.call?.staff.length, within).toBe(2);
    expect(conference.hears(citizen.sid, guest.sid)).toBe(true);
    const presence = () => house.count('PresenceLog', `${newest(colleague.id)} AND reason = 'in_call'`);
    await expect.poll(presence, within).toBe(1);

    const supervisor = await openDesk('supervisor');
    supervisor.interactionId = agent.interactionId;
    const { items } = await supervisor.api.get('/api/phone/calls', liveCallsSchema);
    expect(items.map(({ interactionId }) => interactionId)).toContain(agent.interactionId);
    await supervisor.ringMe('monitor');
    const ear = await supervisor.telephone();
    ear.answer();
    await expect.poll(() => supervisor.call?.staff.length, within).toBe(3);
    expect([conference.hears(ear.sid, citizen.sid), conference.hears(leg.sid, ear.sid)]).toEqual([
      true,
      false,
    ]);
    await supervisor.command({ do: 'role', role: 'whisper' });
    expect([conference.hears(leg.sid, ear.sid), conference.hears(citizen.sid, ear.sid)]).toEqual([
      true,
      false,
    ]);

    await agent.command({ do: 'hand_over', agentId: colleague.id });
    await expect.poll(() => leg.isOver, within).toBe(true);
    expect(citizen.conference).toBe(conference);
    expect(await presence()).toBe(0);
    for (const [desk, isYours] of [
      [agent, false],
      [colleague, true],
    ] as const)
      expect(desk.news.find(({ what }) => what === 'handed_over')).toMatchObject({ isYours });
    // Whoever has left is not rung back into the call that their console shows for a moment longer.
    expect(await agent.reach()).toEqual({ via: 'none' });
    // The next agent has not been told of a whisper: the supervisor only listens until they whisper anew.
    expect(supervisor.news.find(({ what }) => what === 'handed_over')).toMatchObject({ role: 'monitor' });
    const heard = () => [guest, citizen].map(({ sid }) => conference.hears(sid, ear.sid));
    expect(heard()).toEqual([false, false]);
    await supervisor.command({ do: 'role', role: 'whisper' });
    expect(heard()).toEqual([true, false]);
    await supervisor.command({ do: 'role', role: 'party' });
    expect(conference.hears(citizen.sid, ear.sid)).toBe(true);
    const lookIns = (action: string) =>
      house.count(
        'AuditEntry',
        `action LIKE '${action}' AND "subjectId" = '${agent.interactionId}' AND "actorId" = '${supervisor.id}'`,
      );
    expect(await lookIns('call.%')).toBe(5);
    for (const alone of [
      { do: 'to_queue', queueCode: 'english' },
      { do: 'to_number', number: '110' },
    ] as const)
      await expect(colleague.command(alone)).rejects.toThrow(/supervisor_on_line/);
    await supervisor.command({ do: 'role', role: 'monitor' });

    // Straight to the first agent, who is free again once the last contact is wrapped up.
    const wrapUp = { interactionId: agent.interactionId, disposition: 'answered' };
    await call(agent.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema).catch(() => undefined);
    await colleague.command({ do: 'to_agent', agentId: agent.id });
    await expect.poll(() => [guest.isOver, ear.isOver], within).toEqual([true, true]);
    await expect.poll(() => lookIns('call.left'), within).toBe(1);
    const between = await supervisor.reach();
    expect(between).toEqual({ via: 'none', isGoingOn: true });
    const again = await agent.telephone();
    again.answer();
    await expect.poll(() => citizen.conference?.hears(citizen.sid, again.sid), within).toBe(true);
    // Who listened goes along, to the agent who has the citizen now.
    await expect.poll(() => supervisor.reach(), within).toEqual({ via: 'rung' });
    await supervisor.ringMe('monitor');
    const second = await supervisor.telephone();
    second.answer();
    await expect.poll(() => citizen.conference?.hears(second.sid, citizen.sid), within).toBe(true);

    const toQueue = { do: 'to_queue', queueCode: 'english' } as const;
    const isSentOn = () =>
      agent.command(toQueue).then(
        () => true,
        // The news that the agent is on the line come behind the sound.
        () => false,
      );
    await expect.poll(isSentOn, within).toBe(true);
    await expect.poll(() => citizen.conference, within).toBeUndefined();
    await expect.poll(() => again.isOver, within).toBe(true);
    await expect.poll(() => lookIns('call.left'), within).toBe(2);
    expect(citizen.isOver).toBe(false);
    citizen.hangUp();
  });

  it('the colleague has the contact when its agent is gone for good, or leaves it to them', async () => {
    const { citizen, agent, leg } = await talk('agent4');
    const conference = double.conferenceOf(citizen);
    const ownerIs = (desk: Desk) =>
      house.count(
        'Interaction',
        `id = '${agent.interactionId}' AND state = 'active' AND "agentId" = '${desk.id}'`,
      );
    const joins = async (name: string, inviter: Desk): Promise<{ desk: Desk; leg: DoubleCall }> => {
      const desk = await openDesk(name);
      desk.interactionId = agent.interactionId;
      await inviter.command({ do: 'invite', agentId: desk.id });
      await expect.poll(() => desk.news.some(({ what }) => what === 'ring'), within).toBe(true);
      await desk.ringMe('party');
      const guest = await desk.telephone();
      guest.answer();
      await expect.poll(() => desk.call?.staff.length, within).toBe(2);
      return { desk, leg: guest };
    };
    const second = await joins('agent6', agent);
    await agent.command({ do: 'hold', on: true });
    leg.hangUp();
    await expect.poll(() => ownerIs(second.desk), { timeout: 25_000 }).toBe(1);
    await expect.poll(() => conference.hears(citizen.sid, second.leg.sid), within).toBe(true);
    expect(
      await house.count('RoutingStep', `"interactionId" = '${agent.interactionId}' AND kind = 'taken'`),
    ).toBe(1);

    const third = await joins('agent7', second.desk);
    await second.desk.command({ do: 'leave' });
    await expect.poll(() => ownerIs(third.desk), within).toBe(1);
    await expect.poll(() => second.leg.isOver, within).toBe(true);
    expect(conference.hears(citizen.sid, third.leg.sid)).toBe(true);
    const recordings = [...double.recordings.values()].filter(({ callSid }) => callSid === citizen.sid);
    expect(recordings).toHaveLength(1);

    // Nobody is asked any more when the call is over.
    const last = await openDesk('agent8');
    last.interactionId = agent.interactionId;
    await third.desk.command({ do: 'invite', agentId: last.id });
    await expect.poll(() => last.news.some(({ what }) => what === 'ring'), within).toBe(true);
    citizen.hangUp();
    await expect.poll(() => last.news.some(({ what }) => what === 'asked_no_more'), within).toBe(true);
    const rung = last.news.filter(({ what }) => what === 'ring').length;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(last.news.filter(({ what }) => what === 'ring')).toHaveLength(rung);
  });

  it('110 joins, is dropped, or has the citizen to itself; a number that does not answer is shown so', async () => {
    const { citizen, agent, leg } = await talk('agent1');
    const conference = double.conferenceOf(citizen);
    await agent.command({ do: 'add_number', number: '110' });
    await expect.poll(() => agent.call?.outside, within).toMatchObject([{ number: '110', state: 'ringing' }]);
    double.ringing('110')[0]?.miss('no-answer');
    await expect.poll(() => agent.call?.outside, within).toMatchObject([{ number: '110', state: 'failed' }]);
    await expect.poll(() => agent.call?.outside, within).toEqual([]);

    await agent.command({ do: 'add_number', number: '110' });
    await expect.poll(() => double.ringing('110').length, within).toBe(1);
    const [police] = double.ringing('110');
    police?.answer();
    await expect.poll(() => agent.call?.outside, within).toMatchObject([{ state: 'talking' }]);
    const partyId = agent.call?.outside[0]?.partyId ?? '';
    await agent.command({ do: 'drop', partyId });
    await expect.poll(() => police?.isOver, within).toBe(true);

    await agent.command({ do: 'to_number', number: '+8675588000000' });
    await expect.poll(() => double.ringing('+8675588000000').length, within).toBe(1);
    const [department] = double.ringing('+8675588000000');
    await agent.command({ do: 'hold', on: true });
    department?.answer();
    await expect.poll(() => leg.isOver, within).toBe(true);
    // The contact is over for its agent, nobody is rung back into it, and what the two say is theirs.
    await expect.poll(() => conference.hears(citizen.sid, department?.sid ?? ''), within).toBe(true);
    await expect.poll(() => agent.reach(), within).toEqual({ via: 'none' });
    expect(await house.count('Interaction', isPassedOut(agent, 'transferred_out'))).toBe(1);
    await expect.poll(() => isRecorded(citizen), within).toBe(false);
    const supervisor = await openDesk('supervisor');
    supervisor.interactionId = agent.interactionId;
    const { items } = await supervisor.api.get('/api/phone/calls', liveCallsSchema);
    expect(items.map(({ interactionId }) => interactionId)).not.toContain(agent.interactionId);
    await expect(supervisor.ringMe('monitor')).rejects.toThrow(/forbidden/);
    department?.hangUp();
    await expect.poll(() => citizen.status, { timeout: 20_000 }).toBe('completed');
  });

  it('110 has the citizen when the agent leaves', async () => {
    const { citizen, agent, leg } = await talk('agent7');
    const conference = double.conferenceOf(citizen);
    await expect(agent.command({ do: 'leave' })).rejects.toThrow(/wrong_state/);
    const police = await withPolice(agent);
    await agent.command({ do: 'leave' });
    await expect.poll(() => leg.isOver, within).toBe(true);
    expect(conference.hears(citizen.sid, police.sid)).toBe(true);
    expect(await house.count('Interaction', isPassedOut(agent, 'emergency_transferred'))).toBe(1);
    expect(await agent.reach()).toEqual({ via: 'none' });
    police.hangUp();
    await expect.poll(() => citizen.status, within).toBe('completed');
    // Who was left to the police is asked nothing.
    expect(citizen.heard.join(' ')).not.toContain('评价');
    expect(await house.count('ServiceRating', `"interactionId" = '${agent.interactionId}'`)).toBe(0);
  });

  it('are off the line when the agent ends the contact for all', async () => {
    const { citizen, agent } = await talk('agent9');
    const police = await withPolice(agent);
    const { interactionId } = agent;
    await call(agent.socket, 'interaction:end', { interactionId }, interactionViewSchema);
    await expect.poll(() => police.isOver, within).toBe(true);
    await expect.poll(() => citizen.status, within).toBe('completed');
    expect(citizen.heard.at(-1)).toContain('再见');
    expect(await house.count('ServiceRating', `"interactionId" = '${interactionId}'`)).toBe(0);
  });

  it('a number that Twilio refuses is shown as failed, and no call is stuck', async () => {
    const { citizen, agent, leg } = await talk('agent2');
    await agent.command({ do: 'add_number', number: '1234567' });
    await expect
      .poll(() => agent.call?.outside, within)
      .toMatchObject([{ number: '1234567', state: 'failed' }]);
    expect(double.conferenceOf(citizen).hears(citizen.sid, leg.sid)).toBe(true);
  });
});

describe('what can go wrong', () => {
  it('callbacks that come twice, late and out of order make the same talk', async () => {
    double.isMessy = true;
    const { citizen, agent, leg } = await talk('agent3');
    for (const on of [true, false, true, false]) await agent.command({ do: 'hold', on });
    await double.quiet();
    expect(
      await house.count('Conference', `"callRef" = '${citizen.sid}' AND NOT "isHeld" AND caller = 'joined'`),
    ).toBe(1);
    citizen.hangUp();
    await double.quiet();
    double.isMessy = false;
    expect(await house.count('Conference', `"callRef" = '${citizen.sid}' AND "endedAt" IS NOT NULL`)).toBe(1);
    expect(leg.isOver).toBe(true);
    await expect.poll(() => house.count('Recording', `"callRef" = '${citizen.sid}'`), within).toBe(1);
  });

  it('Twilio is overloaded for a moment: the agent is rung once, a little later', async () => {
    const citizen = double.dial('+8613900020002');
    await expect.poll(() => citizen.heard.join(), within).toContain('普通话');
    citizen.press('1');
    const agent = await openDesk('agent5');
    agent.takesCalls();
    double.failNext = 2;
    await agent.presence('available');
    const leg = await agent.telephone();
    leg.answer();
    await expect.poll(() => agent.call?.isRecording, within).toBe(true);
    expect([...double.calls.values()].filter(({ to }) => to === `client:${agent.id}`)).toContain(leg);
    citizen.hangUp();
  });

  it('the server is killed in the middle: the talk goes on, and is known when it is back', async () => {
    const { citizen, agent, leg } = await talk('agent8');
    desks.splice(0);
    agent.socket.disconnect();
    await house.killAndStart();
    expect(double.conferenceOf(citizen).hears(citizen.sid, leg.sid)).toBe(true);
    const back = await openDesk('agent8');
    back.interactionId = agent.interactionId;
    expect(await back.reach()).toEqual({ via: 'rung' });
    await back.command({ do: 'hold', on: true });
    await expect.poll(() => back.call?.isHeld, within).toBe(true);
    citizen.hangUp();
    await expect.poll(() => back.news.at(-1)?.what, within).toBe('over');
    await expect
      .poll(() => house.count('Recording', `"callRef" = '${citizen.sid}' AND url LIKE 'sealed:%'`), within)
      .toBe(1);
  }, 90_000);
});

/** The frequency of one channel of 16 bit samples. */
function crossings(wav: Buffer, channel: 0 | 1): number {
  let count = 0;
  let before = 0;
  const frames = (wav.length - 44) / 4;
  for (let at = 0; at < frames; at += 1) {
    const sample = wav.readInt16LE(44 + at * 4 + channel * 2);
    if (before < 0 && sample > 0) count += 1;
    if (sample !== 0) before = sample;
  }
  return count / (frames / 8_000);
}
