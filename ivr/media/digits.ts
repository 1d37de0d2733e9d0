// Keys on the line as named events (RFC 4733): several packets tell one and the same key.

const keys = '0123456789*#ABCD';

/** Reads the events of one source into keys, each told once, on its first packet. */
export class DigitReader {
  #lastTimestamp: number | undefined;

  /**
   * @param timestamp the RTP timestamp: all packets of one key press bear the same
   * @returns the key of a press that is new; undefined for its further packets and for events that are no keys
   */
  read(timestamp: number, payload: Uint8Array): string | undefined {
    const key = keys[payload[0] ?? 255];
    if (payload.length < 4 || key === undefined || timestamp === this.#lastTimestamp) return undefined;
    this.#lastTimestamp = timestamp;
    return key;
  }
}

/** The payload of an event packet. @param duration in samples of 8 kHz since the key went down */
export function digitPayload(key: string, duration: number, isEnd: boolean): Uint8Array {
  const event = keys.indexOf(key);
  if (event < 0 || key.length !== 1) throw new RangeError(`${key} is no key`);
  const volume = 10;
  return Uint8Array.of(event, (isEnd ? 0x80 : 0) | volume, duration >> 8, duration & 0xff);
}
