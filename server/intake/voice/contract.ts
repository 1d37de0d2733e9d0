// Call flows over HTTP: versions, the draft, and what may be done with them.
import { z } from 'zod';
import { changeSchema } from '../../../ivr/flow/changes.ts';
import { faultSchema } from '../../../ivr/flow/check.ts';
import { flowSchema, recordingSchema } from '../../../ivr/flow/schema.ts';
import { bilingualSchema, timeSchema } from '../../platform/contract.ts';

const versionNumberSchema = z.number().int().positive();
/** Names one save of a draft; null where there is none yet. */
const revisionSchema = z.uuid();

const flowVersionSchema = z.object({
  version: versionNumberSchema,
  publishedAt: timeSchema,
  /** Null: it came with the system, or by an API key. */
  publishedBy: bilingualSchema.nullable(),
  isShipped: z.boolean(),
  note: z.string(),
});
export type FlowVersion = z.infer<typeof flowVersionSchema>;

/** Where the sounds that callers hear lie, for carriers and for the flow page: `NAME.wav`. */
export const soundPath = '/media/sounds';

/** POST /api/flows/recordings (multipart, one file): a recorded prompt, to be named in a draft. */
export const recordedSchema = recordingSchema.omit({ words: true });

/** GET /api/flows */
export const flowListSchema = z.object({
  items: z.array(
    flowVersionSchema.extend({
      code: z.string(),
      hasDraft: z.boolean(),
      /** A newer version came with the system and waits to be looked at. */
      hasOffer: z.boolean(),
    }),
  ),
});
export type FlowList = z.infer<typeof flowListSchema>;

export const flowDraftSchema = z.object({
  revision: revisionSchema,
  flow: flowSchema,
  baseVersion: versionNumberSchema,
  editedAt: timeSchema,
  editedBy: bilingualSchema.nullable(),
  faults: z.array(faultSchema),
});

/** GET /api/flows/:code */
export const flowPageSchema = z.object({
  code: z.string(),
  /** What a new call gets. */
  published: flowSchema,
  draft: flowDraftSchema.nullable(),
  /** Our own newer version. */
  offer: flowSchema.nullable(),
  /** The latest first. */
  versions: z.array(flowVersionSchema),
});
export type FlowPage = z.infer<typeof flowPageSchema>;

/** GET /api/flows/:code/versions/:version: with what it changed of the version before. */
export const flowVersionPageSchema = flowVersionSchema.extend({
  flow: flowSchema,
  changes: z.array(changeSchema),
});

/** PUT /api/flows/:code/draft. A draft may have faults. */
export const saveDraftSchema = z.object({ revision: revisionSchema.nullable(), flow: flowSchema });

/** POST /api/flows/:code/offer: makes our own newer version the draft. */
export const takeOfferSchema = z.object({ revision: revisionSchema.nullable() });

/** DELETE /api/flows/:code/draft */
export const discardDraftSchema = z.object({ revision: revisionSchema });

const noteSchema = z.string().trim().min(1).max(300);
/** POST /api/flows/:code/publish. `latest`: the published version that the editor has seen. */
export const publishSchema = z.object({
  revision: revisionSchema,
  latest: versionNumberSchema,
  note: noteSchema,
});

/** POST /api/flows/:code/revert: publishes an old version as a new one. */
export const revertSchema = z.object({
  version: versionNumberSchema,
  latest: versionNumberSchema,
  note: noteSchema,
});

/** The answer to both: the version that calls get from now on. */
export const publishedSchema = z.object({ version: versionNumberSchema });
