// A conference in the double of Twilio: who is in it, who hears whom, and what is told of it.
import type { DoubleCall } from './call.ts';
import type { TwilioDouble } from './double.ts';

export interface Membership {
  label: string;
  muted: boolean;
  startConferenceOnEnter: boolean;
  endConferenceOnExit: boolean;
  coaching: boolean;
  callSidToCoach: string | null;
}

export interface Participant extends Membership {
  call: DoubleCall;
  hold: boolean;
}

export class Conference {
  readonly sid: string;
  readonly friendlyName: string;
  status: 'init' | 'in-progress' | 'completed' = 'init';
  readonly participants: Participant[] = [];
  /** What was announced to all, and what those on hold heard. */
  readonly played: string[] = [];
  readonly #double: TwilioDouble;
  #callback: { url: string; events: ReadonlySet<string> } | undefined;
  #sequence = 0;

  constructor(double: TwilioDouble, sid: string, friendlyName: string) {
    this.#double = double;
    this.sid = sid;
    this.friendlyName = friendlyName;
  }

  /** The first who says where news go is heard. */
  noteCallback(url: string | null, events: readonly string[]): void {
    if (url) this.#callback ??= { url, events: new Set(events) };
  }

  find(name: string): Participant | undefined {
    return this.participants.find(({ call, label }) => call.sid === name || label === name);
  }

  /** Whether one hears the other, as Twilio mixes. */
  hears(listener: string, speaker: string): boolean {
    const [to, from] = [this.find(listener), this.find(speaker)];
    if (!to || !from || this.status !== 'in-progress' || to.hold || from.hold || from.muted) return false;
    return !from.coaching || from.callSidToCoach === to.call.sid;
  }

  join(call: DoubleCall, membership: Membership): void {
    const participant = { ...membership, call, hold: false };
    this.participants.push(participant);
    call.conference = this;
    this.#tell('join', 'participant-join', participant);
    const isStarted =
      this.participants.length > 1 && this.participants.some((one) => one.startConferenceOnEnter);
    if (this.status === 'init' && isStarted) {
      this.status = 'in-progress';
      this.#tell('start', 'conference-start');
    }
  }

  leave(call: DoubleCall, reason: string): void {
    const at = this.participants.findIndex((one) => one.call === call);
    const [participant] = at < 0 ? [] : this.participants.splice(at, 1);
    if (!participant) return;
    call.noteLeft();
    this.#tell('leave', 'participant-leave', participant, { ReasonParticipantLeft: reason });
    if (this.participants.length === 0 || participant.endConferenceOnExit) this.end('last-participant-left');
  }

  /** @param reason as Twilio names it */
  end(reason: string): void {
    if (this.status === 'completed') return;
    this.status = 'completed';
    for (const participant of [...this.participants]) {
      this.participants.splice(this.participants.indexOf(participant), 1);
      this.#tell('leave', 'participant-leave', participant, { ReasonParticipantLeft: 'conference_ended' });
      participant.call.noteLeft();
      // A call that we made into the conference has nothing else to do.
      if (participant.call.direction === 'outbound-api' && participant.label !== 'caller')
        participant.call.end('conference_ended');
    }
    this.#tell('end', 'conference-end', undefined, { ReasonConferenceEnded: reason });
  }

  change(participant: Participant, form: URLSearchParams): void {
    const { muted, hold, coaching } = participant;
    const flag = (name: string, before: boolean): boolean => {
      const given = form.get(name);
      return given === null ? before : given === 'true';
    };
    participant.muted = flag('Muted', muted);
    participant.hold = flag('Hold', hold);
    participant.coaching = flag('Coaching', coaching);
    participant.callSidToCoach = form.get('CallSidToCoach') ?? participant.callSidToCoach;
    if (participant.hold && !hold) this.played.push(form.get('HoldUrl') ?? '');
    if (participant.muted !== muted)
      this.#tell('mute', participant.muted ? 'participant-mute' : 'participant-unmute', participant);
    if (participant.hold !== hold)
      this.#tell('hold', participant.hold ? 'participant-hold' : 'participant-unhold', participant);
    if (participant.coaching !== coaching) this.#tell('modify', 'participant-modify', participant);
  }

  #tell(kind: string, event: string, about?: Participant, more: Record<string, string> = {}): void {
    this.#sequence += 1;
    if (!this.#callback?.events.has(kind)) return;
    this.#double.callBack(this.#callback.url, {
      AccountSid: this.#double.accountSid,
      ConferenceSid: this.sid,
      FriendlyName: this.friendlyName,
      StatusCallbackEvent: event,
      SequenceNumber: String(this.#sequence),
      Timestamp: new Date().toUTCString(),
      ...(about
        ? {
            CallSid: about.call.sid,
            ...(about.label ? { ParticipantLabel: about.label } : {}),
            Muted: String(about.muted),
            Hold: String(about.hold),
            Coaching: String(about.coaching),
            StartConferenceOnEnter: String(about.startConferenceOnEnter),
            EndConferenceOnExit: String(about.endConferenceOnExit),
          }
        : {}),
      ...more,
    });
  }
}
