// What a telephone of the console tells and can do, and the store that every one of them is.
import type { Quality } from '../../../ivr/media/browser/quality.ts';
import type { PhoneNews, PhoneRole } from '../../../server/intake/hotline/contract.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';

/**
 * `absent`: nothing carries sound here, for example with simulated callers; `elsewhere`: another page of this browser
 * carries the call.
 */
export type PhoneState = 'absent' | 'connecting' | 'ready' | 'talking' | 'elsewhere' | 'failed';

/** Why it failed: a reason with words of its own, or what the carrier said. */
export type PhoneFault =
  | { reason: 'refused' | 'none' | 'busy' | 'insecure' | 'lost' }
  | { reason: 'token' | 'crowded' | 'offline' | 'no_sound' | 'declined' | 'unreachable' }
  /** Something else that the carrier names by a number. */
  | { reason: 'carrier'; code: number }
  | { words: string };

type CallNews = Extract<PhoneNews, { what: 'call' }>;
export type OnTheLine = CallNews['staff'][number];
export type OutsideParty = CallNews['outside'][number];

/** Who is on a colleague's call, and what they said first. */
export type CallerInSight = NonNullable<Extract<PhoneNews, { what: 'ring' }>['caller']>;

/** A colleague asks to join a call. */
export interface Invitation {
  interactionId: string;
  inviter: { zh: string; en: string };
  caller: CallerInSight | null;
  /** Until when one may think. */
  until: string | null;
}

export interface PhoneFacts {
  state: PhoneState;
  fault: PhoneFault | null;
  /** The contact whose call this telephone carries, or whose line it has lost. */
  interactionId: string | null;
  isMuted: boolean;
  /** The sound is on the desk phone: it is muted there. */
  isOnDesk: boolean;
  isHeld: boolean;
  isRecordingPaused: boolean;
  /** How the line sounds; null where it is not known. */
  quality: Quality | null;
  /** Those of ours on the line, oneself included. */
  staff: readonly OnTheLine[];
  /** Numbers outside that are on the line, or being rung. */
  outside: readonly OutsideParty[];
  /** The citizen's connection was lost and may come back. */
  isCitizenAway: boolean;
  /** The contact whose line broke down on our side last. */
  broken: string | null;
  /** The last wish that was not done, and why. */
  refusal: { error: unknown } | null;
  /** Colleagues who are being asked to join. */
  invited: readonly { userId: string; name: { zh: string; en: string } }[];
  invitation: Invitation | null;
  /** Of the colleague's call that one was asked into. */
  caller: CallerInSight | null;
}

/** What the server does with the call at an agent's wish. */
export interface LineDeeds {
  hold: (on: boolean) => void;
  pauseRecording: (on: boolean) => void;
  digit: (key: string) => void;
  invite: (agentId: string) => void;
  /** A colleague who was asked need not come. */
  withdraw: (agentId: string) => void;
  /** `note`: for whoever has the contact next. */
  handOver: (agentId: string, note: string) => void;
  toQueue: (queueCode: string, note: string) => void;
  /** The citizen goes on to a free colleague; oneself is done at once. */
  toAgent: (agentId: string, note: string) => void;
  changeRole: (role: PhoneRole) => void;
  /** Rings a number outside into the call. */
  addNumber: (number: string) => void;
  drop: (partyId: string) => void;
  /** The citizen goes on with the number when it answers. */
  toNumber: (number: string) => void;
  /** Leaves the others to themselves. */
  leave: () => void;
}

/** A deed is undefined where the carrier in use cannot. */
export interface PhoneDeeds extends Partial<LineDeeds> {
  mute: (on: boolean) => void;
  /** Ends this telephone's part; the contact is ended by the desk. */
  hangUp: () => void;
  /** Joins the call of a contact: after a reload, at a colleague's wish, or to listen. */
  join?: ((interactionId: string, role: PhoneRole) => void) | undefined;
  /** Joins the call again whose line was lost, in the same role. */
  rejoin?: (() => void) | undefined;
  /** Takes the call from the page that carries it. */
  takeHere?: (() => void) | undefined;
  answerInvitation: (accept: boolean) => void;
}

export type AgentPhone = PhoneFacts & PhoneDeeds;

export const silentPhone: PhoneFacts = {
  state: 'absent',
  fault: null,
  interactionId: null,
  isMuted: false,
  isOnDesk: false,
  isHeld: false,
  isRecordingPaused: false,
  quality: null,
  staff: [],
  outside: [],
  isCitizenAway: false,
  broken: null,
  refusal: null,
  invited: [],
  invitation: null,
  caller: null,
};

/** A telephone as a store: it lives as long as the page, components come and go. */
export class Telephone {
  readonly #listeners = new Set<() => void>();
  readonly #deeds: PhoneDeeds;
  readonly #open: (line: StaffSocket) => void;
  #phone: AgentPhone;
  #line: StaffSocket | undefined;

  constructor(options: {
    facts: PhoneFacts;
    deeds: PhoneDeeds;
    /** Called with each new line to the server. */
    open: (line: StaffSocket) => void;
  }) {
    this.#deeds = options.deeds;
    this.#open = options.open;
    this.#phone = { ...options.facts, ...options.deeds };
  }

  open(line: StaffSocket): void {
    if (this.#line === line) return;
    this.#line = line;
    this.#open(line);
  }

  readonly read = (): AgentPhone => this.#phone;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(part: Partial<PhoneFacts>): void {
    this.#phone = { ...this.#phone, ...part, ...this.#deeds };
    for (const listener of this.#listeners) listener();
  }
}
