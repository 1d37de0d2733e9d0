import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, ChannelMark, Kbd, Row, readNow, useLang } from '../../design/index.ts';
import type { OfferView } from '../../server/routing/contract.ts';

export function SecondsLeft({ until }: { until: string }) {
  const [left, setLeft] = useState(() => Date.parse(until) - readNow());
  useEffect(() => {
    const timer = setInterval(() => setLeft(Date.parse(until) - readNow()), 250);
    return () => clearInterval(timer);
  }, [until]);
  // Read when one looks for it: told at every second it would drown who is there and what they want.
  return (
    <span role="timer" aria-live="off" className="desk-seconds">
      {Math.max(0, Math.ceil(left / 1_000))}
    </span>
  );
}

/** Of the first of them. */
export const offerKeys = { accept: { shortcut: 'alt+a' }, decline: { shortcut: 'alt+x' } };

/** On the button that it presses. */
export function OfferKey({ shortcut }: { shortcut: string }) {
  return (
    <span aria-hidden className="desk-offer-key">
      <Kbd keys={shortcut} />
    </span>
  );
}

/** What rings: who it is, the first words, and how long one may think. */
export function Offers({
  offers,
  onAccept,
  onDecline,
}: {
  offers: readonly OfferView[];
  onAccept: (offer: OfferView) => void;
  onDecline: (offer: OfferView) => void;
}) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  return (
    <div aria-live="assertive">
      {offers.map((offer, index) => (
        <section key={offer.id} className="desk-offer" aria-label={t('offer.title')}>
          <Row justify="between">
            <Row>
              <ChannelMark channel={offer.interaction.channel} isLabelShown />
              <strong>{offer.citizenName ?? t('citizen.unknown')}</strong>
              {offer.interaction.isCallback && <Badge tone="accent">{t('callback.badge')}</Badge>}
              {offer.interaction.priority >= 9 && <Badge tone="danger">{t('offer.danger')}</Badge>}
            </Row>
            <SecondsLeft until={offer.expiresAt} />
          </Row>
          {offer.passedOnBy && (
            <p className="oc-small oc-quiet">{t('offer.passedOnBy', { name: offer.passedOnBy[lang] })}</p>
          )}
          {offer.passOnNote && (
            <p className="desk-offer-words">{t('offer.passOnNote', { note: offer.passOnNote })}</p>
          )}
          {(offer.preview || !offer.passOnNote) && (
            <p className="desk-offer-words">
              {offer.preview || t(offer.interaction.isCallback ? 'callback.note' : 'offer.noWords')}
            </p>
          )}
          <Row wraps>
            <Button variant="primary" icon={Check} onPress={() => onAccept(offer)}>
              {t('offer.accept')}
              {index === 0 && <OfferKey {...offerKeys.accept} />}
            </Button>
            <Button variant="quiet" icon={X} onPress={() => onDecline(offer)}>
              {t('offer.decline')}
              {index === 0 && <OfferKey {...offerKeys.decline} />}
            </Button>
          </Row>
        </section>
      ))}
    </div>
  );
}
