// From the draw to the decided dispute, and several reviewers on one contact: on a real database, with people of the city.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { primaryFigures } from '../../server/platform/replica.ts';
import { readFigures } from '../../server/quality/figures.ts';
import { readForms, saveForm } from '../../server/quality/forms.ts';
import { savePlan } from '../../server/quality/plans.ts';
import { createQuality, type Quality } from '../../server/quality/room.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

/** The Monday after the week whose contacts are drawn. */
const monday = new Date('2026-11-30T02:00:00Z');
const inWeek = (day: number, hour = 4) => new Date(Date.UTC(2026, 10, 23 + day, hour));
const planId = randomUUID();
const full = { understanding: 5, correct: 5, ticket: 5, courtesy: 5 } as const;
const yes = Object.fromEntries(
  ['greeting', 'restating', 'next', 'hold', 'secrecy', 'danger', 'abuse'].map((id) => [id, 'yes' as const]),
);
const best = { ...yes, ...full };

let database: Database;
let quality: Quality;
const people = new Map<string, Actor>();
const who = (username: string): Actor & { ip: string } => {
  const actor = people.get(username);
  if (!actor) throw new Error(username);
  return { ...actor, ip: '127.0.0.1' };
};

async function contact(
  username: string,
  closedAt: Date,
  words: string,
  channel: 'chat' | 'voice' = 'chat',
): Promise<string> {
  const { read } = database;
  const id = randomUUID();
  const conversationId = randomUUID();
  const citizen = await read.citizen.create({ data: {} });
  await read.conversation.create({
    data: { id: conversationId, citizenId: citizen.id, channel, lastSeq: 2 },
  });
  const at = { arrivedAt: closedAt, acceptedAt: closedAt, endedAt: closedAt, closedAt };
  await read.interaction.create({
    data: {
      id,
      conversationId,
      citizenId: citizen.id,
      channel,
      queueCode: 'general',
      state: 'closed',
      agentId: who(username).id,
      ...at,
    },
  });
  const said = { conversationId, interactionId: id };
  await read.message.createMany({
    data: [
      { id: randomUUID(), ...said, seq: 1, author: 'citizen', text: words },
      { id: randomUUID(), ...said, seq: 2, author: 'agent', authorId: who(username).id, text: '您好' },
    ],
  });
  return id;
}

const reviewOf = (interactionId: string) =>
  database.read.qualityReview.findFirstOrThrow({ where: { interactionId, calibrationId: null } });
const lookOf = (actor: Actor, interactionId: string) =>
  reviewOf(interactionId).then(({ id }) => quality.reviews.read(actor, id));

/** Whoever it was given to finishes it. */
async function finish(interactionId: string, answers: object): Promise<{ id: string; judge: Actor }> {
  const { id, reviewerId, version } = await reviewOf(interactionId);
  const judge = [...people.values()].find((one) => one.id === reviewerId);
  if (!judge) throw new Error('nobody was given it');
  const given = { version, answers: { ...answers }, comments: [], note: '', isFinished: true };
  await quality.reviews.judge(judge, id, given);
  return { id, judge };
}
const other = (judge: Actor): Actor => who(judge.username === 'quality1' ? 'quality2' : 'quality1');

let danger: string;
let passed: string;
let held: string;

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined }, testFields);
  for (const row of await database.read.user.findMany({
    where: {
      username: { in: ['agent1', 'agent2', 'agent3', 'supervisor', 'quality1', 'quality2', 'admin'] },
    },
  }))
    people.set(row.username, {
      id: row.id,
      username: row.username,
      name: { zh: row.nameZh, en: row.nameEn },
      roles: row.roles,
      departmentCode: row.departmentCode,
      locale: 'zh',
      credential: '',
    });
  const log = createLog('silent');
  quality = createQuality({
    database,
    figures: primaryFigures(database),
    isDanger: (text) => text.includes('着火'),
    log,
  });
  for (let number = 0; number < 12; number += 1) await contact('agent1', inWeek(number % 7), '路灯不亮');
  await contact('agent2', inWeek(2), '问社保');
  danger = await contact('agent3', inWeek(6), '楼下着火了，我的电话是13812345678');
  passed = await contact('supervisor', inWeek(6), '要求转接');
  held = await contact('agent3', inWeek(6), '', 'voice');
  await database.read.serviceRating.create({
    data: { interactionId: held, askedAt: inWeek(6), ratedAt: inWeek(6), score: 1 },
  });
  const step = { actorId: who('supervisor').id, at: new Date(inWeek(6).getTime() - 300_000) };
  await database.read.routingStep.createMany({
    data: [
      { interactionId: passed, kind: 'moved', detail: { from: 'english', to: 'general' }, ...step },
      { interactionId: held, kind: 'held', ...step },
      { interactionId: held, kind: 'resumed', ...step, at: new Date(step.at.getTime() + 150_000) },
    ],
  });
}, 120_000);

