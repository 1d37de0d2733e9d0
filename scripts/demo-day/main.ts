// npm run demo:day -- [--file F] [--rate 20] [--limit N] [--base URL] [--tickets 0.3]
// A day of the city in minutes: messages arrive as citizens on three channels, scripted agents, dispatchers and
// departments work through the real API and sockets, and everything is counted at the end. Without a file the citizens say
// what the sentences of the Shenzhen pack say.
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { z } from 'zod';
import { listsSchema } from '../../server/admin/contract.ts';
import { line } from '../bootstrap/say.mjs';
import { optionsOf } from '../options.ts';
import { demoPassword, ScriptedAgent } from './agents.ts';
import { Api } from './api.ts';
import { Callers } from './callers.ts';
import { Citizens, type SentMessage } from './citizens.ts';
import { Dispatcher, Lead, Officer, reviewTickets } from './departments.ts';
import { messagesOf } from './messages.ts';
import { report } from './report.ts';
import { type Life, Tally } from './tally.ts';

const { values } = optionsOf('demo-day-usage', {
  options: {
    file: { type: 'string' },
    rate: { type: 'string', default: '20' },
    limit: { type: 'string' },
    base: { type: 'string', default: 'http://127.0.0.1:12345' },
    tickets: { type: 'string', default: '0.3' },
    agents: { type: 'string', default: '12' },
  },
});
const read = z
  .object({
    file: z.string().refine(existsSync).optional(),
    rate: z.coerce.number().positive().max(1_000),
    limit: z.coerce.number().int().positive().max(1_000_000).optional(),
    base: z.url(),
    tickets: z.coerce.number().min(0).max(1),
    agents: z.coerce.number().int().min(1).max(12),
  })
  .safeParse(values);
if (!read.success) {
  console.error(line('demo-day-usage'));
  process.exit(1);
}
const settings = read.data;

/** Every third message is one that something must be done about, spread evenly by the share asked for. */
function evenly(share: number): () => boolean {
  let owed = 0;
  return () => {
    owed += share;
    if (owed < 1) return false;
    owed -= 1;
    return true;
  };
}

const messages = await messagesOf(settings.file, settings.limit);
const tally = new Tally();
const { base } = settings;

const supervisor = new Api(base);
await supervisor.signIn('supervisor', demoPassword);
const lists = await supervisor.get('/api/lists', listsSchema);

const needsAction = evenly(settings.tickets);
const agents = Array.from(
  { length: settings.agents },
  (_none, index) =>
    new ScriptedAgent({ base, username: `agent${index + 1}`, tally, needsAction, thinkMs: 150 }),
);
for (const agent of agents) await agent.start();

const staff = await supervisorUsers();
const officers = staff
  .filter((name) => name.startsWith('dept-'))
  .map((name) => new Officer(base, name, tally));
const leads = staff.filter((name) => name.startsWith('lead-')).map((name) => new Lead(base, name, tally));
const fallback = lists.departments.find((department) => department.isFallback)?.code;
const dispatcher = new Dispatcher(base, tally, fallback ?? lists.departments[0]?.code ?? '');
for (const clerk of [dispatcher, ...officers, ...leads]) await clerk.start();

/** Names of all accounts, as the administrator's list pages through them. */
async function supervisorUsers(): Promise<string[]> {
  const admin = new Api(base);
  await admin.signIn('admin', demoPassword);
  const page = z.object({
    items: z.array(z.object({ username: z.string() })),
    nextCursor: z.string().nullable(),
  });
  const names: string[] = [];
  for (let cursor = ''; ; ) {
    const answer = await admin.get(`/api/admin/users?limit=200${cursor ? `&cursor=${cursor}` : ''}`, page);
    names.push(...answer.items.map((user) => user.username));
    if (answer.nextCursor === null) return names;
    cursor = answer.nextCursor;
  }
}

const agentsFree = (channel: Life['channel']): boolean => agents.some((agent) => agent.canTake(channel));
const citizens = new Citizens(base, tally, agentsFree);
const callers = new Callers(base, tally, agentsFree);

const bar = new cliProgress.SingleBar({
  format:
    '{bar} {value}/{total}  arrived {arrived}  answered {answered}  tickets {tickets}  closed {closed}  {duration_formatted}',
  hideCursor: true,
});
const started = performance.now();
bar.start(messages.length, 0, { arrived: 0, answered: 0, tickets: 0, closed: 0 });
const showProgress = (): void => {
  bar.update(tally.lives.size, {
    arrived: tally.count((life) => life.acknowledgedAt !== undefined),
    answered: tally.count((life) => life.answersSeen > 0 || life.answeredAt !== undefined),
    tickets: tally.tickets.size,
    closed: [...tally.tickets.values()].filter((ticket) => ticket.closed).length,
  });
};
const ticker = setInterval(showProgress, 500);

// Arrivals keep to the clock, whatever the server does: a slow answer must not slow the next citizen down.
const sent: SentMessage[] = [];
const arrivals: Promise<void>[] = [];
for (const [index, message] of messages.entries()) {
  const due = started + (index / settings.rate) * 1_000;
  const early = due - performance.now();
  if (early > 0) await pause(early);
  const arrive =
    index % 10 === 9
      ? callers.call(message, index)
      : index % 2 === 0
        ? citizens.chat(message, index)
        : citizens.sms(message, index);
  arrivals.push(
    arrive.then(
      (one) => void sent.push(one),
      (error: unknown) => tally.fault(`message ${message.id}: ${String(error)}`),
    ),
  );
}
await Promise.all(arrivals);

/** Waits until `done` or until nothing has moved for a while. */
async function settle(done: () => boolean, progress: () => number, patienceMs = 60_000): Promise<void> {
  let [last, movedAt] = [progress(), performance.now()];
  while (!done() && performance.now() - movedAt < patienceMs) {
    await pause(250);
    const now = progress();
    if (now !== last) [last, movedAt] = [now, performance.now()];
  }
}
const answered = (): number => tally.count((life) => life.offeredAt !== undefined);
await settle(() => answered() === messages.length, answered);
for (const agent of agents) await agent.stop();
const closed = (): number => [...tally.tickets.values()].filter((ticket) => ticket.closed).length;
await settle(() => closed() === tally.tickets.size, closed);
for (const clerk of [dispatcher, ...officers, ...leads]) await clerk.stop();
clearInterval(ticker);
showProgress();
bar.stop();

let [lost, doubled, disordered] = [messages.length - sent.length, 0, 0];
for (const one of sent) {
  const { own, answers, inOrder } = await one.review();
  if (own === 0 || answers === 0) lost += 1;
  if (own > 1 || answers > 1 || one.life.answersSeen > 1) doubled += 1;
  if (!inOrder) disordered += 1;
  one.leave();
}
const tickets = await reviewTickets(base, tally);
const isGood = report({
  tally,
  messages: messages.length,
  lost,
  doubled,
  disordered,
  tickets,
  seconds: (performance.now() - started) / 1_000,
});
process.exit(isGood ? 0 : 1);
