// Words that mean the same: shipped ones and the editors' own. The search of every process reads them again on a change.
import type { z } from 'zod';
import { everydayWords, type Synonyms } from '../../knowledge/search/index.ts';
import { normalise } from '../../knowledge/text/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import type { SynonymGroup, saveSynonymsSchema } from './contract.ts';

type Row = Awaited<ReturnType<Database['read']['synonymGroup']['findMany']>>[number];

function viewOf({ id, words, note, version, code, editedAt }: Row): SynonymGroup {
  return { id, words, note, version, isShipped: code !== null && editedAt === null };
}

/** What the search uses. */
export async function synonymsInForce(database: Database): Promise<Synonyms> {
  const rows = await database.read.synonymGroup.findMany({
    where: { isRemoved: false },
    select: { words: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ words }) => words);
}

/** Brings shipped groups that are new or others; what editors changed or removed stays. Any process may do it first. */
export async function bringShippedWords(database: Database): Promise<void> {
  const known = await database.read.synonymGroup.findMany({ where: { code: { not: null } } });
  const byCode = new Map(known.map((row) => [row.code, row]));
  const missing = everydayWords.flatMap((words) => {
    const code = words[0];
    return code !== undefined && !byCode.has(code) ? [{ code, words: [...words] }] : [];
  });
  const stale = everydayWords.flatMap((words) => {
    const row = byCode.get(words[0] ?? '');
    return row && row.editedAt === null && row.words.join('\n') !== words.join('\n')
      ? [{ id: row.id, words: [...words] }]
      : [];
  });
  if (missing.length + stale.length === 0) return;
  await database.change(async ({ tx }) => {
    await tx.synonymGroup.createMany({ data: missing, skipDuplicates: true });
    for (const { id, words } of stale) {
      await tx.synonymGroup.updateMany({ where: { id, editedAt: null }, data: { words } });
    }
  });
}

/** `code`: what a shipped group has in every installation. */
export async function readSynonyms(database: Database): Promise<(SynonymGroup & { code: string | null })[]> {
  const rows = await database.read.synonymGroup.findMany({ where: { isRemoved: false } });
  const order = new Intl.Collator('zh-CN');
  return rows
    .map((row) => ({ ...viewOf(row), code: row.code }))
    .sort((a, b) => order.compare(a.words[0] ?? '', b.words[0] ?? ''));
}

/**
 * Writes a group; words that are one word to the search are one here.
 * One that was removed is written anew as version 0.
 * @throws AppError `version_conflict`, `bad_request` (fewer than two different words)
 */
export async function saveSynonyms(
  database: Database,
  actor: Actor,
  id: string,
  input: z.infer<typeof saveSynonymsSchema>,
): Promise<SynonymGroup> {
  const words = [...new Map(input.words.map((word) => [normalise(word.trim()), word.trim()])).values()];
  if (words.length < 2)
    throw new AppError('bad_request', { issues: [{ path: 'words', message: 'are one word to the search' }] });
  const row = await database.change(async ({ tx, sql, emit }) => {
    await holdRow({ sql }, 'SynonymGroup', 'id', id);
    const known = await tx.synonymGroup.findUnique({ where: { id } });
    await demandVersion(tx, subjectOf(id), known?.isRemoved ? null : known, input.version);
    const edited = { isRemoved: false, editedAt: new Date(), editedById: actor.id };
    const data = { words, note: input.note, ...edited };
    const saved = known
      ? await tx.synonymGroup.update({ where: { id }, data: { ...data, version: { increment: 1 } } })
      : await tx.synonymGroup.create({ data: { ...data, id } });
    await record(tx, actor, id, known?.isRemoved ? [] : (known?.words ?? []), words);
    emit('synonyms.changed', {});
    return saved;
  });
  return viewOf(row);
}

/** @throws AppError `not_found` */
export async function removeSynonyms(database: Database, actor: Actor, id: string): Promise<void> {
  await database.change(async ({ tx, sql, emit }) => {
    await holdRow({ sql }, 'SynonymGroup', 'id', id);
    const known = await tx.synonymGroup.findUnique({ where: { id } });
    if (!known || known.isRemoved) throw new AppError('not_found');
    const data = { isRemoved: true, editedAt: new Date(), editedById: actor.id };
    await tx.synonymGroup.update({ where: { id }, data });
    await record(tx, actor, id, known.words, []);
    emit('synonyms.changed', {});
  });
}

const subjectOf = (subjectId: string) => ({ subjectType: 'synonyms', subjectId });

async function record(
  tx: Parameters<typeof audit>[0],
  actor: Actor,
  id: string,
  from: readonly string[],
  to: readonly string[],
): Promise<void> {
  await audit(tx, {
    actorId: actor.id,
    action: 'synonyms.change',
    ...subjectOf(id),
    detail: { from: from.join('、'), to: to.join('、') },
  });
}
