// The session is about to end because nobody acts: says so, and any key answers.
import { Suspense, useState } from 'react';
import { useNews } from '../realtime/line.tsx';
import { part } from '../shell/part.ts';
import { useHands } from './idle.ts';

const IdleNotice = part(() => import('./idle-notice.tsx'));

export function IdleWatch() {
  const [endsAt, setEndsAt] = useState<string | null>(null);
  useNews('idle', (news) => setEndsAt(news.endsAt));
  useHands(endsAt !== null);
  return endsAt === null ? null : (
    <Suspense>
      <IdleNotice endsAt={endsAt} />
    </Suspense>
  );
}
