// Plans: which contacts are drawn, and by whom they are judged.
import { randomUUID } from 'node:crypto';
import { audit } from '../platform/audit.ts';
import { may } from '../platform/auth/roles.ts';
import { channelSchema, type Role, roleSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import type { PlanView, SavePlan } from './contract.ts';
import { demandForm } from './forms.ts';

const mostPlans = 100;
const drawsShown = 12;
const rolesWith = (permission: 'quality.review' | 'desk.work'): Role[] =>
  roleSchema.options.filter((role) => may([role], permission));

/** People who may judge, or be judged, by name. */
export async function readPeople(database: Database, permission: 'quality.review' | 'desk.work') {
  const rows = await database.read.user.findMany({
    where: { isActive: true, roles: { hasSome: rolesWith(permission) } },
    orderBy: { username: 'asc' },
    select: { id: true, nameZh: true, nameEn: true },
  });
  return rows.map(({ id, nameZh, nameEn }) => ({ id, name: { zh: nameZh, en: nameEn } }));
}

/** @throws AppError `bad_request` for somebody who may not judge */
export async function demandReviewers(
  database: Database,
  ids: readonly string[],
  path: string,
): Promise<void> {
  const known = new Set((await readPeople(database, 'quality.review')).map(({ id }) => id));
  if (ids.some((id) => !known.has(id)))
    throw new AppError('bad_request', { issues: [{ path, message: 'unknown' }] });
}

export async function readPlans(database: Database): Promise<PlanView[]> {
  const rows = await database.read.qualityPlan.findMany({
    orderBy: [{ isActive: 'desc' }, { name: 'asc' }, { id: 'asc' }],
    include: { draws: { orderBy: { drawnAt: 'desc' }, take: drawsShown } },
  });
  return rows.map(({ createdAt: _createdAt, draws, channels, ...row }) => ({
    ...row,
    channels: channels.map((channel) => channelSchema.parse(channel)),
    draws: draws.map(({ period, contacts, drawn, drawnAt }) => ({
      period,
      contacts,
      drawn,
      drawnAt: drawnAt.toISOString(),
    })),
  }));
}

/** Makes a plan (version 0) or changes it; what was drawn stays. @throws AppError `version_conflict`, `not_found`, `bad_request` */
export async function savePlan(
  database: Database,
  actorId: string,
  id: string,
  input: SavePlan,
): Promise<void> {
  await demandForm(database, input.formCode);
  await demandReviewers(database, input.reviewerIds, 'reviewerIds');
  const { version, ...plan } = input;
  await database.change(async ({ tx, sql }) => {
    await holdRow({ sql }, 'QualityPlan', 'id', id);
    const before = await tx.qualityPlan.findUnique({ where: { id } });
    const subject = { subjectType: 'quality_plan', subjectId: id };
    await demandVersion(tx, subject, before, version);
    if (!before && (await tx.qualityPlan.count()) >= mostPlans) throw new AppError('too_large');
    if (before) await tx.qualityPlan.update({ where: { id }, data: { ...plan, version: { increment: 1 } } });
    else await tx.qualityPlan.create({ data: { id, ...plan, seed: randomUUID() } });
    await audit(tx, {
      actorId,
      action: 'quality.plan',
      ...subject,
      detail: { title: plan.name, isOn: plan.isActive },
    });
  });
}
