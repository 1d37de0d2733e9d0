// Other systems that are told of tickets: where, of what, whether they answer.
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Badge,
  Button,
  Checkbox,
  CheckboxGroup,
  ComboBox,
  EmptyState,
  Menu,
  Row,
  Skeleton,
  showToast,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { webhookEventSchema, webhookInputSchema, type WebhookView } from '../../server/webhooks/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { beside, type Line, linesTyped, useGoingOn } from '../forms/overtaken.tsx';
import { readWritten } from '../forms/issue-words.ts';
import { EditorDialog } from './editor-dialog.tsx';
import { MadeSecret } from './made-secret.tsx';
import { WebhookLog } from './webhook-log.tsx';
import { eventLabel } from './webhook-words.ts';
import {
  useChangeWebhook,
  useCreateWebhook,
  useRemoveWebhook,
  useRotateWebhook,
  useTestWebhook,
  useWebhooks,
} from './webhooks-data.ts';

const draftOf = (webhook: WebhookView | null) => ({
  name: webhook?.name ?? '',
  url: webhook?.url ?? '',
  events: webhook?.events ?? [],
  departmentCode: webhook?.departmentCode ?? null,
  isActive: webhook?.isActive ?? true,
});
type Draft = ReturnType<typeof draftOf>;

/** What a draft says, line by line. */
function useLines(): (draft: Draft) => Line[] {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const departments = useLists().data?.departments ?? [];
  return (draft) => [
    ...linesTyped(draft, [
      ['name', t('hooks.name')],
      ['url', t('hooks.url')],
    ]),
    {
      id: 'department',
      term: t('department'),
      value: departments.find(({ code }) => code === draft.departmentCode)?.name[lang] ?? '',
    },
    {
      id: 'events',
      term: t('hooks.events'),
      value: draft.events.map((event) => eventLabel(t, event)).join(' · ') || t('hooks.all'),
    },
    { id: 'active', term: t('hooks.active'), value: draft.isActive },
  ];
}

function Editor({
  webhook: opened,
  items,
  onClose,
  onMade,
}: {
  webhook: WebhookView | null;
  /** As they stand now. */
  items: readonly WebhookView[];
  onClose: () => void;
  onMade: (secret: string) => void;
}) {
  const { t } = useTranslation(['admin', 'tickets']);
  const lang = useLang();
  const lists = useLists().data;
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => draftOf(opened),
    (written) => readWritten(webhookInputSchema, written),
  );
  const create = useCreateWebhook();
  const save = useChangeWebhook();
  const standing = items.find(({ id }) => id === opened?.id);
  const going = useGoingOn(opened ?? undefined, standing, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs)),
    onClose,
  });
  const webhook = going.seen;
  const linesOf = useLines();
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    if (webhook) save.mutate({ ...ready, id: webhook.id, version: webhook.version }, { onSuccess: onClose });
    else create.mutate(ready, { onSuccess: ({ secret }) => onMade(secret) });
  };
  return (
    <EditorDialog
      title={t(webhook ? 'hooks.change' : 'hooks.new')}
      error={create.error ?? save.error}
      overtaken={{
        ...going,
        standing: standing ? beside(linesOf(draftOf(standing)), linesOf(draft)) : null,
      }}
      keepLabel={t(webhook ? 'hooks.save' : 'hooks.make')}
      isPending={create.isPending || save.isPending}
      onKeep={keep}
      onClose={onClose}
    >
      <TextField
        label={t('hooks.name')}
        description={t('keys.nameNote')}
        isRequired
        autoFocus
        error={faultAt('name')}
        maxLength={60}
        value={draft.name}
        onChange={(name) => change({ name })}
      />
      <TextField
        label={t('hooks.url')}
        description={t('hooks.urlNote')}
        isRequired
        error={faultAt('url')}
        value={draft.url}
        onChange={(url) => change({ url: url.trim() })}
      />
      <ComboBox
        label={t('department')}
        description={t('hooks.departmentNote')}
        options={departmentOptions(lists?.departments ?? [], lang)}
        value={draft.departmentCode}
        onChange={(departmentCode) => change({ departmentCode })}
      />
      <CheckboxGroup
        className="admin-roles"
        label={t('hooks.events')}
        description={t('hooks.eventsNote')}
        options={webhookEventSchema.options.map((event) => ({ id: event, label: eventLabel(t, event) }))}
        value={draft.events}
        onChange={(events) => change({ events: webhookEventSchema.array().parse(events) })}
      />
      <Checkbox isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
        {t('hooks.active')}
      </Checkbox>
    </EditorDialog>
  );
}

function Health({ webhook }: { webhook: WebhookView }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (!webhook.isActive) return <Badge>{t('hooks.paused')}</Badge>;
  if (webhook.failingSince)
    return <Badge tone="danger">{t('hooks.failing', { time: format.moment(webhook.failingSince) })}</Badge>;
  return <Badge tone="ok">{t('hooks.fine')}</Badge>;
}

