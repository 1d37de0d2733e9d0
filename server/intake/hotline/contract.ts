// The embedded hotline on the sockets: a browser offers sound, the media server answers, and both hear how it goes.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { passOnNoteSchema } from '../../routing/contract.ts';

/** A session description (RFC 8866). Ours are below 4 kB. */
export const sdpSchema = z.string().min(10).max(20_000);

/** A citizen rings. `callId` is made by the browser: the same one again is the same call. */
export const startCallSchema = z.object({
  callId: idSchema,
  sdp: sdpSchema,
  /** The citizen answers our call: the contact that we call back. */
  callback: idSchema.optional(),
});
export const answeredSchema = z.object({ sdp: sdpSchema });
/** A browser that lost its connection comes back into its call. The answer's `sdp` is null when the call is over. */
export const resumeCallSchema = z.object({ callId: idSchema, sdp: sdpSchema });
export const resumedCallSchema = z.object({ sdp: sdpSchema.nullable() });
export const inCallSchema = z.object({ callId: idSchema });
/** Whether a call still stands: asked by a browser whose socket was away. */
export const runningSchema = z.object({ isRunning: z.boolean() });

/** What the citizen's telephone shows. `said`: the words of this step, a line each, to read along. */
export const callNewsSchema = z.object({
  callId: idSchema,
  state: z.enum(['menu', 'talking', 'held', 'ended']),
  said: z.string().nullable(),
  /** Why a call that could not go on ended. */
  failure: z.enum(['unavailable']).nullable(),
});
/** A call of ours that the citizen waits for; null: none. `ringing`: answer now. */
export const expectedCallSchema = z.object({
  expected: z
    .object({
      interactionId: idSchema,
      state: z.enum(['waiting', 'ringing']),
      position: z.number().int().nullable(),
      estimatedWaitS: z.number().nullable(),
      notBefore: timeSchema.nullable(),
    })
    .nullable(),
});
export type ExpectedCall = z.infer<typeof expectedCallSchema>;

export type CallNews = z.infer<typeof callNewsSchema>;

/** `party`: talks with all. `monitor`: only hears. `whisper`: is heard by those of ours only. */
export const phoneRoleSchema = z.enum(['party', 'monitor', 'whisper']);
export type PhoneRole = z.infer<typeof phoneRoleSchema>;

export const ofInteractionSchema = z.object({ interactionId: idSchema });

/** The browser that somebody of ours is at: a name that it made up for itself. */
const placeSchema = idSchema.optional();

/**
 * Staff joins the call of an interaction: its agent, whoever was asked to join, or a supervisor. What this person carries
 * at another place stays there (`conflict`) unless it is taken from it.
 */
export const joinCallSchema = ofInteractionSchema.extend({
  sdp: sdpSchema,
  role: phoneRoleSchema,
  place: placeSchema,
  isTaken: z.boolean().optional(),
});

/** The same by a telephone that has to be rung: a carrier's client in the console, a desk phone. */
export const ringMeSchema = ofInteractionSchema.extend({ role: phoneRoleSchema });

/**
 * How staff reaches the call of an interaction. `browser`: by an offer of sound (`phone:join`); `rung`: by a telephone
 * that we ring (`phone:ring_me`); `desk`: the same, by the desk phone of this person; `elsewhere`: this person is on it at
 * another place; `none`: nothing carries it here, or it is over.
 */
export const reachCallSchema = ofInteractionSchema.extend({ place: placeSchema });
export const reachSchema = z.object({
  via: z.enum(['browser', 'rung', 'desk', 'elsewhere', 'none']),
  /** For supervisors: nobody of ours talks with the citizen now, who is on the way to an agent. */
  isGoingOn: z.boolean().exactOptional(),
});
export type Reach = z.infer<typeof reachSchema>['via'];

/** A number outside that an agent may call: E.164, or a short number of the city (110, 12345). */
export const outsideNumberSchema = z.string().regex(/^\+?\d{3,15}$/);

/** For whoever has the contact next. */
const note = passOnNoteSchema.optional();

