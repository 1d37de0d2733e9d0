// What can be done with a ticket: one schema per command. Guards and roles are in lifecycle.ts.
import { z } from 'zod';
import { idSchema, scoreSchema } from '../platform/contract.ts';
import { dangerSchema, handOffNewsSchema, urgencySchema } from './words.ts';

export const maxCoHandlers = 6;
const departmentCode = z.string().min(1).max(40);

const commandBase = z.object({
  /** Made by the caller: the same command sent twice happens once. */
  commandId: idSchema,
  /** The version that the actor saw; another one is answered with `version_conflict`. */
  version: z.number().int().min(0),
});

/** POST /api/tickets/:id/commands. One schema per command; guards and roles are in lifecycle.ts. */
export const ticketCommandSchema = z.discriminatedUnion('command', [
  commandBase.extend({
    command: z.literal('dispatch'),
    departmentCode,
    /** Departments that work on it beside the lead from the start. */
    coDepartmentCodes: z.array(departmentCode).max(maxCoHandlers).optional(),
    categoryCode: z.string().max(40).optional(),
    urgency: urgencySchema.optional(),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({ command: z.literal('accept') }),
  commandBase.extend({
    command: z.literal('return'),
    ground: z.string().min(1).max(40),
    legalBasis: z.string().trim().min(2).max(300),
    proposedDepartmentCode: z.string().min(1).max(40),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({
    command: z.literal('contact'),
    how: z.enum(['phone', 'visit', 'sms', 'other']),
    note: z.string().trim().min(2).max(500),
  }),
  commandBase.extend({
    command: z.literal('reply'),
    publicReply: z.string().trim().min(5).max(4_000),
    internalRecord: z.string().trim().max(4_000).default(''),
    isTrue: z.boolean(),
    isBeyondDuty: z.boolean().default(false),
    isSolved: z.boolean(),
    /** Of a request for disclosure alone: a code of the list `disclosure_result` (政府信息公开条例, articles 36 to 38). */
    disclosureResult: z.string().min(1).max(40).exactOptional(),
  }),
  commandBase.extend({ command: z.literal('approve'), note: z.string().max(500).optional() }),
  commandBase.extend({ command: z.literal('send_back'), reason: z.string().trim().min(2).max(500) }),
  commandBase.extend({
    command: z.literal('extend'),
    ground: z.string().min(1).max(40),
    basis: z.string().trim().min(2).max(300),
    /** How many a kind allows is in lifecycle.ts. */
    workingDays: z.number().int().min(1).max(90),
  }),
  commandBase.extend({ command: z.literal('ask_citizen'), question: z.string().trim().min(2).max(500) }),
  commandBase.extend({ command: z.literal('citizen_answered'), text: z.string().trim().min(1).max(4_000) }),
  commandBase.extend({
    command: z.literal('follow_up'),
    how: z.enum(['phone', 'sms', 'link']),
    /** 1 非常不满意 … 5 非常满意; absent when nobody answered: no praise. */
    score: scoreSchema.optional(),
    reasons: z.array(z.string().max(40)).max(8).default([]),
    comment: z.string().max(1_000).optional(),
  }),
  commandBase.extend({ command: z.literal('close'), note: z.string().max(500).optional() }),
  commandBase.extend({
    command: z.literal('urge'),
    /** As long as a ticket's: what a repeated contact says is kept whole. */
    text: z.string().max(8_000).optional(),
    /** The contact that joined the ticket instead of becoming one; its citizen is told there. */
    conversationId: idSchema.optional(),
  }),
  commandBase.extend({ command: z.literal('supervise'), note: z.string().trim().min(2).max(500) }),
  commandBase.extend({
    command: z.literal('note'),
    text: z.string().trim().min(1).max(2_000),
    /** Who is told of it, and watches the ticket from then on. */
    mentions: z.array(idSchema).max(10).optional(),
  }),
  commandBase.extend({
    command: z.literal('decline'),
    ground: z.string().min(1).max(40),
    legalBasis: z.string().trim().min(2).max(300),
  }),
  commandBase.extend({
    command: z.literal('refer'),
    to: z.string().trim().min(2).max(80),
    note: z.string().max(500).optional(),
  }),
  commandBase.extend({ command: z.literal('merge'), mainTicketId: idSchema }),
  commandBase.extend({ command: z.literal('unmerge'), reason: z.string().trim().min(2).max(500) }),
  /** Two matters that have to do with each other. */
  commandBase.extend({ command: z.literal('link'), otherTicketId: idSchema }),
  /** Part of the matter becomes a ticket of its own, of the same citizen; `id` is made by the caller. */
  commandBase.extend({
    command: z.literal('split'),
    id: idSchema,
    title: z.string().trim().min(2).max(120),
    text: z.string().trim().min(2).max(8_000),
  }),
  /** Other departments work beside the lead, each on its own clock (协办). */
  commandBase.extend({
    command: z.literal('co_handle'),
    departmentCodes: z.array(departmentCode).min(1).max(maxCoHandlers),
    task: z.string().trim().min(2).max(500),
  }),
  commandBase.extend({ command: z.literal('co_accept') }),
  commandBase.extend({ command: z.literal('co_answer'), text: z.string().trim().min(2).max(4_000) }),
  /** The lead does without a co-handling department after all. */
  commandBase.extend({
    command: z.literal('co_release'),
    departmentCode,
    reason: z.string().trim().min(2).max(500),
  }),
  /** Gives the ticket to a person of its department. */
  commandBase.extend({
    command: z.literal('assign'),
    officerId: idSchema,
    reason: z.string().trim().max(300).optional(),
  }),
  /** What departments agreed on when the dispatch desk brought them together (协调). */
  commandBase.extend({
    command: z.literal('coordinate'),
    departmentCodes: z.array(departmentCode).min(1).max(8),
    outcome: z.string().trim().min(2).max(1_000),
  }),
  /** The coordinator decides; the department cannot return it (指定承办). */
  commandBase.extend({
    command: z.literal('force_dispatch'),
    departmentCode,
    basis: z.string().trim().min(2).max(300),
  }),
  /** The department is named before all others (通报). */
  /** To the emergency command, which confirms and tells how it goes on (移交应急指挥). */
  commandBase.extend({
    command: z.literal('hand_off'),
    danger: dangerSchema,
    /** People in danger, as far as somebody knows. */
    persons: z.number().int().min(0).max(100_000).optional(),
    note: z.string().trim().min(2).max(1_000),
  }),
  /** What became of it; `overdue`: nobody has confirmed in time. */
  commandBase.extend({
    command: z.literal('hand_off_news'),
    news: handOffNewsSchema,
    theirNumber: z.string().max(60).optional(),
    text: z.string().max(500).optional(),
  }),
  commandBase.extend({ command: z.literal('public_notice'), text: z.string().trim().min(2).max(500) }),
]);
export type TicketCommand = z.infer<typeof ticketCommandSchema>;
export type CommandName = TicketCommand['command'];
export const commandNames = ticketCommandSchema.options.map((option) => option.shape.command.value);
