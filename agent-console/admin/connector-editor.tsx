// A connector is made or changed: what is asked for, the call, and what the answer means.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  Checkbox,
  CheckboxGroup,
  ComboBox,
  Row,
  Select,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import {
  type ConnectorView,
  connectorCodeSchema,
  connectorDefinitionSchema,
  lookupChannelSchema,
} from '../../server/connectors/contract.ts';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { beside, isOvertaken, type Line, linesTyped, useGoingOn } from '../forms/overtaken.tsx';
import {
  asksText,
  headersText,
  readAsks,
  readHeaders,
  readStates,
  secretNames,
  statesText,
} from './connector-lines.ts';
import { EditorDialog } from './editor-dialog.tsx';
import { useSaveConnector } from './connectors-data.ts';

function draftOf(connector: ConnectorView | null) {
  const definition = connector?.definition;
  return {
    code: connector?.code ?? '',
    isActive: connector?.isActive ?? false,
    nameZh: definition?.nameZh ?? '',
    nameEn: definition?.nameEn ?? '',
    departmentCode: definition?.departmentCode ?? null,
    categoryCode: definition?.categoryCode ?? null,
    asks: asksText(definition?.asks ?? []),
    method: definition?.request.method ?? 'GET',
    url: definition?.request.url ?? '',
    headers: headersText(definition?.request.headers ?? {}),
    timeoutMs: String(definition?.request.timeoutMs ?? 4_000),
    cacheS: String(definition?.request.cacheS ?? 60),
    format: definition?.answer.format ?? 'json',
    status: definition?.answer.status ?? '/status',
    at: definition?.answer.at ?? '',
    states: statesText(definition?.answer.states ?? []),
    channels: definition?.channels ?? ['desk', 'portal', 'sms', 'voice'],
    words: definition?.words.join(' ') ?? '',
  };
}
type Draft = ReturnType<typeof draftOf>;

const written = z.object({ code: connectorCodeSchema, definition: connectorDefinitionSchema });
const read = (draft: Draft) => readWritten(written, { code: draft.code, definition: definitionOf(draft) });

const definitionOf = (draft: Draft) => ({
  nameZh: draft.nameZh,
  nameEn: draft.nameEn,
  departmentCode: draft.departmentCode,
  categoryCode: draft.categoryCode,
  asks: readAsks(draft.asks),
  request: {
    method: draft.method,
    url: draft.url,
    headers: readHeaders(draft.headers),
    timeoutMs: Number(draft.timeoutMs),
    cacheS: Number(draft.cacheS),
  },
  answer: {
    format: draft.format,
    status: draft.status,
    at: draft.at === '' ? null : draft.at,
    states: readStates(draft.states),
  },
  channels: draft.channels,
  words: draft.words.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''),
});

interface Written {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** What is wrong with the field that stands there in the definition. */
  faultAt: (start: string) => string | undefined;
}

/** What it is called, and whose it is. */
function NameFields({ draft, change, faultAt }: Written) {
  const { t } = useTranslation(['connectors', 'admin']);
  const lang = useLang();
  const lists = useLists().data;
  return (
    <div className="admin-pairs">
      <TextField
        label={t('nameZh')}
        isRequired
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
      <ComboBox
        label={t('admin:department')}
        isRequired
        error={faultAt('departmentCode')}
        options={departmentOptions(lists?.departments ?? [], lang)}
        value={draft.departmentCode}
        onChange={(departmentCode) => change({ departmentCode })}
      />
      <ComboBox
        label={t('category')}
        isRequired
        error={faultAt('categoryCode')}
        options={(lists?.categories ?? []).map((row) => ({ id: row.code, label: row.name[lang] }))}
        value={draft.categoryCode}
        onChange={(categoryCode) => change({ categoryCode })}
      />
    </div>
  );
}

/** How the other system is asked. */
function RequestFields({ draft, change, faultAt }: Written) {
  const { t } = useTranslation('connectors');
  return (
    <>
      <div className="admin-call">
        <Select
          label={t('method')}
          options={[
            { id: 'GET', label: 'GET' },
            { id: 'POST', label: 'POST' },
          ]}
          value={draft.method}
          onChange={(method) => change({ method: method === 'POST' ? 'POST' : 'GET' })}
        />
        <TextField
          label={t('url')}
          description={t('urlNote')}
          error={faultAt('request.url')}
          isRequired
          value={draft.url}
          onChange={(url) => change({ url: url.trim() })}
        />
      </div>
      <TextArea
        label={t('headers')}
        description={t('headersNote')}
        error={faultAt('request.headers')}
        rows={2}
        value={draft.headers}
        onChange={(headers) => change({ headers })}
      />
    </>
  );
}

/** What its address and headers name and nobody reads again. */
function SecretFields({
  draft,
  kept,
  secrets,
  onChange,
}: {
  draft: Draft;
  kept: readonly string[];
  secrets: Record<string, string>;
  onChange: (name: string, value: string) => void;
}) {
  const { t } = useTranslation('connectors');
  return secretNames(draft.url, draft.headers).map((name) => (
    <TextField
      key={name}
      type="password"
      label={t('secretOf', { name })}
      description={t(kept.includes(name) ? 'secretKept' : 'secretMissing')}
      value={secrets[name] ?? ''}
      onChange={(value) => onChange(name, value)}
    />
  ));
}

