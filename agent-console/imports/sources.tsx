// Addresses that are pulled every day: what they are, whether they answer, and a key to pull now.
import { CloudDownload, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Checkbox,
  Dialog,
  IconButton,
  Row,
  Select,
  Stack,
  showToast,
  Table,
  TextField,
  useFormat,
} from '../../design/index.ts';
import { type ImportSource, importTargetSchema, saveSourceSchema } from '../../server/imports/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import {
  beside,
  type Line,
  linesTyped,
  Overtaken,
  useGoingOn,
  useOtherFailureToast,
} from '../forms/overtaken.tsx';
import { useMappings, usePullSource, useRemoveSource, useSaveSource, useSources } from './imports-data.ts';

const byName = '-';
const hours = Array.from({ length: 24 }, (_, hour) => ({ id: String(hour), label: `${hour}:00` }));

const draftOf = (source: ImportSource | null) => ({
  name: source?.name ?? '',
  target: source?.target ?? importTargetSchema.enum.service_item,
  url: source?.url ?? '',
  mappingId: source?.mappingId ?? null,
  isWhole: source?.isWhole ?? false,
  hour: source?.hour ?? 3,
  isActive: source?.isActive ?? true,
});

function Editor({
  source: opened,
  items,
  onClose,
}: {
  source: ImportSource | null;
  /** As they stand now. */
  items: readonly ImportSource[];
  onClose: () => void;
}) {
  const { t } = useTranslation('imports');
  const [id] = useState(() => opened?.id ?? crypto.randomUUID());
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => draftOf(opened),
    (written) => readWritten(saveSourceSchema.omit({ version: true }), written),
  );
  const allMappings = useMappings().data?.items ?? [];
  const mappings = allMappings.filter(({ target }) => target === draft.target);
  const save = useSaveSource();
  const remove = useRemoveSource();
  const showFailure = useOtherFailureToast();
  const standing = items.find((one) => one.id === id);
  const going = useGoingOn(opened ?? undefined, standing, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs)),
    onClose,
  });
  const source = going.seen;
  const linesOf = (said: ReturnType<typeof draftOf>): Line[] => [
    ...linesTyped(said, [
      ['name', t('source.name')],
      ['url', t('source.url')],
    ]),
    { id: 'target', term: t('what'), value: t(`target.${said.target}`) },
    {
      id: 'mapping',
      term: t('source.mapping'),
      value: allMappings.find((one) => one.id === said.mappingId)?.name ?? t('source.byName'),
    },
    { id: 'hour', term: t('source.hour'), value: `${said.hour}:00` },
    { id: 'whole', term: t('source.whole'), value: said.isWhole },
    { id: 'active', term: t('source.active'), value: said.isActive },
  ];
  const done = (title: string) => ({
    onSuccess: () => {
      showToast({ tone: 'ok', title });
      onClose();
    },
    onError: showFailure,
  });
  const keep = (): void => {
    const ready = check();
    if (ready) save.mutate({ id, ...ready, version: source?.version ?? 0 }, done(t('source.saved')));
  };
  return (
    <Dialog
      title={t(source ? 'source.change' : 'source.new')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          {source && (
            <Button
              variant="danger"
              isPending={remove.isPending}
              onPress={() => remove.mutate(id, { onSuccess: onClose, onError: showFailure })}
            >
              {t('source.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('source.cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={keep}
          >
            {t('source.save')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <Overtaken
          {...going}
          standing={standing ? beside(linesOf(draftOf(standing)), linesOf(draft)) : null}
        />
        <TextField
          label={t('source.name')}
          isRequired
          autoFocus
          maxLength={60}
          error={faultAt('name')}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label={t('source.url')}
          description={t('source.urlNote')}
          isRequired
          error={faultAt('url')}
          value={draft.url}
          onChange={(url) => change({ url: url.trim() })}
        />
        <Select
          label={t('what')}
          options={importTargetSchema.options.map((target) => ({ id: target, label: t(`target.${target}`) }))}
          value={draft.target}
          onChange={(target) => change({ target: importTargetSchema.parse(target), mappingId: null })}
        />
        <Select
          label={t('source.mapping')}
          options={[
            { id: byName, label: t('source.byName') },
            ...mappings.map(({ id: mapping, name }) => ({ id: mapping, label: name })),
          ]}
          value={draft.mappingId ?? byName}
          onChange={(mapping) => change({ mappingId: mapping === byName ? null : mapping })}
        />
        <Select
          label={t('source.hour')}
          options={hours}
          value={String(draft.hour)}
          onChange={(hour) => change({ hour: Number(hour) })}
        />
        <Checkbox
          isSelected={draft.isWhole}
          onChange={(isWhole) => change({ isWhole })}
          description={t('source.wholeNote')}
        >
          {t('source.whole')}
        </Checkbox>
        <Checkbox isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
          {t('source.active')}
        </Checkbox>
      </Stack>
    </Dialog>
  );
}

function State({ source }: { source: ImportSource }) {
  const { t } = useTranslation('imports');
  if (source.failure) return <Badge tone="danger">{t(`source.failure.${source.failure}`)}</Badge>;
  if (!source.isActive) return <Badge>{t('source.paused')}</Badge>;
  return <Badge tone="ok">{t(source.pulledAt ? 'source.fine' : 'source.never')}</Badge>;
}

export function Sources() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [edited, setEdited] = useState<ImportSource | 'new' | null>(null);
  const items = useSources().data?.items ?? [];
  const pull = usePullSource();
  const showFailure = useFailureToast();
  return (
    <section className="import-part">
      <h2 className="oc-title">{t('source.title')}</h2>
      <Row wraps gap={3}>
        <Button icon={Plus} onPress={() => setEdited('new')}>
          {t('source.new')}
        </Button>
        <span className="oc-quiet">{t('source.note')}</span>
      </Row>
      {items.length > 0 && (
        <Table
          label={t('source.title')}
          rows={items}
          rowKey={({ id }) => id}
          onOpen={(id) => setEdited(items.find((one) => one.id === id) ?? null)}
          columns={[
            { id: 'name', title: t('source.name'), isRowHeader: true, render: ({ name }) => name },
            { id: 'target', title: t('what'), render: ({ target }) => t(`target.${target}`) },
            {
              id: 'url',
              title: t('source.url'),
              render: ({ url }) => <span className="import-cell">{url}</span>,
            },
            { id: 'state', title: t('source.state'), render: (source) => <State source={source} /> },
            {
              id: 'next',
              title: t('source.next'),
              render: ({ isActive, nextAt }) => (isActive ? format.moment(nextAt) : '—'),
            },
            {
              id: 'pull',
              title: t('source.pull'),
              render: ({ id, name }) => (
                <IconButton
                  icon={CloudDownload}
                  label={t('source.pullOne', { name })}
                  onPress={() => pull.mutate(id, { onError: showFailure })}
                />
              ),
            },
          ]}
        />
      )}
      {edited && (
        <Editor source={edited === 'new' ? null : edited} items={items} onClose={() => setEdited(null)} />
      )}
    </section>
  );
}
