// Puts a city's pack into the database: adds what is new, updates what changed, removes nothing.
import { createHash } from 'node:crypto';
import { hashPassword } from '../../platform/auth/sessions.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { makeAgent } from '../store.ts';
import { loadPack, type Pack } from './schema.ts';

/**
 * Applies the pack of a folder once per content. With `demoPassword` (demo mode only) its people get accounts that
 * open with it; without, no accounts are made. @returns whether anything was written
 */
export async function applyPack(
  database: Database,
  folder: string,
  options: { demoPassword?: string | undefined } = {},
): Promise<boolean> {
  const pack = loadPack(folder);
  const content = JSON.stringify([pack, options.demoPassword !== undefined]);
  const checksum = createHash('sha256').update(content).digest('hex');
  const known = await database.read.packState.findUnique({ where: { name: pack.info.name } });
  if (known?.checksum === checksum) return false;
  const passwordHash =
    options.demoPassword === undefined ? undefined : await hashPassword(options.demoPassword);
  await database.change(async ({ tx, emit }) => {
    await applyOrganisation(tx, pack);
    await applyRules(tx, pack);
    emit('rules.changed', {});
    if (passwordHash !== undefined) await applyPeople(tx, pack, passwordHash);
    for (const articleId of await applyArticles(tx, pack)) emit('article.changed', { articleId });
    await tx.packState.upsert({
      where: { name: pack.info.name },
      create: { name: pack.info.name, checksum },
      update: { checksum, appliedAt: new Date() },
    });
  });
  return true;
}

async function applyOrganisation(tx: Tx, pack: Pack): Promise<void> {
  for (const row of pack.areas) await tx.area.upsert({ where: { code: row.code }, create: row, update: row });
  for (const { tasks: _tasks, ...row } of pack.departments) {
    await tx.department.upsert({ where: { code: row.code }, create: row, update: row });
  }
  for (const row of pack.categories)
    await tx.category.upsert({ where: { code: row.code }, create: row, update: row });
  const dispositions = pack.dispositions.map((row) => ({ ...row, list: 'disposition', basis: null }));
  for (const [position, row] of [...dispositions, ...pack.reasons].entries()) {
    const data = { ...row, position };
    await tx.reason.upsert({
      where: { list_code: { list: row.list, code: row.code } },
      create: data,
      update: data,
    });
  }
  await tx.phoneBookEntry.deleteMany({});
  await tx.phoneBookEntry.createMany({ data: pack.phoneBook.map((row, position) => ({ ...row, position })) });
  for (const { key, ...languages } of pack.texts) {
    for (const [lang, text] of Object.entries(languages)) {
      const data = { key, lang, text };
      await tx.textTemplate.upsert({ where: { key_lang: { key, lang } }, create: data, update: data });
    }
  }
  for (const row of pack.canned)
    await tx.cannedReply.upsert({ where: { code: row.code }, create: row, update: row });
}

async function applyRules(tx: Tx, pack: Pack): Promise<void> {
  for (const { code, nameZh, nameEn, holidays, ...hours } of pack.calendars) {
    const china = holidays === 'china';
    const data = { code, nameZh, nameEn, definition: { ...hours, holidays: china ? [] : holidays, china } };
    await tx.calendar.upsert({ where: { code }, create: data, update: data });
  }
  for (const row of pack.policies)
    await tx.clockPolicy.upsert({ where: { code: row.code }, create: row, update: row });
  await tx.duty.deleteMany({});
  await tx.duty.createMany({ data: pack.duty });
  for (const { kind: _kind, ...row } of pack.skills) {
    await tx.skill.upsert({ where: { code: row.code }, create: row, update: row });
  }
  for (const row of pack.queues)
    await tx.queue.upsert({ where: { code: row.code }, create: row, update: row });
}

async function applyPeople(tx: Tx, pack: Pack, passwordHash: string): Promise<void> {
  for (const { agent, ...person } of pack.people) {
    const user = await tx.user.upsert({
      where: { username: person.username },
      create: { ...person, passwordHash },
      update: person,
      select: { id: true },
    });
    if (agent) await makeAgent(tx, user.id, agent);
  }
}

/** Articles that editors have changed since stay as they are. @returns the articles that are new or changed */
async function applyArticles(tx: Tx, pack: Pack): Promise<string[]> {
  const changed: string[] = [];
  const now = new Date();
  for (const { reviewBy, ...article } of pack.articles) {
    const known = await tx.article.findUnique({ where: { code: article.code } });
    if (known && known.ownerId !== null) continue;
    const data = {
      ...article,
      reviewBy: new Date(reviewBy),
      status: 'published' as const,
      publishedAt: now,
      updatedAt: now,
    };
    const row = known
      ? await tx.article.update({ where: { id: known.id }, data: { ...data, version: { increment: 1 } } })
      : await tx.article.create({ data });
    changed.push(row.id);
  }
  return changed;
}
