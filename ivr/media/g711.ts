// G.711: 16 bit samples ↔ 8 bit, by table in both directions (ITU-T G.711, µ-law and A-law).
import type { Samples } from './sound.ts';

export type Law = 'mulaw' | 'alaw';

/** A frame of 20 ms as it travels: 160 octets in the leg's law. */
export type Frame = Uint8Array;

function decodeMuLaw(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4);
  return inverted & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

function decodeALaw(code: number): number {
  const toggled = code ^ 0x55;
  const exponent = (toggled & 0x70) >> 4;
  const mantissa = (toggled & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return toggled & 0x80 ? magnitude : -magnitude;
}

/** For every 16 bit sample the code whose value lies nearest: exact by construction, whatever the law. */
function encoderOf(decoder: Samples): Uint8Array {
  const codes = [...decoder.keys()].sort((a, b) => (decoder[a] ?? 0) - (decoder[b] ?? 0));
  const encoder = new Uint8Array(65_536);
  let nearest = 0;
  for (let sample = -32_768; sample <= 32_767; sample += 1) {
    const distance = (index: number): number => Math.abs(sample - (decoder[codes[index] ?? 0] ?? 0));
    while (nearest < 255 && distance(nearest + 1) <= distance(nearest)) nearest += 1;
    encoder[sample & 0xffff] = codes[nearest] ?? 0;
  }
  return encoder;
}

function table(decode: (code: number) => number): { decoder: Samples; encoder: Uint8Array } {
  const decoder = Int16Array.from({ length: 256 }, (_none, code) => decode(code));
  return { decoder, encoder: encoderOf(decoder) };
}

const tables: Readonly<Record<Law, ReturnType<typeof table>>> = {
  mulaw: table(decodeMuLaw),
  alaw: table(decodeALaw),
};

export function decode(law: Law, frame: Frame): Samples {
  const { decoder } = tables[law];
  const samples = new Int16Array(frame.length);
  for (let at = 0; at < frame.length; at += 1) samples[at] = decoder[frame[at] ?? 0] ?? 0;
  return samples;
}

export function encode(law: Law, samples: Samples): Frame {
  const { encoder } = tables[law];
  const frame = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) frame[at] = encoder[(samples[at] ?? 0) & 0xffff] ?? 0;
  return frame;
}
