// Puts a city's pack into the database: adds what is new, updates what changed, removes nothing.
import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { hashPassword } from '../../platform/auth/sessions.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Sql } from '../../platform/sql.ts';
import { makeAgent } from '../store.ts';
import { applyArticles } from './articles.ts';
import { tuningSentences } from './completeness.ts';
import { bringRows } from './rows.ts';
import { loadPack } from './load.ts';
import { cellsOf } from './maps.ts';
import type { Pack } from './schema.ts';

/** People are written one by one, and a first start may be on a slow machine. */
const patienceMs = 120_000;

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
  await database.change(
    async ({ tx, sql, emit }) => {
      await applyOrganisation(tx, sql, pack);
      await applyRules(tx, sql, pack);
      await applyOpen311(tx, pack);
      await applyBroadcasts(sql, pack);
      await applyConsultations(tx, pack);
      await applyConnectors(tx, sql, pack, options.demoPassword !== undefined);
      await applyQualityForms(tx, pack);
      await applyEmergency(tx, pack, options.demoPassword !== undefined);
      emit('rules.changed', {});
      if (passwordHash !== undefined) await applyPeople(tx, pack, passwordHash);
      await bringRows(sql, 'CatalogueEntry', ['code'], pack.catalogue);
      if ((await applyArticles(sql, pack)) > 0) emit('articles.changed', {});
      const { name, mattersListedMonths, ticketPrefix } = pack.info;
      const before = known?.ticketPrefixes.filter((prefix) => prefix !== ticketPrefix) ?? [];
      const state = { checksum, mattersListedMonths, ticketPrefixes: [ticketPrefix, ...before] };
      await tx.packState.upsert({
        where: { name },
        create: { name, ...state },
        update: { ...state, appliedAt: new Date() },
      });
    },
    { patienceMs },
  );
  return true;
}

async function applyOrganisation(tx: Tx, sql: Sql, pack: Pack): Promise<void> {
  const drawn = cellsOf(pack.maps);
  const areas = pack.areas.map((row) => ({ ...row, cells: drawn.get(row.code) ?? [] }));
  await bringRows(sql, 'Area', ['code'], areas);
  const departments = pack.departments.map(({ tasks: _tasks, ...row }) => row);
  await bringRows(sql, 'Department', ['code'], departments);
  const said = tuningSentences(pack);
  const categories = pack.categories.map(({ everydayWords, ...row }) => ({
    ...row,
    examples: [
      ...everydayWords,
      ...said.filter((one) => one.categoryCode === row.code).map(({ text }) => text),
    ],
  }));
  await bringRows(sql, 'Category', ['code'], categories);
  const dispositions = pack.dispositions.map((row) => ({ ...row, list: 'disposition', basis: null }));
  const reasons = [...dispositions, ...pack.reasons].map((row, position) => ({ ...row, position }));
  await bringRows(sql, 'Reason', ['list', 'code'], reasons);
  await tx.phoneBookEntry.deleteMany({});
  await tx.phoneBookEntry.createMany({ data: pack.phoneBook.map((row, position) => ({ ...row, position })) });
  const texts = pack.texts.flatMap(({ key, ...languages }) =>
    Object.entries(languages).map(([lang, text]) => ({ key, lang, text })),
  );
  await bringRows(sql, 'TextTemplate', ['key', 'lang'], texts);
  await bringRows(sql, 'CannedReply', ['code'], pack.canned);
  await bringRows(sql, 'ReplyTemplate', ['code'], pack.replyTemplates);
}

async function applyRules(tx: Tx, sql: Sql, pack: Pack): Promise<void> {
  const calendars = pack.calendars.map(({ code, nameZh, nameEn, holidays, ...hours }) => {
    const china = holidays === 'china';
    return { code, nameZh, nameEn, definition: { ...hours, holidays: china ? [] : holidays, china } };
  });
  const [editedCalendars, editedPolicies] = await Promise.all([
    tx.calendar.findMany({ where: { editedAt: { not: null } }, select: { code: true } }),
    tx.clockPolicy.findMany({ where: { editedAt: { not: null } }, select: { code: true } }),
  ]);
  const unlessIn = (rows: readonly { code: string }[]) => (row: { code: string }) =>
    !rows.some(({ code }) => code === row.code);
  await bringRows(sql, 'Calendar', ['code'], calendars.filter(unlessIn(editedCalendars)));
  await bringRows(sql, 'ClockPolicy', ['code'], pack.policies.filter(unlessIn(editedPolicies)));
  // They are tried in order, so they are one rule: written by the city, or brought by the pack.
  if ((await tx.followUpRule.count({ where: { editedAt: { not: null } } })) === 0) {
    const followUps = pack.followUps.map((row, position) => ({ ...row, position }));
    await bringRows(sql, 'FollowUpRule', ['code'], followUps);
  }
  await tx.escalationLadder.deleteMany({ where: { editedAt: null } });
  const ladders = pack.escalation.map(({ departmentCode, rungs }) => ({
    departmentCode: departmentCode ?? '*',
    rungs,
  }));
  await tx.escalationLadder.createMany({ data: ladders, skipDuplicates: true });
  await tx.duty.deleteMany({ where: { editedAt: null } });
  const edited = await tx.duty.findMany({ select: { categoryCode: true, areaCode: true } });
  const isEdited = (row: { categoryCode: string; areaCode: string | null }): boolean =>
    edited.some((one) => one.categoryCode === row.categoryCode && one.areaCode === row.areaCode);
  await tx.duty.createMany({ data: pack.duty.filter((row) => !isEdited(row)) });
  const skills = pack.skills.map(({ kind: _kind, ...row }) => row);
  await bringRows(sql, 'Skill', ['code'], skills);
  await bringRows(sql, 'Queue', ['code'], pack.queues);
}

