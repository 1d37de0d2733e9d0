// Reviews as they are stored and as they are read.
import { z } from 'zod';
import type { Prisma } from '#database';
import { staffNames } from '../admin/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import { type Bilingual, channelSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import {
  answersSchema,
  commentSchema,
  type FormDefinition,
  reasonSchema,
  type ReviewRow,
  type ReviewView,
  reviewStateSchema,
} from './contract.ts';
import { allowed } from './core.ts';
import { type FormsOf, readDefinitions } from './forms.ts';

export type Stored = Prisma.QualityReviewModel;

export const nameOfForm = ({ nameZh, nameEn }: Pick<FormDefinition, 'nameZh' | 'nameEn'>): Bilingual => ({
  zh: nameZh,
  en: nameEn,
});

const beforeSchema = z.object({
  answers: answersSchema,
  score: z.number().nullable(),
  hasFailed: z.boolean(),
});

export type PersonOf = (id: string) => { id: string; name: Bilingual };

/** Names of people, those of gone ones empty. */
export async function readPersons(database: Database, ids: readonly (string | null)[]): Promise<PersonOf> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  const names = await staffNames(database, wanted);
  return (id) => ({ id, name: names.get(id) ?? { zh: '', en: '' } });
}

/** What lists and pages of reviews need of others. */
export async function readAround(
  database: Database,
  rows: readonly Stored[],
): Promise<{ persons: PersonOf; forms: FormsOf }> {
  const [persons, forms] = await Promise.all([
    readPersons(
      database,
      rows.flatMap(({ agentId, reviewerId, decidedById }) => [agentId, reviewerId, decidedById]),
    ),
    readDefinitions(database, rows),
  ]);
  return { persons, forms };
}

const standsOf = ({ agentId, reviewerId, calibrationId, ...row }: Stored) => ({
  state: reviewStateSchema.parse(row.state),
  agentId,
  reviewerId,
  calibrationId,
});

/** What a reader may do with a review now. */
export const allowedOf = (row: Stored, actor: Actor) =>
  allowed(standsOf(row), actor.id, may(actor.roles, 'quality.review'));

export function rowView(row: Stored, { persons, forms }: { persons: PersonOf; forms: FormsOf }): ReviewRow {
  const { id, interactionId, calibrationId, queueCode, formCode, score, hasFailed } = row;
  return {
    id,
    interactionId,
    calibrationId,
    queueCode,
    formCode,
    score,
    hasFailed,
    state: reviewStateSchema.parse(row.state),
    agent: persons(row.agentId),
    reviewer: row.reviewerId ? persons(row.reviewerId) : null,
    channel: channelSchema.parse(row.channel),
    contactAt: row.contactAt.toISOString(),
    formName: nameOfForm(forms(formCode, row.formVersion)),
    reasons: z.array(reasonSchema).parse(row.reasons),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function reviewView(
  row: Stored,
  around: { persons: PersonOf; forms: FormsOf },
  actor: Actor,
): ReviewView {
  return {
    ...rowView(row, around),
    version: row.version,
    definition: around.forms(row.formCode, row.formVersion),
    formVersion: row.formVersion,
    answers: answersSchema.parse(row.answers),
    comments: z.array(commentSchema).parse(row.comments),
    note: row.note,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    ground: row.ground,
    decision: z.enum(['upheld', 'changed']).nullable().parse(row.decision),
    decisionNote: row.decisionNote,
    decidedBy: row.decidedById ? around.persons(row.decidedById) : null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    before: row.before === null ? null : beforeSchema.parse(row.before),
    may: allowedOf(row, actor),
  };
}
