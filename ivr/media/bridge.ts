// Where legs meet: each turn every leg gives a frame and gets the sum of those it may hear, and what is played to it.
import type { Leg } from './leg.ts';
import { isHeardBy, type Member, type Role } from './mix.ts';
import { Player } from './player.ts';
import { frameMs } from './sound.ts';
import { Sounding } from './sounding.ts';

/** One leg on a bridge, and what it hears besides the others. */
export interface Seat extends Member {
  readonly leg: Leg;
  readonly player: Player;
  /** Takes the leg off the bridge without ending it. */
  leave(): void;
}

/** Hears each turn what the citizen says and what the citizen hears of us. */
export interface Ear {
  write(citizen: Sounding, ours: Sounding): void;
}

interface Alarm {
  turnsLeft: number;
  run: () => void;
}

export class Bridge {
  readonly #seats = new Set<Seat>();
  readonly #alarms = new Set<Alarm>();
  readonly #leavers = new Set<(seat: Seat) => void>();
  readonly #joiners = new Set<(seat: Seat) => void>();
  readonly #silent = new Set<Seat>();
  readonly #silences = new Set<(seat: Seat) => void>();
  ear: Ear | undefined;

  get seats(): readonly Seat[] {
    return [...this.#seats];
  }

  /** Puts a leg on the bridge. It leaves when its line ends. */
  join(leg: Leg, as: { side: Member['side']; role?: Role }): Seat {
    const seat: Seat = {
      leg,
      player: new Player(),
      side: as.side,
      role: as.role ?? 'party',
      isMuted: false,
      isHeld: false,
      leave: () => {
        stopHearing();
        if (!this.#seats.delete(seat)) return;
        this.#silent.delete(seat);
        for (const listener of [...this.#leavers]) listener(seat);
      },
    };
    this.#seats.add(seat);
    let stopHearing = (): void => undefined;
    stopHearing = leg.onEnd(() => seat.leave());
    for (const listener of [...this.#joiners]) listener(seat);
    return seat;
  }

  /** Whoever is heard by the citizen from now on counts as come. */
  changeRole(seat: Seat, role: Role): void {
    seat.role = role;
    if (role === 'party') for (const listener of [...this.#joiners]) listener(seat);
  }

  /** Told of every seat that was left. @returns what stops listening */
  onLeave(listener: (seat: Seat) => void): () => void {
    this.#leavers.add(listener);
    return () => this.#leavers.delete(listener);
  }

  onJoin(listener: (seat: Seat) => void): () => void {
    this.#joiners.add(listener);
    return () => this.#joiners.delete(listener);
  }

  /** Told of every seat whose line is silent from now on, or no longer. @returns what stops listening */
  onSilence(listener: (seat: Seat) => void): () => void {
    this.#silences.add(listener);
    return () => this.#silences.delete(listener);
  }

  /** Calls back after so much sound has passed: time as those on the line hear it. @returns what cancels it */
  after(seconds: number, run: () => void): () => void {
    const alarm = { turnsLeft: Math.max(1, Math.round((seconds * 1_000) / frameMs)), run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** 20 ms of everybody. */
  turn(): void {
    const seats = [...this.#seats];
    for (const seat of seats) this.#watchSilence(seat);
    const said = new Map<Seat, Sounding>();
    for (const seat of seats) {
      const frame = seat.leg.take();
      if (frame) said.set(seat, Sounding.ofFrame(seat.leg.law, frame));
    }
    const heardBy = (listener: Member): Sounding[] =>
      [...said].flatMap(([speaker, sound]) => (isHeardBy(speaker, listener) ? [sound] : []));
    for (const seat of seats) {
      const voices = Sounding.together(heardBy(seat));
      const played = seat.player.read();
      const heard = played ? Sounding.together([voices, Sounding.ofSamples(played)]) : voices;
      seat.leg.send(heard.as(seat.leg.law));
      if (seat.side === 'citizen') this.#overhear(seat, said.get(seat), voices);
    }
    for (const alarm of [...this.#alarms]) {
      alarm.turnsLeft -= 1;
      if (alarm.turnsLeft > 0) continue;
      this.#alarms.delete(alarm);
      alarm.run();
    }
  }

  #watchSilence(seat: Seat): void {
    const { isSilent } = seat.leg;
    if (isSilent === this.#silent.has(seat)) return;
    if (isSilent) this.#silent.add(seat);
    else this.#silent.delete(seat);
    for (const listener of [...this.#silences]) listener(seat);
  }

  /** What could not be heard is not kept: a muted or held citizen, a supervisor's whisper. */
  #overhear(citizen: Seat, said: Sounding | undefined, ours: Sounding): void {
    const isOpen = !citizen.isMuted && !citizen.isHeld;
    this.ear?.write((isOpen ? said : undefined) ?? Sounding.silence, ours);
  }
}
