// One's own desk telephone: what it is set up with, whether it is there, and where calls ring.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Facts, Notice, RadioGroup, Stack, StatusDot } from '../../../design/index.ts';
import { deskPhoneSchema, newDeskPasswordSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';
import { useFailureToast } from '../../api/failure-view.tsx';

const key = ['desk', 'phone'] as const;
const lookEveryMs = 3_000;

/** @param isWatched whether to see a telephone come and go */
export function useDeskPhone(isWatched: boolean) {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/desk/phone', deskPhoneSchema),
    refetchInterval: isWatched ? lookEveryMs : false,
  });
}

export function DeskPhoneDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('phone');
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const { data: phone } = useDeskPhone(isOpen);
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const password = useMutation({
    mutationFn: () => api.post('/api/desk/phone/password', {}, newDeskPasswordSchema),
    onSuccess: refresh,
    onError: showFailure,
  });
  const choose = useMutation({
    mutationFn: (isChosen: boolean) => api.put('/api/desk/phone', { isChosen }, deskPhoneSchema),
    onSuccess: (view) => client.setQueryData(key, view),
    onError: showFailure,
  });
  if (!phone) return null;
  const { account } = phone;
  const close = (): void => {
    // A password that was seen is not seen again.
    password.reset();
    onClose();
  };
  return (
    <Dialog
      title={t('desk.title')}
      isOpen={isOpen}
      onOpenChange={(open) => !open && close()}
      footer={<Button onPress={close}>{t('desk.done')}</Button>}
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
