// A voice that lives in a process of its own: however much is to be said, and however it fails, no call waits for it
// with its own frames. Texts are spoken one after another; a process that has nothing to say ends.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Language } from '../../verbs.ts';
import type { Samples } from '../sound.ts';
import { type Engine, findEngine } from './espeak.ts';
import type { Voice } from './voice.ts';

/** The longest text takes a second or two; what takes longer hangs. */
const patienceMs = 20_000;
/** Its memory is given back: what the flows say has long been rendered. */
const idleMs = 60_000;
/** A flow of a city has some hundred texts. */
const mostWaiting = 500;
/** Samples that a speaker sends: 20 minutes. */
const mostSamples = 10_000_000;

const answerSchema = z.union([
  z.object({ samples: z.instanceof(Int16Array).refine((samples) => samples.length <= mostSamples) }),
  z.object({ error: z.string() }),
]);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = fileURLToPath(new URL('./speaker.ts', import.meta.url));

class Speaker {
  readonly #engine: Engine;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @throws Error when it cannot be spoken, or too much waits to be */
  speak(text: string, language: Language): Promise<Samples> {
    if (this.#waiting >= mostWaiting) return Promise.reject(new Error('too much waits to be spoken'));
    this.#waiting += 1;
    const said = this.#last
      .then(() => this.#ask(text, language))
      // A speaker that died may have died of something else: once more, by a new one.
      .catch((error: unknown) => {
        if (error instanceof Died) return this.#ask(text, language);
        throw error;
      });
    this.#last = said.then(
      () => this.#rest(),
      () => this.#rest(),
    );
    return said;
  }

  #rest(): void {
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    this.#idle = setTimeout(() => this.#child?.disconnect(), idleMs);
    this.#idle.unref();
  }

  #ask(text: string, language: Language): Promise<Samples> {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((settle, reject) => {
      const hanging = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      const done = (): void => {
        clearTimeout(hanging);
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = (message: unknown): void => {
        done();
        const answer = answerSchema.safeParse(message);
        if (!answer.success) reject(new Error('the speaker sent no sound'));
        else if ('error' in answer.data) reject(new Error(answer.data.error));
        else settle(answer.data.samples);
      };
      const onExit = (): void => {
        done();
        reject(new Died('the speaker died'));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ text, language }, (error) => error && child.kill('SIGKILL'));
    });
  }

  #start(): ChildProcess {
    const child = fork(program, [JSON.stringify(this.#engine)], {
      cwd: root,
      execArgv: program.endsWith('.ts') ? ['--import', 'tsx'] : [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const gone = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on('disconnect', gone);
    child.on('exit', gone);
    child.on('error', gone);
    // It ends with us; we do not wait for it.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

class Died extends Error {}

/** The offline voice: undefined where nothing here can speak. */
export async function findVoice(): Promise<Voice | undefined> {
  const engine = await findEngine();
  return engine && voiceOf(engine);
}

/** The voice of an engine. */
export function voiceOf(engine: Engine): Voice {
  const speaker = new Speaker(engine);
  return {
    id: `espeak-ng ${engine.kind === 'package' ? 'package ' : ''}${engine.version} 2`,
    speak: (text, language) => speaker.speak(text, language),
  };
}
