// One's own desk telephone: what it is set up with, whether it is there, and where calls ring.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Facts, Notice, RadioGroup, Stack, StatusDot } from '../../../design/index.ts';
import { deskPhoneSchema, newDeskPasswordSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';
import { useFailureToast } from '../../api/failure-view.tsx';
import { deskPhoneKey, useDeskPhone } from './desk-phone-data.ts';

export default function DeskPhoneDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['phone', 'desk']);
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const { data: phone } = useDeskPhone(true);
  const refresh = () => client.invalidateQueries({ queryKey: deskPhoneKey });
  const password = useMutation({
    mutationFn: () => api.post('/api/desk/phone/password', {}, newDeskPasswordSchema),
    onSuccess: refresh,
    onError: showFailure,
  });
  const choose = useMutation({
    mutationFn: (isChosen: boolean) => api.put('/api/desk/phone', { isChosen }, deskPhoneSchema),
    onSuccess: (view) => client.setQueryData(deskPhoneKey, view),
    onError: showFailure,
  });
  if (!phone) return null;
  const { account } = phone;
  return (
    <Dialog
      title={t('desk:presence.deskPhone')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      footer={<Button onPress={onClose}>{t('desk.done')}</Button>}
    >
      <Stack gap={4}>
        <p>{t('desk.about')}</p>
        <Facts
          items={[
            { id: 'server', term: t('desk.server'), value: phone.servers.join(t('nameSeparator')) },
            { id: 'account', term: t('desk.account'), value: account ?? t('desk.none') },
            ...(password.data
              ? [{ id: 'password', term: t('desk.password'), value: <code>{password.data.password}</code> }]
              : []),
          ]}
        />
        {password.data && <Notice tone="warn">{t('desk.once')}</Notice>}
        <Button icon={KeyRound} isPending={password.isPending} onPress={() => password.mutate()}>
          {t(account === null ? 'desk.make' : 'desk.makeNew')}
        </Button>
        {account !== null && (
          <>
            <StatusDot
              tone={phone.isRegistered ? 'ok' : 'warn'}
              label={t(phone.isRegistered ? 'desk.registered' : 'desk.notRegistered')}
            />
            <RadioGroup
              label={t('desk.ringsAt')}
              description={t('desk.fallback')}
              value={phone.isChosen ? 'desk' : 'browser'}
              onChange={(place) => choose.mutate(place === 'desk')}
              options={[
                { id: 'browser', label: t('desk.browser') },
                { id: 'desk', label: t('desk.telephone') },
              ]}
            />
          </>
        )}
      </Stack>
    </Dialog>
  );
}
