// Cases that the emergency command has not confirmed, as long as it has not: the supervisor rings.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Notice, useFormat, useLang } from '../../design/index.ts';
import { unconfirmedSchema } from '../../server/emergency/contract.ts';
import { api } from '../api/client.ts';
import { unconfirmedKey } from './unconfirmed-news.ts';

const refreshEveryMs = 15_000;

export function UnconfirmedCases() {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const format = useFormat();
  const query = useQuery({
    queryKey: unconfirmedKey,
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
