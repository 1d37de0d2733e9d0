// How contacts are judged: forms, plans that draw contacts, reviews, calibrations, figures.
import { z } from 'zod';
import { messageViewSchema } from '../intake/contract.ts';
import {
  bilingualSchema,
  channelSchema,
  idSchema,
  langSchema,
  pageOf,
  pageQuerySchema,
  timeSchema,
} from '../platform/contract.ts';

const words = z.string().trim().min(1).max(120);
const guidance = z.string().trim().max(600);
const names = { nameZh: words, nameEn: words };
const partIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/);

export const questionTypeSchema = z.enum(['yes_no', 'scale']);
export const questionSchema = z.strictObject({
  id: partIdSchema,
  type: questionTypeSchema,
  ...names,
  /** What counts as which answer. */
  guidanceZh: guidance,
  guidanceEn: guidance,
  /** Share of the form; what does not apply leaves its share to the others. */
  weight: z.number().int().min(0).max(100),
  /** Of a scale: 1 is the worst, the last one the best. */
  steps: z.number().int().min(2).max(9).default(5),
  allowsNotApplicable: z.boolean(),
  /** `no` makes the whole form 0. */
  isFatal: z.boolean(),
});
export type Question = z.infer<typeof questionSchema>;

const definitionShape = z.strictObject({
  ...names,
  sections: z
    .array(z.strictObject({ id: partIdSchema, ...names, questions: z.array(questionSchema).min(1).max(30) }))
    .min(1)
    .max(12),
});
/** A form: ids are told apart, something counts, and only a plain no is fatal. */
export const formDefinitionSchema = definitionShape.superRefine(({ sections }, context) => {
  const fault = (message: string): void => context.addIssue({ code: 'custom', path: ['sections'], message });
  const questions = sections.flatMap((section) => section.questions);
  if (new Set(questions.map(({ id }) => id)).size < questions.length) fault('a question stands twice');
  if (new Set(sections.map(({ id }) => id)).size < sections.length) fault('a section stands twice');
  if (!questions.some(({ weight }) => weight > 0)) fault('nothing counts');
  if (questions.some(({ isFatal, type }) => isFatal && type !== 'yes_no')) fault('a scale cannot be fatal');
});
export type FormDefinition = z.infer<typeof formDefinitionSchema>;

export const formCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
/** A form as a city's pack brings it. */
export const formPackSchema = z.strictObject({ code: formCodeSchema, definition: formDefinitionSchema });

export const formViewSchema = z.object({
  code: formCodeSchema,
  version: z.number().int(),
  isActive: z.boolean(),
  definition: formDefinitionSchema,
});
export type FormView = z.infer<typeof formViewSchema>;
export const formListSchema = z.object({ items: z.array(formViewSchema) });
/** PUT /api/quality/forms/:code; version 0 makes a new one. */
export const saveFormSchema = z.object({
  version: z.number().int().min(0),
  isActive: z.boolean(),
  definition: formDefinitionSchema,
});

/** Ids by question: yes, no, a step of the scale, or that it does not apply. */
export const answerSchema = z.union([z.enum(['yes', 'no', 'na']), z.number().int().min(1).max(9)]);
export type Answer = z.infer<typeof answerSchema>;
export const answersSchema = z.record(partIdSchema, answerSchema);
export type Answers = z.infer<typeof answersSchema>;

export const questionsOf = ({ sections }: FormDefinition): Question[] =>
  sections.flatMap(({ questions }) => questions);

/** Share of a question's weight that an answer earns, 0 to 1; null where it does not apply. */
export function shareOf({ steps }: Pick<Question, 'steps'>, answer: Answer): number | null {
  if (answer === 'na') return null;
  if (typeof answer === 'string') return answer === 'yes' ? 1 : 0;
  return (answer - 1) / (steps - 1);
}

/**
 * 0 to 100, to a tenth: earned weight of the weight that applies. A fatal question that was not met makes it 0. Null
 * where nothing that counts was answered.
 */
export function scoreOf(
  parts: readonly Question[],
  answers: Answers,
): { score: number | null; hasFailed: boolean } {
  const hasFailed = parts.some(({ id, isFatal }) => isFatal && answers[id] === 'no');
  let [earned, applied] = [0, 0];
  for (const question of parts) {
    const answer = answers[question.id];
    const share = answer === undefined ? null : shareOf(question, answer);
    if (share === null) continue;
    earned += question.weight * share;
    applied += question.weight;
  }
  if (applied === 0) return { score: hasFailed ? 0 : null, hasFailed };
  return { score: hasFailed ? 0 : Math.round((1_000 * earned) / applied) / 10, hasFailed };
}

