// The city's rules of clocks, as they are in force: policies, calendars, and which category lies in which.
import { z } from 'zod';
import { readCalendarDefinitions } from '../admin/index.ts';
import { Calendar, type CalendarDefinition } from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';
import { gathered } from '../platform/gathered.ts';
import { type Policy, policySchema, type TicketTraits } from './clock/index.ts';

export interface Rules {
  policies: readonly Policy[];
  calendars: ReadonlyMap<string, Calendar>;
  definitions: ReadonlyMap<string, CalendarDefinition>;
  parentOf: ReadonlyMap<string, string | null>;
}

/** Triggers count it up with every change of what the rules are made of. */
const versionOfRules = `SELECT count::text AS version FROM "RuleCount"`;

/** Keeps the rules compiled until any process changes them. */
export class RuleBook {
  readonly #database: Database;
  readonly #version: (of: 'rules') => Promise<string | undefined>;
  #known: { version: string; rules: Rules } | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#version = gathered(async () => {
      const row = await database.sql.first(z.object({ version: z.string() }), versionOfRules);
      return new Map(row && [['rules', row.version]]);
    });
  }

  /** The rules in force. @throws CalendarError when a stored calendar is never open */
  async current(): Promise<Rules> {
    const version = (await this.#version('rules')) ?? '';
    if (this.#known?.version !== version) this.#known = { version, rules: await readRules(this.#database) };
    return this.#known.rules;
  }
}

async function readRules(database: Database): Promise<Rules> {
  const [policies, definitions, categories] = await Promise.all([
    database.read.clockPolicy.findMany({ where: { isActive: true }, orderBy: { code: 'asc' } }),
    readCalendarDefinitions(database),
    database.read.category.findMany({ select: { code: true, parentCode: true } }),
  ]);
  return {
    policies: policies.map((row) => policySchema.parse(row)),
    calendars: new Map([...definitions].map(([code, definition]) => [code, new Calendar(definition)])),
    definitions,
    parentOf: new Map(categories.map((row) => [row.code, row.parentCode])),
  };
}

/** @throws Error when there is no such calendar: a policy that names none was not checked when it was saved */
export function calendarOf(rules: Rules, code: string): Calendar {
  const calendar = rules.calendars.get(code);
  if (!calendar) throw new Error(`there is no calendar ${code}`);
  return calendar;
}

/** What policies look at in a ticket. */
export function traitsOf(
  rules: Rules,
  ticket: { kind: string; urgency: string; categoryCode: string | null; bodyCode: string | null },
): TicketTraits {
  const { kind, urgency, categoryCode, bodyCode } = ticket;
  const categoryCodes: string[] = [];
  for (
    let code = categoryCode;
    code && !categoryCodes.includes(code);
    code = rules.parentOf.get(code) ?? null
  )
    categoryCodes.push(code);
  return { kind, urgency, categoryCodes, bodyCode };
}
