// The city's emergency command: where cases go, with which keys, and what became of each.
import { Siren } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Badge,
  Button,
  Checkbox,
  EmptyState,
  Facts,
  Notice,
  Row,
  Skeleton,
  Stack,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type CentreView,
  centreInputSchema,
  type EmergencyDelivery,
} from '../../server/emergency/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { beside, type Line, linesTyped, useGoingOn } from '../forms/overtaken.tsx';
import { readWritten } from '../forms/issue-words.ts';
import { EditorDialog } from './editor-dialog.tsx';
import { useCentre, useEmergencyLog, useMakeKey, useSaveCentre } from './emergency-data.ts';
import { MadeSecret } from './made-secret.tsx';

const draftOf = (centre: CentreView | null) => ({
  nameZh: centre?.nameZh ?? '',
  nameEn: centre?.nameEn ?? '',
  phone: centre?.phone ?? '',
  url: centre?.url ?? '',
  capUrl: centre?.capUrl ?? '',
  ackWithinS: String(centre?.ackWithinS ?? 60),
  isActive: centre?.isActive ?? true,
});

function Editor({ centre: standing, onClose }: { centre: CentreView | null; onClose: () => void }) {
  const { t } = useTranslation(['emergency', 'admin']);
  const save = useSaveCentre();
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => draftOf(standing),
    (written) =>
      readWritten(centreInputSchema.omit({ version: true }), {
        ...written,
        capUrl: written.capUrl === '' ? null : written.capUrl,
        ackWithinS: Number(written.ackWithinS),
      }),
  );
  const going = useGoingOn(standing ?? undefined, standing ?? undefined, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs)),
    onClose,
  });
  const keep = (): void => {
    const ready = check();
    if (ready) save.mutate({ ...ready, version: going.seen?.version ?? 0 }, { onSuccess: onClose });
  };
  const linesOf = ({ isActive, ...words }: ReturnType<typeof draftOf>): Line[] => [
    ...linesTyped(words, [
      ['nameZh', t('nameZh')],
      ['nameEn', t('nameEn')],
      ['phone', t('phone')],
      ['url', t('url')],
      ['capUrl', t('capUrl')],
      ['ackWithinS', t('ackWithin')],
    ]),
    { id: 'active', term: t('active'), value: isActive },
  ];
  return (
    <EditorDialog
      title={t('change')}
      error={save.error}
      overtaken={{
        ...going,
        standing: standing && beside(linesOf(draftOf(standing)), linesOf(draft)),
      }}
      keepLabel={t('save')}
      isPending={save.isPending}
      onKeep={keep}
      onClose={onClose}
    >
      <div className="admin-pairs">
        <TextField
          label={t('nameZh')}
          isRequired
          autoFocus
          error={faultAt('nameZh')}
          value={draft.nameZh}
          onChange={(nameZh) => change({ nameZh })}
        />
        <TextField
          label={t('nameEn')}
          isRequired
          error={faultAt('nameEn')}
          value={draft.nameEn}
          onChange={(nameEn) => change({ nameEn })}
        />
      </div>
      <TextField
        label={t('phone')}
        description={t('phoneNote')}
        isRequired
        inputMode="tel"
        error={faultAt('phone')}
        value={draft.phone}
        onChange={(phone) => change({ phone: phone.replace(/[^\d+]/g, '') })}
      />
      <TextField
        label={t('url')}
        description={t('urlNote')}
        isRequired
        error={faultAt('url')}
        value={draft.url}
        onChange={(url) => change({ url: url.trim() })}
      />
      <TextField
        label={t('capUrl')}
        description={t('capUrlNote')}
        error={faultAt('capUrl')}
        value={draft.capUrl}
        onChange={(capUrl) => change({ capUrl: capUrl.trim() })}
      />
      <TextField
        label={t('ackWithin')}
        description={t('ackWithinNote')}
        isRequired
        inputMode="numeric"
        error={faultAt('ackWithinS')}
        value={draft.ackWithinS}
        onChange={(ackWithinS) => change({ ackWithinS: ackWithinS.replace(/\D/g, '').slice(0, 4) })}
      />
      <Checkbox isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
        {t('active')}
      </Checkbox>
    </EditorDialog>
  );
}

