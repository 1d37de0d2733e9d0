// Packets of sound (RFC 3550 §5.1), and frames of 20 ms out of whatever length of packets comes.
import type { Frame } from '../media/g711.ts';
import { frameSamples } from '../media/sound.ts';

export interface Rtp {
  payloadType: number;
  seq: number;
  timestamp: number;
  payload: Buffer;
}

const headerBytes = 12;

/** Undefined for what is no RTP. */
export function readRtp(bytes: Buffer): Rtp | undefined {
  const first = bytes[0] ?? 0;
  if (bytes.length < headerBytes || first >> 6 !== 2) return undefined;
  let start = headerBytes + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (bytes.length < start + 4) return undefined;
    start += 4 + bytes.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? (bytes[bytes.length - 1] ?? 0) : 0;
  const end = bytes.length - padding;
  if (start > end) return undefined;
  return {
    payloadType: (bytes[1] ?? 0) & 0x7f,
    seq: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    payload: bytes.subarray(start, end),
  };
}

export function writeRtp(
  packet: { payloadType: number; seq: number; timestamp: number; payload: Uint8Array; isMarked: boolean },
  ssrc: number,
): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = packet.payloadType | (packet.isMarked ? 0x80 : 0);
  bytes.writeUInt16BE(packet.seq, 2);
  bytes.writeUInt32BE(packet.timestamp, 4);
  bytes.writeUInt32BE(ssrc, 8);
  bytes.set(packet.payload, headerBytes);
  return bytes;
}

/** Gives frames of 20 ms with a running number, as the jitter buffer counts them, whatever the far end packs. */
export class Reframer {
  #rest: Buffer = Buffer.alloc(0);
  #lastSeq: number | undefined;
  #number = 0;

  read(seq: number, payload: Buffer): { number: number; frame: Frame }[] {
    const parts = payload.length / frameSamples;
    if (Number.isInteger(parts) && this.#rest.length === 0) {
      return Array.from({ length: parts }, (_none, part) => ({
        number: (seq * parts + part) & 0xffff,
        frame: payload.subarray(part * frameSamples, (part + 1) * frameSamples),
      }));
    }
    return this.#reframed(seq, payload);
  }

  /** 10 or 30 ms: what is over of one packet begins the next frame. Such a line gets no packets put in order. */
  #reframed(seq: number, payload: Buffer): { number: number; frame: Frame }[] {
    const isNext = this.#lastSeq !== undefined && seq === ((this.#lastSeq + 1) & 0xffff);
    if (!isNext) {
      this.#rest = Buffer.alloc(0);
      this.#number += 1;
    }
    this.#lastSeq = seq;
    const bytes = Buffer.concat([this.#rest, payload]);
    const frames = [];
    let at = 0;
    for (; at + frameSamples <= bytes.length; at += frameSamples) {
      frames.push({ number: this.#number & 0xffff, frame: bytes.subarray(at, at + frameSamples) });
      this.#number += 1;
    }
    this.#rest = bytes.subarray(at);
    return frames;
  }
}
