// What processes ask of the media process that carries a call: one schema each way, as on the sockets.
import { z } from 'zod';
import { verbSchema } from '../../../ivr/index.ts';
import { idSchema, okSchema } from '../../platform/contract.ts';
import { tongueCodes } from '../../platform/tongue.ts';
import {
  answeredSchema,
  joinCallSchema,
  liveCallsSchema,
  phoneCommandSchema,
  phoneRoleSchema,
  reachSchema,
  resumeCallSchema,
  resumedCallSchema,
  runningSchema,
  startCallSchema,
} from './contract.ts';
import { rehearsalBegunSchema, rehearsalStartSchema, rehearsalTellSchema } from './rehearsal/contract.ts';

const ofCall = z.object({ callRef: z.string().min(1) });
const ofCaller = z.object({ citizenId: idSchema, callId: idSchema });
const actorSchema = z.object({ id: idSchema, maySupervise: z.boolean(), place: idSchema.optional() });

export const mediaCalls = {
  /** A citizen's browser rings. */
  start: {
    /** `tongue`: how the caller reads what is said. */
    request: startCallSchema.extend({ citizenId: idSchema, tongue: z.enum(tongueCodes).default('zh') }),
    answer: answeredSchema,
  },
  /** A citizen's browser is back on a new connection. */
  resume: { request: resumeCallSchema.extend({ citizenId: idSchema }), answer: resumedCallSchema },
  check: { request: ofCaller, answer: runningSchema },
  end: { request: ofCaller, answer: okSchema },
  reach: { request: ofCall.extend({ actor: actorSchema }), answer: reachSchema },
  join: {
    request: ofCall.extend({
      actor: actorSchema,
      ...joinCallSchema.pick({ sdp: true, role: true, isTaken: true }).shape,
    }),
    answer: answeredSchema,
  },
  ring_me: { request: ofCall.extend({ actor: actorSchema, role: phoneRoleSchema }), answer: okSchema },
  command: {
    request: ofCall.extend({ actor: actorSchema, command: phoneCommandSchema.shape.command }),
    answer: okSchema,
  },
  /** The flow goes on elsewhere. */
  interrupt: {
    request: ofCall.extend({ verbs: z.array(verbSchema), turn: z.number().int() }),
    answer: okSchema,
  },
  /** Our side is done with the talk. */
  end_talk: { request: ofCall, answer: okSchema },
  /** An editor's test call. */
  rehearse: { request: rehearsalStartSchema.extend({ editorId: idSchema }), answer: rehearsalBegunSchema },
  rehearse_tell: { request: rehearsalTellSchema.extend({ editorId: idSchema }), answer: okSchema },
  /** Calls a citizen over the trunk. What becomes of it is told to routing. */
  dial: {
    request: z.object({
      number: z.string(),
      interactionId: idSchema,
      attempt: z.number().int(),
      ringS: z.number().int(),
    }),
    answer: okSchema,
  },
  /** The talks under way in the process. */
  talks: { request: z.object({}), answer: liveCallsSchema },
} as const;

export type MediaCalls = typeof mediaCalls;
export type MediaCall = keyof MediaCalls;
export type MediaRequest<K extends MediaCall> = z.infer<MediaCalls[K]['request']>;
export type MediaAnswer<K extends MediaCall> = z.infer<MediaCalls[K]['answer']>;

/** What a media process answers. A method each. */
export type MediaNode = { [K in MediaCall]: (request: MediaRequest<K>) => Promise<MediaAnswer<K>> };