/** PUT /api/quality/plans/:id; version 0 makes a new one. */
export const savePlanSchema = z.object({
  version: z.number().int().min(0),
  name: words,
  formCode: formCodeSchema,
  isActive: z.boolean(),
  channels: z.array(channelSchema).max(10),
  queueCodes: z.array(z.string().min(1).max(40)).max(100),
  agentIds: z.array(idSchema).max(500),
  perAgent: z.number().int().min(0).max(50),
  /** Percent. */
  share: z.number().min(0).max(100),
  takesLow: z.boolean(),
  takesDanger: z.boolean(),
  takesPassed: z.boolean(),
  holdS: z.number().int().min(10).max(3_600).nullable(),
  reviewerIds: z.array(idSchema).min(1).max(50),
});
export type SavePlan = z.infer<typeof savePlanSchema>;
const personSchema = z.object({ id: idSchema, name: bilingualSchema });
export const planViewSchema = savePlanSchema.extend({
  id: idSchema,
  seed: z.string(),
  /** The latest draws, the latest first. */
  draws: z.array(
    z.object({
      period: z.string(),
      contacts: z.number().int(),
      drawn: z.number().int(),
      drawnAt: timeSchema,
    }),
  ),
});
export type PlanView = z.infer<typeof planViewSchema>;
export const planListSchema = z.object({
  items: z.array(planViewSchema),
  /** Who can judge, and who can be judged. */
  reviewers: z.array(personSchema),
  agents: z.array(personSchema),
});

/** Why a contact was drawn. */
export const reasonSchema = z.discriminatedUnion('why', [
  /** By chance: `wanted` of `of` contacts of the agent in that week, this one at place `place`. */
  z.object({
    why: z.literal('random'),
    period: z.string(),
    of: z.number().int(),
    wanted: z.number().int(),
    place: z.number().int(),
  }),
  z.object({ why: z.literal('low_rating'), score: z.number().int() }),
  z.object({ why: z.literal('danger') }),
  z.object({ why: z.literal('hold'), seconds: z.number().int() }),
  z.object({ why: z.literal('passed_on') }),
  /** By somebody's hand. */
  z.object({ why: z.literal('chosen') }),
]);
export type DrawReason = z.infer<typeof reasonSchema>;

export const commentSchema = z.object({
  id: idSchema,
  /** What of the form it is about; null: the contact as a whole. */
  questionId: partIdSchema.nullable(),
  /** Where in the contact: at a message, or at a moment of a recording. */
  messageId: idSchema.nullable(),
  recordingId: idSchema.nullable(),
  atMs: z.number().int().min(0).nullable(),
  text: z.string().trim().min(1).max(1_000),
});
export type ReviewComment = z.infer<typeof commentSchema>;

export const reviewStateSchema = z.enum(['assigned', 'finished', 'acknowledged', 'disputed', 'decided']);
export type ReviewState = z.infer<typeof reviewStateSchema>;

export const reviewRowSchema = z.object({
  id: idSchema,
  state: reviewStateSchema,
  interactionId: idSchema,
  calibrationId: idSchema.nullable(),
  agent: personSchema,
  reviewer: personSchema.nullable(),
  channel: channelSchema,
  queueCode: z.string(),
  contactAt: timeSchema,
  formCode: z.string(),
  formName: bilingualSchema,
  reasons: z.array(reasonSchema),
  score: z.number().nullable(),
  hasFailed: z.boolean(),
  finishedAt: timeSchema.nullable(),
});
export type ReviewRow = z.infer<typeof reviewRowSchema>;
export const reviewPageSchema = pageOf(reviewRowSchema);

const daySchema = z.iso.date();
export const figureFilterSchema = z.object({
  /** Days of the city, both included, by when the review was finished. */
  from: daySchema,
  until: daySchema,
  form: formCodeSchema.optional(),
  /** Only what chance has drawn: what is picked for a reason says nothing of the whole. */
  random: z.stringbool().default(false),
});
/** GET /api/quality/reviews */
export const reviewQuerySchema = pageQuerySchema.extend({
  /** One's own to do, disputes to decide by oneself, all. */
  view: z.enum(['mine', 'disputes', 'all']).default('mine'),
  state: reviewStateSchema.optional(),
  agent: idSchema.optional(),
  queue: z.string().max(40).optional(),
  from: daySchema.optional(),
  until: daySchema.optional(),
  form: formCodeSchema.optional(),
  random: z.stringbool().optional(),
});

const verdictSchema = z.object({
  answers: answersSchema,
  score: z.number().nullable(),
  hasFailed: z.boolean(),
});
export const reviewViewSchema = reviewRowSchema.extend({
  version: z.number().int(),
  definition: formDefinitionSchema,
  formVersion: z.number().int(),
  answers: answersSchema,
  comments: z.array(commentSchema),
  note: z.string(),
  answeredAt: timeSchema.nullable(),
  ground: z.string().nullable(),
  decision: z.enum(['upheld', 'changed']).nullable(),
  decisionNote: z.string().nullable(),
  decidedBy: personSchema.nullable(),
  decidedAt: timeSchema.nullable(),
  before: verdictSchema.nullable(),
  /** What the reader may do with it now. */
  may: z.object({ judge: z.boolean(), take: z.boolean(), answer: z.boolean(), decide: z.boolean() }),
});
export type ReviewView = z.infer<typeof reviewViewSchema>;

