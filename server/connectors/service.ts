// What administrators do with connectors. Every version is kept; secrets go in and never come out.
import { z } from 'zod';
import type { Prisma } from '#database';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import { leftAloneMs } from './breakers.ts';
import {
  type ConnectorDefinition,
  type ConnectorView,
  connectorDefinitionSchema,
  type connectorInputSchema,
  lookupFailureSchema,
  type lookupLogQuerySchema,
  lookupOutcomeSchema,
} from './contract.ts';
import { isExample } from './line.ts';
import { type LookUps, sealedFor } from './look-up.ts';

const mostConnectors = 300;
const dayMs = 24 * 60 * 60_000;
/** The log is kept as long as somebody may ask who looked. */
const keptDays = 180;

interface Deps {
  database: Database;
  secrets: Secrets;
  lookUps: LookUps;
  double: () => number | undefined;
}

export class Connectors {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async read(now: Date): Promise<ConnectorView[]> {
    const { read } = this.#deps.database;
    const [rows, counts] = await Promise.all([
      read.connector.findMany({ orderBy: { code: 'asc' } }),
      read.connectorLookup.groupBy({
        by: ['code', 'outcome'],
        where: { at: { gt: new Date(now.getTime() - dayMs) } },
        _count: true,
      }),
    ]);
    return rows.map((row) => {
      const ofRow = counts.filter(({ code }) => code === row.code);
      const failed = ofRow.find(({ outcome }) => outcome === 'unavailable')?._count ?? 0;
      const asked = ofRow.reduce((total, { _count }) => total + _count, 0);
      return this.#viewOf(row, { asked, failed }, now);
    });
  }

