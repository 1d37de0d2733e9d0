// Who is told as clocks come near their end: the general ladder, and those of single departments.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Checkbox,
  ComboBox,
  Dialog,
  IconButton,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  TextField,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type Ladder,
  ladderListSchema,
  ladderSchema,
  type Rung,
  toldRoleSchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { useFaults } from '../forms/faults.ts';
import { Overtaken, useGoingOn, useOtherFailureToast } from '../forms/overtaken.tsx';
import { useUser } from '../session/session.ts';
import { momentOfRung } from './told.ts';

const moments = ['0.5', '0.8', '1', 'later'] as const;
type Moment = (typeof moments)[number];
const momentOf = ({ share, afterHours }: Rung): Moment =>
  afterHours > 0 ? 'later' : share === 0.5 ? '0.5' : share === 0.8 ? '0.8' : '1';
const rungAt: Readonly<Record<Moment, Pick<Rung, 'share' | 'afterHours'>>> = {
  '0.5': { share: 0.5, afterHours: 0 },
  '0.8': { share: 0.8, afterHours: 0 },
  '1': { share: 1, afterHours: 0 },
  later: { share: 1, afterHours: 24 },
};

function RungFields({
  rung,
  onChange,
  onRemove,
}: {
  rung: Rung;
  onChange: (rung: Rung) => void;
  onRemove: (() => void) | undefined;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const moment = momentOf(rung);
  return (
    <Stack gap={2} className="ladder-rung">
      <Row wraps gap={2} align="end">
        <Select
          label={t('ladder.kind')}
          options={moments.map((id) => ({ id, label: t(`ladder.choose.${id}`) }))}
          value={moment}
          onChange={(id) => {
            const chosen = moments.find((one) => one === id);
            if (chosen) onChange({ ...rung, ...rungAt[chosen] });
          }}
        />
        {moment === 'later' && (
          <TextField
            label={t('ladder.hours')}
            inputMode="numeric"
            value={String(rung.afterHours)}
            onChange={(hours) =>
              onChange({ ...rung, afterHours: Math.min(720, Math.max(1, Number.parseInt(hours, 10) || 1)) })
            }
          />
        )}
        {onRemove && (
          <IconButton
            icon={Trash2}
            label={t('ladder.removeRung', { at: momentOfRung(rung, t) })}
            onPress={onRemove}
          />
        )}
      </Row>
      <Row wraps gap={3}>
        {toldRoleSchema.options.map((role) => (
          <Checkbox
            key={role}
            isSelected={rung.tells.includes(role)}
            onChange={(isTold) =>
              onChange({
                ...rung,
                tells: toldRoleSchema.options.filter((one) =>
                  one === role ? isTold : rung.tells.includes(one),
                ),
              })
            }
          >
            {t(`tickets:told.${role}`)}
          </Checkbox>
        ))}
      </Row>
    </Stack>
  );
}

function useTellsWords(): (rung: Rung) => string {
  const { t } = useTranslation('tickets');
  return ({ tells }) => tells.map((role) => t(`told.${role}`)).join(t('line.and'));
}

/** A ladder of a department's own names it. */
const ownLadderSchema = ladderSchema.extend({ departmentCode: ladderSchema.shape.departmentCode.unwrap() });

/** Without a mark it is a new one. */
type Edited = Ladder & { mark?: string };

const keyed = ({ rungs }: Ladder) => rungs.map((rung, key) => ({ key, rung }));

function EditLadder({
  ladder: opened,
  items,
  title,
  options,
  onClose,
}: {
  ladder: Edited;
  /** The ladders as they stand now. */
  items: readonly Edited[];
  title: string;
  /** Departments to choose from; absent where the ladder is there already. */
  options?: readonly { id: string; label: string }[];
  onClose: () => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const client = useQueryClient();
  const [departmentCode, setDepartment] = useState(opened.departmentCode);
  const [rungs, setRungs] = useState(() => keyed(opened));
  const done = {
    onSuccess: onClose,
    onError: useOtherFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['ladders'] }),
  };
  const save = useMutation({
    mutationFn: (words: Ladder & { seen: string | null }) =>
      api.put('/api/escalation-ladders', words, okSchema),
    ...done,
  });
  const remove = useMutation({
    mutationFn: ({ code, seen }: { code: string; seen: string }) =>
      api.delete(`/api/escalation-ladders/${code}?${new URLSearchParams({ seen })}`, okSchema),
    ...done,
  });
  const standing = items.find((one) => one.departmentCode === departmentCode);
  const going = useGoingOn(opened.mark === undefined ? undefined : opened, standing, {
    attempts: [save, remove],
    take: (theirs) => setRungs(keyed(theirs)),
    onClose,
  });
  const { departmentCode: code = null, mark: seen } = going.seen ?? {};
  const own = code !== null && seen !== undefined ? { code, seen } : null;
  const tellsOf = useTellsWords();
  const { faultAt, check } = useFaults(
    (options ? ownLadderSchema : ladderSchema).safeParse({
      departmentCode,
      rungs: rungs.map(({ rung }) => rung),
    }),
  );
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={false}
      footer={
        <>
          {own && (
            <Button variant="quiet" isPending={remove.isPending} onPress={() => remove.mutate(own)}>
              {t('ladder.back')}
            </Button>
          )}
          <Button onPress={onClose}>{t('tickets:cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={() => {
              const ready = check();
              if (ready) save.mutate({ ...ready, seen: seen ?? null });
            }}
          >
            {t('ladder.save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Overtaken
          {...going}
          standing={
            standing?.rungs.map((rung) => ({
              id: `${rung.share} ${rung.afterHours}`,
              term: momentOfRung(rung, t),
              value: tellsOf(rung),
            })) ?? null
          }
        />
        {options && (
          <ComboBox
            label={t('ladder.department')}
            isRequired
            options={options}
            error={faultAt('departmentCode')}
            value={departmentCode}
            onChange={(code) => {
              setDepartment(code);
              going.goOnFrom(undefined);
            }}
          />
        )}
        {rungs.map(({ key, rung }) => (
          <RungFields
            key={key}
            rung={rung}
            onChange={(next) => setRungs(rungs.map((one) => (one.key === key ? { key, rung: next } : one)))}
            onRemove={rungs.length > 1 ? () => setRungs(rungs.filter((one) => one.key !== key)) : undefined}
          />
        ))}
        <Button
          icon={Plus}
          isDisabled={rungs.length >= 12}
          onPress={() =>
            setRungs([
              ...rungs,
              {
                key: 1 + Math.max(...rungs.map((one) => one.key)),
                rung: {
                  share: 1,
                  afterHours: 24 + Math.max(...rungs.map((one) => one.rung.afterHours)),
                  tells: ['supervisor'],
                },
              },
            ])
          }
        >
          {t('ladder.addRung')}
        </Button>
      </Stack>
    </Dialog>
  );
}

export function Ladders() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const { roles } = useUser();
  const lists = useLists().data;
  const tellsOf = useTellsWords();
  const [edited, setEdited] = useState<Pick<Parameters<typeof EditLadder>[0], 'ladder' | 'options'> | null>(
    null,
  );
  const query = useQuery({
    queryKey: ['ladders'],
    queryFn: () => api.get('/api/escalation-ladders', ladderListSchema),
  });
  if (!query.data || !lists) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const { items } = query.data;
  const nameOf = (code: string | null): string =>
    code === null
      ? t('ladder.general')
      : (lists.departments.find((row) => row.code === code)?.name[lang] ?? code);
  const mayEdit = may(roles, 'duty.edit');
  const rows = items.flatMap((ladder) =>
    ladder.rungs.map((rung, index) => ({ ladder, rung, isFirst: index === 0 })),
  );
  const general = items.find(({ departmentCode }) => departmentCode === null);
  return (
    <Stack gap={3} className="oversight-body">
      <Row wraps gap={3} justify="between">
        <p className="oc-small oc-quiet">{t('ladder.note')}</p>
        <Row wraps gap={2}>
          <ListFiles name="ladders" />
          {mayEdit && (
            <Button
              icon={Plus}
              onPress={() =>
                setEdited({
                  ladder: { departmentCode: null, rungs: general?.rungs ?? [] },
                  options: departmentOptions(
                    lists.departments.filter(
                      ({ code, takesTickets }) =>
                        takesTickets && !items.some((one) => one.departmentCode === code),
                    ),
                    lang,
                  ),
                })
              }
            >
              {t('ladder.addDepartment')}
            </Button>
          )}
        </Row>
      </Row>
      <Table
        label={t('ladder.title')}
        rows={rows}
        rowKey={({ ladder, rung }) => `${ladder.departmentCode ?? '*'} ${rung.share} ${rung.afterHours}`}
        {...(mayEdit && {
          onOpen: (key: string) => {
            const ladder = items.find((one) => key.startsWith(`${one.departmentCode ?? '*'} `));
            if (ladder) setEdited({ ladder });
          },
        })}
        columns={[
          {
            id: 'department',
            title: t('ladder.department'),
            isRowHeader: true,
            render: ({ ladder, isFirst }) =>
              isFirst ? (
                <Row wraps gap={1}>
                  {nameOf(ladder.departmentCode)}
                  {ladder.isEdited && <Badge tone="accent">{t('duty.edited')}</Badge>}
                </Row>
              ) : (
                <span className="oc-hidden">{nameOf(ladder.departmentCode)}</span>
              ),
          },
          { id: 'at', title: t('ladder.at'), render: ({ rung }) => momentOfRung(rung, t) },
          {
            id: 'tells',
            title: t('ladder.tells'),
            render: ({ rung }) => tellsOf(rung),
          },
        ]}
      />
      {edited && (
        <EditLadder
          {...edited}
          items={items}
          title={edited.options ? t('ladder.addDepartment') : nameOf(edited.ladder.departmentCode)}
          onClose={() => setEdited(null)}
        />
      )}
    </Stack>
  );
}
