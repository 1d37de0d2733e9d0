// A call that tries a draft of a flow: what the editor's page asks and hears. Apart from the other calls, which every desk
// loads: here the whole shape of a flow comes along.
import { z } from 'zod';
import { eventSchema } from '../../../../ivr/event.ts';
import { flowSchema } from '../../../../ivr/flow/schema.ts';
import { factsSchema } from '../../../../ivr/session.ts';
import { answeredSchema, sdpSchema } from '../contract.ts';

/** An editor rings the draft as it stands on the page, with the situation that the call meets. */
export const rehearsalStartSchema = z.object({
  sdp: sdpSchema,
  flow: flowSchema,
  facts: factsSchema,
  callerNumber: z.string().max(20).nullable(),
});
export type RehearsalStart = z.infer<typeof rehearsalStartSchema>;
/** `callRef` names it from now on. */
export const rehearsalBegunSchema = answeredSchema.extend({ callRef: z.string() });
/** What the editor lets happen in the house's place. */
export const rehearsalTellSchema = z.object({ callRef: z.string().max(100), event: eventSchema });
/** Each event that the flow took, in order: whoever takes them too stands where the call stands. */
export const rehearsalNewsSchema = z.object({
  callRef: z.string(),
  news: z.discriminatedUnion('what', [
    z.object({ what: z.literal('event'), event: eventSchema }),
    z.object({ what: z.literal('over') }),
  ]),
});
export type RehearsalNews = z.infer<typeof rehearsalNewsSchema>;
