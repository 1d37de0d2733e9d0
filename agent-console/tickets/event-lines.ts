// What a line of the timeline says below its title. Pure; codes become words through the lists and the language files.
import type { TFunction } from 'i18next';
import { z } from 'zod';
import { formatOf } from '../../design/i18n/format.ts';
import type { Lists } from '../../server/admin/contract.ts';
import {
  clockNameSchema,
  dangerSchema,
  handOffNewsSchema,
  type TicketView,
} from '../../server/tickets/contract.ts';
import { toldRoleSchema } from '../../server/tickets/oversight/contract.ts';

type Event = TicketView['timeline'][number];

const detailsSchema = z.object({
  departmentCode: z.string().optional().catch(undefined),
  departmentCodes: z.array(z.string()).catch([]),
  coDepartmentCodes: z.array(z.string()).catch([]),
  officerId: z.string().optional().catch(undefined),
  mentions: z.array(z.string()).catch([]),
  proposedDepartmentCode: z.string().optional().catch(undefined),
  ground: z.string().optional().catch(undefined),
  disclosureResult: z.string().optional().catch(undefined),
  workingDays: z.number().optional().catch(undefined),
  how: z.enum(['phone', 'visit', 'sms', 'other', 'link']).optional().catch(undefined),
  score: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])
    .optional()
    .catch(undefined),
  reasons: z.array(z.string()).catch([]),
  clock: clockNameSchema.optional().catch(undefined),
  share: z.number().optional().catch(undefined),
  tells: z.array(toldRoleSchema).catch([]),
  afterHours: z.number().optional().catch(undefined),
  dueAt: z.iso.datetime().optional().catch(undefined),
  dueBefore: z.iso.datetime().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
  danger: dangerSchema.optional().catch(undefined),
  persons: z.number().optional().catch(undefined),
  news: handOffNewsSchema.optional().catch(undefined),
  theirNumber: z.string().optional().catch(undefined),
});
/** Reasons that the rules themselves give. */
const ruleSchema = z.enum([
  'bounced_too_often',
  'rated',
  'dissatisfied',
  'dissatisfied_again',
  'policy_changed',
  'calendar_changed',
  'holidays_announced',
  'coordinator_decided',
  'main_not_enough',
]);
const writtenKeys = [
  'publicReply',
  'internalRecord',
  'question',
  'task',
  'title',
  'name',
  'outcome',
  'text',
  'note',
  'comment',
];

/** The facts of an event in words, then what its author wrote, one line each. */
export function eventLines(
  event: Event,
  lists: Lists,
  lang: 'zh' | 'en',
  t: TFunction<'tickets'>,
  people: TicketView['people'] = {},
): readonly string[] {
  const details = detailsSchema.parse(event.payload);
  const labelOf = (code: string): string =>
    lists.reasons.find((reason) => reason.code === code)?.label[lang] ?? code;
  const department = lists.departments.find(
    ({ code }) => code === (details.departmentCode ?? details.proposedDepartmentCode),
  )?.name[lang];
  const namesOf = (codes: readonly string[]): string =>
    codes
      .map((code) => lists.departments.find((row) => row.code === code)?.name[lang] ?? code)
      .join(t('line.and'));
  const beside = [...details.departmentCodes, ...details.coDepartmentCodes];
  const officer = details.officerId ? people[details.officerId]?.[lang] : undefined;
  const mentioned = details.mentions.flatMap((id) => people[id]?.[lang] ?? []);
  const facts = [
    department &&
      t(details.proposedDepartmentCode ? 'line.proposed' : 'line.department', { name: department }),
    details.clock && clockLine(details.clock, event.command, details, lang, t),
    details.afterHours && t('line.afterHours', { count: details.afterHours }),
    details.tells.length > 0 &&
      t('line.told', { names: details.tells.map((role) => t(`told.${role}`)).join(t('line.and')) }),
    beside.length > 0 && t('line.beside', { names: namesOf(beside) }),
    officer && t('line.officer', { name: officer }),
    mentioned.length > 0 && t('line.mentions', { names: mentioned.join(t('line.and')) }),
    details.ground && labelOf(details.ground),
    details.disclosureResult && labelOf(details.disclosureResult),
    details.workingDays && t('line.days', { count: details.workingDays }),
    details.to && t('line.to', { name: details.to }),
    details.danger && t(`danger.${details.danger}`),
    details.persons !== undefined && t('handOff.people', { count: details.persons }),
    details.news && t(`handOff.news.${details.news}`),
    details.theirNumber && t('handOff.theirNumber', { number: details.theirNumber }),
    details.how && t(`how.${details.how}`),
    details.score && t(`score.${details.score}`),
    event.command === 'follow_up' && !details.score && t('score.none'),
    ...details.reasons.map(labelOf),
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '');
  const rule = ruleSchema.safeParse(event.reason);
  const reason = rule.success ? t(`rule.${rule.data}`) : event.reason;
  const written = [reason, ...writtenKeys.map((key) => event.payload[key])].filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return [...(facts.length > 0 ? [facts.join(' · ')] : []), ...written];
}

function clockLine(
  name: z.infer<typeof clockNameSchema>,
  command: string,
  { share, dueAt, dueBefore }: z.infer<typeof detailsSchema>,
  lang: 'zh' | 'en',
  t: TFunction<'tickets'>,
): string {
  const clock = t(`clock.${name}`);
  if (command === 'clock_recompute' && dueAt) {
    const at = formatOf(lang).moment(dueAt);
    if (dueBefore === dueAt) return t('line.dueStays', { clock, at });
    return t('line.due', { clock, at });
  }
  return t('line.clock', { clock, share: Math.round((share ?? 1) * 100) });
}
