// A supervisor whose role wants a second factor makes a passkey, signs in with it alone, and puts it away.
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEntrySchema } from '../../server/admin/audit/contract.ts';
import { passkeySite } from '../../server/platform/auth/passkeys.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { shots, signIn } from './pages.ts';

const password = 'onecall-demo';
const city = demoCity();
/** Passkeys know no IP address. */
let site = '';

beforeAll(async () => {
  site = city.app.base.replace('127.0.0.1', 'localhost');
});
it('is bound to the city’s name, and to localhost where the city has an address of numbers', () => {
  expect(passkeySite('https://12345.city.gov.cn/')).toEqual({
    id: '12345.city.gov.cn',
    origin: 'https://12345.city.gov.cn',
  });
  expect(passkeySite('http://127.0.0.1:12345')).toEqual({
    id: 'localhost',
    origin: 'http://localhost:12345',
  });
});

async function openPage(locale: string, width = 1440): Promise<Page> {
  const context = await city.browser.newContext({ viewport: { width, height: 900 }, locale });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  return page;
}

/** A device with a finger that always fits. */
async function withDevice(page: Page): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function signInByPassword(page: Page, username: string): Promise<void> {
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

describeWithBrowser('a passkey', () => {
  it('is made where a role wants a second factor, opens the door alone and once a proof, and is put away', async () => {
    const admin = await city.as('admin');
    await fetch(`${city.app.base}/api/admin/second-factor`, {
      method: 'PUT',
      headers: { 'x-onecall': '1', 'content-type': 'application/json', cookie: admin.cookie },
      body: JSON.stringify({ roles: ['supervisor'] }),
    });
    const page = await openPage('zh-CN');
    await withDevice(page);
    await page.goto(`${site}/console/`);
    await signInByPassword(page, 'supervisor');
    await page.getByRole('button', { name: '改用通行密钥' }).click();
    await page.getByLabel('名称').fill('办公室的电脑');
    await page.getByLabel('当前密码').fill(password);
    await demandAccessible(page, 'making a passkey');
    await page.screenshot({ path: `${shots}passkey-enrol.png` });
    await page.getByRole('button', { name: '继续，由浏览器创建' }).click();
    await page.getByRole('navigation').first().waitFor();

    // A second step is wanted from now on; the passkey is one, and needs no password.
    await page.context().clearCookies();
    await page.goto(`${site}/console/account`);
    await signInByPassword(page, 'supervisor');
    await page.getByText('请用通行密钥完成登录').waitFor();
    await demandAccessible(page, 'signing in with a passkey');
    await page.screenshot({ path: `${shots}passkey-sign-in.png` });
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/session/passkey'));
    await page.getByRole('button', { name: '用通行密钥登录' }).click();
    const proof: unknown = (await sent).postDataJSON();
    await page.getByText('办公室的电脑').waitFor();

    // What was proved once proves nothing a second time.
    const again = await fetch(`${city.app.base}/api/session/passkey`, {
      method: 'POST',
      headers: { 'x-onecall': '1', 'content-type': 'application/json' },
      body: JSON.stringify(proof),
    });
    expect(again.status).toBe(422);
    expect(await again.json()).toMatchObject({ error: { code: 'wrong_passkey' } });

    await page.getByRole('button', { name: '改名：办公室的电脑' }).click();
    await page.getByLabel('名称').fill('大厅的电脑');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('大厅的电脑').first().waitFor();
    await demandAccessible(page, 'one’s passkeys');
    await page.screenshot({ path: `${shots}passkeys.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${shots}passkeys-phone.png` });

    // It is the only second factor of somebody who must have one.
    const remove = async (): Promise<void> => {
      await page.getByRole('button', { name: '删除：大厅的电脑' }).first().click();
      await page.getByLabel('当前密码').fill(password);
      await page.locator('form').getByRole('button', { name: '删除：大厅的电脑' }).click();
    };
    await remove();
    await page.getByText('与已有内容冲突').waitFor();
    await fetch(`${city.app.base}/api/admin/second-factor`, {
      method: 'PUT',
      headers: { 'x-onecall': '1', 'content-type': 'application/json', cookie: admin.cookie },
      body: JSON.stringify({ roles: [] }),
    });
    await page.locator('form').getByRole('button', { name: '删除：大厅的电脑' }).click();
    await page.getByText('还没有通行密钥').waitFor();

    const me = z.object({ user: z.object({ id: z.string() }) });
    const supervisor = await city.as('supervisor');
    const { id } = (await supervisor.get('/api/session', me)).user;
    const trail = await admin.get(`/api/admin/audit?limit=100&subjectId=${id}`, pageOf(auditEntrySchema));
    expect(trail.items.map(({ action, detail }) => [action, detail.by ?? detail.title]).toReversed()).toEqual(
      [
        ['sign_in', undefined],
        ['passkey.add', '办公室的电脑'],
        ['sign_in', 'passkey'],
        ['passkey.rename', '大厅的电脑'],
        ['passkey.remove', '大厅的电脑'],
        ['sign_in', undefined],
      ],
    );
  });

  it('says where it works to whoever is at another address', async () => {
    const page = await openPage('en-US', 390);
    await signIn(page.context(), city.app, 'agent1');
    await page.goto(`${city.app.base}/console/account`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText(`Passkeys work at ${site} alone`).waitFor();
    await page.screenshot({ path: `${shots}passkeys-elsewhere-phone-en.png` });
  });
});
