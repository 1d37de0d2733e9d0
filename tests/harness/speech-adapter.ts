// The speech adapter of docs/speech.md as a process, with a stand-in for the program that understands speech.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './ports.ts';

/** @param recogniser a Node program: a WAV file on its standard input, words on its standard output */
export async function startSpeechAdapter(recogniser: string): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const args = ['docs/examples/speech-adapter.mjs', String(port), process.execPath, '-e', recogniser];
  const adapter = spawn(process.execPath, args, { stdio: 'inherit' });
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return { url: `ws://127.0.0.1:${port}`, stop: () => void adapter.kill() };
    await pause(100);
  }
  adapter.kill();
  throw new Error('the adapter did not start');
}
