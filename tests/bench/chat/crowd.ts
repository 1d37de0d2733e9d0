// Browsers that are open and say nothing: as many lines as are asked for, each answering the server's pings. Engine.IO is
// spoken by hand (protocol 4), since thousands of whole clients would take the machine from whoever is measured.
import WebSocket from 'ws';
import { z } from 'zod';
import { Secrets } from '../../../server/platform/auth/secret.ts';

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('come'), base: z.string(), secret: z.string(), count: z.number() }),
  z.object({ do: z.literal('leave') }),
]);
const atOnce = 100;
const lines: WebSocket[] = [];

function come(base: string, token: string): Promise<void> {
  const line = new WebSocket(`${base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  lines.push(line);
  return new Promise((resolve, reject) => {
    line.on('error', reject);
    line.on('message', (raw: Buffer) => {
      const text = raw.toString();
      if (text.startsWith('0')) line.send(`40/citizen,${JSON.stringify({ token })}`);
      else if (text === '2') line.send('3');
      else if (text.startsWith('40')) resolve();
      else if (text.startsWith('44')) reject(new Error(text));
    });
  });
}

process.on('message', (raw) => {
  const order = orderSchema.parse(raw);
  if (order.do === 'leave') {
    for (const line of lines.splice(0)) line.terminate();
    process.send?.('gone');
    return;
  }
  const { base, secret, count } = order;
  const secrets = new Secrets(secret);
  let left = count;
  const next = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await come(base, secrets.citizenToken(crypto.randomUUID()));
    }
  };
  Promise.all(Array.from({ length: atOnce }, next)).then(
    () => process.send?.('there'),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
