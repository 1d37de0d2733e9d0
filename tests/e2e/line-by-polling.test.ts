// A proxy on the way lets pages through and no WebSocket: the live line comes by HTTP.
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { openPage, takeContacts } from './pages.ts';

const city = demoCity();

async function openProxy(): Promise<{ base: string; server: Server }> {
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const on = request(new URL(url ?? '/', city.app.base), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  server.on('upgrade', (_asked, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { base: `http://127.0.0.1:${address.port}`, server };
}

describeWithBrowser('behind a proxy that refuses WebSockets', () => {
  it('a citizen and an agent talk all the same', async () => {
    const proxy = await openProxy();
    const behind = { browser: city.browser, app: { ...city.app, base: proxy.base } };
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(behind, '/console/desk', look, 'agent3');
    await takeContacts(desk);
    const citizen = await openPage(behind, '/', look);
    await citizen.getByText('与工作人员对话').click();
    await citizen.getByRole('textbox').last().fill('公园的长椅坏了');
    await citizen.keyboard.press('Enter');
    await desk.getByRole('button', { name: '接受' }).waitFor();
    await desk.keyboard.press('Alt+a');
    await desk.getByRole('log').getByText('公园的长椅坏了').waitFor();
    await desk.getByRole('textbox', { name: '回复内容' }).fill('请问是哪个公园？');
    await desk.keyboard.press('Enter');
    await citizen.getByText('请问是哪个公园？').waitFor();
    for (const page of [citizen, desk]) await page.context().close();
    proxy.server.closeAllConnections();
    proxy.server.close();
  });
});
