// A talk in a carrier's conference: what its news make of it, and what is to be done about it. Decides only.
import {
  type ConferenceReport,
  callerLabel,
  type DialOutcome,
  type PartyReport,
} from '../../../../ivr/index.ts';
import type { PhoneRole } from '../../hotline/contract.ts';
import { type InvitationEnd, invitationRingEveryMs } from '../../hotline/invitations.ts';

type Missed = Exclude<DialOutcome, 'answered'>;

/** `invited`: a colleague was asked and has not said yes. Only ever forward: `left` and `missed` are final. */
export type PartyState = 'invited' | 'wanted' | 'ringing' | 'joined' | 'left' | 'missed';

/** Somebody whom we ring into a conference: one of ours, or an outside number. */
export interface Party {
  id: string;
  userId: string | null;
  /** Who asked this colleague to join. */
  inviterId: string | null;
  number: string | null;
  role: PhoneRole;
  state: PartyState;
  outcome: Missed | null;
  ringS: number;
  /** The citizen goes on with this number; those of ours leave when it answers. */
  takesOver: boolean;
  legRef: string | null;
  askedAt: Date | null;
  /** When it left, or was not answered. */
  overAt: Date | null;
  createdAt: Date;
}

export interface Talk {
  room: string;
  callRef: string;
  interactionId: string;
  /** Whom the flow connects; later whoever has the contact. */
  agentId: string;
  ref: string | null;
  caller: 'awaited' | 'joined' | 'left';
  callerSeq: number;
  isHeld: boolean;
  /** Hears music because nobody of ours is there. */
  isComforted: boolean;
  isRecordingPaused: boolean;
  recordingRef: string | null;
  recordingAskedAt: Date | null;
  answeredAt: Date | null;
  aloneSince: Date | null;
  endedAt: Date | null;
  parties: readonly Party[];
}

/** An agent who was cut off, by a reload or a lost network, is back by then; the citizen hears music meanwhile. */
export const comeBackWithinMs = 10_000;

/** So long what follows from it is tried again. */
const leftForMs = 60_000;

/** So long the desk shows that a number outside did not come. */
export const failureShownMs = 5_000;

const order: Readonly<Record<PartyState, number>> = {
  invited: 0,
  wanted: 1,
  ringing: 2,
  joined: 3,
  left: 4,
  missed: 4,
};

function advanced(party: Party, change: Partial<Party> & { state: PartyState }, now: Date): Party {
  const overAt = order[change.state] === order.left ? now : null;
  if (order[change.state] > order[party.state]) return { ...party, ...change, overAt };
  // The leg's own name may come with news that are late.
  return party.legRef === null && change.legRef ? { ...party, legRef: change.legRef } : party;
}

/** On the line and heard by the citizen. */
export const isTalking = ({ state, role }: Party): boolean => state === 'joined' && role === 'party';

/** The citizen talks with us, and not with a number outside that we have left them to. */
export const isOurTalk = ({ answeredAt, endedAt, parties }: Talk): boolean =>
  answeredAt !== null &&
  endedAt === null &&
  !parties.some(({ takesOver, state }) => takesOver && state === 'joined');

/** Whom a whisper is for: the agent of the talk, or whoever of ours talks in their stead. */
export function coachedIn(talk: Talk): string | null {
  const ours = talk.parties.filter((party) => party.userId !== null && isTalking(party));
  return (ours.find(({ userId }) => userId === talk.agentId) ?? ours[0])?.legRef ?? null;
}

/** On the line, or on the way there. */
const isComing = ({ state }: Party): boolean => state === 'wanted' || state === 'ringing';

export const isOpen = (party: Party): boolean => isComing(party) || party.state === 'joined';

/** What follows for the talk as a whole from who is on the line. */
function settled(talk: Talk, now: Date): Talk {
  const { caller, parties, endedAt } = talk;
  const isThere = caller === 'joined' && endedAt === null;
  const hasAgent = parties.some((party) => party.userId === talk.agentId && isTalking(party));
  const answeredAt = talk.answeredAt ?? (isThere && hasAgent ? now : null);
  const isAlone = isThere && answeredAt !== null && !parties.some(isTalking);
  return { ...talk, answeredAt, aloneSince: isAlone ? (talk.aloneSince ?? now) : null };
}

