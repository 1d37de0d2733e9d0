// Somebody leaves: all their open tickets go to a colleague of the same department (移交).
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UserRoundCog } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  Button,
  byName,
  ComboBox,
  Dialog,
  showToast,
  Stack,
  TextField,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { handOverSchema, type Officer } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useUser } from '../session/session.ts';
import { useOfficers } from './ticket-data.ts';

const givenSchema = handOverSchema.extend({ department: z.string() });

function HandOverDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const { roles, departmentCode: own } = useUser();
  const lists = useLists().data;
  const client = useQueryClient();
  // Leads have no choice of departments.
  const isCity = may(roles, 'duty.read');
  const [department, setDepartment] = useState(isCity ? null : own);
  const [fromId, setFrom] = useState<string | null>(null);
  const [toId, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const officers = useOfficers(department);
  const give = useMutation({
    mutationFn: ({ fromId, toId, reason }: z.infer<typeof givenSchema>) =>
      api.post('/api/tickets/hand-over', { fromId, toId, reason }, z.object({ tickets: z.number() })),
    onSuccess: ({ tickets }) => {
      showToast({ tone: 'ok', title: t('handOver.done', { count: tickets }) });
      onClose();
    },
    onError: useFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['tickets'] }),
  });
  const people = (officers.data?.items ?? []).toSorted(byName(lang));
  const optionOf = ({ id, name, open, isActive }: Officer) => ({
    id,
    label: name[lang],
    description: [t('handOver.open', { count: open }), ...(isActive ? [] : [t('handOver.left')])].join(' · '),
  });
  const from = people.find(({ id }) => id === fromId);
  const { isTried, faultAt, check } = useFaults(
    readWritten(givenSchema, { department, fromId, toId: toId === fromId ? null : toId, reason }),
  );
  const hasNone = from?.open === 0;
  const hand = (): void => {
    const ready = check();
    if (ready && !hasNone) give.mutate(ready);
  };
  return (
    <Dialog
      title={t('handOver.title')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={reason === ''}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button variant="primary" isPending={give.isPending} onPress={hand}>
            {from && from.open > 0 ? t('handOver.give', { count: from.open }) : t('handOver.title')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <p className="oc-small oc-quiet">{t('handOver.note')}</p>
        {isCity && (
          <ComboBox
            label={t('handOver.department')}
            isRequired
            options={departmentOptions(
              (lists?.departments ?? []).filter(({ takesTickets }) => takesTickets),
              lang,
            )}
            value={department}
            error={faultAt('department')}
            onChange={(code) => {
              setDepartment(code);
              setFrom(null);
              setTo(null);
            }}
          />
        )}
        <ComboBox
          label={t('handOver.from')}
          isRequired
          isDisabled={people.length === 0}
          options={people.map(optionOf)}
          value={fromId}
          onChange={setFrom}
          error={faultAt('fromId') ?? (isTried && hasNone ? t('handOver.nothing') : undefined)}
        />
        <ComboBox
          label={t('handOver.to')}
          isRequired
          isDisabled={people.length === 0}
          options={people.filter(({ id, isActive }) => isActive && id !== fromId).map(optionOf)}
          value={toId === fromId ? null : toId}
          onChange={setTo}
          error={faultAt('toId')}
        />
        <TextField
          label={t('handOver.reason')}
          isRequired
          value={reason}
          onChange={setReason}
          error={faultAt('reason')}
        />
      </Stack>
    </Dialog>
  );
}

/** The button, for those who may. */
export function HandOver() {
  const { t } = useTranslation('tickets');
  const { roles } = useUser();
  const [isOpen, setOpen] = useState(false);
  if (!may(roles, 'ticket.hand_over')) return null;
  return (
    <>
      <Button icon={UserRoundCog} onPress={() => setOpen(true)}>
        {t('handOver.title')}
      </Button>
      {isOpen && <HandOverDialog onClose={() => setOpen(false)} />}
    </>
  );
}
