// What the city asks its citizens: surveys 问卷, consultations 征集, hearings 听证, ratings of departments 评议; their answers, statements, results.
import { z } from 'zod';
import {
  bilingualSchema,
  idSchema,
  langSchema,
  pageOf,
  pageQuerySchema,
  timeSchema,
  tongueSchema,
} from '../platform/contract.ts';

export const consultationKindSchema = z.enum(['survey', 'consultation', 'hearing', 'rating']);
export type ConsultationKind = z.infer<typeof consultationKindSchema>;
export const consultationStateSchema = z.enum(['draft', 'open', 'closed', 'published']);
export type ConsultationState = z.infer<typeof consultationStateSchema>;
/** `announced`: open, and not begun yet. */
export const consultationPhaseSchema = z.enum(['draft', 'announced', 'open', 'closed', 'published']);
export type ConsultationPhase = z.infer<typeof consultationPhaseSchema>;

const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const name = z.string().trim().min(1).max(200);
const names = { nameZh: name, nameEn: name };
const long = z.string().trim().max(10_000);
export const questionSchema = z
  .object({
    id: key,
    type: z.enum(['single', 'multiple', 'scale', 'text']),
    isRequired: z.boolean(),
    ...names,
    options: z
      .array(z.object({ id: key, ...names }))
      .max(30)
      .default([]),
    /** The department that is rated by it; questions of a rating alone have one. */
    group: z.object({ code: z.string().max(40), ...names }).optional(),
  })
  .refine(({ type, options }) => (type === 'single' || type === 'multiple' ? options.length >= 2 : true), {
    path: ['options'],
    message: 'a choice has two options at least',
  })
  .refine(({ options }) => new Set(options.map(({ id }) => id)).size === options.length, {
    path: ['options'],
    message: 'an option stands twice',
  });
export type Question = z.infer<typeof questionSchema>;
export const documentSchema = z.object({
  ...names,
  url: z.url({ protocol: /^https?$/ }).max(500),
});
/** One department's points; what has no steps cannot be compared. */
export function isRatingWhole(given: { kind: ConsultationKind; needsPhone: boolean; questions: Question[] }) {
  const { kind, needsPhone, questions } = given;
  if (kind !== 'rating') return questions.every(({ group }) => group === undefined);
  return needsPhone && questions.every(({ type, group }) => type === 'scale' && group !== undefined);
}
const content = {
  kind: consultationKindSchema,
  departmentCode: z.string().min(1).max(40),
  titleZh: z.string().trim().min(2).max(100),
  titleEn: z.string().trim().min(2).max(100),
  textZh: long.min(2),
  textEn: long.min(2),
  documents: z.array(documentSchema).max(20).default([]),
  questions: z
    .array(questionSchema)
    .max(120)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'a question stands twice')
    .default([]),
  needsPhone: z.boolean(),
  venueZh: z.string().trim().max(200).nullable().default(null),
  venueEn: z.string().trim().max(200).nullable().default(null),
};
/** PUT /api/consultations/:id: a draft as its editor sees it. The id is the caller's; `version` 0 is a new one. */
export const saveConsultationSchema = z
  .object({
    ...content,
    opensAt: timeSchema,
    closesAt: timeSchema,
    heldAt: timeSchema.nullable().default(null),
    version: z.number().int().min(0),
  })
  .refine(({ opensAt, closesAt }) => Date.parse(closesAt) > Date.parse(opensAt), {
    path: ['closesAt'],
    message: 'closes before it opens',
  })
  .refine(isRatingWhole, {
    path: ['questions'],
    message: 'a rating asks by telephone for steps of a scale, each of a department',
  });
export type SaveConsultation = z.infer<typeof saveConsultationSchema>;

/** POST /api/consultations/:id/command */
export const consultationCommandSchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('open'), version: z.number().int() }),
  z.object({ command: z.literal('close'), version: z.number().int() }),
  z.object({
    command: z.literal('publish'),
    version: z.number().int(),
    /** What the city makes of it. */
    resultZh: long.min(2),
    resultEn: long.min(2),
  }),
]);
export type ConsultationCommand = z.infer<typeof consultationCommandSchema>;

/** How often each option, or each step of a scale, was chosen; of a text, how many wrote one. */
export const tallySchema = z.object({
  questionId: z.string(),
  answered: z.number().int(),
  counts: z.array(z.object({ id: z.string(), count: z.number().int() })),
  /** Of a scale, 1 to 5. */
  mean: z.number().nullable(),
});
export type Tally = z.infer<typeof tallySchema>;