async function applyOpen311(tx: Tx, { open311 }: Pack): Promise<void> {
  await tx.open311Endpoint.deleteMany({});
  await tx.open311Service.deleteMany({});
  if (!open311) return;
  const { services, ...endpoint } = open311;
  await tx.open311Endpoint.create({ data: endpoint });
  await tx.open311Service.createMany({
    data: services.map(({ noticeZh, noticeEn, ...row }, position) => ({
      ...row,
      noticeZh: noticeZh ?? null,
      noticeEn: noticeEn ?? null,
      position,
    })),
  });
}

/** Examples answer in a demonstration only: elsewhere an administrator names the real address and switches them on. */
async function applyConnectors(tx: Tx, sql: Sql, pack: Pack, isDemo: boolean): Promise<void> {
  const edited = await tx.connector.findMany({ where: { editedAt: { not: null } }, select: { code: true } });
  const rows = pack.connectors
    .filter((row) => !edited.some(({ code }) => code === row.code))
    .map(({ code, ...definition }) => ({ code, definition, isActive: isDemo, version: 1 }));
  await bringRows(sql, 'Connector', ['code'], rows);
  const versions = rows.map((row) => ({ ...row, editedAt: new Date() }));
  await bringRows(sql, 'ConnectorVersion', ['code', 'version'], versions);
}

/** As with connectors: the pack's address is of use in a demonstration, and what an administrator wrote stays. */
async function applyEmergency(tx: Tx, { emergency }: Pack, isDemo: boolean): Promise<void> {
  const [row] = emergency;
  const before = await tx.emergencyCentre.findUnique({ where: { id: 1 } });
  if (!row || (before && before.editedAt !== null)) return;
  await tx.emergencyCentre.upsert({
    where: { id: 1 },
    create: { id: 1, ...row, isActive: isDemo },
    update: { ...row, isActive: isDemo },
  });
}

/** A warning that the city has had once is not given again: it may have been taken back. */
async function applyBroadcasts(sql: Sql, { broadcasts }: Pack): Promise<void> {
  await sql.run(
    `INSERT INTO "Broadcast" (id, identifier, sender, "sentAt", message, kind, level, "titleZh", "titleEn", "textZh",
       "textEn", "areaCodes", "effectiveAt", "expiresAt", "isSpoken", "references")
     SELECT overlay(overlay(md5('broadcast:' || r.code) placing '8' from 13) placing '8' from 17)::uuid, 'pack-' || r.code, 'onecall', date_trunc('second', now()), 'alert',
       r.kind::"BroadcastKind", r.level::"BroadcastLevel", r."titleZh", r."titleEn", r."textZh", r."textEn",
       r."areaCodes", now(), now() + r."lastsHours" * interval '1 hour', false, '{}'
     FROM jsonb_to_recordset($1) AS r(code text, kind text, level text, "titleZh" text, "titleEn" text,
       "textZh" text, "textEn" text, "areaCodes" text[], "lastsHours" int)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(broadcasts)],
  );
}

/** A form that differs from the one in force is its next version: reviews keep theirs. */
async function applyQualityForms(tx: Tx, { qualityForms }: Pack): Promise<void> {
  for (const { code, definition } of qualityForms) {
    const known = await tx.qualityForm.findUnique({ where: { code }, include: { versions: true } });
    const inForce = known?.versions.find(({ version }) => version === known.version)?.definition;
    if (known?.editedAt || (known && isDeepStrictEqual(inForce, definition))) continue;
    const version = (known?.version ?? 0) + 1;
    await tx.qualityForm.upsert({ where: { code }, create: { code, version }, update: { version } });
    await tx.qualityFormVersion.create({ data: { code, version, definition } });
  }
}

/** The same holds of what citizens were asked: from then on it is the editors'. */
async function applyConsultations(tx: Tx, { consultations }: Pack): Promise<void> {
  const now = Date.now();
  const inDays = (days: number): Date => new Date(now + days * 86_400_000);
  await tx.consultation.createMany({
    data: consultations.map(({ heldAfterDays, lastsDays, ...row }) => ({
      ...row,
      id: randomUUID(),
      state: 'open' as const,
      opensAt: inDays(0),
      closesAt: inDays(lastsDays),
      heldAt: heldAfterDays === null ? null : inDays(heldAfterDays),
    })),
    skipDuplicates: true,
  });
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
