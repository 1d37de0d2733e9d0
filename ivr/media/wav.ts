// WAV files: reading what a speech program gives, heading what we recorded.
import { decode, encode } from './g711.ts';
import { type Samples, sampleRate } from './sound.ts';

/** WAVE_FORMAT_MULAW (RFC 2361). */
const muLawFormat = 7;

/** The 44 octets before 16 bit samples. `dataBytes` counts what follows. */
export function wavHeader(options: { channels: number; sampleRate: number; dataBytes: number }): Buffer {
  const { channels, sampleRate: rate, dataBytes } = options;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** A file of telephone sound: 8 kHz µ-law in one channel, as browsers and carriers play it. */
export function muLawWav(samples: Samples): Buffer {
  const octets = encode('mulaw', samples);
  const header = Buffer.alloc(58);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(50 + octets.length + (octets.length & 1), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(muLawFormat, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  // What is not plain PCM says how many samples it holds.
  header.write('fact', 38, 'latin1');
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(octets.length, 54);
  return Buffer.concat([header, octets, Buffer.alloc(octets.length & 1)]);
}

/**
 * Reads one channel of 16 bit samples, or of µ-law. A length that runs past the end means "to the end": programs that write to a
 * pipe do not know it.
 * @throws Error when it is not such a file
 */
export function readWav(file: Buffer): { sampleRate: number; samples: Samples } {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file');
  }
  let rate = 0;
  let isMuLaw = false;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = Math.min(file.readUInt32LE(at + 4), file.length - at - 8);
    const body = file.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ') {
      const [format, channels, bits] = [body.readUInt16LE(0), body.readUInt16LE(2), body.readUInt16LE(14)];
      isMuLaw = format === muLawFormat && bits === 8;
      if (channels !== 1 || !(isMuLaw || (format === 1 && bits === 16))) {
        throw new Error('not one channel of 16 bit samples or µ-law');
      }
      rate = body.readUInt32LE(4);
    }
    if (name === 'data' && rate > 0 && isMuLaw) return { sampleRate: rate, samples: decode('mulaw', body) };
    if (name === 'data' && rate > 0) {
      const samples = new Int16Array(size >> 1);
      for (let index = 0; index < samples.length; index += 1) samples[index] = body.readInt16LE(index * 2);
      return { sampleRate: rate, samples };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('a WAV file without sound');
}
