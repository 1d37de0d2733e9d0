// The published call flows: what a new call gets, and the version that a running call began in.
import { z } from 'zod';
import type { Prisma } from '#database';
import { type Flow, flowSchema, shippedFlows } from '../../../ivr/index.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdName, type Sql } from '../../platform/sql.ts';

/** Holds a flow until the end of the transaction: its versions are counted one by one. */
export const holdFlow = (sql: Sql, code: string): Promise<void> => holdName(sql, `flow:${code}`);

/** Adds a version to what stands. The flow's own number is set to it. */
export async function addVersion(
  tx: Tx,
  version: {
    flow: Flow;
    version: number;
    note: string;
    shippedVersion: number | null;
    publishedById: string | null;
  },
): Promise<void> {
  const flow: Flow = { ...version.flow, version: version.version };
  await tx.callFlow.create({
    data: { ...version, code: flow.code, flow: flow as unknown as Prisma.InputJsonObject },
  });
}

export class FlowVersions {
  readonly #database: Database;
  /** A published version never changes. */
  readonly #known = new Map<string, Flow>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds our own flows where there are none, and newer ones of ours where no editor has published anything since:
   * what a city wrote is never replaced.
   */
  async addShipped(): Promise<void> {
    for (const flow of Object.values(shippedFlows)) {
      await this.#database.change(async ({ tx, sql }) => {
        await holdFlow(sql, flow.code);
        const latest = await tx.callFlow.findFirst({
          where: { code: flow.code },
          orderBy: { version: 'desc' },
        });
        if (latest && (latest.publishedById !== null || (latest.shippedVersion ?? 0) >= flow.version)) return;
        const version = (latest?.version ?? 0) + 1;
        const { version: shippedVersion } = flow;
        await addVersion(tx, { flow, version, note: '', shippedVersion, publishedById: null });
      });
    }
  }

  /** What a call that begins now gets. */
  async latest(code: string): Promise<Flow> {
    const row = await this.#database.sql.first(
      z.object({ version: z.number().int() }),
      `SELECT version FROM "CallFlow" WHERE code = $1 ORDER BY version DESC LIMIT 1`,
      [code],
    );
    if (!row) throw new AppError('not_found', { flow: code });
    return this.version({ code, version: row.version });
  }

  /** One version, as it was published. @throws AppError `not_found` */
  async version({ code, version }: { code: string; version: number }): Promise<Flow> {
    const name = `${code} ${version}`;
    const known = this.#known.get(name);
    if (known) return known;
    const row = await this.#database.read.callFlow.findUnique({
      where: { code_version: { code, version } },
      select: { flow: true },
    });
    if (!row) throw new AppError('not_found', { flow: code, version });
    const flow = flowSchema.parse(row.flow);
    this.#known.set(name, flow);
    return flow;
  }
}
