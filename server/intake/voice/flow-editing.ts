// What editors do with call flows: read versions, write the one draft, publish, go back to an old version.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Prisma } from '#database';
import {
  changesBetween,
  checkFlow,
  type Fault,
  type Flow,
  flowSchema,
  shippedFlows,
} from '../../../ivr/index.ts';
import { staffNames } from '../../admin/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Sql } from '../../platform/sql.ts';
import { lastChange } from '../../platform/version.ts';
import type { Routing } from '../../routing/index.ts';
import type {
  FlowList,
  FlowPage,
  FlowVersion,
  flowVersionPageSchema,
  publishSchema,
  revertSchema,
} from './contract.ts';
import { addVersion, type FlowVersions, holdFlow } from './flow-versions.ts';
import type { Sounds } from './sounds.ts';

interface Editor {
  id: string;
  ip: string;
}

interface VersionRow {
  version: number;
  note: string;
  publishedAt: Date;
  publishedById: string | null;
  shippedVersion: number | null;
}
const versionColumns = {
  version: true,
  note: true,
  publishedAt: true,
  publishedById: true,
  shippedVersion: true,
} as const;

const codes = Object.keys(shippedFlows);

export class FlowEditing {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #flows: FlowVersions;
  readonly #sounds: Sounds;

  constructor(deps: { database: Database; routing: Routing; flows: FlowVersions; sounds: Sounds }) {
    this.#sounds = deps.sounds;
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#flows = deps.flows;
  }

  async list(): Promise<FlowList> {
    const drafts = await this.#database.read.callFlowDraft.findMany({ select: { code: true } });
    const items = await Promise.all(
      codes.map(async (code) => {
        const rows = await this.#versions(code);
        const [latest] = await this.#views(rows.slice(0, 1));
        if (!latest) throw new AppError('not_found', { flow: code });
        const hasDraft = drafts.some((draft) => draft.code === code);
        return { ...latest, code, hasDraft, hasOffer: offerOf(code, rows) !== null };
      }),
    );
    return { items };
  }

  /** A flow with its draft and all versions. @throws AppError `not_found` */
  async read(code: string): Promise<FlowPage> {
    const [rows, draft] = await Promise.all([
      this.#versions(code),
      this.#database.read.callFlowDraft.findUnique({ where: { code } }),
    ]);
    const versions = await this.#views(rows);
    const published = await this.#flows.latest(code);
    return {
      code,
      published,
      versions,
      offer: offerOf(code, rows),
      draft: draft && {
        revision: draft.revision,
        flow: flowSchema.parse(draft.flow),
        baseVersion: draft.baseVersion,
        editedAt: draft.editedAt.toISOString(),
        editedBy: await this.#nameOf(draft.editedById),
        faults: await this.#faultsOf(flowSchema.parse(draft.flow)),
      },
    };
  }

