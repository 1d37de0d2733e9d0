// Calls a citizen: one press; and where hours or the citizen's wish stand against it, a ground and a reason.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, Dialog, Notice, Select, Stack, TextField, useLang } from '../../design/index.ts';
import { type CallOut, calledOutSchema } from '../../server/desk/contract.ts';
import { api } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureText, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';

type About = Pick<CallOut, 'about' | 'id' | 'number'>;

/** Refusals that a ground can go before. */
const overridable = new Set(['do_not_call', 'outside_calling_hours']);

function useCallOut() {
  const client = useQueryClient();
  const [, goTo] = useLocation();
  return useMutation({
    mutationFn: (wish: CallOut) => api.post('/api/desk/call-out', wish, calledOutSchema),
    onSuccess: async ({ conversationId }) => {
      await client.invalidateQueries({ queryKey: ['desk'] });
      goTo(`/desk/${conversationId}`);
    },
  });
}

/** Only danger to life goes before a citizen's wish; the server holds to that, too. */
const groundsAgainst = (
  code: string,
  grounds: readonly { code: string; label: { zh: string; en: string } }[],
) => (code === 'do_not_call' ? grounds.filter((ground) => ground.code === 'danger_to_life') : grounds);

function Override({ about, refusal, onClose }: { about: About; refusal: ApiFailure; onClose: () => void }) {
  const { t } = useTranslation(['outbound', 'shell']);
  const lang = useLang();
  const textOf = useFailureText();
  const showFailure = useFailureToast();
  const { data: lists } = useLists();
  const call = useCallOut();
  const [ground, setGround] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const grounds = groundsAgainst(
    refusal.code,
    lists?.reasons.filter(({ list }) => list === 'call_ground') ?? [],
  );
  const isReady = ground !== null && reason.trim().length >= 2;
  const go = (): void => {
    if (ground === null) return;
    call.mutate({ ...about, override: { ground, reason } }, { onSuccess: onClose, onError: showFailure });
  };
  return (
    <Dialog
      title={t('override.title')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('override.leave')}</Button>
          <Button variant="danger" isDisabled={!isReady} isPending={call.isPending} onPress={go}>
            {t('override.call')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Notice tone="warn">{textOf(refusal)}</Notice>
        <Select
          label={t('override.ground')}
          options={grounds.map(({ code, label }) => ({ id: code, label: label[lang] }))}
          value={ground}
          onChange={(key) => setGround(key === null ? null : String(key))}
        />
        <TextField label={t('override.reason')} value={reason} onChange={setReason} />
        <p className="oc-small oc-quiet">{t('override.note')}</p>
      </Stack>
    </Dialog>
  );
}

/** @param number how it stands on the button; the citizen's first number is called without it */
export function CallCitizen({ about, text }: { about: About; text?: string }) {
  const { t } = useTranslation('outbound');
  const showFailure = useFailureToast();
  const call = useCallOut();
  const [refusal, setRefusal] = useState<ApiFailure | null>(null);
  const go = (): void =>
    call.mutate(about, {
      onError: (error) =>
        error instanceof ApiFailure && overridable.has(error.code) ? setRefusal(error) : showFailure(error),
    });
  return (
    <>
      <Button size="small" icon={Phone} isPending={call.isPending} onPress={go}>
        {text ?? t('call')}
      </Button>
      {refusal && <Override about={about} refusal={refusal} onClose={() => setRefusal(null)} />}
    </>
  );
}
