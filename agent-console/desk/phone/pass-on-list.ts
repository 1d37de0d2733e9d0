// To whom a call can be passed or who can join it, as one list to search.
import type { PhoneBook } from '../../../server/desk/contract.ts';

/** What choosing a target comes to. */
export type PassOnDeed = 'hand_over' | 'invite' | 'to_agent' | 'to_queue' | 'add_number' | 'to_number';

export interface PassOnTarget {
  id: string;
  group: 'on_line' | 'colleague' | 'queue' | 'department' | 'number' | 'typed';
  name: string;
  /** What stands beside the name: a number, how many wait. */
  note: string;
  /** Each with what the server is given for it. */
  deeds: readonly { deed: PassOnDeed; value: string }[];
}

type Names = { zh: string; en: string };
interface Targets {
  onTheLine: readonly { userId: string; name: Names }[];
  /** `takesCalls`: has nothing in hand, so that a call can go straight there. */
  colleagues: readonly { userId: string; name: Names; takesCalls: boolean }[];
  queues: readonly {
    code: string;
    name: Names;
    waiting: number;
    isOpen: boolean;
    takesCalls: boolean;
    isStaffed: boolean;
    departmentCode: string | null;
  }[];
  book: PhoneBook;
}

const numberPattern = /^\+?\d{3,15}$/;

/** A typed number as it is dialled; undefined when it is none. */
export function typedNumber(text: string): string | undefined {
  const number = text.replace(/[\s()-]/g, '');
  return numberPattern.test(number) ? number : undefined;
}

/** Everything that fits what was typed, in the order of the screen. */
export function passOnTargets(
  targets: Targets,
  typed: string,
  words: {
    lang: 'zh' | 'en';
    waiting: (count: number) => string;
    closed: string;
    nobodyThere: string;
    inContacts: string;
  },
): PassOnTarget[] {
  const { lang } = words;
  const { onTheLine, colleagues, book } = targets;
  const queues = targets.queues.filter(({ takesCalls }) => takesCalls);
  const toNumber = (number: string) =>
    [
      { deed: 'add_number', value: number },
      { deed: 'to_number', value: number },
    ] as const;
  const queueOf = (row: Targets['queues'][number]) =>
    row.isOpen ? [{ deed: 'to_queue', value: row.code } as const] : [];
  const noteOf = (row: Targets['queues'][number]): string => {
    if (!row.isOpen) return words.closed;
    return row.isStaffed
      ? words.waiting(row.waiting)
      : `${words.nobodyThere} · ${words.waiting(row.waiting)}`;
  };
  const deskOf = new Map(queues.map((row) => [row.departmentCode, row]));
  const number = typedNumber(typed);
  const all: PassOnTarget[] = [
    ...onTheLine.map(
      ({ userId, name }): PassOnTarget => ({
        id: `on-line ${userId}`,
        group: 'on_line',
        name: name[lang],
        note: '',
        deeds: [{ deed: 'hand_over', value: userId }],
      }),
    ),
    ...colleagues.map(
      ({ userId, name, takesCalls }): PassOnTarget => ({
        id: `colleague ${userId}`,
        group: 'colleague',
        name: name[lang],
        note: takesCalls ? '' : words.inContacts,
        deeds: [
          { deed: 'invite', value: userId },
          ...(takesCalls ? [{ deed: 'to_agent', value: userId } as const] : []),
        ],
      }),
    ),
    ...queues
      .filter(({ departmentCode }) => departmentCode === null)
      .map(
        (row): PassOnTarget => ({
          id: `queue ${row.code}`,
          group: 'queue',
          name: row.name[lang],
          note: noteOf(row),
          deeds: queueOf(row),
        }),
      ),
    ...book.entries.map(
      (entry): PassOnTarget => ({
        id: `number ${entry.code}`,
        group: 'number',
        name: entry.name[lang],
        note: entry.number,
        deeds: toNumber(entry.number),
      }),
    ),
    ...book.departments.map((department): PassOnTarget => {
      const desk = deskOf.get(department.code);
      return {
        id: `department ${department.code}`,
        group: 'department',
        name: department.name[lang],
        note: desk ? `${department.number} ${noteOf(desk)}` : department.number,
        deeds: [...(desk ? queueOf(desk) : []), ...toNumber(department.number)],
      };
    }),
  ];
  const looked = typed.trim().toLowerCase();
  const found = all.filter(({ name, note }) => `${name} ${note}`.toLowerCase().includes(looked));
  const isKnown = found.some(({ deeds }) => deeds.some(({ value }) => value === number));
  const typedRow: PassOnTarget[] =
    number === undefined || isKnown
      ? []
      : [{ id: 'typed', group: 'typed', name: number, note: '', deeds: toNumber(number) }];
  return [...typedRow, ...found];
}
