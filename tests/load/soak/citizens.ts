// Citizens who come, say some sentences at the pace of people, and go: four in five in the chat, the others by SMS.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, call, connect } from '../../../scripts/demo-day/api.ts';
import { chatSessionSchema, sentSchema } from '../../../server/intake/contract.ts';
import { okSchema } from '../../../server/platform/contract.ts';

const sentences = [
  '您好，小区门口的路灯坏了三天。',
  '就在南山区桃园路十二号门前。',
  '晚上老人出门看不见路。',
  '谢谢，什么时候能修好？',
];
const sayEveryMs = 7_000;

async function chat(base: string, name: string): Promise<void> {
  const api = new Api(base);
  const { token } = await api.post(
    '/api/chat/session',
    { browserId: randomUUID(), lang: 'zh', name },
    chatSessionSchema,
  );
  const line = await connect(base, '/citizen', { token });
  try {
    for (const text of sentences) {
      await call(line, 'message:send', { id: randomUUID(), text }, sentSchema);
      await pause(sayEveryMs * (0.5 + Math.random()));
    }
  } finally {
    // A line that is left alone calls for its server for ever, and the run would not end.
    line.disconnect();
  }
}

async function text(base: string, index: number): Promise<void> {
  const api = new Api(base);
  const from = `+86139${String(index % 100_000_000).padStart(8, '0')}`;
  for (const words of sentences.slice(0, 2)) {
    await api.post('/api/simulator/sms', { id: randomUUID(), from, text: words }, okSchema);
    await pause(sayEveryMs);
  }
}

/** Lets citizens come until the time is over. @returns how many came, and why some were turned away, when all are gone */
export async function comeAndGo(
  base: string,
  { everyMs, forMs }: { everyMs: number; forMs: number },
): Promise<{ came: number; turnedAway: Map<string, number> }> {
  const under: Promise<void>[] = [];
  const start = randomInt(10_000_000);
  const until = performance.now() + forMs;
  const turnedAway = new Map<string, number>();
  while (performance.now() < until) {
    const index = start + under.length;
    const contact = index % 5 === 0 ? text(base, index) : chat(base, `市民 ${index}`);
    const sad = (error: unknown): void => {
      const word = error instanceof Error ? error.message : String(error);
      turnedAway.set(word, (turnedAway.get(word) ?? 0) + 1);
    };
    under.push(contact.catch(sad));
    await pause(everyMs);
  }
  await Promise.all(under);
  return { came: under.length, turnedAway };
}
