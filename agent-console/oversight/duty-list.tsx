// Who answers for a category in an area. Dispatchers read it, administrators mend it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListTree, Plus, Trash2 } from 'lucide-react';
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
import {
  type Duty,
  type DutyRow,
  dutyListSchema,
  dutySchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { Overtaken, useGoingOn, useOtherFailureToast } from '../forms/overtaken.tsx';
import { useUser } from '../session/session.ts';
import { HandOver } from '../tickets/hand-over.tsx';
import { PickMany } from '../tickets/pick-many.tsx';

const keyOf = (duty: Duty): string => `${duty.categoryCode}@${duty.areaCode ?? ''}`;

const everywhere = 'everywhere';

/** Changes a row, or makes one where there is none yet: then the category and the area are chosen, too. */
function EditDuty({
  duty: opened,
  title,
  items,
  lists,
  categoryOf,
  namesOf,
  onClose,
}: {
  duty?: DutyRow;
  title: string;
  /** The list as it stands now. */
  items: readonly DutyRow[];
  lists: Lists;
  categoryOf: (code: string) => string;
  namesOf: (codes: readonly (string | null)[]) => string;
  onClose: () => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const client = useQueryClient();
  const [words, setWords] = useState<Partial<Duty>>(
    opened ?? { areaCode: null, coHandlerCodes: [], fallbackCode: null },
  );
  const { faultAt, check } = useFaults(readWritten(dutySchema, words));
  const [isRemoving, setRemoving] = useState(false);
  const done = {
    onSuccess: onClose,
    onError: useOtherFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['duty'] }),
  };
  const save = useMutation({
    mutationFn: (row: Duty & { seen: string | null }) => api.put('/api/duty', row, okSchema),
    ...done,
  });
  const remove = useMutation({
    mutationFn: ({ categoryCode, areaCode, mark: seen }: DutyRow) =>
      api.delete(
        `/api/duty?${new URLSearchParams({ categoryCode, seen, ...(areaCode !== null && { areaCode }) })}`,
        okSchema,
      ),
    ...done,
    onError: (error) => {
      setRemoving(false);
      done.onError(error);
    },
  });
  const standing = items.find(
    (row) => row.categoryCode === words.categoryCode && row.areaCode === words.areaCode,
  );
  const going = useGoingOn(opened, standing, { attempts: [save, remove], take: setWords, onClose });
  const duty = going.seen;
  const moveTo = (place: Partial<Duty>): void => {
    setWords({ ...words, ...place });
    going.goOnFrom(undefined);
  };
  const options = departmentOptions(
    lists.departments.filter(({ takesTickets }) => takesTickets),
    lang,
  );
  const areas = [
    { id: everywhere, label: t('duty.everywhere') },
    ...lists.areas
      .filter(({ level }) => level === 'district')
      .map((row) => ({ id: row.code, label: row.name[lang] })),
  ];
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={false}
      footer={
        <>
          {duty && (
            <Button variant="quiet" icon={Trash2} onPress={() => setRemoving(true)}>
              {t('duty.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('tickets:cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={() => {
              const ready = check();
              if (ready) save.mutate({ ...ready, seen: duty?.mark ?? null });
            }}
          >
            {t('duty.save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Overtaken
          {...going}
          standing={
            standing
              ? [
                  { id: 'lead', term: t('duty.lead'), value: namesOf([standing.leadCode]) },
                  { id: 'beside', term: t('duty.coHandlers'), value: namesOf(standing.coHandlerCodes) },
                  { id: 'fallback', term: t('duty.fallback'), value: namesOf([standing.fallbackCode]) },
                ]
              : null
          }
        />
        {!opened && (
          <>
            <ComboBox
              label={t('duty.category')}
              isRequired
              options={lists.categories.map(({ code }) => ({ id: code, label: categoryOf(code) }))}
              error={faultAt('categoryCode')}
              value={words.categoryCode ?? null}
              onChange={(categoryCode) => categoryCode !== null && moveTo({ categoryCode })}
            />
            <ComboBox
              label={t('duty.area')}
              options={areas}
              value={words.areaCode ?? everywhere}
              onChange={(id) => moveTo({ areaCode: id === null || id === everywhere ? null : id })}
            />
          </>
        )}
        <ComboBox
          label={t('duty.lead')}
          isRequired
          options={options}
          error={faultAt('leadCode')}
          value={words.leadCode ?? null}
          onChange={(leadCode) => leadCode !== null && setWords({ ...words, leadCode })}
        />
        <PickMany
          label={t('duty.coHandlers')}
          options={options.filter(({ id }) => id !== words.leadCode)}
          values={words.coHandlerCodes ?? []}
          onChange={(coHandlerCodes) => setWords({ ...words, coHandlerCodes })}
        />
        <ComboBox
          label={t('duty.fallback')}
          options={options}
          value={words.fallbackCode ?? null}
          onChange={(fallbackCode) => setWords({ ...words, fallbackCode })}
        />
      </Stack>
      {duty && isRemoving && (
        <Dialog
          title={t('duty.removeTitle')}
          size="small"
          isOpen
          onOpenChange={setRemoving}
          footer={
            <>
              <Button onPress={() => setRemoving(false)}>{t('tickets:cancel')}</Button>
              <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate(duty)}>
                {t('duty.remove')}
              </Button>
            </>
          }
        >
          <p>{t('duty.removeNote')}</p>
        </Dialog>
      )}
    </Dialog>
  );
}

export function DutyList() {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const { roles } = useUser();
  const lists = useLists().data;
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<DutyRow | 'new' | null>(null);
  const asked = useDeferredValue(words.trim().toLowerCase());
  const query = useQuery({ queryKey: ['duty'], queryFn: () => api.get('/api/duty', dutyListSchema) });
  if (!query.data || !lists) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const departmentOf = (code: string | null): string =>
    lists.departments.find((row) => row.code === code)?.name[lang] ?? '—';
  const namesOf = (codes: readonly (string | null)[]): string =>
    codes.map(departmentOf).join(t('duty.nameSeparator')) || '—';
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
      beside: namesOf(duty.coHandlerCodes),
      fallback: departmentOf(duty.fallbackCode),
    }))
    .filter((row) => [row.category, row.area, row.lead, row.beside].join(' ').toLowerCase().includes(asked));
  const mayEdit = may(roles, 'duty.edit');
  return (
    <>
      <Stack gap={3} className="oversight-body">
        <Row wraps gap={3} justify="between" className="duty-bar">
          <SearchField label={t('duty.search')} value={words} onChange={setWords} />
          <Row wraps gap={2}>
            <ListFiles name="duty" />
            <HandOver />
            {mayEdit && (
              <Button icon={Plus} onPress={() => setEdited('new')}>
                {t('duty.add')}
              </Button>
            )}
          </Row>
        </Row>
        <p className="oc-small oc-quiet">{t(mayEdit ? 'duty.editNote' : 'duty.note')}</p>
        <Table
          label={t('duty.title')}
          rows={rows}
          rowKey={({ key }) => key}
          {...(mayEdit && {
            onOpen: (key: string) => setEdited(rows.find((row) => row.key === key)?.duty ?? null),
          })}
          empty={
            query.data.items.length === 0 ? (
              <NothingSetUp icon={ListTree} title={t('duty.empty')} />
            ) : (
              <EmptyState icon={ListTree} title={t('duty.none')} />
            )
          }
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
      {edited !== null && (
        <EditDuty
          {...(edited !== 'new' && { duty: edited })}
          title={
            edited === 'new'
              ? t('duty.addTitle')
              : `${categoryOf(edited.categoryCode)} · ${areaOf(edited.areaCode)}`
          }
          items={query.data.items}
          lists={lists}
          categoryOf={categoryOf}
          namesOf={namesOf}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
