// A speech adapter: hears calls on a WebSocket, cuts what is said at pauses, and asks any program for the words.
//   node docs/examples/speech-adapter.mjs 8093 PROGRAM ARGUMENT…
// The program gets a WAV file (8 kHz, one channel, 16 bit) on its standard input and the language in SPEECH_LANGUAGE;
// what it prints are the words.
import { spawn } from 'node:child_process';
import { WebSocketServer } from 'ws';

const [port, program, ...args] = process.argv.slice(2);
const loud = 400;
const pauseMs = 700;

function wav(sound) {
  const head = Buffer.from('RIFF....WAVEfmt ....\x01\0\x01\0........\x02\0\x10\0data....', 'latin1');
  for (const [at, value] of [
    [4, 36 + sound.length],
    [16, 16],
    [24, 8_000],
    [28, 16_000],
    [40, sound.length],
  ])
    head.writeUInt32LE(value, at);
  return Buffer.concat([head, sound]);
}

function wordsIn(sound, language) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, SPEECH_LANGUAGE: language },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let words = '';
    child.stdout.on('data', (part) => {
      words += part;
    });
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve(''));
    child.on('close', () => resolve(words.trim()));
    child.stdin.end(wav(sound));
  });
}

new WebSocketServer({ port: Number(port), host: '127.0.0.1' }).on('connection', (call) => {
  let [language, heardMs, quietMs, speech] = ['cmn', 0, 0, []];
  let last = Promise.resolve();
  const finish = () => {
    const sound = Buffer.concat(speech);
    const fromMs = heardMs - sound.length / 16;
    [speech, quietMs] = [[], 0];
    if (sound.length === 0) return;
    last = last.then(async () =>
      call.send(JSON.stringify({ type: 'final', text: await wordsIn(sound, language), fromMs })),
    );
  };
  call.on('message', async (message, isSound) => {
    if (!isSound) {
      const told = JSON.parse(message);
      if (told.type === 'start') ({ language } = told);
      if (told.type !== 'end') return;
      finish();
      await last;
      return call.close();
    }
    const samples = new Int16Array(
      message.buffer.slice(message.byteOffset, message.byteOffset + message.length),
    );
    const isLoud = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) > loud;
    heardMs += message.length / 16;
    if (isLoud || speech.length > 0) speech.push(message);
    quietMs = isLoud ? 0 : quietMs + message.length / 16;
    if (quietMs > pauseMs) finish();
  });
});
