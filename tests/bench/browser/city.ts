// An agent with fifty conversations in hand, and ten thousand tickets in the lists.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Api, call, connect } from '../../../scripts/demo-day/api.ts';
import { chatSessionSchema, sentSchema } from '../../../server/intake/contract.ts';
import { makeRoom, openConsole } from '../agents.ts';
import type { Ground } from '../ground.ts';

/** @returns what leaves again: the agent's other console, which took the conversations */
export async function fill(
  { app, databaseUrl }: Ground,
  username: string,
  counts: { conversations: number; tickets: number },
): Promise<() => void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `WITH citizen AS (INSERT INTO "Citizen" (id) VALUES (gen_random_uuid()) RETURNING id)
       INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", version)
       SELECT gen_random_uuid(), 'BENCH' || n, 'help', '路灯不亮 ' || n, '小区门口的路灯坏了三天。', 'web', citizen.id, 1
       FROM citizen, generate_series(1, $1) AS n`,
      [counts.tickets],
    );
    await client.query(
      `UPDATE "TicketHead" h SET "nextClock" = 'dispatch', "nextDueAt" = now() + interval '2 days' + random() * interval '20 days'
       FROM "Ticket" t WHERE t.id = h."ticketId" AND t.number LIKE 'BENCH%'`,
    );
  } finally {
    await client.end();
  }
  await makeRoom(databaseUrl, [username], counts.conversations + 10);
  let accepted = 0;
  let onAll = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    onAll = resolve;
  });
  const console = await openConsole(app.base, username, () => {
    accepted += 1;
    if (accepted === counts.conversations) onAll();
  });
  const api = new Api(app.base);
  for (let index = 0; index < counts.conversations; index += 1) {
    const browser = { browserId: randomUUID(), lang: 'zh', name: `市民 ${index + 1}` };
    const { token } = await api.post('/api/chat/session', browser, chatSessionSchema);
    const citizen = await connect(app.base, '/citizen', { token });
    await call(
      citizen,
      'message:send',
      { id: randomUUID(), text: `第 ${index + 1} 位：我家停水了。` },
      sentSchema,
    );
    citizen.disconnect();
  }
  await all;
  return () => console.disconnect();
}
