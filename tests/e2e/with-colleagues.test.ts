// A call with others on the line: whoever hangs up leaves it to them, whoever passes it on says what it is about.
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { eachWithItsCity, hz, panelOf, passOn } from './calls.ts';
import { shots, takeContacts } from './pages.ts';
import { browserWithTone, hears } from './tone-browser.ts';

const city = eachWithItsCity();

describeWithBrowser('a call with a colleague on the line', () => {
  it('stays with the colleague when its agent hangs up, goes back with what it is about, and ends for all at two presses', async () => {
    const first = await city.desk('agent1', hz.first);
    await takeContacts(first);
    const citizen = await browserWithTone(hz.citizen, 390);
    await city.ring(citizen, first);
    const second = await city.desk('agent3', hz.second);
    await takeContacts(second);

    // Who is being asked would be cut off unseen: the first press says so.
    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: '不加入' }).waitFor();
    await first.keyboard.press('Alt+e');
    await panelOf(first).getByText('再按一次，结束通话').waitFor();
    await second.getByRole('button', { name: '不加入' }).click();
    await first.getByText(/暂时不能加入/).waitFor();

    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: /^加入/ }).click();
    await panelOf(first).getByRole('button', { name: '让他们继续，我退出' }).waitFor();
    // Nothing comes to who helps, and the page does not offer to change that.
    await second.getByText('其间不派送来访').waitFor();
    expect(await second.getByRole('button', { name: '置为可接' }).count()).toBe(0);
    await second.evaluate(() => localStorage.setItem('onecall.lang', 'en'));
    await second.setViewportSize({ width: 390, height: 844 });
    await second.reload();
    await second.getByRole('button', { name: /On a colleague's call/ }).waitFor();
    await second.getByText('On the line:').waitFor();
    await second.screenshot({ path: `${shots}call-as-guest-en-390.png` });
    await second.evaluate(() => localStorage.setItem('onecall.lang', 'zh'));
    await second.setViewportSize({ width: 1440, height: 844 });
    await second.reload();
    await second.getByText('在线：').waitFor();
    await demandAccessible(first, 'a call with a colleague on the line');
    await first.screenshot({ path: `${shots}call-with-colleague-zh-1440.png` });
    await first.keyboard.press('Alt+e');
    await panelOf(second).getByText('已接通').waitFor();
    await hears(citizen, hz.second, 'the citizen goes on with the colleague');
    await first.getByText('手头没有来访').waitFor();

    // At once to a queue, with what the next one need not ask again.
    await passOn(second, '转到队列：综合', '路灯坏了，深南大道 2008 号');
    await first.getByText('转接留言：路灯坏了').waitFor();
    await first.getByRole('button', { name: '接受' }).click();
    await panelOf(first).getByText('已接通').waitFor();
    await first.getByText(/转来时留言：路灯坏了，深南大道/).waitFor();
    await hears(citizen, hz.first, 'the citizen is back with the first');
    await first.screenshot({ path: `${shots}call-passed-on-with-note-zh-1440.png` });

    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: /^加入/ }).click();
    await panelOf(first).getByRole('button', { name: '结束所有人的通话' }).click();
    await panelOf(first).getByText('再按一次，所有人的通话都会结束').waitFor();
    await hears(citizen, hz.second, 'one press ends nothing');
    await first.keyboard.press('Alt+q');
    await first.keyboard.press('Alt+q');
    await first.getByRole('button', { name: '完成小结' }).waitFor();
    await citizen.getByText('通话已结束').waitFor({ timeout: 40_000 });
  }, 240_000);
});