  /** One version, with what it changed. @throws AppError `not_found` */
  async readVersion(code: string, version: number): Promise<z.infer<typeof flowVersionPageSchema>> {
    const flow = await this.#flows.version({ code, version });
    const rows = (await this.#versions(code)).filter((row) => row.version <= version);
    const [view] = await this.#views(rows.slice(0, 1));
    if (!view) throw new AppError('not_found', { flow: code, version });
    const before = rows[1] && (await this.#flows.version({ code, version: rows[1].version }));
    return { ...view, flow, changes: before ? changesBetween(before, flow) : [] };
  }

  /**
   * Writes the draft; it may have faults.
   * @throws AppError `version_conflict` when somebody else has written it since it was read
   */
  async saveDraft(code: string, draft: { revision: string | null; flow: Flow }, by: Editor): Promise<void> {
    if (draft.flow.code !== code) throw new AppError('bad_request', { flow: draft.flow.code });
    await this.#write(code, draft.revision, draft.flow, by);
  }

  /** Makes our own newer version the draft. @throws AppError `not_found` when there is none, `version_conflict` */
  async takeOffer(code: string, revision: string | null, by: Editor): Promise<void> {
    const offer = offerOf(code, await this.#versions(code));
    if (!offer) throw new AppError('not_found', { flow: code });
    await this.#write(code, revision, offer, by, offer.version);
  }

  /** @throws AppError `version_conflict` when it is no longer the draft that was read */
  async discardDraft(code: string, revision: string, by: Editor): Promise<void> {
    await this.#database.change(async ({ tx, sql }) => {
      await holdFlow(sql, code);
      await this.#demandDraft(tx, code, revision);
      await tx.callFlowDraft.delete({ where: { code } });
      await auditFlow(tx, code, by, { action: 'flow.discard', detail: {} });
    });
  }

  /**
   * Puts the draft into use: for calls that begin from now on.
   * @returns the new version
   * @throws AppError `flow_faulty` with the faults; `version_conflict` when the draft, or what it would replace, is
   * not what the editor has seen; `wrong_state` when it changes nothing
   */
  async publish(code: string, asked: z.infer<typeof publishSchema>, by: Editor): Promise<number> {
    return this.#database.change(async ({ tx, sql }) => {
      const latest = await this.#latestSeen(sql, code, asked.latest);
      const draft = await this.#demandDraft(tx, code, asked.revision);
      if (!draft) throw new AppError('version_conflict');
      const flow = flowSchema.parse(draft.flow);
      const { shippedVersion } = draft;
      if (shippedVersion === null && changesBetween(latest, flow).length === 0)
        throw new AppError('wrong_state');
      await this.#demandSound(flow);
      const version = latest.version + 1;
      await addVersion(tx, { flow, version, note: asked.note, shippedVersion, publishedById: by.id });
      await tx.callFlowDraft.delete({ where: { code } });
      await auditFlow(tx, code, by, { action: 'flow.publish', detail: { version, note: asked.note } });
      return version;
    });
  }

  /** Publishes an old version as a new one; the draft stays. @returns the new version. Errors as for publish */
  async revert(code: string, asked: z.infer<typeof revertSchema>, by: Editor): Promise<number> {
    const flow = await this.#flows.version({ code, version: asked.version });
    return this.#database.change(async ({ tx, sql }) => {
      const latest = await this.#latestSeen(sql, code, asked.latest);
      if (changesBetween(latest, flow).length === 0) throw new AppError('wrong_state');
      await this.#demandSound(flow);
      const version = latest.version + 1;
      const { note } = asked;
      await addVersion(tx, { flow, version, note, shippedVersion: null, publishedById: by.id });
      const detail = { version, from: asked.version, note };
      await auditFlow(tx, code, by, { action: 'flow.revert', detail });
      return version;
    });
  }

  async #write(
    code: string,
    seen: string | null,
    flow: Flow,
    by: Editor,
    shippedVersion?: number,
  ): Promise<void> {
    await this.#database.change(async ({ tx, sql }) => {
      await holdFlow(sql, code);
      await this.#demandDraft(tx, code, seen);
      const { version: baseVersion } = await this.#flows.latest(code);
      const written = {
        flow: { ...flow, version: baseVersion } as unknown as Prisma.InputJsonObject,
        revision: randomUUID(),
        editedAt: new Date(),
        editedById: by.id,
        ...(shippedVersion !== undefined && { shippedVersion, baseVersion }),
      };
      await tx.callFlowDraft.upsert({
        where: { code },
        create: { baseVersion, ...written, code },
        update: written,
      });
    });
  }

  /** The draft, which must be the one that the editor has seen. @throws AppError `version_conflict` with who wrote or ended it */
  async #demandDraft(tx: Tx, code: string, seen: string | null) {
    const present = await tx.callFlowDraft.findUnique({ where: { code } });
    if ((present?.revision ?? null) === seen) return present;
    const doer = present
      ? { by: await this.#nameOf(present.editedById), at: present.editedAt.toISOString() }
      : await lastChange(tx, subjectOf(code));
    throw new AppError('version_conflict', doer);
  }

  /** Holds the flow and gives what calls get now, which must be what the editor has seen. */
  async #latestSeen(sql: Sql, code: string, seen: number): Promise<Flow> {
    await holdFlow(sql, code);
    const latest = await this.#flows.latest(code);
    if (latest.version !== seen) throw new AppError('version_conflict');
    return latest;
  }

  async #demandSound(flow: Flow): Promise<void> {
    const faults = await this.#faultsOf(flow);
    if (faults.length > 0) throw new AppError('flow_faulty', { faults });
  }

  async #faultsOf(flow: Flow): Promise<Fault[]> {
    const sounds = Object.values(flow.recordings).flatMap((byLanguage) =>
      Object.values(byLanguage).map(({ sound }) => sound),
    );
    return checkFlow(flow, await this.#queues(), await this.#sounds.missing(sounds));
  }

  async #queues(): Promise<string[]> {
    const { queues } = await this.#routing.targets();
    return queues.map(({ code }) => code);
  }

  #versions(code: string): Promise<VersionRow[]> {
    return this.#database.read.callFlow.findMany({
      where: { code },
      select: versionColumns,
      orderBy: { version: 'desc' },
    });
  }

  async #views(rows: readonly VersionRow[]): Promise<FlowVersion[]> {
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ publishedById }) => publishedById ?? []),
    );
    return rows.map(({ version, note, publishedAt, publishedById }) => ({
      version,
      note,
      publishedAt: publishedAt.toISOString(),
      publishedBy: names.get(publishedById ?? '') ?? null,
      isShipped: publishedById === null,
    }));
  }

  async #nameOf(id: string): Promise<Bilingual | null> {
    return (await staffNames(this.#database, [id])).get(id) ?? null;
  }
}

/** Our own version where it is newer than every one of ours that was taken into use. */
function offerOf(code: string, rows: readonly VersionRow[]): Flow | null {
  const shipped = Object.values(shippedFlows).find((flow) => flow.code === code);
  if (!shipped) throw new AppError('not_found', { flow: code });
  return rows.some(({ shippedVersion }) => (shippedVersion ?? 0) >= shipped.version) ? null : shipped;
}

const subjectOf = (code: string) => ({ subjectType: 'flow', subjectId: code });

async function auditFlow(
  tx: Tx,
  code: string,
  by: Editor,
  deed: { action: 'flow.publish' | 'flow.revert' | 'flow.discard'; detail: object },
): Promise<void> {
  await audit(tx, { ...deed, actorId: by.id, ...subjectOf(code), ip: by.ip });
}
