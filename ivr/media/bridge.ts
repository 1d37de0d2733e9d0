// Where legs meet: each turn every leg gives a frame and gets the sum of those it may hear, and what is played to it.
import { decode, encode } from './g711.ts';
import type { Leg } from './leg.ts';
import { isHeardBy, type Member, mixed, type Role } from './mix.ts';
import { Player } from './player.ts';
import { frameMs, type Samples, silence } from './sound.ts';

/** One leg on a bridge, and what it hears besides the others. */
export interface Seat extends Member {
  readonly leg: Leg;
  readonly player: Player;
  /** Takes the leg off the bridge without ending it. */
  leave(): void;
}

/** Hears each turn what the citizen says and what the citizen hears of us. */
export interface Ear {
  write(citizen: Samples, ours: Samples): void;
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
        for (const listener of [...this.#leavers]) listener(seat);
      },
    };
    this.#seats.add(seat);
    let stopHearing = (): void => undefined;
    stopHearing = leg.onEnd(() => seat.leave());
    for (const listener of [...this.#joiners]) listener(seat);
    return seat;
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

  /** Calls back after so much sound has passed: time as those on the line hear it. @returns what cancels it */
  after(seconds: number, run: () => void): () => void {
    const alarm = { turnsLeft: Math.max(1, Math.round((seconds * 1_000) / frameMs)), run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** 20 ms of everybody. */
  turn(): void {
    const seats = [...this.#seats];
    const said = new Map<Seat, Samples>();
    for (const seat of seats) {
      const frame = seat.leg.take();
      if (frame) said.set(seat, decode(seat.leg.law, frame));
    }
    const heardBy = (listener: Member): Samples[] =>
      [...said].flatMap(([speaker, frame]) => (isHeardBy(speaker, listener) ? [frame] : []));
    for (const seat of seats) {
      const played = seat.player.read();
      const frames = heardBy(seat);
      if (played) frames.push(played);
      seat.leg.send(encode(seat.leg.law, frames.length > 0 ? mixed(frames) : silence));
    }
    this.#overhear(seats, said, heardBy);
    for (const alarm of [...this.#alarms]) {
      alarm.turnsLeft -= 1;
      if (alarm.turnsLeft > 0) continue;
      this.#alarms.delete(alarm);
      alarm.run();
    }
  }

  /** What could not be heard is not kept: a muted or held citizen, a supervisor's whisper. */
  #overhear(
    seats: readonly Seat[],
    said: ReadonlyMap<Seat, Samples>,
    heardBy: (member: Member) => Samples[],
  ) {
    const citizen = seats.find((seat) => seat.side === 'citizen');
    if (!this.ear || !citizen) return;
    const isOpen = !citizen.isMuted && !citizen.isHeld;
    const ours = heardBy(citizen);
    this.ear.write(
      (isOpen ? said.get(citizen) : undefined) ?? silence,
      ours.length > 0 ? mixed(ours) : silence,
    );
  }
}