describe('the draw', () => {
  it('is made once of each day and week, leaves no agent out, shares evenly, and gives nobody their own', async () => {
    const plan = {
      version: 0,
      name: '每周抽查',
      formCode: 'hotline',
      isActive: true,
      channels: [],
      queueCodes: [],
      agentIds: [],
      perAgent: 3,
      share: 0,
      takesLow: true,
      takesDanger: true,
      takesPassed: true,
      holdS: 120,
      reviewerIds: ['supervisor', 'quality1', 'quality2'].map((name) => who(name).id),
    };
    await savePlan(database, who('quality1').id, planId, plan);
    await database.read.qualityPlan.update({ where: { id: planId }, data: { createdAt: monday } });
    await expect(savePlan(database, who('quality1').id, planId, plan)).rejects.toThrow('version_conflict');
    const unfit = { ...plan, version: 1, reviewerIds: [who('agent1').id] };
    await expect(savePlan(database, who('quality1').id, planId, unfit)).rejects.toThrow('bad_request');
    // Two processes look at the same moment, and one later again.
    await Promise.all([quality.drawing.drawDue(monday), quality.drawing.drawDue(monday)]);
    await quality.drawing.drawDue(monday);
    const rows = await database.read.qualityReview.findMany();
    const of = (name: string) => rows.filter(({ agentId }) => agentId === who(name).id);
    expect(of('agent1')).toHaveLength(3);
    expect(of('agent2')).toHaveLength(1);
    expect(of('supervisor').map(({ reviewerId }) => reviewerId)).not.toContain(who('supervisor').id);
    expect(new Set(rows.map(({ interactionId }) => interactionId)).size).toBe(rows.length);
    const loads = plan.reviewerIds.map((id) => rows.filter(({ reviewerId }) => reviewerId === id).length);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    const draws = await database.read.qualityDraw.findMany({ orderBy: { period: 'asc' } });
    expect(draws.map(({ period }) => period)).toEqual(['2026-11-29', '2026-W48']);
  });

  it('says of each contact why it was drawn', async () => {
    const whys = async (id: string) => (await lookOf(who('quality1'), id)).reasons.map(({ why }) => why);
    expect(await whys(danger)).toContain('danger');
    expect(await whys(passed)).toContain('passed_on');
    const { reasons } = await lookOf(who('quality1'), held);
    expect(reasons).toContainEqual({ why: 'hold', seconds: 150 });
    // The talk itself, with no ticket of it.
    expect(reasons).toContainEqual({ why: 'low_rating', score: 1 });
    expect(reasons).toContainEqual({
      why: 'random',
      period: '2026-W48',
      of: 2,
      wanted: 2,
      place: expect.any(Number),
    });
  });
});