/** What somebody on the line may do with it, whoever carries the call. */
export const phoneCommandSchema = ofInteractionSchema.extend({
  command: z.discriminatedUnion('do', [
    z.object({ do: z.literal('hold'), on: z.boolean() }),
    /** The recording holds silence meanwhile: a card number, a password. */
    z.object({ do: z.literal('pause_recording'), on: z.boolean() }),
    z.object({ do: z.literal('digit'), key: z.string().regex(/^[0-9*#]$/) }),
    /** Asks a colleague to join; the phone rings there. */
    z.object({ do: z.literal('invite'), agentId: idSchema }),
    /** The colleague need not come any more. */
    z.object({ do: z.literal('withdraw'), agentId: idSchema }),
    /** Whoever was asked does not come: those on the line hear so. */
    z.object({ do: z.literal('decline') }),
    /** A supervisor changes between listening, whispering and talking. */
    z.object({ do: z.literal('role'), role: phoneRoleSchema }),
    /** A colleague on the line has the contact from now on; oneself leaves. */
    z.object({ do: z.literal('hand_over'), agentId: idSchema, note }),
    /** The citizen waits in another queue. */
    z.object({ do: z.literal('to_queue'), queueCode: z.string().min(1).max(40), note }),
    /** The citizen waits for a colleague who is free, and oneself leaves at once. */
    z.object({ do: z.literal('to_agent'), agentId: idSchema, note }),
    /** Rings a number outside and lets whoever answers join: 110, a department's telephone. */
    z.object({ do: z.literal('add_number'), number: outsideNumberSchema }),
    /** Stops ringing a number outside, or takes it off the line. `partyId` as in the news of the call. */
    z.object({ do: z.literal('drop'), partyId: z.string().min(1).max(80) }),
    /** The citizen goes on with a number outside; those of ours leave when it answers. */
    z.object({ do: z.literal('to_number'), number: outsideNumberSchema }),
    /** Leaves the others to themselves. */
    z.object({ do: z.literal('leave') }),
  ]),
});
export type PhoneCommand = z.infer<typeof phoneCommandSchema>['command'];
/** What those on the line can do: an answer to an invitation comes from beside it. */
export type LineCommand = Exclude<PhoneCommand, { do: 'decline' }>;

const onTheLineSchema = z.object({ userId: idSchema, name: bilingualSchema, role: phoneRoleSchema });

/** Somebody outside on the line, or being rung. `failed`: did not come; shown for a moment. */
const outsidePartySchema = z.object({
  partyId: z.string(),
  number: z.string(),
  state: z.enum(['ringing', 'talking', 'failed']),
  /** Why it did not come. */
  failure: z.enum(['busy', 'no_answer', 'failed']).exactOptional(),
});
export type OutsideParty = z.infer<typeof outsidePartySchema>;

/** News to a staff member's telephone. `ring`: join now, `inviter` asks; else how the call stands. */
export const phoneNewsSchema = z.discriminatedUnion('what', [
  ofInteractionSchema.extend({
    what: z.literal('ring'),
    inviter: bilingualSchema.nullable(),
    /** With an inviter: who is on the line, and how long one may think. */
    caller: z.object({ name: z.string().nullable(), words: z.string() }).exactOptional(),
    until: timeSchema.exactOptional(),
  }),
  /** Whoever was asked to join is not asked any more: they came, did not, or are not wanted. */
  ofInteractionSchema.extend({ what: z.literal('asked_no_more') }),
  /** A colleague who was asked to join does not come. */
  ofInteractionSchema.extend({
    what: z.literal('declined'),
    who: bilingualSchema.nullable(),
    end: z.enum(['declined', 'no_answer', 'gone']).exactOptional(),
  }),
  /** A colleague on the line has the contact from now on: told to all of ours on it. */
  ofInteractionSchema.extend({
    what: z.literal('handed_over'),
    from: bilingualSchema.nullable(),
    to: bilingualSchema.nullable(),
    isYours: z.boolean(),
    /** The reader is neither, and stays on the line in this way. */
    role: phoneRoleSchema.exactOptional(),
  }),
  ofInteractionSchema.extend({
    what: z.literal('call'),
    isHeld: z.boolean(),
    isRecording: z.boolean(),
    isRecordingPaused: z.boolean(),
    /** `isSilent`: nothing comes over their line, which is lost before long or goes on. */
    staff: z.array(onTheLineSchema.extend({ isSilent: z.boolean().exactOptional() })),
    outside: z.array(outsidePartySchema),
    /** Colleagues who are being asked to join. */
    invited: z.array(z.object({ userId: idSchema, name: bilingualSchema })).exactOptional(),
    /** The citizen's connection was lost and may come back within seconds. */
    isCitizenAway: z.boolean().exactOptional(),
    /** The browser by which the reader is on the line. */
    place: idSchema.exactOptional(),
    /** How the reader is on the line. */
    role: phoneRoleSchema.exactOptional(),
  }),
  /** Nothing came over the reader's line for so long that it was given up; the call goes on. */
  ofInteractionSchema.extend({ what: z.literal('cut') }),
  ofInteractionSchema.extend({
    what: z.literal('over'),
    /** `line_lost`: it broke down on our side, and the citizen is called back. */
    reason: z.enum(['line_lost']).exactOptional(),
  }),
]);
export type PhoneNews = z.infer<typeof phoneNewsSchema>;

/** GET /api/phone: how this installation's own telephones are reached; `isOn` false where there is no media process. */
export const phoneSettingsSchema = z.object({
  isOn: z.boolean(),
  iceServers: z.array(
    z.object({
      urls: z.string(),
      username: z.string().exactOptional(),
      credential: z.string().exactOptional(),
    }),
  ),
});
export type PhoneSettings = z.infer<typeof phoneSettingsSchema>;

/** GET /api/desk/phone-token: what a carrier's telephone in the console is opened with; null without one. */
export const phoneTokenSchema = z.object({
  token: z.string(),
  identity: z.string(),
  expiresInS: z.number().int(),
  /** Where the carrier is entered, the best first. */
  edges: z.array(z.string()),
  /** The best first. */
  codecs: z.array(z.enum(['opus', 'pcmu'])),
});

/** GET /api/desk/phone: the desk telephone of the person who asks. `isOffered` false where nothing speaks SIP. */
export const deskPhoneSchema = z.object({
  isOffered: z.boolean(),
  /** Null before a password was made. */
  account: z.string().nullable(),
  domain: z.string().nullable(),
  /** Where it registers: `udp:10.0.0.1:5060`. */
  servers: z.array(z.string()),
  isRegistered: z.boolean(),
  /** Calls ring there instead of in the browser. */
  isChosen: z.boolean(),
});
export type DeskPhoneView = z.infer<typeof deskPhoneSchema>;

/** POST /api/desk/phone/password: shown once. */
export const newDeskPasswordSchema = z.object({ account: z.string(), password: z.string() });
export type NewDeskPassword = z.infer<typeof newDeskPasswordSchema>;

/** PUT /api/desk/phone */
export const chooseDeskPhoneSchema = z.object({ isChosen: z.boolean() });

/** GET /api/phone/calls: talks under way, for supervisors. */
export const liveCallsSchema = z.object({
  items: z.array(
    z.object({
      interactionId: idSchema,
      since: timeSchema,
      isHeld: z.boolean(),
      staff: z.array(onTheLineSchema),
    }),
  ),
});

/** GET /api/desk/conversations/:id/recordings, GET /api/tickets/:id/recordings (the message that became the ticket) */
export const recordingListSchema = z.object({
  items: z.array(
    z.object({
      id: idSchema,
      interactionId: idSchema.nullable(),
      at: timeSchema,
      durationS: z.number().int().nullable(),
      /** Whether the reader may listen: the agent of that contact, whoever works on the ticket, and supervisors. */
      mayListen: z.boolean(),
    }),
  ),
});
/** One thing that somebody said on a recording; `fromMs` since it began. */
const transcriptLineSchema = z.object({
  side: z.enum(['citizen', 'ours']),
  fromMs: z.number().int().nonnegative(),
  text: z.string(),
});
export type TranscriptLine = z.infer<typeof transcriptLineSchema>;
/** GET /api/recordings/:id/transcript: empty where speech input is off, or nothing was understood. */
export const transcriptSchema = z.object({ lines: z.array(transcriptLineSchema) });

export type RecordingItem = z.infer<typeof recordingListSchema>['items'][number];
