// Tells the server that somebody is here: it ends a session in which nobody acts. A hand at keys, mouse or screen counts, and
// a call that this page carries; nothing that the page does by itself.
import { useEffect, useEffectEvent } from 'react';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

/** More often says nothing new; the last press is told, too, so that nobody is signed out before their time. */
const tellEveryMs = 30_000;
const deeds = ['keydown', 'pointerdown', 'wheel'] as const;

let toldAt = Number.NEGATIVE_INFINITY;
let later: ReturnType<typeof setTimeout> | undefined;

function tell(): void {
  clearTimeout(later);
  later = undefined;
  toldAt = performance.now();
  api.post('/api/session/acted', {}, okSchema).catch(() => {
    // The next press tells it again.
    toldAt = Number.NEGATIVE_INFINITY;
  });
}

/** Somebody acted. @param isUrgent the session is about to end */
function noteAct(isUrgent = false): void {
  const waitMs = toldAt + tellEveryMs - performance.now();
  if (isUrgent || waitMs <= 0) tell();
  else later ??= setTimeout(tell, waitMs);
}

/** Watches for a hand. While the session is about to end, a key does that alone: it answers the question. */
export function useHands(isEnding: boolean): void {
  const hear = useEffectEvent((event: Event) => {
    if (isEnding && event.type === 'keydown') {
      event.preventDefault();
      event.stopPropagation();
    }
    noteAct(isEnding);
  });
  useEffect(() => {
    for (const deed of deeds) window.addEventListener(deed, hear, { capture: true });
    return () => {
      for (const deed of deeds) window.removeEventListener(deed, hear, { capture: true });
      clearTimeout(later);
      later = undefined;
    };
  }, []);
}

/** Whoever is on the line acts. */
export function useActingWhile(isTalking: boolean): void {
  useEffect(() => {
    if (!isTalking) return;
    noteAct();
    const timer = setInterval(noteAct, tellEveryMs);
    return () => clearInterval(timer);
  }, [isTalking]);
}
