// What rules look at and what they decide, as plain data. The rules are in lifecycle.ts and effects.ts.
import type { z } from 'zod';
import type { Role } from '../platform/contract.ts';
import type { clockNameSchema, TicketKind, TicketState } from './words.ts';

/** Who acts. A citizen proves the right by number and code; the system acts for rules and clocks. */
export type Giver =
  | { kind: 'staff'; id: string; roles: readonly Role[]; departmentCode: string | null }
  | { kind: 'citizen' }
  | { kind: 'system' };

/** What the rules look at. */
export interface TicketFacts {
  kind: TicketKind;
  state: TicketState;
  version: number;
  leadDepartmentCode: string | null;
  firstDepartmentCode: string | null;
  bounces: number;
  extensions: number;
  reworks: number;
  contactedAt: Date | null;
  ratingScore: number | null;
  /** The coordinator has decided who does it. */
  isForced: boolean;
  stateBeforeMerge: TicketState | null;
  /** Departments beside the lead. */
  handlers: readonly { departmentCode: string; state: HandlerState }[];
  /** The ticket that this one was merged into. */
  main: { state: TicketState; leadDepartmentCode: string | null } | null;
  clocks: readonly { clock: string; state: string; dueAt: Date }[];
}

export type ClockEffect =
  | { op: 'start'; clock: ClockName; onlyIfNone?: boolean; departmentCode?: string }
  | { op: 'stop'; clock: ClockName; departmentCode?: string }
  | { op: 'cancel'; clock: ClockName; departmentCode?: string }
  | { op: 'cancel_all' }
  /** What a merge has ended goes on, with the due times that it had. */
  | { op: 'restore_all' }
  | { op: 'pause_all' }
  | { op: 'resume_all' }
  | { op: 'extend'; clock: ClockName; workingDays: number };
export type ClockName = z.infer<typeof clockNameSchema>;

export type HandlerState = 'asked' | 'accepted' | 'answered' | 'released';
/** What becomes of a department beside the lead. */
export interface HandlerEffect {
  departmentCode: string;
  state: HandlerState;
  task?: string;
  answer?: string;
}

/** Fields that a decision changes; undefined leaves them alone. */
export interface TicketPatch {
  state?: TicketState;
  leadDepartmentCode?: string;
  firstDepartmentCode?: string;
  categoryCode?: string;
  urgency?: 'ordinary' | 'urgent' | 'emergency';
  officerId?: string | null;
  bounces?: number;
  extensions?: number;
  urges?: { increment: 1 };
  reworks?: number;
  contactedAt?: Date;
  contactedHow?: string;
  isTrue?: boolean;
  isBeyondDuty?: boolean;
  isSolved?: boolean;
  disclosureResult?: string;
  publicReply?: string;
  internalRecord?: string;
  ratingScore?: number;
  ratingReasons?: string[];
  ratingComment?: string | null;
  ratedAt?: Date;
  dispatchedAt?: Date;
  acceptedAt?: Date;
  repliedAt?: Date;
  closedAt?: Date | null;
  mainTicketId?: string | null;
  isForced?: boolean;
  stateBeforeMerge?: TicketState | null;
}

/** One line of the timeline, before it has a number and a hash. */
export interface TimelineEntry {
  command: string;
  toState: TicketState;
  by: 'giver' | 'system';
  reason: string | null;
  payload: Record<string, unknown>;
}

export interface Decision {
  entries: readonly TimelineEntry[];
  patch: TicketPatch;
  clocks: readonly ClockEffect[];
  handlers: readonly HandlerEffect[];
  changesVersion: boolean;
}

/** What a decision does, before it is known whether it makes other clerks' versions stale. */
export type Effect = Omit<Decision, 'changesVersion' | 'handlers'> & { handlers?: readonly HandlerEffect[] };