/** Where its answer says how the matter stands, and what its words mean. */
function AnswerFields({ draft, change, faultAt }: Written) {
  const { t } = useTranslation('connectors');
  return (
    <>
      <div className="admin-pairs">
        <TextField
          label={t('timeout')}
          error={faultAt('request.timeoutMs')}
          inputMode="numeric"
          value={draft.timeoutMs}
          onChange={(timeoutMs) => change({ timeoutMs })}
        />
        <TextField
          label={t('cache')}
          error={faultAt('request.cacheS')}
          inputMode="numeric"
          value={draft.cacheS}
          onChange={(cacheS) => change({ cacheS })}
        />
        <Select
          label={t('format')}
          options={[
            { id: 'json', label: 'JSON' },
            { id: 'xml', label: 'XML' },
          ]}
          value={draft.format}
          onChange={(format) => change({ format: format === 'xml' ? 'xml' : 'json' })}
        />
        <TextField
          label={t('statusAt')}
          description={t('pointerNote')}
          error={faultAt('answer.status')}
          isRequired
          value={draft.status}
          onChange={(status) => change({ status: status.trim() })}
        />
        <TextField
          label={t('dateAt')}
          description={t('dateNote')}
          error={faultAt('answer.at')}
          value={draft.at}
          onChange={(at) => change({ at: at.trim() })}
        />
      </div>
      <TextArea
        label={t('states')}
        description={t('statesNote')}
        error={faultAt('answer.states')}
        isRequired
        rows={5}
        value={draft.states}
        onChange={(states) => change({ states })}
      />
    </>
  );
}

/** What a draft says, line by line. */
function useLines(): (draft: Draft) => Line[] {
  const { t } = useTranslation(['connectors', 'admin']);
  const lang = useLang();
  const { departments = [], categories = [] } = useLists().data ?? {};
  const nameIn = (rows: typeof departments | typeof categories, wanted: string | null): string =>
    rows.find(({ code }) => code === wanted)?.name[lang] ?? '';
  return (draft) => [
    ...linesTyped(draft, [
      ['nameZh', t('nameZh')],
      ['nameEn', t('nameEn')],
      ['asks', t('asks')],
      ['method', t('method')],
      ['url', t('url')],
      ['headers', t('headers')],
      ['timeoutMs', t('timeout')],
      ['cacheS', t('cache')],
      ['format', t('format')],
      ['status', t('statusAt')],
      ['at', t('dateAt')],
      ['states', t('states')],
      ['words', t('words')],
    ]),
    {
      id: 'department',
      term: t('admin:department'),
      value: nameIn(departments, draft.departmentCode),
    },
    { id: 'category', term: t('category'), value: nameIn(categories, draft.categoryCode) },
    {
      id: 'channels',
      term: t('channels'),
      value: draft.channels.map((channel) => t(`channel.${channel}`)).join(' · '),
    },
    { id: 'active', term: t('active'), value: draft.isActive },
  ];
}

export function ConnectorEditor({
  connector: standing,
  onClose,
}: {
  /** As it stands now; null: a new one. */
  connector: ConnectorView | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const {
    draft,
    change,
    check,
    refuseTaken,
    faultAt: faultIn,
  } = useCheckedDraft(() => draftOf(standing), read);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const save = useSaveConnector();
  const going = useGoingOn(standing ?? undefined, standing ?? undefined, {
    attempts: [save],
    take: (theirs) => {
      change(draftOf(theirs));
      setSecrets({});
    },
    onClose,
  });
  const connector = going.seen;
  const linesOf = useLines();
  const faultAt = (field: string): string | undefined => faultIn(`definition.${field}`);
  const isTaken = (error: unknown): boolean => !connector && isOvertaken(error);
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    const given = Object.entries(secrets).filter(([, value]) => value !== '');
    save.mutate(
      {
        ...ready,
        version: connector?.version ?? 0,
        isActive: draft.isActive,
        secrets: Object.fromEntries(given),
      },
      {
        onSuccess: onClose,
        onError: (error) => {
          if (isTaken(error)) refuseTaken('code');
        },
      },
    );
  };
  const shared = { draft, change, faultAt };
  return (
    <EditorDialog
      title={
        connector
          ? t('change', { name: connector.definition[lang === 'zh' ? 'nameZh' : 'nameEn'] })
          : t('new')
      }
      isLarge
      error={isTaken(save.error) ? null : save.error}
      overtaken={{
        ...going,
        standing: standing && beside(linesOf(draftOf(standing)), linesOf(draft)),
      }}
      keepLabel={t('save')}
      isPending={save.isPending}
      onKeep={keep}
      onClose={onClose}
    >
      {!connector && (
        <TextField
          label={t('code')}
          description={t('codeNote')}
          error={faultIn('code')}
          isRequired
          autoFocus
          value={draft.code}
          onChange={(code) => change({ code })}
        />
      )}
      <NameFields {...shared} />
      <TextArea
        label={t('asks')}
        description={t('asksNote')}
        error={faultAt('asks')}
        isRequired
        rows={3}
        value={draft.asks}
        onChange={(asks) => change({ asks })}
      />
      <RequestFields {...shared} />
      <SecretFields
        draft={draft}
        kept={connector?.secrets ?? []}
        secrets={secrets}
        onChange={(name, value) => setSecrets((before) => ({ ...before, [name]: value }))}
      />
      <AnswerFields {...shared} />
      <CheckboxGroup
        label={t('channels')}
        options={lookupChannelSchema.options.map((id) => ({ id, label: t(`channel.${id}`) }))}
        value={draft.channels}
        onChange={(channels) => change({ channels: lookupChannelSchema.array().parse(channels) })}
      />
      <TextField
        label={t('words')}
        description={t('wordsNote')}
        error={faultAt('words')}
        value={draft.words}
        onChange={(words) => change({ words })}
      />
      <Row>
        <Checkbox isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
          {t('active')}
        </Checkbox>
      </Row>
    </EditorDialog>
  );
}
