// What was written after a contact is sent when its time has run out: as it is so far where its agent still writes, and where
// the contact is gone, and with it the key that finishes.
import { useEffect } from 'react';
import type { Desk } from '../../server/desk/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useLine } from '../realtime/line.tsx';
import { isOverdue } from './inbox-news.ts';
import { forgetWrapUpWords, readWrapUpWords, wrapUpRequest, wrapUpsBeside } from './wrap-up-words.ts';

export default function LeftWrapUps({ desk }: { desk: Desk | undefined }) {
  const line = useLine();
  const inHand = desk?.inbox.map(({ interaction }) => interaction.id).join();
  const overdue = desk?.inbox
    .filter(isOverdue)
    .map(({ interaction }) => interaction.id)
    .join();
  useEffect(() => {
    for (const id of overdue?.split(',') ?? []) {
      const words = readWrapUpWords(id);
      // What follows says it all again.
      if (words) line?.call('interaction:wrap_up', wrapUpRequest(id, words)).catch(() => undefined);
    }
  }, [line, overdue]);
  useEffect(() => {
    if (!line || inHand === undefined) return;
    for (const id of wrapUpsBeside(inHand.split(','))) {
      const words = readWrapUpWords(id);
      if (!words) continue;
      line.call('interaction:wrap_up', wrapUpRequest(id, words)).then(
        () => forgetWrapUpWords(id),
        (error: unknown) => {
          if (!(error instanceof ApiFailure && error.code === 'offline')) forgetWrapUpWords(id);
        },
      );
    }
  }, [line, inHand]);
  return null;
}