describe('a review', () => {
  it('shows what was said without numbers, and each look is written down', async () => {
    const { id } = await reviewOf(danger);
    const list_code = { list: 'disposition', code: 'answered' };
    await database.read.reason.update({ where: { list_code }, data: { isActive: false } });
    await database.read.interaction.update({
      where: { id: danger },
      data: { disposition: 'answered', wrapUpNote: '已转消防，回电 13812345678' },
    });
    const { messages, isSealed, wrapUp } = await quality.reviews.contact(who('quality1'), id);
    expect(messages.map(({ text }) => text).join()).toContain('楼下着火了');
    expect(messages.map(({ text }) => text).join()).not.toContain('13812345678');
    expect(isSealed).toBe(false);
    const answered = { zh: expect.any(String), en: expect.any(String) };
    expect(wrapUp).toEqual({ disposition: answered, note: '已转消防，回电 138****5678', tickets: [] });
    const looks = await database.read.auditEntry.findMany({
      where: { action: 'quality.look', subjectId: id },
    });
    expect(looks.map(({ actorId }) => actorId)).toEqual([who('quality1').id]);
    await expect(quality.reviews.contact(who('agent1'), id)).rejects.toThrow('not_found');
    await expect(quality.reviews.contact(who('admin'), id)).rejects.toThrow('not_found');
  });

  it('stars names out, too, where a report in confidence came of the contact', async () => {
    const { conversationId } = await database.read.interaction.findUniqueOrThrow({ where: { id: held } });
    const { citizenId } = await database.read.conversation.findUniqueOrThrow({
      where: { id: conversationId },
    });
    await database.read.ticket.create({
      data: {
        number: 'SZ20261129000001',
        kind: 'report',
        title: '举报',
        text: '举报',
        channel: 'voice',
        citizenId,
        conversationId,
        sealed: true,
      },
    });
    const { id } = await reviewOf(held);
    expect(await quality.reviews.contact(who('quality1'), id)).toMatchObject({ isSealed: true });
  });

  it('is finished by its reviewer, whole, once; the agent disputes, and only another person decides', async () => {
    const { id, version, reviewerId } = await reviewOf(danger);
    const judge = [...people.values()].find((one) => one.id === reviewerId) ?? who('quality1');
    const second = other(judge);
    const given = { version, answers: best, comments: [], note: '', isFinished: true };
    await expect(quality.reviews.judge(second, id, given)).rejects.toThrow('wrong_state');
    await expect(quality.reviews.read(who('agent3'), id)).rejects.toThrow('not_found');
    const partly = { ...given, answers: { greeting: 'yes' as const } };
    await expect(quality.reviews.judge(judge, id, partly)).rejects.toThrow('bad_request');
    await quality.reviews.judge(judge, id, { ...partly, isFinished: false });
    await expect(quality.reviews.judge(judge, id, given)).rejects.toThrow('version_conflict');
    const worst = { ...best, danger: 'no' as const };
    await quality.reviews.judge(judge, id, { ...given, version: version + 1, answers: worst });
    const seen = await quality.reviews.read(who('agent3'), id);
    expect(seen).toMatchObject({ state: 'finished', score: 0, hasFailed: true, may: { answer: true } });

    await expect(quality.reviews.answer(who('agent1'), id, { do: 'acknowledge' })).rejects.toThrow(
      'not_found',
    );
    await quality.reviews.answer(who('agent3'), id, { do: 'dispute', ground: '当时已三方通话转接 119' });
    const decision = { version: version + 3, answers: best, note: '录音可证' };
    await expect(quality.reviews.decide(judge, id, decision)).rejects.toThrow('wrong_state');
    await expect(quality.reviews.decide(who('agent3'), id, decision)).rejects.toThrow();
    await quality.reviews.decide(second, id, decision);
    expect(await quality.reviews.read(who('agent3'), id)).toMatchObject({
      state: 'decided',
      decision: 'changed',
      score: 100,
      hasFailed: false,
      before: { score: 0, hasFailed: true },
    });
    const bell = await database.read.bellLine.findMany({ where: { subjectId: id }, orderBy: { at: 'asc' } });
    expect(bell.map(({ kind, userId }) => [kind, userId])).toEqual([
      ['reviewed', who('agent3').id],
      ...[who('agent3').id, judge.id].map((userId) => ['dispute_decided', userId]),
    ]);
    const named = await quality.reviews.named(who('agent3'), [id]);
    expect(named.get(id)?.title.zh).toBe('热线服务质检表');
    expect((await quality.reviews.named(who('agent1'), [id])).size).toBe(0);
    const trail = await database.read.auditEntry.findMany({
      where: { subjectId: id },
      orderBy: { id: 'asc' },
    });
    expect(trail.map(({ action }) => action)).toEqual([
      'quality.look',
      'quality.finish',
      'quality.dispute',
      'quality.decide',
    ]);
  });

  it('keeps the version of the form that it was made with', async () => {
    const [form] = (await readForms(database)).filter(({ code }) => code === 'hotline');
    if (!form) throw new Error('the city has no form');
    const definition = { ...form.definition, nameZh: '新表', nameEn: 'New form' };
    await saveForm(database, who('quality1').id, 'hotline', { ...form, definition });
    expect(await lookOf(who('quality1'), danger)).toMatchObject({
      formVersion: 1,
      formName: { zh: '热线服务质检表' },
    });
    expect((await readForms(database)).find(({ code }) => code === 'hotline')?.version).toBe(2);
  });
});

