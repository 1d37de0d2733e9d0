// A call flow as data: a versioned graph of nodes and the texts that it speaks.
import { z } from 'zod';
import { languageSchema, lookupQuestionSchema, soundNameSchema } from '../verbs.ts';

const nodeId = z.string().regex(/^[a-z][A-Za-z0-9]*$/);
const textKey = z.string().regex(/^[a-z][A-Za-z0-9.]*$/);
const key = z.string().regex(/^[0-9*#]$/);
const seconds = z.number().int().min(1).max(600);

/** What to say, if anything, and where to go when the caller gave no or no valid entry. */
const branchSchema = z.object({ say: textKey.optional(), next: nodeId });

/** A key that the caller may press. Its text names the key; `hear` are words that mean the same. */
const choiceSchema = z.object({
  say: textKey,
  next: nodeId,
  hear: z.array(z.string().min(1)).optional(),
});
export type Choice = z.infer<typeof choiceSchema>;
const choicesSchema = z.record(key, choiceSchema);

const saySchema = z.object({
  type: z.literal('say'),
  text: textKey,
  /** Spoken in this language whatever the caller chose. */
  language: languageSchema.optional(),
  next: nodeId,
});

/** The one menu before a person: each option is spoken in its own language. */
const languageNodeSchema = z.object({
  type: z.literal('language'),
  choices: z.record(key, choiceSchema.omit({ next: true }).extend({ language: languageSchema })),
  timeoutS: seconds,
  /** How many wrong keys before `otherwise` is taken. Silence takes it at once: a person must not wait for a menu. */
  tries: z.number().int().min(1).max(5),
  otherwise: languageSchema,
  next: nodeId,
});

/**
 * Asks for one key (`choices`) or for a number (`collect`). Without `timeout` or `invalid` it is a draft: the
 * checker refuses it.
 */
const gatherSchema = z.object({
  type: z.literal('gather'),
  text: textKey,
  choices: choicesSchema.optional(),
  collect: z
    .object({
      into: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
      min: z.number().int().min(1),
      max: z.number().int().min(1),
      /** Letters count too: keyed as in `spelling.ts`, or said. */
      letters: z.boolean().exactOptional(),
      /** Variable with words that stand for an entry, a line each: the entry, a tab, the word. */
      words: z.string().exactOptional(),
      next: nodeId,
    })
    .optional(),
  timeoutS: seconds,
  tries: z.number().int().min(1).max(5),
  timeout: branchSchema.optional(),
  invalid: branchSchema.optional(),
});

/** Waiting for a person. An agent may come while the caller is in any node behind this one. */
const enqueueSchema = z.object({
  type: z.literal('enqueue'),
  queue: z.string().min(1),
  queueByLanguage: z.partialRecord(languageSchema, z.string().min(1)).optional(),
  priority: z.number().int(),
  entering: textKey,
  waiting: z.object({
    /** Spoken when place and wait are known: `{{position}}` and `{{minutes}}`. */
    position: textKey,
    /** Spoken when only the place is known: nothing may name `{{minutes}}`. */
    placeOnly: textKey,
    unknown: textKey,
    music: z.string().min(1),
    roundS: seconds,
    /** The options are spoken in the first round and then in every so many. */
    optionsEvery: z.number().int().min(1),
    choices: choicesSchema,
  }),
  connecting: textKey,
  agentLost: textKey,
  /** The queue lets nobody in now: the other ways that the caller has. */
  refused: z.object({ closed: branchSchema, full: branchSchema }),
  dialTimeoutS: seconds,
  /** After the talk with the agent. */
  next: nodeId,
});

const voicemailSchema = z.object({
  type: z.literal('voicemail'),
  text: textKey,
  maxS: seconds,
  /** Nothing was said. */
  empty: branchSchema,
  next: nodeId,
});

/** Asks the host. `outcomes` are answers by name; any other answer goes to `otherwise`. */
const lookupSchema = z.object({
  type: z.literal('lookup'),
  what: lookupQuestionSchema,
  /** Name of the input → variable that a `collect` filled. */
  inputs: z.record(z.string(), z.string()),
  outcomes: z.record(z.string(), nodeId),
  otherwise: nodeId,
});

/** A callback to the number in the variable `number` or else to the caller's own; keeps the place of who waits. */
const callbackSchema = z.object({
  type: z.literal('callback'),
  /** For callers who wait in no queue. */
  queue: z.string().min(1),
  number: z.string().optional(),
  text: textKey,
  unknownNumber: branchSchema,
  next: nodeId,
});

const smsSchema = z.object({ type: z.literal('sms'), text: textKey, next: nodeId });

/** A number outside: 110, another hotline. */
export const transferNumberSchema = z.string().regex(/^\+?\d{3,15}$/);

const transferSchema = z.object({
  type: z.literal('transfer'),
  number: transferNumberSchema,
  text: textKey,
  timeoutS: seconds,
  next: nodeId,
  failed: branchSchema,
});

const conditionSchema = z.object({
  type: z.literal('condition'),
  when: z.enum(['after_hours', 'surge', 'emergency', 'caller_known']),
  holds: nodeId,
  otherwise: nodeId,
});

/** What a caller presses to say how satisfied they are: the grades of a ticket's rating, 5 is very satisfied. */
export const ratingKeys: readonly string[] = ['5', '4', '3', '2', '1'];

/**
 * After the talk with an agent, asks once how it was. Whoever had no talk, or was left to somebody outside, passes by;
 * silence is no rating.
 */
const rateSchema = z.object({
  type: z.literal('rate'),
  text: textKey,
  thanks: textKey,
  timeoutS: seconds,
  next: nodeId,
});

const hangupSchema = z.object({ type: z.literal('hangup'), text: textKey.optional() });

const nodeSchema = z.discriminatedUnion('type', [
  saySchema,
  languageNodeSchema,
  gatherSchema,
  enqueueSchema,
  voicemailSchema,
  lookupSchema,
  callbackSchema,
  smsSchema,
  transferSchema,
  conditionSchema,
  rateSchema,
  hangupSchema,
]);
export type FlowNode = z.infer<typeof nodeSchema>;
export type NodeOf<T extends FlowNode['type']> = Extract<FlowNode, { type: T }>;
export type Condition = NodeOf<'condition'>['when'];

/** Texts may lack a language while a flow is a draft; the checker refuses it. */
const textsSchema = z.record(textKey, z.partialRecord(languageSchema, z.string()));

/** A text as a person spoke it, heard instead of the synthetic voice. */
export const recordingSchema = z.object({
  sound: soundNameSchema,
  durationMs: z.number().int().positive(),
  /** The words that were recorded: when the text is another by now, they no longer belong together. */
  words: z.string(),
});
export type Recording = z.infer<typeof recordingSchema>;
const recordingsSchema = z.record(textKey, z.partialRecord(languageSchema, recordingSchema));

export const flowSchema = z.object({
  code: z.string().regex(/^[a-z][a-z-]*$/),
  version: z.number().int().positive(),
  defaultLanguage: languageSchema,
  start: nodeId,
  nodes: z.record(nodeId, nodeSchema),
  texts: textsSchema,
  recordings: recordingsSchema.default({}),
});
export type Flow = z.infer<typeof flowSchema>;
