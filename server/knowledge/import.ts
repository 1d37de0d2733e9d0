// Service items of the government become articles that answer: updated in place by their code, with their source.
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Prisma } from '#database';
import { faultTexts, importServiceItems, type ServiceItem } from '../../knowledge/index.ts';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import {
  type ImportReport,
  type ImportRun,
  importFaultSchema,
  type importRequestSchema,
} from './contract.ts';
import labels from './item-labels.json' with { type: 'json' };
import { keepVersion } from './store.ts';

/** Rows in one transaction: long enough to be quick, short enough to hold nobody up. */
const batchSize = 200;
/** A text message's length (DESIGN: short variants). */
const shortLength = 70;

const source = 'service_items';
/** As many as the page shows. */
const latestRuns = 20;
const faultsSchema = z.array(importFaultSchema);
const provenanceSchema = z.looseObject({ hash: z.string() });

type Lang = keyof typeof labels;
type Outcome = 'created' | 'updated' | 'unchanged';

function bodyOf(item: ServiceItem, lang: Lang): string {
  const words = labels[lang];
  const { promisedLimit } = item;
  const limit = promisedLimit && words[promisedLimit.unit].replace('{{days}}', String(promisedLimit.days));
  const parts: [string, string | undefined][] = [
    [words.department, item.departmentName],
    [words.conditions, item.conditions],
    [words.materials, item.materials.join('\n')],
    [words.place, item.place],
    [words.limit, limit],
    [words.fee, item.fee],
    [words.phone, item.consultPhone],
    [words.url, item.url],
  ];
  return parts.flatMap(([label, value]) => (value ? [`**${label}** ${value}`] : [])).join('\n\n');
}

function articleOf(item: ServiceItem, departments: ReadonlySet<string>) {
  const short = [item.name, item.departmentName, item.consultPhone]
    .filter(Boolean)
    .join(' ')
    .slice(0, shortLength);
  const fields = {
    titleZh: item.name,
    titleEn: item.name,
    bodyZh: bodyOf(item, 'zh'),
    bodyEn: bodyOf(item, 'en'),
    shortZh: short,
    shortEn: short,
    keywords: [...new Set([...item.everydayNames, ...(item.shortName ? [item.shortName] : [])])].slice(0, 60),
    departmentCode: item.departmentCode && departments.has(item.departmentCode) ? item.departmentCode : null,
  };
  const hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
  return { fields, hash };
}

/**
 * Imports service items from JSON, JSONL or CSV text. Every fault is listed; a faulty row is left out only when it
 * has no code, name or department. What editors have made their own is left alone. `dryRun` writes nothing. An import
 * can be followed by its id while it runs; the same id again answers with what it has done.
 */
export async function importItems(
  database: Database,
  request: z.infer<typeof importRequestSchema>,
  actorId: string,
): Promise<ImportReport> {
  const { fileName, dryRun, id = randomUUID() } = request;
  const known = dryRun ? null : await database.read.importRun.findUnique({ where: { id } });
  if (known) return reportOf(known);
  const { items, faults: found } = importServiceItems(request.content);
  const faults = found.map((fault) => {
    const { row, field, rule, isKept } = fault;
    return { row, field, rule, isKept, ...faultTexts(fault) };
  });
  const leftOut = new Set(found.filter((fault) => !fault.isKept && fault.row > 0).map((fault) => fault.row));
  const rows = items.length + leftOut.size;
  const counts: Record<Outcome, number> = { created: 0, updated: 0, unchanged: 0 };
  if (!dryRun) {
    await database.change(({ tx }) =>
      tx.importRun.create({
        data: { id, source, fileName, rows, ...counts, faults, startedById: actorId },
      }),
    );
  }
  const departments = await database.read.department.findMany({ select: { code: true } });
  const codes = new Set(departments.map((row) => row.code));
  for (let at = 0; at < items.length; at += batchSize) {
    const batch = items.slice(at, at + batchSize);
    await database.change(async (change) => {
      for (const outcome of await importBatch(change, batch, codes, dryRun)) counts[outcome] += 1;
      if (!dryRun) await change.tx.importRun.update({ where: { id }, data: counts });
    });
  }
  if (!dryRun) {
    await database.change(async ({ tx }) => {
      await tx.importRun.update({ where: { id }, data: { finishedAt: new Date() } });
      const subject = { subjectType: 'import_run', subjectId: id };
      const detail = { fileName, ...counts, faults: faults.length };
      await audit(tx, { actorId, action: 'knowledge.import', ...subject, detail });
    });
  }
  return { id: dryRun ? null : id, rows, ...counts, faults };
}

function reportOf(row: Prisma.ImportRunModel): ImportReport {
  const { id, rows, created, updated, unchanged } = row;
  return { id, rows, created, updated, unchanged, faults: faultsSchema.parse(row.faults) };
}

/** The latest imports, or the one of an id. */
export async function readImports(database: Database, id?: string): Promise<ImportRun[]> {
  const runs = await database.read.importRun.findMany({
    where: { source, ...(id && { id }) },
    orderBy: { createdAt: 'desc' },
    take: latestRuns,
  });
  const names = await staffNames(
    database,
    runs.flatMap((run) => run.startedById ?? []),
  );
  return runs.map(({ startedById, createdAt, finishedAt, faults, ...run }) => ({
    id: run.id,
    fileName: run.fileName,
    startedAt: createdAt.toISOString(),
    startedBy: names.get(startedById ?? '') ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    rows: run.rows,
    created: run.created,
    updated: run.updated,
    unchanged: run.unchanged,
    faults: Array.isArray(faults) ? faults.length : 0,
  }));
}

async function importBatch(
  { tx, emit }: Change,
  items: readonly ServiceItem[],
  departments: ReadonlySet<string>,
  dryRun: boolean,
): Promise<Outcome[]> {
  const codes = items.map((item) => codeOf(item));
  const rows = await tx.article.findMany({ where: { code: { in: codes } } });
  const existing = new Map(rows.map((row) => [row.code, row]));
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const code = codeOf(item);
    const { fields, hash } = articleOf(item, departments);
    const before = existing.get(code);
    const provenance = provenanceSchema.safeParse(before?.provenance);
    const isSame =
      before !== undefined &&
      (before.ownerId !== null || (provenance.success && provenance.data.hash === hash));
    const outcome: Outcome = before === undefined ? 'created' : isSame ? 'unchanged' : 'updated';
    outcomes.push(outcome);
    if (dryRun || outcome === 'unchanged') continue;
    const now = new Date();
    const data = {
      ...fields,
      provenance: {
        hash,
        code: item.code,
        row: item.row,
        extra: item.extra,
      } satisfies Prisma.InputJsonObject,
      updatedAt: now,
    };
    if (before) await keepVersion(tx, before, null);
    const row = before
      ? await tx.article.update({ where: { id: before.id }, data: { ...data, version: { increment: 1 } } })
      : await tx.article.create({
          data: {
            ...data,
            code,
            source: 'service_item',
            status: 'published',
            audience: 'public',
            publishedAt: now,
          },
        });
    emit('article.changed', { articleId: row.id });
  }
  return outcomes;
}

function codeOf(item: ServiceItem): string {
  return `item-${item.code.toLowerCase()}`;
}
