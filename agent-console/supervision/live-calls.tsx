// Calls under way on the house's own lines: a supervisor listens, prompts the agent, or talks with both.
import { useQuery } from '@tanstack/react-query';
import { Ear, Headset } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, Row, useFormat, useLang } from '../../design/index.ts';
import { liveCallsSchema } from '../../server/intake/hotline/contract.ts';
import { api } from '../api/client.ts';
import { useDesk } from '../desk/desk-data.ts';
import { useAgentPhone } from '../desk/phone/agent-phone.ts';
import CallsOfOthers from '../desk/phone/calls-of-others.tsx';

const refreshEveryMs = 3_000;

export function LiveCalls() {
  const { t } = useTranslation('phone');
  const format = useFormat();
  const phone = useAgentPhone();
  const lang = useLang();
  const [, navigate] = useLocation();
  const { data } = useQuery({
    queryKey: ['phone', 'calls'],
    queryFn: () => api.get('/api/phone/calls', liveCallsSchema),
    refetchInterval: refreshEveryMs,
    refetchIntervalInBackground: false,
  });
  const items = data?.items ?? [];
  // Whoever joined in has the contact when its agent is gone, and ends it where contacts are ended.
  const own = useDesk().data?.inbox.find(
    ({ interaction }) => interaction.id === phone.interactionId,
  )?.interaction;
  return (
    <section className="board-calls" aria-label={t('live')}>
      <CallsOfOthers inHand={own ? [own.id] : []} />
      {own && (
        <section className="desk-offer" aria-label={t('title')}>
          <strong>{t('ownNow')}</strong>
          <Row>
            <Button icon={Headset} variant="primary" onPress={() => navigate(`/desk/${own.conversationId}`)}>
              {t('toDesk')}
            </Button>
          </Row>
        </section>
      )}
      <h3>{t('live')}</h3>
      {items.length === 0 && <p className="oc-quiet">{t('noLive')}</p>}
      <ul>
        {items.map((call) => (
          <li key={call.interactionId}>
            <Row justify="between">
              <span>
                {call.staff
                  .filter(({ role }) => role === 'party')
                  .map(({ name }) => name[lang])
                  .join(t('nameSeparator'))}{' '}
                <span className="oc-quiet">{format.moment(call.since)}</span>
              </span>
              <Button
                size="small"
                icon={Ear}
                isDisabled={phone.interactionId !== null}
                onPress={() => phone.join?.(call.interactionId, 'monitor')}
              >
                {t('role.monitor')}
              </Button>
            </Row>
          </li>
        ))}
      </ul>
    </section>
  );
}
