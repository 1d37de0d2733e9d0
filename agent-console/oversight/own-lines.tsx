// What the reader waited for, or is waited for: the lines of their own bell, and a toast for what comes while they are here.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast, useFormat, useLang } from '../../design/index.ts';
import { type BellKind, type BellLine, bellSchema, subjectOf } from '../../server/bell/contract.ts';
import { api } from '../api/client.ts';
import { useNews } from '../realtime/line.tsx';
import { BellLine as Line } from './bell-line.tsx';

export const ownKey = ['bell'];
/** Somebody has to do something that they thought was done. */
const urgentKinds: readonly BellKind[] = ['sent_back', 'rework', 'supervised', 'urged', 'returned'];
const toneOf = (kind: BellKind) => (urgentKinds.includes(kind) ? 'warn' : 'accent');
/** What comes together is told together: somebody who is handed forty tickets is told so once. */
const gatherMs = 500;

/** The reader's lines, kept up to date; what is new is shown in a toast. */
export function useOwnLines(): BellLine[] {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const client = useQueryClient();
  const timer = useRef<number | undefined>(undefined);
  const { data } = useQuery({ queryKey: ownKey, queryFn: () => api.get('/api/bell', bellSchema) });
  const tell = async (): Promise<void> => {
    timer.current = undefined;
    const known = new Set(client.getQueryData<{ items: BellLine[] }>(ownKey)?.items.map(({ id }) => id));
    await client.invalidateQueries({ queryKey: ownKey });
    const now = client.getQueryData<{ items: BellLine[] }>(ownKey)?.items ?? [];
    const fresh = now.filter(({ id, isSeen }) => !isSeen && !known.has(id));
    const [line] = fresh;
    if (!line) return;
    const isOne = fresh.length === 1;
    showToast({
      tone: toneOf(line.kind),
      title: isOne ? t(`bell.kind.${line.kind}`) : t('bell.fresh', { count: fresh.length }),
      description: [line.number, line.title[lang]].filter(Boolean).join(' · '),
    });
  };
  useNews('bell', () => {
    timer.current ??= window.setTimeout(() => void tell(), gatherMs);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return data?.items ?? [];
}

export function OwnLine({ line, onFollow }: { line: BellLine; onFollow: () => void }) {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const format = useFormat();
  const { kind, subjectId, number, by, at, isSeen } = line;
  return (
    <Line
      tone={toneOf(kind)}
      event={t(`bell.kind.${kind}`)}
      title={line.title[lang]}
      href={subjectOf(kind) === 'ticket' ? `/tickets/${subjectId}` : `/quality/review/${subjectId}`}
      isSeen={isSeen}
      notes={[number, by?.[lang], format.moment(at)]}
      onFollow={onFollow}
    />
  );
}
