// Reads and writes the organisation: users, departments, areas, reasons, keys.
import { latinForm } from '../../knowledge/text/index.ts';
import { z } from 'zod';
import type { Lockout } from '../platform/auth/lockout.ts';
import { langSchema, mapCellSchema, type Role, roleSchema } from '../platform/contract.ts';
import type { Database, Tx } from '../platform/database.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import type { apiKeyViewSchema, Lists, UserView, userListSchema } from './contract.ts';

type UserRow = {
  id: string;
  username: string;
  nameZh: string;
  nameEn: string;
  roles: string[];
  departmentCode: string | null;
  locale: string;
};

/** A user as the screens see one. */
export function userView(row: UserRow): UserView {
  return {
    id: row.id,
    username: row.username,
    displayName: { zh: row.nameZh, en: row.nameEn },
    roles: row.roles.map((role) => roleSchema.parse(role)),
    departmentCode: row.departmentCode,
    locale: langSchema.catch('zh').parse(row.locale),
  };
}

function lettersOf(nameZh: string): string {
  const form = latinForm(nameZh);
  return form ? `${form.full} ${form.initials}` : '';
}

/** Every small list that forms and labels choose from. */
export async function readLists(database: Database): Promise<Lists> {
  const { read } = database;
  const [departments, areas, categories, queues, skills, reasons] = await Promise.all([
    read.department.findMany({ where: { isActive: true }, orderBy: { code: 'asc' } }),
    read.area.findMany({ orderBy: { code: 'asc' } }),
    read.category.findMany({ orderBy: { code: 'asc' } }),
    read.queue.findMany({ orderBy: { code: 'asc' } }),
    read.skill.findMany({ orderBy: { code: 'asc' } }),
    read.reason.findMany({ where: { isActive: true }, orderBy: [{ list: 'asc' }, { position: 'asc' }] }),
  ]);
  const name = (row: { nameZh: string; nameEn: string }) => ({ zh: row.nameZh, en: row.nameEn });
  return {
    departments: departments.map((row) => ({ ...row, name: name(row), letters: lettersOf(row.nameZh) })),
    areas: areas.map((row) => ({ ...row, name: name(row), cells: z.array(mapCellSchema).parse(row.cells) })),
    categories: categories.map((row) => ({ ...row, name: name(row) })),
    queues: queues.map((row) => ({ code: row.code, name: name(row) })),
    skills: skills.map((row) => ({ code: row.code, name: name(row) })),
    reasons: reasons.map((row) => ({ ...row, label: { zh: row.labelZh, en: row.labelEn } })),
  };
}

/** Orders agent2 before agent10: what it sorts by has every number filled up with zeros. `text` is SQL. */
const naturally = (text: string): string =>
  `regexp_replace(regexp_replace(${text}, '(\\d+)', '${'0'.repeat(20)}\\1', 'g'), '\\d*(\\d{20})', '\\1', 'g')`;
const usersFrom = `
  SELECT id FROM "User" WHERE (${naturally('username')}, username) > (${naturally('$1::text')}, $1)
  ORDER BY ${naturally('username')}, username LIMIT $2`;

/** One page of users by user name. */
export async function readUsers(
  database: Database,
  lockout: Lockout,
  page: { cursor?: string | undefined; limit: number },
  now: Date,
): Promise<z.infer<typeof userListSchema>> {
  const [after] = page.cursor ? decodeCursor(page.cursor, z.tuple([z.string()])) : [''];
  const found = await database.sql.rows(z.object({ id: z.string() }), usersFrom, [after, page.limit + 1]);
  const users = await database.read.user.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    include: {
      secondFactor: { select: { confirmedAt: true } },
      _count: { select: { sessions: { where: { expiresAt: { gt: now } } } } },
    },
  });
  const byId = new Map(users.map((user) => [user.id, user]));
  const rows = found.flatMap(({ id }) => byId.get(id) ?? []);
  const { items, nextCursor } = toPage(rows, page.limit, (row) => [row.username]);
  const locked = await lockout.locked(
    items.map(({ username }) => username),
    now,
  );
  return {
    nextCursor,
    items: items.map((row) => ({
      ...userView(row),
      isActive: row.isActive,
      hasSecondFactor: row.secondFactor?.confirmedAt != null,
      email: row.email,
      sessions: row._count.sessions,
      lockedUntil: locked.get(row.username)?.toISOString() ?? null,
    })),
  };
}

type Name = { zh: string; en: string };
/** Names hardly ever change and stand beside every message. */
const namesHoldMs = 30_000;
const knownNames = new WeakMap<Database, { names: Map<string, Name>; until: number }>();

/** Names of staff by id, for timelines and bubbles. May be half a minute old. */
export async function staffNames(database: Database, ids: readonly string[]): Promise<Map<string, Name>> {
  let known = knownNames.get(database);
  if (!known || known.until < performance.now()) {
    known = { names: new Map(), until: performance.now() + namesHoldMs };
    knownNames.set(database, known);
  }
  const { names } = known;
  const missing = [...new Set(ids)].filter((id) => !names.has(id));
  if (missing.length > 0) {
    const rows = await database.read.user.findMany({
      where: { id: { in: missing } },
      select: { id: true, nameZh: true, nameEn: true },
    });
    for (const row of rows) names.set(row.id, { zh: row.nameZh, en: row.nameEn });
  }
  const found = new Map<string, Name>();
  for (const id of ids) {
    const name = names.get(id);
    if (name) found.set(id, name);
  }
  return found;
}

type KeyRow = {
  id: string;
  name: string;
  prefix: string;
  roles: Role[];
  createdAt: Date;
  revokedAt: Date | null;
};

/** An API key without the key. */
export function apiKeyView(row: KeyRow): z.infer<typeof apiKeyViewSchema> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    roles: row.roles,
    createdAt: row.createdAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

/** The latest keys, without the keys themselves. */
export async function readApiKeys(database: Database): Promise<z.infer<typeof apiKeyViewSchema>[]> {
  const rows = await database.read.apiKey.findMany({ orderBy: { createdAt: 'desc' }, take: 200 });
  return rows.map(apiKeyView);
}

/** Makes somebody an agent, or their abilities exactly these. `skills`: code → level. */
export async function makeAgent(
  tx: Tx,
  userId: string,
  agent: { capacity: number; queues: readonly string[]; skills: Readonly<Record<string, number>> },
): Promise<void> {
  await tx.agentSkill.deleteMany({ where: { userId } });
  await tx.agentQueue.deleteMany({ where: { userId } });
  // The list has the last word: what the shift had changed goes.
  await tx.agentQueueToday.deleteMany({ where: { userId } });
  const skills = Object.entries(agent.skills).map(([skillCode, level]) => ({ skillCode, level }));
  const queues = agent.queues.map((queueCode) => ({ queueCode }));
  const own = { capacity: agent.capacity, skills: { create: skills }, queues: { create: queues } };
  const row = await tx.agent.upsert({ where: { userId }, create: { userId, ...own }, update: own });
  // Why somebody got a contact or not is explained by what they could do then.
  const { capacity, limits } = row;
  await tx.agentLog.create({
    data: {
      userId,
      capacity,
      limits: limits ?? {},
      queues: [...agent.queues],
      skills: { ...agent.skills },
      at: new Date(),
    },
  });
}
