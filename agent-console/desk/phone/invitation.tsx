// A colleague asks to join a call: shown where offers are.
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Row } from '../../../design/index.ts';
import { useAgentPhone } from './agent-phone.ts';

export function Invitation() {
  const { t, i18n } = useTranslation('phone');
  const phone = useAgentPhone();
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <div aria-live="assertive">
      {phone.invitation && (
        <section className="desk-offer" aria-label={t('title')}>
          <strong>{t('invitation', { name: phone.invitation.inviter[lang] })}</strong>
          <Row>
            <Button variant="primary" icon={Check} onPress={() => phone.answerInvitation(true)}>
              {t('join')}
            </Button>
            <Button variant="quiet" icon={X} onPress={() => phone.answerInvitation(false)}>
              {t('later')}
            </Button>
          </Row>
        </section>
      )}
    </div>
  );
}