  /** Makes one (version 0) or changes it. @returns its version @throws AppError `version_conflict`, `bad_request` */
  async save(actorId: string, code: string, input: z.infer<typeof connectorInputSchema>): Promise<number> {
    const { definition, isActive, secrets } = input;
    return this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'Connector', 'code', code);
      const before = await tx.connector.findUnique({ where: { code } });
      await demandVersion(tx, subjectOf(code), before, input.version);
      if (!before && (await tx.connector.count()) >= mostConnectors) throw new AppError('too_large');
      await demandKnown(tx, definition);
      const version = await write(tx, actorId, code, { definition, isActive });
      if (Object.keys(secrets).length > 0) await this.#seal(tx, code, before, secrets);
      await note(tx, actorId, before ? 'connector.change' : 'connector.create', code, { version, isActive });
      return version;
    });
  }

  async #seal(
    tx: Tx,
    code: string,
    before: Prisma.ConnectorModel | null,
    given: Readonly<Record<string, string | null>>,
  ): Promise<void> {
    const kept = before ? this.#deps.lookUps.secretsOf(before) : {};
    const values = Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null);
    const text = JSON.stringify(Object.fromEntries(values));
    const secrets = this.#deps.secrets.seal(text, sealedFor(code));
    await tx.connector.update({ where: { code }, data: { secrets } });
  }

  /** What it was before is what it is again, as a new version. @throws AppError `not_found`, `version_conflict` */
  async revert(actorId: string, code: string, { version, to }: { version: number; to: number }) {
    return this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'Connector', 'code', code);
      const [before, old] = await Promise.all([
        tx.connector.findUnique({ where: { code } }),
        tx.connectorVersion.findUnique({ where: { code_version: { code, version: to } } }),
      ]);
      if (!before || !old) throw new AppError('not_found');
      await demandVersion(tx, subjectOf(code), before, version);
      const definition = connectorDefinitionSchema.parse(old.definition);
      const now = await write(tx, actorId, code, { definition, isActive: old.isActive });
      await note(tx, actorId, 'connector.revert', code, { version: now, from: to });
      return now;
    });
  }

  /** Latest first. @throws AppError `not_found` */
  async versions(code: string) {
    const { database } = this.#deps;
    const rows = await database.read.connectorVersion.findMany({
      where: { code },
      orderBy: { version: 'desc' },
      take: 100,
    });
    if (rows.length === 0) throw new AppError('not_found');
    const names = await staffNames(
      database,
      rows.flatMap(({ editedBy }) => editedBy ?? []),
    );
    return rows.map(({ version, isActive, definition, editedBy, editedAt }) => ({
      version,
      isActive,
      definition: connectorDefinitionSchema.parse(definition),
      editedBy: (editedBy !== null && names.get(editedBy)) || null,
      editedAt: editedAt.toISOString(),
    }));
  }

  /** Who asked, latest first. */
  async log(code: string, { cursor, limit, failed }: z.infer<typeof lookupLogQuerySchema>) {
    const { database } = this.#deps;
    const [before] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [];
    const rows = await database.read.connectorLookup.findMany({
      where: {
        code,
        ...(before === undefined ? {} : { id: { lt: before } }),
        ...(failed ? { outcome: 'unavailable' } : {}),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const names = await staffNames(
      database,
      rows.flatMap(({ actorId }) => actorId ?? []),
    );
    const items = rows.map(({ at, actorId, outcome, failure, code: _code, ...row }) => ({
      ...row,
      at: at.toISOString(),
      by: (actorId !== null && names.get(actorId)) || null,
      outcome: lookupOutcomeSchema.parse(outcome),
      failure: lookupFailureSchema.nullable().parse(failure),
    }));
    return toPage(items, limit, (row) => [row.id]);
  }

  /** What is older than anybody may ask for. */
  async forgetOld(now: Date): Promise<void> {
    const since = new Date(now.getTime() - keptDays * dayMs);
    await this.#deps.database.read.connectorLookup.deleteMany({ where: { at: { lt: since } } });
  }

  #viewOf(row: Prisma.ConnectorModel, counts: { asked: number; failed: number }, now: Date): ConnectorView {
    const { code, version, isActive, brokenSince } = row;
    const definition = connectorDefinitionSchema.parse(row.definition);
    const isLeftAlone = brokenSince !== null && now.getTime() - brokenSince.getTime() < leftAloneMs;
    return {
      code,
      version,
      isActive,
      definition,
      isDemo:
        this.#deps.double() !== undefined && isExample(definition.request.url.replace(/\{[^}]*\}/g, '0')),
      secrets: Object.keys(this.#deps.lookUps.secretsOf(row)),
      breaker: brokenSince === null ? 'closed' : isLeftAlone ? 'open' : 'half_open',
      brokenSince: brokenSince?.toISOString() ?? null,
      ...counts,
    };
  }
}

/** Another version is another chance: the breaker is closed. */
async function write(
  tx: Tx,
  actorId: string,
  code: string,
  { definition, isActive }: { definition: ConnectorDefinition; isActive: boolean },
): Promise<number> {
  const fresh = { definition, isActive, editedAt: new Date(), brokenSince: null };
  const { version } = await tx.connector.upsert({
    where: { code },
    create: { code, ...fresh },
    update: { ...fresh, version: { increment: 1 } },
  });
  await tx.connectorVersion.create({ data: { code, version, definition, isActive, editedBy: actorId } });
  return version;
}

async function demandKnown(tx: Tx, { departmentCode, categoryCode }: ConnectorDefinition): Promise<void> {
  const [department, category] = await Promise.all([
    tx.department.findUnique({ where: { code: departmentCode }, select: { code: true } }),
    tx.category.findUnique({ where: { code: categoryCode }, select: { code: true } }),
  ]);
  const issues = [
    ...(department ? [] : [{ path: 'definition.departmentCode', message: 'unknown' }]),
    ...(category ? [] : [{ path: 'definition.categoryCode', message: 'unknown' }]),
  ];
  if (issues.length > 0) throw new AppError('bad_request', { issues });
}

const subjectOf = (subjectId: string) => ({ subjectType: 'connector', subjectId });

const note = (tx: Tx, actorId: string, action: string, code: string, detail: object): Promise<void> =>
  audit(tx, { actorId, action, ...subjectOf(code), detail });
