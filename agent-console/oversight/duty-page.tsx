// The duty list: who answers for a category in an area. Dispatchers read it, administrators mend it.
import './oversight.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListTree } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  ComboBox,
  Dialog,
  EmptyState,
  Row,
  SearchField,
  Skeleton,
  Stack,
  Table,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { type Duty, dutyListSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUser } from '../session/session.ts';
import { PickMany } from '../tickets/pick-many.tsx';

const keyOf = (duty: Duty): string => `${duty.categoryCode}@${duty.areaCode ?? ''}`;

function EditDuty({
  duty,
  title,
  lists,
  onClose,
}: {
  duty: Duty;
  title: string;
  lists: Lists;
  onClose: () => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const client = useQueryClient();
  const [words, setWords] = useState(duty);
  const save = useMutation({
    mutationFn: () => api.put('/api/duty', words, okSchema),
    onSuccess: onClose,
    onError: useFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['duty'] }),
  });
  const options = lists.departments
    .filter(({ takesTickets }) => takesTickets)
    .map((row) => ({ id: row.code, label: row.name[lang], search: `${row.code} ${row.name.zh}` }));
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={false}
      footer={
        <>
          <Button onPress={onClose}>{t('tickets:cancel')}</Button>
          <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate()}>
            {t('duty.save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <ComboBox
          label={t('duty.lead')}
          isRequired
          options={options}
          value={words.leadCode}
          onChange={(leadCode) => leadCode !== null && setWords({ ...words, leadCode })}
        />
        <PickMany
          label={t('duty.coHandlers')}
          options={options.filter(({ id }) => id !== words.leadCode)}
          values={words.coHandlerCodes}
          onChange={(coHandlerCodes) => setWords({ ...words, coHandlerCodes })}
        />
        <ComboBox
          label={t('duty.fallback')}
          options={options}
          value={words.fallbackCode}
          onChange={(fallbackCode) => setWords({ ...words, fallbackCode })}
        />
      </Stack>
    </Dialog>
  );
}

export default function DutyPage() {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const { roles } = useUser();
  const lists = useLists().data;
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<Duty | null>(null);
  const asked = useDeferredValue(words.trim().toLowerCase());
  const query = useQuery({ queryKey: ['duty'], queryFn: () => api.get('/api/duty', dutyListSchema) });
  if (!query.data || !lists) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const departmentOf = (code: string | null): string =>
    lists.departments.find((row) => row.code === code)?.name[lang] ?? '—';
  const categoryOf = (code: string): string => {
    const own = lists.categories.find((row) => row.code === code);
    const parent = lists.categories.find((row) => row.code === own?.parentCode);
    return [parent?.name[lang], own?.name[lang] ?? code].filter(Boolean).join(' › ');
  };
  const areaOf = (code: string | null): string =>
    code === null ? t('duty.everywhere') : (lists.areas.find((row) => row.code === code)?.name[lang] ?? code);
  const rows = query.data.items
    .map((duty) => ({
      duty,
      key: keyOf(duty),
      category: categoryOf(duty.categoryCode),
      area: areaOf(duty.areaCode),
      lead: departmentOf(duty.leadCode),
      beside: duty.coHandlerCodes.map(departmentOf).join(t('duty.nameSeparator')) || '—',
      fallback: departmentOf(duty.fallbackCode),
    }))
    .filter((row) => [row.category, row.area, row.lead, row.beside].join(' ').toLowerCase().includes(asked));
  const mayEdit = may(roles, 'duty.edit');
  return (
    <div className="oversight oversight-page">
      <Stack gap={3} className="oversight-body">
        <Row wraps gap={3} justify="between">
          <h1 className="oc-title">{t('duty.title')}</h1>
          <SearchField label={t('duty.search')} value={words} onChange={setWords} />
        </Row>
        <p className="oc-small oc-quiet">{t(mayEdit ? 'duty.editNote' : 'duty.note')}</p>
        <Table
          label={t('duty.title')}
          rows={rows}
          rowKey={({ key }) => key}
          {...(mayEdit && {
            onOpen: (key: string) => setEdited(rows.find((row) => row.key === key)?.duty ?? null),
          })}
          empty={<EmptyState icon={ListTree} title={t('duty.none')} />}
          columns={[
            {
              id: 'category',
              title: t('duty.category'),
              isRowHeader: true,
              render: ({ category }) => category,
            },
            { id: 'area', title: t('duty.area'), width: '9rem', render: ({ area }) => area },
            {
              id: 'lead',
              title: t('duty.lead'),
              render: ({ lead, duty }) => (
                <Row gap={1}>
                  {lead}
                  {duty.isEdited && <Badge tone="accent">{t('duty.edited')}</Badge>}
                </Row>
              ),
            },
            { id: 'beside', title: t('duty.coHandlers'), render: ({ beside }) => beside },
            { id: 'fallback', title: t('duty.fallback'), render: ({ fallback }) => fallback },
          ]}
        />
      </Stack>
      {edited && (
        <EditDuty
          duty={edited}
          title={`${categoryOf(edited.categoryCode)} · ${areaOf(edited.areaCode)}`}
          lists={lists}
          onClose={() => setEdited(null)}
        />
      )}
    </div>
  );
}
