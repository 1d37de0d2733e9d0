// A caller rather hangs up than waits: called back at their place, over the carrier, once at a time and not too fast.
import { describe, expect, it } from 'vitest';
import { testFields } from '../harness/fields.ts';
import { callersOf } from '../harness/caller.ts';
import { startWithTwilio, tags } from '../harness/twilio/index.ts';

const house = await startWithTwilio();
const { inbound, outbound, press, askForCallback, agentAtWork, placed, placedCall, pathOf } =
  callersOf(house);

describe('a callback', () => {
  it('keeps the place, rings the citizen when an agent is there, and puts the two through', async () => {
    const citizen = '+8613800003333';
    await askForCallback('CAasks', citizen);
    expect(
      await house.count('Interaction', `"callRef" = 'CAasks' AND state = 'waiting' AND "isCallback"`),
    ).toBe(1);
    expect(placed(citizen)).toEqual([]);

    const agent = await agentAtWork('agent1');
    const request = await placedCall(citizen);
    expect(request.get('From')).toBe('+8675512345');
    const answered = outbound('CAback', citizen, 'in-progress');
    const talk = await (await house.send(pathOf(request.get('Url')), answered)).text();
    const room = tags(talk, 'Conference')[0]?.textContent ?? '';
    const rung = () => house.asked.filter(({ path }) => path.includes(`/Conferences/${room}/Participants`));
    await expect
      .poll(() => rung().map(({ body }) => body.get('To')))
      .toEqual([expect.stringContaining(`client:${agent.id}?`)]);
    expect(tags(talk, 'Say')[0]?.textContent).toContain('回电');
    // The carrier asks again after a loss on the way: the same answer, and nothing twice.
    expect(await (await house.send(pathOf(request.get('Url')), answered)).text()).toBe(talk);
    const active = `"callRef" = 'CAasks' AND state = 'active' AND NOT "isCallback"`;
    expect(await house.count('Interaction', active)).toBe(1);
    expect(await house.count('Callback', `outcome = 'reached' AND attempts = 1`)).toBe(1);

    await house.send('/twilio/status', outbound('CAback', citizen, 'completed'));
    await expect.poll(() => house.count('Interaction', `"callRef" = 'CAasks' AND state = 'wrap_up'`)).toBe(1);
    agent.socket.disconnect();
  });

  it('that meets a busy line frees the agent and waits for its next attempt', async () => {
    const citizen = '+8613800004444';
    await askForCallback('CAbusy', citizen);
    const agent = await agentAtWork('agent2');
    const request = await placedCall(citizen);
    await house.send(pathOf(request.get('StatusCallback')), outbound('CAring', citizen, 'busy'));
    const later = `"callRef" = 'CAbusy' AND state = 'waiting' AND "notBefore" > now() + interval '4 min'`;
    await expect.poll(() => house.count('Interaction', later)).toBe(1);
    expect(placed(citizen)).toHaveLength(1);
    agent.socket.disconnect();
  });

  it('is not needed any more when the citizen calls again: they are back at their place', async () => {
    const citizen = '+8613800005555';
    await askForCallback('CAfirst', citizen);
    const form = inbound('CAagain', citizen);
    const greeting = await (await house.send('/twilio/voice', form)).text();
    await press(form, greeting, '1');
    expect(
      await house.count('Interaction', `"callRef" = 'CAfirst' AND "endedAt" IS NULL AND NOT "isCallback"`),
    ).toBe(1);
    expect(await house.count('Interaction', `"callRef" = 'CAagain'`)).toBe(0);
    await house.send('/twilio/status', { ...form, CallStatus: 'completed' });
    await expect
      .poll(() => house.count('Interaction', `"callRef" = 'CAfirst' AND state = 'abandoned'`))
      .toBe(1);
  });

  it('three at once go out no faster than the carrier allows: one a second', async () => {
    const citizens = ['+8613800006661', '+8613800006662', '+8613800006663'];
    for (const [at, citizen] of citizens.entries()) await askForCallback(`CAthree${at}`, citizen);
    const agents = await Promise.all(['agent3', 'agent5', 'agent8'].map(agentAtWork));
    for (const citizen of citizens) await placedCall(citizen);
    const times = citizens.map((citizen) => placed(citizen)[0]?.at ?? 0).sort((a, b) => a - b);
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    // A stall of the machine brings two of them nearer to each other, but never as near as without a limit.
    for (const gap of gaps) expect(gap).toBeGreaterThan(300);
    for (const { socket } of agents) socket.disconnect();
  });
});

describe('a queue that lets nobody in', () => {
  it('offers a callback and a message on the telephone instead of an error', async () => {
    await house.run(`UPDATE "Queue" SET "maxWaiting" = 0 WHERE code = 'general'`);
    const form = inbound('CAfull', '+8613800007777');
    const greeting = await (await house.send('/twilio/voice', form)).text();
    const refused = await press(form, greeting, '1');
    const said = tags(refused, 'Say').map((say) => say.textContent);
    expect(said.join()).toContain('排队的人太多');
    expect(said.join()).toMatch(/回拨请按1.*留言请按2/);
    expect(
      await house.count('Interaction', `"callRef" = 'CAfull' AND state = 'refused' AND refusal = 'full'`),
    ).toBe(1);
    // Asked again, the carrier hears the same.
    expect(await press(form, greeting, '1')).toBe(refused);
    const promised = await press(form, refused, '1');
    expect(tags(promised, 'Hangup')).toHaveLength(1);
    expect(
      await house.count(
        'Callback',
        `"numberMark" = '${testFields.mark('+8613800007777')}' AND "endedAt" IS NULL`,
      ),
    ).toBe(1);
    await house.run(`UPDATE "Queue" SET "maxWaiting" = 2000 WHERE code = 'general'`);
  });

  it('answers a text message with what can be done, and does it', async () => {
    await house.run(`UPDATE "Queue" SET "maxWaiting" = 0 WHERE code = 'general'`);
    const from = '+8613800008888';
    const text = async (sid: string, body: string): Promise<void> => {
      const form = { MessageSid: sid, From: from, To: '+8675512345', Body: body, NumMedia: '0' };
      expect((await house.send('/twilio/sms', form)).status).toBe(200);
    };
    await text('SMfull', '小区门口的路灯坏了三天');
    await text('SMfull2', '晚上很黑');
    expect(await house.count('Interaction', `channel = 'sms' AND state = 'refused'`)).toBe(1);
    const told = () =>
      house.asked.filter(({ body }) => body.get('To') === from).map(({ body }) => body.get('Body'));
    await expect.poll(told, { timeout: 15_000 }).toEqual([expect.stringContaining('回复1登记为工单')]);

    await text('SMone', '1');
    const isTheirs = `"citizenPhoneMark" = '${testFields.mark(from)}'`;
    await expect.poll(() => house.count('Ticket', isTheirs), { timeout: 15_000 }).toBe(1);
    expect(await house.count('Ticket', `text LIKE '小区%三天_晚上很黑'`)).toBe(1);
    await expect.poll(() => told().at(-1), { timeout: 15_000 }).toContain('查询码');
    await text('SMtwo', '2');
    expect(
      await house.count('Callback', `"numberMark" = '${testFields.mark(from)}' AND "endedAt" IS NULL`),
    ).toBe(1);
    expect(await house.count('Interaction', `channel = 'sms'`)).toBe(1);
    await house.run(`UPDATE "Queue" SET "maxWaiting" = 2000 WHERE code = 'general'`);
  });
});