/** Takes news of the conference. News that come again or late change nothing. */
export function hearConference(talk: Talk, report: ConferenceReport, now: Date): Talk {
  const { legRef, label, news, conferenceRef } = report;
  const isCaller = label === callerLabel || legRef === talk.callRef;
  if (talk.ref !== null && conferenceRef !== talk.ref) {
    // Another conference of the same name: the citizen left the first one and came anew, or these are old news.
    if (!isCaller || news !== 'joined') return talk;
    const anew = { ...talk, ref: null, caller: 'awaited', callerSeq: -1, endedAt: null } as const;
    return hearConference(anew, report, now);
  }
  const known = { ...talk, ref: conferenceRef };
  // The agent's telephone came and went before the citizen was there: that ends no talk.
  if (news === 'ended') return known.caller === 'awaited' ? { ...known, ref: null } : ended(known, now);
  if (isCaller) return settled(hearCaller(known, report, now), now);
  if (legRef === null || (news !== 'joined' && news !== 'left')) return known;
  const parties = known.parties.map((party) =>
    party.id === label || party.legRef === legRef ? advanced(party, { state: news, legRef }, now) : party,
  );
  return settled({ ...known, parties }, now);
}

function hearCaller(talk: Talk, { news, seq, isHeld }: ConferenceReport, now: Date): Talk {
  const isNewer = seq > talk.callerSeq;
  const callerSeq = Math.max(seq, talk.callerSeq);
  const held = isNewer && isHeld !== null ? isHeld : talk.isHeld;
  switch (news) {
    case 'joined':
      return { ...talk, callerSeq, isHeld: held, caller: talk.caller === 'awaited' ? 'joined' : talk.caller };
    case 'left':
      // Nobody stays in the conference that the citizen has left.
      return { ...ended(talk, now), caller: 'left' };
    default:
      return { ...talk, callerSeq, isHeld: held };
  }
}

/** Takes news of a call that we made into the conference. */
export function hearParty(talk: Talk, partyId: string, report: PartyReport, now: Date): Talk {
  const { legRef } = report;
  const next = { ringing: 'ringing', answered: 'ringing', over: 'left', missed: 'missed' } as const;
  const outcome = report.state === 'missed' ? report.outcome : null;
  const parties = talk.parties.map((party) =>
    party.id === partyId ? advanced(party, { state: next[report.state], legRef, outcome }, now) : party,
  );
  return settled({ ...talk, parties }, now);
}

/** The talk is over, whatever ended it. */
export function ended(talk: Talk, now: Date): Talk {
  return {
    ...talk,
    caller: talk.caller === 'awaited' ? 'awaited' : 'left',
    endedAt: talk.endedAt ?? now,
    isHeld: false,
    isComforted: false,
    aloneSince: null,
  };
}

/** Changes one party by our own decision. */
export function withParty(talk: Talk, partyId: string, change: Partial<Party>, now: Date): Talk {
  const parties = talk.parties.map((party) => (party.id === partyId ? { ...party, ...change } : party));
  return settled({ ...talk, parties }, now);
}

/** A party that is off the line, or will be as soon as the carrier has heard of it. */
export function withoutParty(talk: Talk, partyId: string, now: Date): Talk {
  return withParty(talk, partyId, { state: 'left', overAt: now }, now);
}

/** Somebody more is to be rung, or asked. */
export function newParty(
  who: Pick<Party, 'id'> &
    Partial<Pick<Party, 'userId' | 'inviterId' | 'number' | 'role' | 'state' | 'ringS' | 'takesOver'>>,
  now: Date,
): Party {
  return {
    userId: null,
    inviterId: null,
    number: null,
    role: 'party',
    state: 'wanted',
    ringS: 30,
    takesOver: false,
    outcome: null,
    legRef: null,
    askedAt: null,
    overAt: null,
    createdAt: now,
    ...who,
  };
}