describe('a calibration', () => {
  const id = randomUUID();

  it('is blind until everybody has judged, then side by side, then agreed', async () => {
    const { id: reviewId } = await reviewOf(passed);
    const ask = (names: string[]) =>
      quality.calibrations.open(who('quality1'), id, {
        reviewId,
        reviewerIds: names.map((name) => who(name).id),
      });
    // The contact is the supervisor's own.
    await expect(ask(['supervisor', 'quality1'])).rejects.toThrow('bad_request');
    await ask(['quality1', 'quality2']);
    await ask(['quality1', 'quality2']);
    const own = async (name: string) => (await quality.calibrations.read(who(name), id)).ownReviewId ?? '';
    const judge = async (name: string, answers: object) =>
      quality.reviews.judge(who(name), await own(name), {
        version: 1,
        answers: { ...best, ...answers },
        comments: [],
        note: '',
        isFinished: true,
      });
    await judge('quality1', { courtesy: 3 });
    await expect(quality.reviews.read(who('quality2'), await own('quality1'))).rejects.toThrow('not_found');
    expect(await quality.calibrations.read(who('quality2'), id)).toMatchObject({
      results: null,
      finished: 1,
    });
    await expect(
      quality.calibrations.agree(who('quality1'), id, { answers: best, note: '' }),
    ).rejects.toThrow('wrong_state');
    await judge('quality2', {});
    const told = await quality.calibrations.read(who('quality2'), id);
    expect(told.results?.reviews.map(({ score }) => score).toSorted()).toEqual([100, 92.5].toSorted());
    expect(told.results?.alpha).toBeLessThan(1);
    await quality.calibrations.agree(who('quality1'), id, { answers: best, note: '按 5 分' });
    const { items, agreement } = await quality.calibrations.list(who('quality1'));
    expect(items).toMatchObject([{ id, finished: 2, asked: 2, score: 100 }]);
    const courtesy = agreement[0]?.questions.find((question) => question.id === 'courtesy');
    expect(courtesy).toMatchObject({ contacts: 1, alpha: 0 });
    expect((await quality.calibrations.list(who('supervisor'))).items).toEqual([]);
  });
});

describe('figures', () => {
  it('count results by agent and question, without calibrations, and lead to their reviews', async () => {
    const drawn = await database.read.qualityReview.findMany({ where: { agentId: who('agent1').id } });
    const [first, second] = drawn;
    if (!first || !second) throw new Error('agent1 has none');
    await finish(first.interactionId, best);
    await finish(second.interactionId, { ...best, greeting: 'no' });
    const today = new Date().toISOString().slice(0, 10);
    const period = { from: '2026-01-01', until: today > '2026-12-31' ? today : '2026-12-31', random: false };
    const byAgent = await readFigures(database, { ...period, by: 'agent' });
    expect(byAgent.total.reviews).toBe(3);
    expect(byAgent.rows.find(({ key }) => key === who('agent1').id)).toMatchObject({
      reviews: 2,
      score: 97.5,
    });
    const byQuestion = await readFigures(database, { ...period, by: 'question' });
    expect(byQuestion.rows[0]).toMatchObject({ key: 'hotline/greeting', reviews: 3, score: 66.7 });
    const behind = await quality.reviews.list(who('quality1'), {
      ...period,
      view: 'all',
      agent: who('agent1').id,
      limit: 50,
    });
    expect(behind.items).toHaveLength(2);
  });
});
