// Cases that the emergency command has not confirmed: the supervisor is told on every page, and rings.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Notice, showToast, useFormat, useLang } from '../../design/index.ts';
import { unconfirmedSchema } from '../../server/emergency/contract.ts';
import { api } from '../api/client.ts';
import { useNews } from '../realtime/line.tsx';

const key = ['emergency', 'unconfirmed'] as const;
const refreshEveryMs = 15_000;

/** Says it at once, whatever the supervisor has before them; it stays until it is closed. */
export function useUnconfirmedNews(): void {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const client = useQueryClient();
  useNews('hand_off_overdue', ({ number, centre, phone }) => {
    void client.invalidateQueries({ queryKey: key });
    showToast({
      tone: 'danger',
      title: t('handOff.overdue', { number }),
      description: t('handOff.ring', { name: centre[lang], phone }),
    });
  });
}

export function UnconfirmedCases() {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const format = useFormat();
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/emergency/unconfirmed', unconfirmedSchema),
    refetchInterval: refreshEveryMs,
  });
  return (query.data?.items ?? []).map(({ handOffId, ticketId, number, since, centre, phone }) => (
    <Notice key={handOffId} tone="danger" isLive>
      <Link href={`/tickets/${ticketId}`}>{t('handOff.overdue', { number })}</Link>
      {' · '}
      {t('handOff.since', { time: format.moment(since) })}
      {' · '}
      <a href={`tel:${phone}`}>{t('handOff.ring', { name: centre[lang], phone })}</a>
    </Notice>
  ));
}
