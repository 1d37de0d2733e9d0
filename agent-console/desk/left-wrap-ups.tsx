// When the time after a contact has run out the contact is gone, and with it the key that finishes: what was written is sent
// all the same.
import { useEffect } from 'react';
import type { Desk } from '../../server/desk/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useLine } from '../realtime/line.tsx';
import { keepWrapUpWords, takeWrapUpWords, wrapUpRequest, wrapUpsBeside } from './wrap-up-words.ts';

export default function LeftWrapUps({ desk }: { desk: Desk | undefined }) {
  const line = useLine();
  const inHand = desk?.inbox.map(({ interaction }) => interaction.id).join();
  useEffect(() => {
    if (!line || inHand === undefined) return;
    for (const id of wrapUpsBeside(inHand.split(','))) {
      const words = takeWrapUpWords(id);
      if (!words) continue;
      line.call('interaction:wrap_up', wrapUpRequest(id, words)).catch((error: unknown) => {
        if (error instanceof ApiFailure && error.code === 'offline') keepWrapUpWords(id, words);
      });
    }
  }, [line, inHand]);
  return null;
}
