// Reads a part of a page aloud with the voice of the reader's device. There is one voice: what begins ends what was read
// before.
import { useSyncExternalStore } from 'react';
import type { TongueCode } from '../../server/platform/tongue.ts';
import { breathsOf, voiceFor } from './speech.ts';

/** `failed`: the device has no voice, or does not speak. */
type State = 'silent' | 'reading' | 'failed';
export interface Reading {
  /** Whose press it was. */
  by: string;
  state: State;
}

const silent: Reading = { by: '', state: 'silent' };
/** Who reads Hong Kong's characters hears Cantonese. */
const tags = { zh: 'zh-CN', 'zh-Hant': 'zh-HK', en: 'en-GB' } as const satisfies Record<TongueCode, string>;
/** A little slower than the device would. */
const rate = 0.9;
/** Some devices say nothing at all, not even that they cannot. */
const mostSilenceMs = 5_000;
const blocks = 'h1, h2, h3, h4, p, li, dt, dd, th, td, legend, label';
const unread = '[aria-hidden="true"], .oc-hidden, noscript';

const listeners = new Set<() => void>();
let current = silent;
let marked: Element | undefined;
/** Ends what is being read, without telling. */
let end = (): void => undefined;

function tell(reading: Reading): void {
  current = reading;
  for (const listener of listeners) listener();
}

function mark(element: Element | undefined): void {
  marked?.removeAttribute('data-reading');
  marked = element;
  element?.setAttribute('data-reading', '');
  element?.scrollIntoView({ block: 'nearest' });
}

/** What a part of a page says, block by block, as it is seen. */
function partsOf(root: Element): { element: Element; text: string }[] {
  return [...root.querySelectorAll(blocks)]
    .filter((element) => !element.querySelector(blocks) && !element.closest(unread))
    .filter((element) => element.getClientRects().length > 0)
    .flatMap((element) => breathsOf(element.textContent).map((text) => ({ element, text })));
}

export function stopReading(): void {
  end();
  if (current.state !== 'silent') tell(silent);
}

/** Reads what stands in an element, in the reader's language. @param by whose press it is */
export function readAloud(by: string, root: Element, tongue: TongueCode): void {
  stopReading();
  // Browsers inside other programs often have none.
  const speech = 'speechSynthesis' in window ? window.speechSynthesis : undefined;
  const voices = speech?.getVoices() ?? [];
  const voice = voiceFor(voices, tags[tongue]);
  if (!speech || (voices.length > 0 && !voice)) {
    tell({ by, state: 'failed' });
    return;
  }
  const parts = partsOf(root);
  let isOver = false;
  const fail = (): void => {
    end();
    tell({ by, state: 'failed' });
  };
  const patience = setTimeout(fail, mostSilenceMs);
  end = () => {
    isOver = true;
    clearTimeout(patience);
    mark(undefined);
    speech.cancel();
    end = () => undefined;
  };
  const sayNext = (): void => {
    const part = parts.shift();
    if (!part?.element.isConnected) {
      stopReading();
      return;
    }
    const words = new SpeechSynthesisUtterance(part.text);
    words.lang = tags[tongue];
    words.voice = voice ?? null;
    words.rate = rate;
    words.onstart = () => {
      clearTimeout(patience);
      if (!isOver) mark(part.element);
    };
    words.onend = () => {
      if (!isOver) sayNext();
    };
    words.onerror = () => {
      if (!isOver) fail();
    };
    speech.speak(words);
  };
  tell({ by, state: 'reading' });
  sayNext();
}

export function useReading(): Reading {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

// Else the device goes on speaking about a page that is gone.
window.addEventListener('pagehide', stopReading);
