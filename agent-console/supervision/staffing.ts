// What people type into the staffing page, read; and how warm a cell of its table is. Pure.
import type { z } from 'zod';
import {
  type Staffing,
  staffingLoadSchema,
  staffingTargetSchema,
} from '../../server/routing/staffing/contract.ts';

/** As typed: a share in percent, and seconds. */
export interface TargetTexts {
  share: string;
  withinS: string;
}

/** As typed: contacts an hour, and minutes. No patience: nobody gives up. */
export interface LoadTexts {
  contacts: string;
  serviceMin: string;
  patienceMin: string;
}

const isBlank = (text: string): boolean => text.trim() === '';
const numberOf = (text: string): number => (isBlank(text) ? Number.NaN : Number(text));

export function readTarget({ share, withinS }: TargetTexts) {
  return staffingTargetSchema.safeParse({ share: numberOf(share) / 100, withinS: numberOf(withinS) });
}

export function readLoad({ contacts, serviceMin, patienceMin }: LoadTexts) {
  return staffingLoadSchema.safeParse({
    contactsPerHour: numberOf(contacts),
    serviceS: 60 * numberOf(serviceMin),
    patienceS: isBlank(patienceMin) ? null : 60 * numberOf(patienceMin),
  });
}

/** Whether a part of what was typed is refused. */
export function isRefused<T>(read: z.ZodSafeParseResult<T>, part: keyof T & string): boolean {
  return !read.success && read.error.issues.some(({ path }) => path[0] === part);
}

const warmest = 6;

/** How warm a cell is, from 0 (nobody) to the warmest (as many as in any hour of the week). */
export function heatOf(agents: number, most: number): number {
  return most === 0 ? 0 : Math.ceil((warmest * agents) / most);
}

/** The first hour of those that need most. */
export function busiest(hours: Staffing['hours']): Staffing['hours'][number] | undefined {
  return hours.reduce<Staffing['hours'][number] | undefined>(
    (most, hour) => (most && most.agents >= hour.agents ? most : hour),
    undefined,
  );
}
