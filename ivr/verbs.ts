// What a call flow may ask of a telephone executor and of the host that runs it. Nothing here knows a carrier.
// `say play pause gather dial conference record transfer hangup` are carried out on the line, in order;
// `enqueue dequeue callback lookup rate sms` are carried out by the host before it answers the line.
import { z } from 'zod';

/** Spoken languages: 普通话, 粤语, English. */
export const languageSchema = z.enum(['cmn', 'yue', 'en']);
export type Language = z.infer<typeof languageSchema>;
export const languages = languageSchema.options;

/** Recorded prompts are named by the SHA-256 of their sound. */
export const soundNameSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** `recording`: the words as a person spoke them; heard instead of a synthetic voice. */
const saySchema = z.object({
  verb: z.literal('say'),
  text: z.string().min(1),
  language: languageSchema,
  recording: soundNameSchema.exactOptional(),
});
/** `media` names a sound; the executor knows where it lies and stays silent when it has none. */
const playSchema = z.object({ verb: z.literal('play'), media: z.string().min(1) });
const pauseSchema = z.object({ verb: z.literal('pause'), seconds: z.number().int().positive() });
const promptSchema = z.discriminatedUnion('verb', [saySchema, playSchema, pauseSchema]);
export type Prompt = z.infer<typeof promptSchema>;

/**
 * Speaks the prompts and listens from their first word on. Ends with `digits`, with `said` when `hear` is not
 * empty, or with `timeout` after `timeoutS` seconds of silence behind the last prompt.
 */
const gatherSchema = z.object({
  verb: z.literal('gather'),
  prompts: z.array(promptSchema),
  maxDigits: z.number().int().positive(),
  /** The key that ends the entry and is not part of it; null when every key counts. */
  finishOn: z.enum(['#', '*']).nullable(),
  timeoutS: z.number().int().positive(),
  language: languageSchema,
  /** Words that speech recognition should expect; empty: keys only. */
  hear: z.array(z.string()),
});

/** Where an agent can be reached. */
export const dialTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('client'), identity: z.string().min(1) }),
  z.object({ kind: z.literal('number'), number: z.string().min(1) }),
  z.object({ kind: z.literal('sip'), uri: z.string().min(1) }),
]);
export type DialTarget = z.infer<typeof dialTargetSchema>;

/** Connects the caller and ends with `dial_ended`. `parameters` reach the agent's telephone for the screen pop. */
const dialSchema = z.object({
  verb: z.literal('dial'),
  target: dialTargetSchema,
  parameters: z.record(z.string(), z.string()),
  timeoutS: z.number().int().positive(),
  record: z.boolean(),
});

const conferenceSchema = z.object({
  verb: z.literal('conference'),
  room: z.string().min(1),
  record: z.boolean(),
  endOnExit: z.boolean(),
});

/** Ends with `recording_done`, or with `timeout` when nothing was said. */
const recordSchema = z.object({
  verb: z.literal('record'),
  purpose: z.literal('voicemail'),
  maxS: z.number().int().positive(),
  finishOn: z.enum(['#', '*']),
});

/** Hands the caller to an outside number (110, 119, 120, another hotline) and ends with `dial_ended`. */
const transferSchema = z.object({
  verb: z.literal('transfer'),
  number: z.string().min(1),
  timeoutS: z.number().int().positive(),
});

/** Host: put the caller in a queue. `kept`: at the place held before, counted from the first arrival. */
const enqueueSchema = z.object({
  verb: z.literal('enqueue'),
  queue: z.string().min(1),
  place: z.enum(['new', 'kept']),
  priority: z.number().int(),
  language: languageSchema,
});

/** Host: the caller left the queue of his own will. */
const dequeueSchema = z.object({ verb: z.literal('dequeue'), reason: z.enum(['voicemail', 'transfer']) });

/** Host: ring this number when its turn comes; the place in the queue stays. */
const callbackSchema = z.object({
  verb: z.literal('callback'),
  queue: z.string().min(1),
  number: z.string().min(1),
  language: languageSchema,
});

/**
 * What a flow can ask the host. The answers that callers can hear by themselves are offered, spoken, and judged. The
 * systems of others are offered; their questions are put one after the other; the answer is asked for until it is there.
 */
export const lookupQuestionSchema = z.enum([
  'ticket_status',
  'common_answers',
  'common_answer',
  'answer_helped',
  'status_systems',
  'status_question',
  'status_answer',
]);

/**
 * Host: find this out and answer at once with `lookup_done`. `rating_due`: whether the caller is asked how the talk was,
 * `due` when so, and then it counts as asked.
 */
const lookupSchema = z.object({
  verb: z.literal('lookup'),
  what: z.enum([...lookupQuestionSchema.options, 'rating_due']),
  inputs: z.record(z.string(), z.string()),
});

/** Host: keep how satisfied the caller was with the talk, 5 the most. */
const rateSchema = z.object({ verb: z.literal('rate'), score: z.number().int().min(1).max(5) });

const smsSchema = z.object({ verb: z.literal('sms'), to: z.string().min(1), text: z.string().min(1) });
const hangupSchema = z.object({ verb: z.literal('hangup') });

export const verbSchema = z.discriminatedUnion('verb', [
  saySchema,
  playSchema,
  pauseSchema,
  gatherSchema,
  enqueueSchema,
  dequeueSchema,
  callbackSchema,
  lookupSchema,
  rateSchema,
  dialSchema,
  conferenceSchema,
  recordSchema,
  transferSchema,
  smsSchema,
  hangupSchema,
]);
export type Verb = z.infer<typeof verbSchema>;
export type VerbName = Verb['verb'];
export type VerbOf<N extends VerbName> = Extract<Verb, { verb: N }>;