/** GET …/reviews/:id/contact: what was said. Who looks is written down. */
export const reviewedContactSchema = z.object({
  conversationId: idSchema,
  lang: langSchema,
  /** A ticket that came of it hides who reported: names are starred out as well. */
  isSealed: z.boolean(),
  messages: z.array(messageViewSchema),
  /** They lie in the file of a month that has left. */
  isArchived: z.boolean(),
  /** What its agent made of it. */
  wrapUp: z.object({
    /** Null where none was chosen. */
    disposition: bilingualSchema.nullable(),
    note: z.string().nullable(),
    tickets: z.array(z.object({ id: idSchema, number: z.string() })),
  }),
});
export type ReviewedContact = z.infer<typeof reviewedContactSchema>;

/** PUT /api/quality/reviews/:id: a draft, or with `isFinished` the result. */
export const judgeSchema = z.object({
  version: z.number().int().positive(),
  answers: answersSchema,
  comments: z.array(commentSchema).max(100),
  note: z.string().trim().max(2_000),
  isFinished: z.boolean(),
});
export type Judgement = z.infer<typeof judgeSchema>;

/** GET /api/quality/contacts: what an agent finished on a day of the city, the latest first. */
export const contactQuerySchema = z.object({ agent: idSchema, day: daySchema });
const finishedRowSchema = z.object({
  interactionId: idSchema,
  channel: channelSchema,
  queueCode: z.string(),
  at: timeSchema,
  isPassedOn: z.boolean(),
  /** How often it has been drawn or chosen already. */
  reviews: z.number().int(),
});
export const finishedListSchema = z.object({ items: z.array(finishedRowSchema) });
/** POST /api/quality/reviews: a contact that somebody wants judged, by oneself. */
export const chooseContactSchema = z.object({ interactionId: idSchema, formCode: formCodeSchema });
/** POST …/reviews/:id/answer: the agent's word. */
export const answerReviewSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('acknowledge') }),
  z.object({ do: z.literal('dispute'), ground: z.string().trim().min(5).max(1_000) }),
]);
export type AnswerReview = z.infer<typeof answerReviewSchema>;
/** POST …/reviews/:id/decide: by somebody who neither judged nor was judged. With `answers` the result changes. */
export const decideSchema = z.object({
  version: z.number().int().positive(),
  answers: answersSchema.nullable(),
  note: z.string().trim().min(2).max(1_000),
});

/** PUT /api/quality/calibrations/:id */
export const openCalibrationSchema = z.object({
  /** A review of the contact. */
  reviewId: idSchema,
  reviewerIds: z.array(idSchema).min(2).max(12),
});
export const agreeSchema = z.object({ answers: answersSchema, note: z.string().trim().max(2_000) });
const calibrationRowSchema = z.object({
  id: idSchema,
  interactionId: idSchema,
  formName: bilingualSchema,
  agent: personSchema,
  contactAt: timeSchema,
  openedAt: timeSchema,
  openedBy: personSchema,
  finished: z.number().int(),
  asked: z.number().int(),
  /** The reader's own review in it. */
  ownReviewId: idSchema.nullable(),
  agreedAt: timeSchema.nullable(),
  score: z.number().nullable(),
});
export const calibrationListSchema = z.object({
  items: z.array(calibrationRowSchema),
  /** Over all calibrations of a form that are told: how far reviewers mean the same by a question. */
  agreement: z.array(
    z.object({
      formCode: z.string(),
      formName: bilingualSchema,
      questions: z.array(
        z.object({
          id: z.string(),
          name: bilingualSchema,
          contacts: z.number().int(),
          alpha: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type CalibrationList = z.infer<typeof calibrationListSchema>;
export const calibrationViewSchema = calibrationRowSchema.extend({
  definition: formDefinitionSchema,
  /** Null while some have not finished and the reader could be swayed. */
  results: z
    .object({
      reviews: z.array(
        verdictSchema.extend({ reviewId: idSchema, reviewer: personSchema, note: z.string() }),
      ),
      /** Of all questions of this contact. */
      alpha: z.number().nullable(),
    })
    .nullable(),
  answers: answersSchema.nullable(),
  note: z.string(),
  agreedBy: personSchema.nullable(),
});
export type CalibrationView = z.infer<typeof calibrationViewSchema>;

export const figuresBySchema = z.enum(['agent', 'queue', 'question', 'week']);
export type FiguresBy = z.infer<typeof figuresBySchema>;
/** GET /api/quality/figures */
export const figureQuerySchema = figureFilterSchema.extend({ by: figuresBySchema });
export type FigureQuery = z.infer<typeof figureQuerySchema>;
export const figureExportSchema = figureQuerySchema.extend({ lang: langSchema.default('zh') });
const figureRowSchema = z.object({
  key: z.string(),
  name: bilingualSchema,
  reviews: z.number().int(),
  /** 0 to 100. */
  score: z.number().nullable(),
  /** Reviews with a fatal no; of a question: how often it was that. */
  failed: z.number().int(),
  disputed: z.number().int(),
});
export type FigureRow = z.infer<typeof figureRowSchema>;
export const figuresSchema = z.object({
  by: figuresBySchema,
  from: daySchema,
  until: daySchema,
  rows: z.array(figureRowSchema),
  total: figureRowSchema,
});
export type Figures = z.infer<typeof figuresSchema>;
