// What a clerk fills in for a command, and the command that it makes. Pure: the form and its tests share it.
import { z } from 'zod';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import type { CommandLabel } from './labels.ts';

export const wordsSchema = z.object({
  text: z.string(),
  record: z.string(),
  department: z.string().nullable(),
  /** Departments that work beside the lead, or sat together. */
  departments: z.array(z.string()).readonly(),
  officer: z.string().nullable(),
  /** Who is told of a note. */
  mentions: z.array(z.string()).readonly(),
  /** Title of a part that becomes a ticket of its own. */
  title: z.string(),
  /** Its id: the same however often it is sent. */
  partId: z.string(),
  category: z.string().nullable(),
  urgency: z.string().nullable(),
  ground: z.string().nullable(),
  how: z.string().nullable(),
  /** `none`: nobody answered. */
  score: z.string(),
  reasons: z.array(z.string()),
  days: z.string(),
  /** What the emergency command is told of, and how many people are in it. */
  danger: z.string().nullable(),
  persons: z.string(),
  isTrue: z.boolean(),
  isSolved: z.boolean(),
  isBeyondDuty: z.boolean(),
  /** How a request for disclosure is decided; of other tickets nobody asks it. */
  result: z.string().nullable().optional(),
});
export type Words = z.infer<typeof wordsSchema>;

type How = 'phone' | 'visit' | 'sms' | 'other' | 'link';
export const channelsOf: Partial<Record<CommandLabel, readonly How[]>> = {
  contact: ['phone', 'visit', 'sms', 'other'],
  follow_up: ['phone', 'sms', 'link'],
};
/** The list of reasons that a command's ground comes from. */
export const groundsOf: Partial<Record<CommandLabel, string>> = {
  return: 'return_ground',
  extend: 'extension_ground',
  decline: 'decline_ground',
};
export const scores = ['5', '4', '3', '2', '1', 'none'] as const;

/** The fields of commands that each of the words becomes: a fault of the command is shown at its word. */
export const fieldsOf: Partial<Record<keyof Words, readonly string[]>> = {
  text: [
    'note',
    'legalBasis',
    'publicReply',
    'reason',
    'basis',
    'question',
    'comment',
    'text',
    'task',
    'outcome',
    'to',
  ],
  record: ['internalRecord'],
  department: ['departmentCode', 'proposedDepartmentCode'],
  departments: ['departmentCodes', 'coDepartmentCodes'],
  officer: ['officerId'],
  mentions: ['mentions'],
  title: ['title'],
  category: ['categoryCode'],
  urgency: ['urgency'],
  ground: ['ground'],
  how: ['how'],
  score: ['score'],
  reasons: ['reasons'],
  days: ['workingDays'],
  danger: ['danger'],
  persons: ['persons'],
  result: ['disclosureResult'],
};

/** What a reply to this ticket can decide: of requests for disclosure alone, as the city's list has it. */
export function resultsOf({ kind }: TicketView, { reasons }: Lists): Lists['reasons'] {
  return kind === 'disclosure_request' ? reasons.filter(({ list }) => list === 'disclosure_result') : [];
}

/** The words that a form begins with. */
export function firstWords(name: CommandLabel, ticket: TicketView): Words {
  return {
    // Danger waits for nobody: what the ticket is called says enough to begin with.
    text: name === 'reply' ? (ticket.publicReply ?? '') : name === 'hand_off' ? ticket.title : '',
    record: ticket.internalRecord ?? '',
    department: null,
    departments: [],
    officer: null,
    mentions: [],
    title: '',
    partId: crypto.randomUUID(),
    category: ticket.categoryCode,
    urgency: ticket.urgency,
    ground: null,
    how: channelsOf[name]?.[0] ?? null,
    score: 'none',
    reasons: [],
    days: '5',
    danger: null,
    persons: '',
    isTrue: ticket.isTrue ?? true,
    isSolved: ticket.isSolved ?? true,
    isBeyondDuty: ticket.isBeyondDuty ?? false,
  };
}

/** The command that the words make, not yet checked: the contract's schema says whether it is whole. */
export function commandOf(name: CommandLabel, words: Words): object {
  const text = words.text.trim();
  const note = text ? { note: text } : {};
  switch (name) {
    case 'dispatch':
      return {
        command: name,
        departmentCode: words.department,
        ...note,
        ...(words.departments.length > 0 ? { coDepartmentCodes: words.departments } : {}),
        ...(words.category ? { categoryCode: words.category } : {}),
        ...(words.urgency ? { urgency: words.urgency } : {}),
      };
    case 'return':
      return {
        command: name,
        ground: words.ground,
        legalBasis: text,
        proposedDepartmentCode: words.department,
      };
    case 'contact':
      return { command: name, how: words.how, note: text };
    case 'reply': {
      const { record, isTrue, isSolved, isBeyondDuty, result } = words;
      return {
        command: name,
        publicReply: text,
        internalRecord: record,
        isTrue,
        isSolved,
        isBeyondDuty,
        ...(result === undefined ? {} : { disclosureResult: result }),
      };
    }
    case 'send_back':
      return { command: name, reason: text };
    case 'extend':
      return { command: name, ground: words.ground, basis: text, workingDays: Number(words.days) };
    case 'ask_citizen':
      return { command: name, question: text };
    case 'follow_up': {
      const isRated = words.score !== 'none';
      const rating = isRated ? { score: Number(words.score), reasons: words.reasons } : { reasons: [] };
      return { command: name, how: words.how, ...rating, ...(text ? { comment: text } : {}) };
    }
    case 'urge':
      return { command: name, ...(text ? { text } : {}) };
    case 'note': {
      const { mentions } = words;
      return { command: name, text, ...(mentions.length > 0 ? { mentions } : {}) };
    }
    case 'unmerge':
      return { command: name, reason: text };
    case 'split':
      return { command: name, id: words.partId, title: words.title, text };
    case 'co_handle':
      return { command: name, departmentCodes: words.departments, task: text };
    case 'co_release':
      return { command: name, departmentCode: words.department, reason: text };
    case 'assign':
      return { command: name, officerId: words.officer, ...(text ? { reason: text } : {}) };
    case 'coordinate':
      return { command: name, departmentCodes: words.departments, outcome: text };
    case 'hand_off': {
      const persons = words.persons.trim();
      return {
        command: name,
        danger: words.danger,
        note: text,
        ...(persons ? { persons: Number(persons) } : {}),
      };
    }
    case 'force_dispatch':
      return { command: name, departmentCode: words.department, basis: text };
    case 'public_notice':
    case 'co_answer':
    case 'citizen_answered':
      return { command: name, text };
    case 'decline':
      return { command: name, ground: words.ground, legalBasis: text };
    case 'refer':
      return { command: name, to: text };
    default:
      return { command: name, ...note };
  }
}
