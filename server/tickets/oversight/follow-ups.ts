// Whom the centre asks today how they were served, by the city's sampling rules.
import { z } from 'zod';
import { callingTime, readCalendars } from '../../admin/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Database } from '../../platform/database.ts';
import { veilNumber, veilText } from '../../platform/privacy.ts';
import { holdName } from '../../platform/sql.ts';
import { demandSeen, markOf } from '../../platform/version.ts';
import { isCommand, isLineOf } from '../line-months.ts';
import { openReporter, type Reporter, storedReporter, storedReporterColumns } from '../reporter.ts';
import { ticketKindSchema, urgencySchema } from '../words.ts';
import {
  type FollowUp,
  type FollowUpRule,
  followUpRuleSchema,
  type followUpRulesSchema,
  type followUpRulesViewSchema,
} from './contract.ts';

const hourMs = 3_600_000;
/** Who was not reached is tried again the next day. */
const againAfterHours = 24;

interface Answered {
  id: string;
  kind: string;
  urgency: string;
  answeredAt: Date;
  /** Attempts that nobody answered. */
  attempts: number;
}

/**
 * When and how a citizen is to be asked next; undefined: never, because the sample leaves the ticket out or the attempts
 * are used up. Whether it is in the sample follows from its id: asked twice, the answer is the same. What falls in
 * hours when citizens are not called waits for the next that are: `whenAwake`, in milliseconds since 1970. Pure.
 */
export function nextFollowUp(
  rules: readonly FollowUpRule[],
  ticket: Answered,
  whenAwake: (at: number) => number,
): { how: FollowUpRule['how']; at: Date; attempt: number; attempts: number } | undefined {
  const rule = rules.find(
    ({ match }) =>
      (match.kind ?? ticket.kind) === ticket.kind && (match.urgency ?? ticket.urgency) === ticket.urgency,
  );
  if (!rule || !isSampled(ticket.id, rule.share) || ticket.attempts >= rule.attempts) return undefined;
  const hours = rule.afterHours + ticket.attempts * againAfterHours;
  return {
    how: rule.how,
    at: new Date(whenAwake(ticket.answeredAt.getTime() + hours * hourMs)),
    attempt: ticket.attempts + 1,
    attempts: rule.attempts,
  };
}

/** The last digits of a ticket's id are random: they draw the sample. */
const isSampled = (id: string, share: number): boolean => Number.parseInt(id.slice(-8), 16) % 100 < share;

const answeredRow = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  kind: ticketKindSchema,
  urgency: urgencySchema,
  ...storedReporter.shape,
  sealed: z.boolean(),
  leadDepartmentCode: z.string().nullable(),
  answeredAt: z.date(),
  attempts: z.number().int(),
});

const nobody: Reporter = { citizenName: null, citizenPhone: null };

const answered = `
  SELECT t.id, t.number, t.title, t.kind, t.urgency, t.sealed, t."leadDepartmentCode",
    ${storedReporterColumns}, a.at AS "answeredAt", (
      SELECT count(*)::int FROM "TicketEvent" f WHERE ${isLineOf('f', 'h')} AND f.seq > a.seq AND ${isCommand('f', 'follow_up')}
    ) AS attempts
  FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id CROSS JOIN LATERAL (
    SELECT e.at, e.seq FROM "TicketEvent" e WHERE ${isLineOf('e', 'h')} AND ${isCommand('e', 'approve')} ORDER BY e.seq DESC LIMIT 1
  ) a WHERE t.state IN ('approved', 'follow_up') AND t.kind <> 'proposal' ORDER BY a.at LIMIT 2000`;

/** The city's rules in the order in which they are tried. */
export async function readFollowUpRules(
  database: Database,
): Promise<z.infer<typeof followUpRulesViewSchema>> {
  const rows = await database.read.followUpRule.findMany({ orderBy: { position: 'asc' } });
  const items = rows.map((row) => followUpRuleSchema.parse(row));
  return { items, isEdited: rows.some(({ editedAt }) => editedAt !== null), mark: markOf(items) };
}

/**
 * Puts these rules in the place of all; from now on packs leave them alone.
 * @param seen the mark of those that are there
 * @throws AppError `version_conflict`
 */
export async function writeFollowUpRules(
  database: Database,
  actor: Actor,
  { items: rules, seen }: z.infer<typeof followUpRulesSchema>,
): Promise<void> {
  const editedAt = new Date();
  const subject = { subjectType: 'follow_up_rules', subjectId: 'all' };
  await database.change(async ({ tx, sql }) => {
    await holdName(sql, 'follow-up-rules');
    const before = await tx.followUpRule.findMany({ orderBy: { position: 'asc' } });
    await demandSeen(tx, subject, markOf(before.map((row) => followUpRuleSchema.parse(row))), seen);
    await tx.followUpRule.deleteMany({});
    await tx.followUpRule.createMany({
      data: rules.map((rule, position) => ({ code: `rule-${position + 1}`, position, ...rule, editedAt })),
    });
    await audit(tx, {
      actorId: actor.id,
      action: 'follow_up_rules_change',
      ...subject,
      detail: { to: rules.map(sayRule).join(' ') },
    });
  });
}

const sayRule = ({ match, share, how, afterHours, attempts }: FollowUpRule): string =>
  `${match.kind ?? '*'}/${match.urgency ?? '*'}:${share}%,${how},${afterHours}h,${attempts}x`;

/** The citizens to be asked until `until`, the longest due first. A sealed citizen's name and number stay hidden. */
export async function followUpsUntil(database: Database, until: Date): Promise<FollowUp[]> {
  const [rows, { items: rules }, calendars] = await Promise.all([
    database.sql.rows(answeredRow, answered),
    readFollowUpRules(database),
    readCalendars(database),
  ]);
  return rows
    .flatMap(({ sealed, name, phone, answeredAt, ...row }): FollowUp[] => {
      const next = nextFollowUp(rules, { ...row, answeredAt }, (at) => callingTime(calendars, at));
      if (!next || next.at > until) return [];
      const { citizenName, citizenPhone } = sealed
        ? nobody
        : openReporter(database.fields, { id: row.id, name, phone });
      const { how, at, attempt, attempts } = next;
      return [
        {
          ticketId: row.id,
          number: row.number,
          title: veilText(row.title, 'numbers'),
          leadDepartmentCode: row.leadDepartmentCode,
          citizenName,
          citizenPhone: citizenPhone === null ? null : veilNumber(citizenPhone),
          sealed,
          how,
          at: at.toISOString(),
          attempt,
          attempts,
        },
      ];
    })
    .sort((one, other) => (one.at < other.at ? -1 : 1));
}