/** A department in a rating: how it did on each point and altogether, and by how many it was rated. */
export const ratingRowSchema = z.object({
  code: z.string(),
  name: bilingualSchema,
  ratings: z.number().int(),
  /** 1 to 5 over all that was given; null where nobody has rated it. */
  mean: z.number().nullable(),
  points: z.array(
    z.object({ name: bilingualSchema, answered: z.number().int(), mean: z.number().nullable() }),
  ),
});
export type RatingRow = z.infer<typeof ratingRowSchema>;

export const publicConsultationSchema = z.object({
  id: idSchema,
  kind: consultationKindSchema,
  phase: consultationPhaseSchema,
  title: bilingualSchema,
  department: bilingualSchema,
  opensAt: timeSchema,
  closesAt: timeSchema,
  heldAt: timeSchema.nullable(),
  answers: z.number().int(),
});
export type PublicConsultation = z.infer<typeof publicConsultationSchema>;
/** GET /api/public/consultations: what is open first, then the latest. */
export const publicConsultationsSchema = z.object({ items: z.array(publicConsultationSchema) });
/** GET /api/public/consultations/:id */
export const publicConsultationDetailSchema = publicConsultationSchema.extend({
  text: bilingualSchema,
  documents: z.array(documentSchema),
  questions: z.array(questionSchema),
  needsPhone: z.boolean(),
  venue: bilingualSchema.nullable(),
  statements: z.number().int(),
  /** Null until it is published. */
  result: z
    .object({
      text: bilingualSchema,
      tallies: z.array(tallySchema),
      /** Of a rating, the best first. */
      ratings: z.array(ratingRowSchema),
      publishedAt: timeSchema,
    })
    .nullable(),
});
export type PublicConsultationDetail = z.infer<typeof publicConsultationDetailSchema>;

/** GET /api/public/consultations/:id/statements: those that were let through, the latest first. */
export const publicStatementsQuerySchema = pageQuerySchema;
export const publicStatementsSchema = pageOf(z.object({ id: idSchema, text: z.string(), at: timeSchema }));

const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{7,20}$/);
/** POST /api/citizen/consultations/:id/codes */
export const consultationCodeSchema = z.object({ phone, lang: tongueSchema.default('zh') });
/** POST /api/citizen/consultations/:id/answers. The id is the caller's: the same again is one answer. */
export const answerSchema = z.object({
  id: idSchema,
  answers: z.record(
    key,
    z.union([
      z.string().trim().max(2_000),
      z.array(z.string().max(40)).max(30),
      z.number().int().min(1).max(5),
    ]),
  ),
  statement: z.string().trim().max(2_000).optional(),
  lang: langSchema.default('zh'),
  phone: phone.optional(),
  code: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
});
export type GivenAnswer = z.infer<typeof answerSchema>;

/** As the staff that runs it sees it. */
export const consultationViewSchema = publicConsultationDetailSchema.extend({
  state: consultationStateSchema,
  departmentCode: z.string(),
  version: z.number().int(),
  /** Statements that nobody has read yet. */
  waiting: z.number().int(),
  tallies: z.array(tallySchema),
  /** Of a rating, the best first. */
  ratings: z.array(ratingRowSchema),
});
export type ConsultationView = z.infer<typeof consultationViewSchema>;
export const consultationListSchema = z.object({
  items: z.array(publicConsultationSchema.extend({ waiting: z.number().int() })),
});

export const statementStateSchema = z.enum(['waiting', 'shown', 'hidden']);
export const statementSchema = z.object({
  id: idSchema,
  /** As everybody would read it: personal data starred out. */
  text: z.string(),
  state: statementStateSchema,
  reason: z.string().nullable(),
  at: timeSchema,
});
export type Statement = z.infer<typeof statementSchema>;
/** GET /api/consultations/:id/statements */
export const statementsQuerySchema = pageQuerySchema.extend({
  state: statementStateSchema.default('waiting'),
});
export const statementsSchema = pageOf(statementSchema);
/** POST /api/consultations/:id/statements/:statementId: a reason where it is not shown. */
export const judgeStatementSchema = z.object({
  state: z.enum(['shown', 'hidden']),
  reason: z.string().trim().max(200).default(''),
});

/** Rows of a pack's consultations.json: days count from when the pack is applied. */
export const consultationPackSchema = z.strictObject({
  code: key,
  ...content,
  /** Null: it is no hearing. */
  heldAfterDays: z.number().int().min(1).nullable(),
  lastsDays: z.number().int().min(1).max(365),
});
