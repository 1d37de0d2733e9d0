// Speech input against the adapter of docs/speech.md, run as the program it is, with a stand-in for its recogniser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameSamples } from '../../../ivr/media/sound.ts';
import { type Heard, recogniserAt } from '../../../ivr/media/speech/recogniser.ts';
import { tone } from '../../../ivr/media/tone.ts';
import { freePort } from '../../harness/ports.ts';
import { startSpeechAdapter } from '../../harness/speech-adapter.ts';

/** Says how long the WAV file on its standard input is, in tenths of a second, and in which language. */
const program = `const parts = []; process.stdin.on('data', (part) => parts.push(part)).on('end', () => {
  const wav = Buffer.concat(parts);
  console.log(wav.toString('latin1', 0, 4), Math.round(wav.readUInt32LE(40) / 1600), process.env.SPEECH_LANGUAGE);
})`;

let adapter: Awaited<ReturnType<typeof startSpeechAdapter>>;
beforeAll(async () => {
  adapter = await startSpeechAdapter(program);
}, 30_000);
afterAll(() => adapter?.stop());

function silenceOf(seconds: number): Int16Array {
  return new Int16Array(seconds * 8_000);
}

describe('speech input', () => {
  it('hears two sentences with a pause between as two lines, each from where it began', async () => {
    const heard: Heard[] = [];
    const failures: Error[] = [];
    const recogniser = recogniserAt(adapter.url, (error) => failures.push(error));
    const listening = recogniser.listen({ purpose: 'talk', language: 'yue', hints: [] }, (one) =>
      heard.push(one),
    );
    const call = [silenceOf(0.5), tone([300], 1), silenceOf(1), tone([300], 0.5), silenceOf(0.2)];
    for (const sound of call) {
      for (let at = 0; at < sound.length; at += frameSamples) {
        listening.hear(sound.subarray(at, at + frameSamples));
      }
    }
    await listening.end();
    expect(failures).toEqual([]);
    expect(heard.map(({ text }) => text)).toEqual(['RIFF 17 yue', 'RIFF 7 yue']);
    expect(heard.map(({ fromMs, isFinal }) => [Math.round(fromMs / 100), isFinal])).toEqual([
      [5, true],
      [25, true],
    ]);
  });

  it('says why there are no words, and ends, when nobody is there', async () => {
    const failures: Error[] = [];
    const nobody = await freePort();
    const recogniser = recogniserAt(`ws://127.0.0.1:${nobody}`, (error) => failures.push(error));
    const listening = recogniser.listen(
      { purpose: 'menu', language: 'cmn', hints: ['留言'] },
      () => undefined,
    );
    listening.hear(silenceOf(0.02));
    await listening.end();
    expect(failures.length).toBeGreaterThan(0);
  });
});