export type Duty =
  | { do: 'ring' | 'dismiss'; party: Party }
  /** A colleague has not said yet whether they come: their console rings. */
  | { do: 'ask'; party: Party }
  /** A colleague is asked no more. */
  | { do: 'end_invitation'; party: Party; end: InvitationEnd }
  /** One of ours who was on the line did not come back. */
  | { do: 'left'; userId: string }
  /** The flow hears that the agent is there, and the recording begins. */
  | { do: 'answered' | 'record' }
  | { do: 'missed'; outcome: Missed }
  /** The call goes on without the talk. */
  | { do: 'stop_recording'; recordingRef: string }
  /** Look again then. */
  | { do: 'wait'; until: Date }
  /** Music for a citizen who is alone; no more of it when somebody is back. */
  | { do: 'comfort'; on: boolean }
  /** Ours have left the citizen to a number outside: the contact is over for its agent, the line goes on. */
  | { do: 'let_go'; party: Party }
  /** Nobody has been on the line with the citizen for too long. */
  | { do: 'lost' };

/** All that is to be done about a talk as it stands. Each may be done again. */
export function dutiesOf(talk: Talk, now: Date): Duty[] {
  const { parties } = talk;
  if (talk.endedAt !== null) {
    const dismissals = parties.filter(isOpen).map((party): Duty => ({ do: 'dismiss', party }));
    const invitations = parties
      .filter(({ state }) => state === 'invited')
      .map((party): Duty => ({ do: 'end_invitation', party, end: 'withdrawn' }));
    return [...invitations, ...dismissals, ...stopRecording(talk)];
  }
  const duties: Duty[] = dutiesToLetGo(talk, now);
  const isLetGo = duties.some((duty) => duty.do === 'let_go');
  for (const party of parties) {
    if (party.state === 'wanted') duties.push({ do: 'ring', party });
    else if (party.state === 'invited') duties.push(...dutiesToInvited(party, now));
    else if (isReplaced(party, parties)) duties.push({ do: 'dismiss', party });
    else if (party.state === 'missed' && party.userId === null && party.overAt !== null) {
      const until = new Date(party.overAt.getTime() + failureShownMs);
      if (until > now) duties.push({ do: 'wait', until });
    }
  }
  if (talk.answeredAt !== null) {
    duties.push({ do: 'answered' });
    if (isLetGo) duties.push(...stopRecording(talk));
    else if (talk.recordingRef === null && parties.some((party) => party.userId !== null && isTalking(party)))
      duties.push({ do: 'record' });
  } else {
    const outcome = missedBy(talk);
    if (outcome !== null) duties.push({ do: 'missed', outcome });
  }
  return withOneLook([...duties, ...dutiesToLeft(talk, now), ...dutiesToAlone(talk, now)]);
}

const stopRecording = ({ recordingRef }: Talk): Duty[] =>
  recordingRef === null ? [] : [{ do: 'stop_recording', recordingRef }];

/**
 * A number outside has the citizen to itself: at once where ours meant it so, else when they had their time to come
 * back. It comes before the others: whoever is sent off the line has no contact any more to be rung for.
 */
function dutiesToLetGo({ parties, answeredAt }: Talk, now: Date): Duty[] {
  const outside = parties.filter(({ number, state }) => number !== null && state === 'joined');
  const party = outside.find(({ takesOver }) => takesOver) ?? outside[0];
  if (answeredAt === null || party === undefined) return [];
  if (party.takesOver) return [{ do: 'let_go', party }];
  const ours = parties.filter(({ userId, role }) => userId !== null && role === 'party');
  if (ours.some(isOpen)) return [];
  const leftAt = Math.max(0, ...ours.map(({ overAt }) => overAt?.getTime() ?? 0));
  const until = new Date(leftAt + comeBackWithinMs);
  return until <= now ? [{ do: 'let_go', party }] : [{ do: 'wait', until }];
}

