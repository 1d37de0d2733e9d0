// What a telephone of the console tells and can do, and the store that every one of them is.
import type { Quality } from '../../../ivr/media/browser/quality.ts';
import type { PhoneNews, PhoneRole } from '../../../server/intake/hotline/contract.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';

/** `absent`: nothing carries sound here, for example with simulated callers. */
export type PhoneState = 'absent' | 'connecting' | 'ready' | 'talking' | 'failed';

/** Why it failed: a reason with words of its own, or what the carrier said. */
export type PhoneFault = { reason: 'refused' | 'none' | 'busy' | 'insecure' | 'lost' } | { words: string };

type CallNews = Extract<PhoneNews, { what: 'call' }>;
export type OnTheLine = CallNews['staff'][number];
type OutsideParty = CallNews['outside'][number];

export interface PhoneFacts {
  state: PhoneState;
  fault: PhoneFault | null;
  /** The contact whose call this telephone carries. */
  interactionId: string | null;
  isMuted: boolean;
  isHeld: boolean;
  isRecordingPaused: boolean;
  /** How the line sounds; null where it is not known. */
  quality: Quality | null;
  /** Those of ours on the line, oneself included. */
  staff: readonly OnTheLine[];
  /** Numbers outside that are on the line, or being rung. */
  outside: readonly OutsideParty[];
  /** A colleague asks to join a call. */
  invitation: { interactionId: string; inviter: { zh: string; en: string } } | null;
}

export interface PhoneDeeds {
  mute: (on: boolean) => void;
  /** Ends this telephone's part; the contact is ended by the desk. */
  hangUp: () => void;
  /** Undefined where the carrier in use cannot. */
  hold: ((on: boolean) => void) | undefined;
  pauseRecording: ((on: boolean) => void) | undefined;
  digit: ((key: string) => void) | undefined;
  invite: ((agentId: string) => void) | undefined;
  handOver: ((agentId: string) => void) | undefined;
  toQueue: ((queueCode: string) => void) | undefined;
  /** Joins the call of a contact: after a reload, at a colleague's wish, or to listen. */
  join: ((interactionId: string, role: PhoneRole) => void) | undefined;
  changeRole: ((role: PhoneRole) => void) | undefined;
  answerInvitation: (accept: boolean) => void;
}

export type AgentPhone = PhoneFacts & PhoneDeeds;

export const silentPhone: PhoneFacts = {
  state: 'absent',
  fault: null,
  interactionId: null,
  isMuted: false,
  isHeld: false,
  isRecordingPaused: false,
  quality: null,
  staff: [],
  outside: [],
  invitation: null,
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
