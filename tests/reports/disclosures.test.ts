// The year's requests for disclosure (政府信息公开条例, article 50): what counts in which year, whose, and how decided.
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { primaryFigures } from '../../server/platform/replica.ts';
import { csvOf, xlsxOf } from '../../server/reports/disclosures/export.ts';
import { createDisclosures } from '../../server/reports/disclosures/service.ts';
import {
  createTicketSchema,
  type TicketCommand,
  ticketCommandSchema,
} from '../../server/tickets/contract.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from './city.ts';

let city: Awaited<ReturnType<typeof openCity>>;
let disclosures: ReturnType<typeof createDisclosures>;
const supervisor = person(['supervisor']);
const dispatcher = person(['dispatcher']);
const officer = person(['officer'], 'water');
const lead = person(['lead'], 'water');

beforeAll(async () => {
  city = await openCity(await demoDatabase());
  disclosures = createDisclosures(primaryFigures(city.database));
});
afterAll(async () => {
  vi.useRealTimers();
  await city?.database.close();
});

const at = (moment: string): void => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(new Date(moment));
};

async function ask(moment: string, applicant?: string): Promise<string> {
  at(moment);
  const id = randomUUID();
  const words = { id, kind: 'disclosure_request', title: '管网图', text: '供水管网图', channel: 'web' };
  const ticket = createTicketSchema.parse({ ...words, citizenId: randomUUID(), urgency: 'ordinary' });
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, ticket);
  if (applicant)
    await city.database.change(async ({ tx }) => {
      await tx.disclosureRequest.create({ data: { ticketId: id, delivery: 'online', applicant } });
    });
  return id;
}

async function give(
  actor: ReturnType<typeof person>,
  id: string,
  words: { command: TicketCommand['command'] } & Record<string, unknown>,
) {
  const { version } = await city.database.read.ticket.findUniqueOrThrow({ where: { id } });
  const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
  await city.service.command({ kind: 'staff', actor }, id, command);
}

async function reply(id: string, disclosureResult?: string): Promise<void> {
  await give(officer, id, { command: 'accept' });
  const answer = { publicReply: '答复如下。', isTrue: true, isSolved: true };
  await give(officer, id, { command: 'reply', ...answer, ...(disclosureResult && { disclosureResult }) });
}
async function decide(moment: string, id: string, result?: string): Promise<void> {
  at(moment);
  await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
  await reply(id, result);
  await give(lead, id, { command: 'approve' });
}

async function totals(year: number, actor = supervisor, department?: string) {
  const { lines } = await disclosures(actor, { year, department }, new Date('2030-06-01T00:00:00Z'));
  return Object.fromEntries(lines.flatMap(({ id, total }) => (total === 0 ? [] : [[id, total]])));
}

it('a request counts in the year in which it was asked, its decision in the one in which it was approved, in the city’s time', async () => {
  // In the city it is the last minute of 2027, and the first of 2028.
  const before = await ask('2027-12-31T15:59:30Z');
  await ask('2027-12-31T16:00:30Z');
  const december = await ask('2027-12-20T02:00:00Z');
  await decide('2027-12-31T15:59:40Z', december, 'not_disclosed');
  await decide('2027-12-31T16:00:00Z', before, 'disclosed');
  expect(await totals(2027)).toEqual({ received: 2, not_disclosed: 1, decided: 1, carried_out: 1 });
  expect(await totals(2028)).toEqual({
    received: 1,
    carried_in: 1,
    disclosed: 1,
    decided: 1,
    carried_out: 1,
  });
  expect(await totals(2029)).toEqual({ carried_in: 1, carried_out: 1 });
});

it('an answer given anew changes the year that is under way, and no year that is over', async () => {
  const id = await ask('2021-03-01T02:00:00Z');
  await decide('2021-03-08T02:00:00Z', id, 'not_disclosed');
  await give(dispatcher, id, { command: 'follow_up', how: 'phone', score: 1 });
  at('2021-05-01T02:00:00Z');
  await reply(id, 'partly_disclosed');
  // What no lead has approved is no decision.
  expect(await totals(2021)).toEqual({ received: 1, not_disclosed: 1, decided: 1 });
  await give(lead, id, { command: 'approve' });
  expect(await totals(2021)).toEqual({ received: 1, partly_disclosed: 1, decided: 1 });
  await give(dispatcher, id, { command: 'follow_up', how: 'phone', score: 1 });
  at('2022-02-01T02:00:00Z');
  await reply(id, 'disclosed');
  await give(lead, id, { command: 'approve' });
  expect(await totals(2021)).toEqual({ received: 1, partly_disclosed: 1, decided: 1 });
  expect(await totals(2022)).toEqual({});
});

it('what is merged is decided with its main request; what is declined is handled otherwise; a reply may name no decision', async () => {
  const main = await ask('2023-12-01T02:00:00Z');
  const same = await ask('2023-12-02T02:00:00Z');
  await give(dispatcher, same, { command: 'merge', mainTicketId: main });
  const vague = await ask('2023-12-03T02:00:00Z');
  await give(dispatcher, vague, { command: 'decline', ground: 'out_of_scope', legalBasis: '逾期未补正' });
  const silent = await ask('2023-12-04T02:00:00Z');
  await decide('2023-12-05T02:00:00Z', silent);
  expect(await totals(2023)).toEqual({ received: 4, other: 1, unnamed: 1, decided: 2, carried_out: 2 });
  await decide('2024-01-04T02:00:00Z', main, 'disclosed');
  expect(await totals(2023)).toEqual({ received: 4, other: 1, unnamed: 1, decided: 2, carried_out: 2 });
  expect(await totals(2024)).toEqual({ carried_in: 2, disclosed: 2, decided: 2 });
});

it('is by who asks, as a file, too; a department reads its own alone', async () => {
  const company = await ask('2025-06-01T02:00:00Z', 'company');
  await ask('2025-06-02T02:00:00Z', 'person');
  await ask('2025-06-03T02:00:00Z');
  await decide('2025-06-04T02:00:00Z', company, 'special_law');
  const report = await disclosures(supervisor, { year: 2025 }, new Date('2025-12-31T15:59:00Z'));
  expect(report.isComplete).toBe(false);
  const lineOf = (id: string) => report.lines.find((line) => line.id === id);
  expect(lineOf('received')?.counts).toMatchObject({ company: 1, person: 1, unknown: 1, research: 0 });
  expect(lineOf('special_law')).toMatchObject({
    basis: '政府信息公开条例第三十六条第（七）项',
    counts: { company: 1, person: 0 },
  });
  const rows: string[][] = parse(csvOf(report, 'zh'), { bom: true });
  expect(rows[0]?.slice(0, 3)).toEqual(['办理情况', '自然人', '商业企业']);
  expect(rows.at(-1)).toEqual(['结转下年度', '1', '0', '0', '0', '0', '0', '1', '2', '']);
  const sheet = await readSheet(await xlsxOf(report, 'en'));
  expect(sheet.at(-1)?.slice(0, 3)).toEqual(['Carried over to the next year', 1, 0]);

  expect(await totals(2025, lead)).toEqual({ received: 1, special_law: 1, decided: 1 });
  expect(await totals(2025, supervisor, '-')).toEqual({ received: 2, carried_out: 2 });
  await expect(disclosures(lead, { year: 2025, department: 'police' })).rejects.toThrow('forbidden');
});
