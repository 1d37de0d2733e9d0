// A carrier's recording while it is downloaded: a WAV file of 16 bit samples, turned into what our recordings hold.
import { encode } from './g711.ts';

const chunkHeadBytes = 8;
/** What a file may hold before its sound: longer than any heading that programs write. */
const mostHeadBytes = 64 * 1_024;

interface Sound {
  channels: number;
  /** Octets of the sound itself, as far as they have come. */
  rest: Buffer;
}

/** Looks for the sound. Undefined while its beginning has not come. @throws Error when it is no such file */
function findSound(head: Buffer): Sound | undefined {
  if (head.length < 12) return undefined;
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV file');
  let channels = 0;
  for (let at = 12; at + chunkHeadBytes <= head.length; ) {
    const name = head.toString('latin1', at, at + 4);
    const size = head.readUInt32LE(at + 4);
    const body = at + chunkHeadBytes;
    if (name === 'data' && channels > 0) return { channels, rest: head.subarray(body) };
    if (name === 'fmt ') {
      if (body + 16 > head.length) return undefined;
      channels = head.readUInt16LE(body + 2);
      const isOurs =
        head.readUInt16LE(body) === 1 &&
        head.readUInt32LE(body + 4) === 8_000 &&
        head.readUInt16LE(body + 14) === 16;
      if (!isOurs || channels < 1 || channels > 2) throw new Error('not telephone sound of 16 bit samples');
    }
    at = body + size + (size & 1);
  }
  return undefined;
}

/**
 * Turns a WAV file of one or two channels, 8 kHz, 16 bit, into pairs of µ-law octets; a second channel that is not
 * there is silence.
 * @throws Error when it is not such a file
 */
export async function* stereoMuLaw(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting = Buffer.alloc(0);
  let channels = 0;
  for await (const part of parts) {
    waiting = Buffer.concat([waiting, part]);
    if (channels === 0) {
      const sound = findSound(waiting);
      if (!sound && waiting.length > mostHeadBytes) throw new Error('a WAV file without sound');
      if (!sound) continue;
      channels = sound.channels;
      waiting = Buffer.from(sound.rest);
    }
    const whole = waiting.length - (waiting.length % (channels * 2));
    if (whole > 0) yield pairs(waiting.subarray(0, whole), channels);
    waiting = waiting.subarray(whole);
  }
  if (channels === 0) throw new Error('a WAV file without sound');
}

const silent = 0xff;

function pairs(octets: Buffer, channels: number): Uint8Array {
  const samples = new Int16Array(octets.length / 2);
  for (let at = 0; at < samples.length; at += 1) samples[at] = octets.readInt16LE(at * 2);
  const codes = encode('mulaw', samples);
  if (channels === 2) return codes;
  const stereo = new Uint8Array(codes.length * 2).fill(silent);
  codes.forEach((code, at) => {
    stereo[at * 2] = code;
  });
  return stereo;
}
