// A real flood of unknown writers at a real server: who does not work stays out, a citizen comes in without noticing.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { switchViewSchema } from '../../server/routing/contract.ts';
import { demoCity, startAnewWhenTriedAgain } from '../e2e/city.ts';
import { openPage } from '../e2e/pages.ts';
import { describeWithBrowser } from '../harness/browser.ts';

const perMinute = 40;
const city = demoCity({ env: { GUARD_PER_MINUTE: String(perMinute) } });
startAnewWhenTriedAgain(city);

const json = { 'content-type': 'application/json' };
const jsonOf = (body: object, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});
/** Each from an address of its own. */
const startChat = (one: number) =>
  fetch(
    `${city.app.base}/api/chat/session`,
    jsonOf({ browserId: randomUUID(), lang: 'zh' }, { 'x-forwarded-for': `203.0.113.${one % 250}` }),
  );
/** Another door; no such ticket. */
const lookUp = async (): Promise<number> => {
  const number = `SZ${randomInt(1e11, 9e11)}`;
  return (await fetch(`${city.app.base}/api/citizen/tickets/lookup`, jsonOf({ number, code: '123456' })))
    .status;
};

describeWithBrowser('a flood at the chat', () => {
  it('is kept out; citizens with and without scripts, telephones and text messages are not', async () => {
    // Writes are counted by the minute: what follows has one to itself.
    const leftMs = 60_000 - (Date.now() % 60_000);
    if (leftMs < 20_000) await pause(leftMs);
    expect((await startChat(0)).status).toBe(200);
    const met: number[] = [];
    for (let one = 0; one < 100; one += 1) met.push((await startChat(one)).status);
    expect(met.filter((status) => status === 200).length).toBeLessThanOrEqual(perMinute);
    expect(met.slice(perMinute).every((status) => status === 428)).toBe(true);

    const citizen = await openPage(city, '/#chat', { locale: 'zh-CN' });
    await citizen.getByRole('textbox').fill('居住证到期了怎么办');
    await citizen.getByRole('button', { name: '发送' }).click();
    await citizen.getByText(/您是第 1 位/).waitFor();

    const sms = { id: randomUUID(), from: '13800001111', text: '路灯坏了' };
    expect((await fetch(`${city.app.base}/api/simulator/sms`, jsonOf(sms))).status).toBe(200);
    // Another door is as it was.
    expect(await lookUp()).toBe(404);

    const signedIn = await fetch(
      `${city.app.base}/api/session`,
      jsonOf({ username: 'supervisor', password: 'onecall-demo' }, { 'x-onecall': '1' }),
    );
    const cookie = signedIn.headers.getSetCookie().join('; ').split(';')[0] ?? '';
    const order = (isOn: boolean) =>
      fetch(`${city.app.base}/api/routing/switches/guard`, {
        method: 'PUT',
        headers: { ...json, cookie, 'x-onecall': '1' },
        body: JSON.stringify({ isOn }),
      });
    expect((await order(true)).status).toBe(200);
    await expect.poll(lookUp, { timeout: 15_000, interval: 500 }).toBe(428);
    const plain = () =>
      fetch(`${city.app.base}/plain/filing`, {
        method: 'POST',
        body: new URLSearchParams({ step: 'say', text: '小区门口的路灯坏了三天，晚上很黑' }),
      });
    // Six of an address in a minute; the minute may change meanwhile.
    const pages = await Promise.all(Array.from({ length: 14 }, plain));
    expect(pages[0]?.status).toBe(200);
    const refused = pages.find(({ status }) => status === 429);
    expect(await refused?.text()).toContain('tel:12345');
    expect((await order(false)).status).toBe(200);
    await expect.poll(lookUp, { timeout: 15_000, interval: 500 }).toBe(404);

    const board = await fetch(`${city.app.base}/api/routing/board`, { headers: { cookie } });
    const { switches } = await board.json();
    const guard = switchViewSchema
      .array()
      .parse(switches)
      .find(({ name }) => name === 'guard');
    expect(guard).toMatchObject({ isOn: false, changedBy: { zh: '许建业' } });
    expect(await (await fetch(`${city.app.base}/metrics`)).text()).toContain(
      'onecall_guard_flooded{door="chat"} 1',
    );
  });
});
