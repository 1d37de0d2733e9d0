// Keys that we press on the line (RFC 4733 §2.5): an event in place of sound, one packet per turn, its end three times.
import { digitPayload } from '../media/digits.ts';
import { frameSamples } from '../media/sound.ts';

/** 100 ms of key, and at least 60 ms between two. */
const keyTurns = 5;
const endPackets = 3;
const pauseTurns = 4;

export interface KeyPacket {
  payload: Uint8Array;
  /** Turns since the key went down: all packets of a press bear the timestamp of its beginning. */
  turnsAgo: number;
  isFirst: boolean;
}

export class KeySender {
  #keys: string[] = [];
  #turn = 0;

  press(key: string): void {
    this.#keys.push(key);
  }

  /** What goes out in place of this turn's sound; undefined when no key is down. */
  next(): KeyPacket | undefined {
    const key = this.#keys[0];
    if (key === undefined) return undefined;
    const turn = this.#turn;
    this.#turn += 1;
    if (turn >= keyTurns + endPackets) {
      if (turn >= keyTurns + endPackets + pauseTurns) {
        this.#keys.shift();
        this.#turn = 0;
      }
      return undefined;
    }
    const heldTurns = Math.min(turn + 1, keyTurns);
    return {
      payload: digitPayload(key, heldTurns * frameSamples, turn >= keyTurns),
      turnsAgo: turn,
      isFirst: turn === 0,
    };
  }
}
