// The real voice-sdk in a real browser: it registers, takes only calls that are its agent's, and says in words what is
// wrong. Twilio's network is played by the harness.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doublePressMs } from '../../design/double-press.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { startWithTwilio } from '../harness/twilio/index.ts';
import { Signalling } from '../harness/twilio/signalling.ts';
import { shots } from './pages.ts';
import { browserWithTone, closeBrowsers, hears } from './tone-browser.ts';

const citizenHz = 440;
const within = { timeout: 15_000 };

const house = await startWithTwilio({ TWILIO_EDGE: 'singapore,tokyo' });
const { double } = house;
const signalling = new Signalling();

beforeAll(() => {
  double.onRing = (call) => {
    if (call.to.startsWith('client:')) void signalling.ring(call);
  };
  double.onEnd = (call) => signalling.end(call);
});
afterAll(async () => {
  for (const phone of signalling.phones) await phone.close();
  await closeBrowsers();
});

describeWithBrowser('Twilio’s telephone in the console', () => {
  it('rings for the contact that the agent accepted, is heard, and goes on after its token', async () => {
    const page = await browserWithTone(1_000, 1_440);
    await signalling.attach(page);
    signalling.tokenS = 63;
    await page.goto(`${house.app.base}/console/`);
    await page.getByRole('textbox', { name: '用户名' }).fill('agent1');
    await page.locator('input[type=password]').fill('onecall-demo');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /我的状态/ }).click();
    await page.getByRole('menuitemradio', { name: '可接' }).click();
    await expect.poll(() => signalling.isRegistered, within).toBe(true);
    expect(signalling.addresses[0]).toContain('voice-js.singapore.twilio.com');
    // Three seconds before its last minute the token is renewed.
    await expect.poll(() => new Set(signalling.tokens).size, within).toBeGreaterThan(1);
    signalling.tokenS = 3_600;

    const citizen = double.dial('+8613900030001');
    await expect.poll(() => citizen.heard.join(), within).toContain('普通话');
    citizen.press('1');
    await page.getByRole('button', { name: '接受' }).click();
    const panel = page.getByRole('region', { name: '通话' });
    await panel.getByText('已接通').waitFor(within);
    const [phone] = signalling.phones;
    phone?.say(citizenHz);
    await hears(page, citizenHz, 'the agent hears the citizen');
    await panel.getByText(/音质/).waitFor(within);

    await page.keyboard.press('Alt+h');
    await panel.getByText('市民正在听等待音乐').waitFor(within);
    // Sooner, it would be the same press.
    await page.waitForTimeout(doublePressMs);
    await page.keyboard.press('Alt+h');
    await panel.getByText('已接通').waitFor(within);
    await panel.getByRole('button', { name: '拨号键盘' }).click();
    await panel.getByRole('button', { name: '5', exact: true }).click();
    await expect.poll(() => double.conferenceOf(citizen).played.at(-1), within).toMatch(/key-5$/);
    await page.screenshot({ path: `${shots}31-twilio-call-zh-1440.png` });

    citizen.hangUp();
    await page.getByRole('button', { name: '完成小结' }).waitFor(within);
    await page.getByRole('button', { name: '完成小结' }).click();
  });

  it('lets nobody in who is not expected', async () => {
    await expect.poll(() => signalling.isRegistered, within).toBe(true);
    const stranger = double.ringClient('client:nobody?interactionId=00000000-0000-4000-8000-000000000001');
    await expect.poll(() => signalling.declined, within).toContain(stranger.sid);
  });
});