const deedNames = ['log', 'test', 'change', 'rotate', 'remove'] as const;

/** The addresses that are told: make one, try it, see its log. */
export function Webhooks() {
  const { t } = useTranslation('admin');
  const query = useWebhooks();
  const test = useTestWebhook();
  const rotate = useRotateWebhook();
  const remove = useRemoveWebhook();
  const showFailure = useFailureToast();
  const [edited, setEdited] = useState<WebhookView | 'new' | null>(null);
  const [logged, setLogged] = useState<WebhookView | null>(null);
  const [removed, setRemoved] = useState<WebhookView | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  useActions([
    {
      id: 'admin.new_webhook',
      labelKey: 'admin:hooks.new',
      shortcut: 'n',
      permission: 'admin.webhooks',
      run: () => setEdited('new'),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  const tryIt = ({ id }: WebhookView): void =>
    test.mutate(id, {
      onSuccess: ({ status, failure, ms }) => {
        const isTaken = status !== null && status >= 200 && status < 300;
        const fault = status === null ? t(`hooks.failure.${failure ?? 'unreachable'}`) : `HTTP ${status}`;
        showToast(
          isTaken
            ? { tone: 'ok', title: t('hooks.testTaken', { status, ms }) }
            : { tone: 'warn', title: t('hooks.testRefused', { fault }) },
        );
      },
      onError: showFailure,
    });
  const deeds: Record<(typeof deedNames)[number], (webhook: WebhookView) => void> = {
    log: setLogged,
    test: tryIt,
    change: setEdited,
    rotate: ({ id }) =>
      rotate.mutate(id, { onSuccess: (made) => setSecret(made.secret), onError: showFailure }),
    remove: setRemoved,
  };
  const { items } = query.data;
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <span className="oc-small oc-quiet">{t('hooks.note')}</span>
        <Row gap={2} wraps>
          <ListFiles name="webhooks" />
          <ActionButton id="admin.new_webhook" icon={Plus} variant="primary" />
        </Row>
      </Row>
      <Table
        label={t('hooks.title')}
        rows={items}
        rowKey={({ id }) => id}
        onOpen={(id) => setLogged(items.find((one) => one.id === id) ?? null)}
        empty={<EmptyState icon={Webhook} title={t('hooks.none')} description={t('hooks.noneNote')} />}
        columns={[
          { id: 'name', title: t('hooks.name'), isRowHeader: true, render: ({ name }) => name },
          { id: 'url', title: t('hooks.url'), render: ({ url }) => <span className="admin-url">{url}</span> },
          {
            id: 'events',
            title: t('hooks.events'),
            render: ({ events }) =>
              events.length === 0 ? t('hooks.all') : t('hooks.kinds', { count: events.length }),
          },
          { id: 'state', title: t('state'), render: (webhook) => <Health webhook={webhook} /> },
          { id: 'waiting', title: t('hooks.waiting'), align: 'end', render: ({ waiting }) => waiting },
          {
            id: 'deeds',
            title: t('users.actions'),
            align: 'end',
            render: (webhook) => (
              <Menu
                label={t('users.actionsOf', { name: webhook.name })}
                trigger={<Button size="small">{t('users.actions')}</Button>}
                groups={[
                  {
                    id: 'look',
                    items: (['log', 'test'] as const).map((id) => ({ id, label: t(`hooks.deed.${id}`) })),
                  },
                  {
                    id: 'change',
                    items: (['change', 'rotate', 'remove'] as const).map((id) => ({
                      id,
                      label: t(`hooks.deed.${id}`),
                    })),
                  },
                ]}
                onAction={(id) => {
                  const deed = deedNames.find((name) => name === id);
                  if (deed) deeds[deed](webhook);
                }}
              />
            ),
          },
        ]}
      />
      {edited && (
        <Editor
          webhook={edited === 'new' ? null : edited}
          items={items}
          onClose={() => setEdited(null)}
          onMade={(made) => {
            setEdited(null);
            setSecret(made);
          }}
        />
      )}
      {logged && <WebhookLog webhook={logged} onClose={() => setLogged(null)} />}
      {secret && <MadeSecret title={t('hooks.secret')} secret={secret} onClose={() => setSecret(null)} />}
      <AlertDialog
        title={t('hooks.removeTitle', { name: removed?.name ?? '' })}
        isOpen={removed !== null}
        onOpenChange={() => setRemoved(null)}
        confirmLabel={t('hooks.deed.remove')}
        isDanger
        isPending={remove.isPending}
        onConfirm={() => {
          if (removed) remove.mutate(removed.id, { onError: showFailure, onSettled: () => setRemoved(null) });
        }}
      >
        {t('hooks.removeNote', { count: removed?.waiting ?? 0 })}
      </AlertDialog>
    </div>
  );
}