function Outcome({ one }: { one: EmergencyDelivery }) {
  const { t } = useTranslation(['emergency', 'admin']);
  const format = useFormat();
  if (one.acknowledgedAt)
    return (
      <Badge tone="ok">
        {t('confirmed', { time: format.moment(one.acknowledgedAt), number: one.theirNumber ?? '—' })}
      </Badge>
    );
  if (one.deliveredAt)
    return <Badge tone="accent">{t('delivered', { time: format.moment(one.deliveredAt) })}</Badge>;
  if (one.attempts === 0) return <Badge>{t('waiting')}</Badge>;
  const fault =
    one.status === null ? t(`admin:hooks.failure.${one.failure ?? 'unreachable'}`) : `HTTP ${one.status}`;
  return <Badge tone="danger">{t('retrying', { fault, count: one.attempts })}</Badge>;
}

function Log() {
  const { t } = useTranslation('emergency');
  const format = useFormat();
  const query = useEmergencyLog();
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack gap={3}>
      <Table
        label={t('log')}
        rows={rows}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={Siren} title={t('noneSent')} description={t('noneSentNote')} />}
        columns={[
          { id: 'at', title: t('at'), render: ({ createdAt }) => format.moment(createdAt) },
          { id: 'number', title: t('case'), isRowHeader: true, render: ({ number }) => number },
          { id: 'format', title: t('format'), render: (one) => t(`formats.${one.format}`) },
          { id: 'outcome', title: t('outcome'), render: (one) => <Outcome one={one} /> },
        ]}
      />
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}

export function Emergency() {
  const { t } = useTranslation('emergency');
  const lang = useLang();
  const format = useFormat();
  const query = useCentre();
  const makeKey = useMakeKey();
  const showFailure = useFailureToast();
  const [isEdited, setEdited] = useState(false);
  const [side, setSide] = useState<'ours' | 'theirs' | null>(null);
  const [made, setMade] = useState<string | null>(null);
  useActions([
    {
      id: 'admin.change_emergency',
      labelKey: 'emergency:change',
      shortcut: 'n',
      permission: 'admin.emergency',
      run: () => setEdited(true),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  const { centre } = query.data;
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <span className="oc-small oc-quiet">{t('note')}</span>
        <ActionButton id="admin.change_emergency" variant="primary" />
      </Row>
      {!centre && <EmptyState icon={Siren} title={t('none')} description={t('noneNote')} />}
      {centre && (
        <Stack gap={4} className="admin-emergency">
          {centre.isDemo && <Notice tone="neutral">{t('demoNote')}</Notice>}
          {!centre.isActive && <Notice tone="warn">{t('offNote', { count: centre.waiting })}</Notice>}
          {centre.isActive && centre.failingSince && (
            <Notice tone="danger">
              {t('failing', { time: format.moment(centre.failingSince), count: centre.waiting })}
            </Notice>
          )}
          <Facts
            items={[
              { id: 'name', term: t('title'), value: lang === 'zh' ? centre.nameZh : centre.nameEn },
              { id: 'phone', term: t('phone'), value: centre.phone },
              { id: 'url', term: t('url'), value: <span className="admin-url">{centre.url}</span> },
              {
                id: 'cap',
                term: t('capUrl'),
                value: centre.capUrl ? <span className="admin-url">{centre.capUrl}</span> : '—',
              },
              { id: 'ack', term: t('ackWithin'), value: String(centre.ackWithinS) },
            ]}
          />
          <Row wraps>
            <Button onPress={() => setSide('ours')}>{t('key.ours')}</Button>
            <Button onPress={() => setSide('theirs')}>{t('key.theirs')}</Button>
          </Row>
          <Log />
        </Stack>
      )}
      {isEdited && <Editor centre={centre} onClose={() => setEdited(false)} />}
      <AlertDialog
        title={side ? t(`key.${side}`) : ''}
        isOpen={side !== null}
        onOpenChange={() => setSide(null)}
        confirmLabel={t('key.make')}
        isDanger
        isPending={makeKey.isPending}
        onConfirm={() => {
          if (side)
            makeKey.mutate(side, {
              onSuccess: ({ key }) => setMade(key),
              onError: showFailure,
              onSettled: () => setSide(null),
            });
        }}
      >
        {side && t(`keyNote.${side}`)}
      </AlertDialog>
      {made && <MadeSecret title={t('key.made')} secret={made} onClose={() => setMade(null)} />}
    </div>
  );
}