/** Of several times to look again the first: that look finds the others. */
function withOneLook(duties: readonly Duty[]): Duty[] {
  const looks = duties
    .filter((duty) => duty.do === 'wait')
    .sort((a, b) => a.until.getTime() - b.until.getTime());
  return [...duties.filter((duty) => duty.do !== 'wait'), ...looks.slice(0, 1)];
}

/** A colleague who is asked hears it ring again and again: a page that is loaded anew hears of it all the same. */
function dutiesToInvited(party: Party, now: Date): Duty[] {
  const forMs = now.getTime() - party.createdAt.getTime();
  if (forMs >= party.ringS * 1_000) return [{ do: 'end_invitation', party, end: 'no_answer' }];
  const nextMs = (Math.floor(forMs / invitationRingEveryMs) + 1) * invitationRingEveryMs;
  return [
    { do: 'ask', party },
    { do: 'wait', until: new Date(party.createdAt.getTime() + nextMs) },
  ];
}

/** Those of ours who have left the line, once they had their time to come back. */
function dutiesToLeft({ parties, answeredAt }: Talk, now: Date): Duty[] {
  if (answeredAt === null) return [];
  const userIds = new Set(parties.flatMap(({ userId }) => userId ?? []));
  return [...userIds].flatMap((userId): Duty[] => {
    const own = parties.filter((party) => party.userId === userId);
    const overAt = own.findLast(({ legRef }) => legRef !== null)?.overAt;
    if (!overAt || own.some(isOpen)) return [];
    const until = new Date(overAt.getTime() + comeBackWithinMs);
    if (until > now) return [{ do: 'wait', until }];
    return now.getTime() - until.getTime() < leftForMs ? [{ do: 'left', userId }] : [];
  });
}

/** What a citizen is owed with whom nobody is on the line, or somebody is again. */
function dutiesToAlone({ aloneSince, isComforted, isHeld, parties }: Talk, now: Date): Duty[] {
  if (aloneSince === null) return isComforted ? [{ do: 'comfort', on: false }] : [];
  const comfort: Duty[] = isComforted || isHeld ? [] : [{ do: 'comfort', on: true }];
  if (parties.some((party) => party.userId !== null && isComing(party))) return comfort;
  // Where a number outside had the citizen, nobody of ours will come back.
  const hadOther = parties.some((party) => party.takesOver && party.state === 'left');
  const until = new Date(aloneSince.getTime() + (hadOther ? 0 : comeBackWithinMs));
  return until <= now ? [{ do: 'lost' }] : [...comfort, { do: 'wait', until }];
}

/** The same person's telephone is on the line anew, after a reload; or an outside number has the citizen now. */
function isReplaced(party: Party, parties: readonly Party[]): boolean {
  if (party.state !== 'joined' || party.userId === null) return false;
  return parties.some(
    (other) =>
      other.state === 'joined' &&
      (other.takesOver || (other.userId === party.userId && other.createdAt > party.createdAt)),
  );
}

/** Why the agent whom the flow connects will not come; null while that is open. */
function missedBy(talk: Talk): Missed | null {
  const calls = talk.parties.filter(({ userId }) => userId === talk.agentId);
  return calls.some(isOpen) ? null : (calls.at(-1)?.outcome ?? 'failed');
}

/** The last of ours whom the citizen hears goes: a number outside that is on the line has the citizen from now on. */
export function leftToOutside(talk: Talk, userId: string, now: Date): Talk {
  const talking = talk.parties.filter(isTalking);
  const isAccompanied = talking.some((party) => party.userId !== null && party.userId !== userId);
  const outside = talking.find(({ number }) => number !== null);
  return isAccompanied || !outside ? talk : withParty(talk, outside.id, { takesOver: true }, now);
}

/** This one of ours, on the line. */
export const onTheLine = (talk: Talk, userId: string): Party | undefined =>
  talk.parties.find((party) => party.userId === userId && party.state === 'joined');

/** This one of ours, asked to join. */
export const invitedTo = (talk: Talk, userId: string): Party | undefined =>
  talk.parties.find((party) => party.userId === userId && party.state === 'invited');
