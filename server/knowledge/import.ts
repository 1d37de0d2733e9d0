// Service items of the government become articles that answer: updated in place by their code, with their source.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Prisma } from '#database';
import { faultTexts, importServiceItems, type ServiceItem } from '../../knowledge/index.ts';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import type { importReportSchema, importRequestSchema } from './contract.ts';
import labels from './item-labels.json' with { type: 'json' };
import { keepVersion } from './store.ts';

/** Rows in one transaction: long enough to be quick, short enough to hold nobody up. */
const batchSize = 200;
/** A text message's length (DESIGN: short variants). */
const shortLength = 70;

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
 * has no code, name or department. What editors have made their own is left alone. `dryRun` writes nothing.
 */
export async function importItems(
  database: Database,
  request: z.infer<typeof importRequestSchema>,
  actorId: string,
): Promise<z.infer<typeof importReportSchema>> {
  const { items, faults } = importServiceItems(request.content);
  const counts: Record<Outcome, number> = { created: 0, updated: 0, unchanged: 0 };
  const known = await database.read.department.findMany({ select: { code: true } });
  const departments = new Set(known.map((row) => row.code));
  for (let at = 0; at < items.length; at += batchSize) {
    const batch = items.slice(at, at + batchSize);
    const outcomes = await database.change((change) =>
      importBatch(change, batch, departments, request.dryRun),
    );
    for (const outcome of outcomes) counts[outcome] += 1;
  }
  const shown = faults.map((fault) => ({
    row: fault.row,
    field: fault.field,
    rule: fault.rule,
    ...faultTexts(fault),
  }));
  const report = {
    rows: items.length + faults.filter((fault) => !fault.isKept).length,
    ...counts,
    faults: shown,
  };
  if (request.dryRun) return { id: null, ...report };
  const run = await database.change(async ({ tx }) => {
    const row = await tx.importRun.create({
      data: { ...report, source: 'service_items', fileName: request.fileName, startedById: actorId },
    });
    const subject = { subjectType: 'import_run', subjectId: row.id };
    const detail = { fileName: request.fileName, ...counts, faults: faults.length };
    await audit(tx, { actorId, action: 'knowledge.import', ...subject, detail });
    return row;
  });
  return { id: run.id, ...report };
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
