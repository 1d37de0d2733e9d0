// A voice for tests: the server finds it as espeak-ng on its path. Whatever it is given to say is a fifth of a second
// long, so that a story is not mostly listening. What a real voice says is tests/ivr/media/speech.test.ts.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleRate, wavHeader } from '../../ivr/media/index.ts';
import { tone } from '../../ivr/media/tone.ts';

const program = `#!/bin/sh
case "$1" in
  --version) echo 'eSpeak NG text-to-speech: 0.0.1' ;;
  *) /bin/cat > /dev/null; exec /bin/cat "\${0%/*}/word.wav" ;;
esac
`;

let folder: string | undefined;

/** The path of programs with the voice before all others. */
export function voicePath(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'onecall-voice-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    const word = tone([440], 0.2);
    const header = wavHeader({ channels: 1, sampleRate, dataBytes: word.byteLength });
    writeFileSync(
      join(made, 'word.wav'),
      Buffer.concat([header, Buffer.from(word.buffer, word.byteOffset, word.byteLength)]),
    );
    writeFileSync(join(made, 'espeak-ng'), program);
    chmodSync(join(made, 'espeak-ng'), 0o755);
    folder = made;
  }
  return `${folder}:${process.env.PATH ?? ''}`;
}
