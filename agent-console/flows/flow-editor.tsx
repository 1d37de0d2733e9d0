// One flow: its graph, and beside it the node, the faults, the test call and the versions.
import { ArrowLeft } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton, Skeleton, showToast, Tabs } from '../../design/index.ts';
import { changesBetween } from '../../ivr/flow/changes.ts';
import { checkFlow } from '../../ivr/flow/check.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import type { FlowPage } from '../../server/intake/voice/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLeaveGuard } from '../../design/leave-guard.ts';
import { doerIn, isOvertaken } from '../forms/overtaken.tsx';
import { part } from '../shell/part.ts';
import { useDraft } from './draft.ts';
import { DraftBar } from './draft-bar.tsx';
import { FaultList } from './fault-list.tsx';
import { useFlow, useFlowDeeds, useQueueCodes } from './flow-data.ts';
import { type Arrival, NodeEditor } from './node-editor.tsx';
import { TestCallPanel } from './test-call-panel.tsx';
import { useTestCall } from './use-test-call.ts';
import { Versions } from './versions.tsx';
import { useFlowWords } from './words.ts';

const FlowGraph = part(() => import('./flow-graph.tsx'));

/** Who wrote the other draft, published, or, as far as the refusal says, threw the draft away. */
function whoOvertook({ draft, versions: [latest] }: FlowPage, seenVersion: number, refusal: unknown) {
  if (draft) return { by: draft.editedBy, at: draft.editedAt };
  if (latest && latest.version > seenVersion) return { by: latest.publishedBy, at: latest.publishedAt };
  return doerIn(refusal);
}

function Editor({ page, onRefetch }: { page: FlowPage; onRefetch: () => void }) {
  const { t } = useTranslation('flows');
  const draft = useDraft(page);
  const { flow, revision, isDirty } = draft;
  const [node, setNode] = useState<string | null>(flow.start);
  const [arrival, setArrival] = useState<Arrival | null>(null);
  const [tab, setTab] = useState('node');
  const telephone = useTestCall();
  const { call } = telephone;
  const deeds = useFlowDeeds(page.code);
  const showFailure = useFailureToast();
  const queues = useQueueCodes();
  const faults = checkFlow(flow, queues);
  const changes = changesBetween(page.published, flow);
  const isOtherDraft = (page.draft?.revision ?? null) !== revision;
  useLeaveGuard(isDirty);

  const choose = (id: string): void => {
    setNode(id);
    setArrival(null);
    if (tab !== 'call') setTab('node');
  };
  const edit = (next: Flow, typed?: string): void => draft.edit(next, node ?? flow.start, typed);
  const rebuild = (next: Flow, at: string, on?: string): void => {
    edit(next);
    setNode(at);
    setArrival({ on: on ?? null, isGentle: false });
  };
  const lookBack = (at: string | null): void => {
    if (at === null) return;
    setNode(at);
    setArrival({ on: null, isGentle: true });
  };
  const onError = (error: unknown): void => {
    if (isOvertaken(error)) onRefetch();
    showFailure(error);
  };
  const taken = (toast: string, after?: (now: FlowPage) => void) => ({
    onError,
    onSuccess: (now: FlowPage): void => {
      showToast({ tone: 'ok', title: toast });
      after?.(now);
    },
  });
  const publish = async (note: string): Promise<void> => {
    const saved = isDirty ? await deeds.save.mutateAsync({ revision, flow }) : page;
    draft.settle(saved);
    if (!saved.draft) return;
    const asked = { revision: saved.draft.revision, latest: page.published.version, note };
    const now = await deeds.publish.mutateAsync(asked);
    draft.settle(now);
    showToast({ tone: 'ok', title: t('published', { version: now.published.version }) });
  };

  return (
    <>
      <DraftBar
        page={page}
        isDirty={isDirty}
        overtaken={
          isOtherDraft
            ? {
                doer: whoOvertook(page, flow.version, deeds.save.error),
                standing: page.draft || page.published.version > flow.version ? [] : null,
                onKeepMine: () => draft.rebase(page),
                onTakeTheirs: () => draft.replace(page),
              }
            : null
        }
        canUndo={draft.canUndo}
        canRedo={draft.canRedo}
        mayPublish={faults.length === 0 && (changes.length > 0 || page.draft !== null)}
        isSaving={deeds.save.isPending}
        isPublishing={deeds.publish.isPending}
        onUndo={() => lookBack(draft.undo())}
        onRedo={() => lookBack(draft.redo())}
        onSave={() => deeds.save.mutate({ revision, flow }, taken(t('saved'), draft.settle))}
        onDiscard={() => {
          if (revision !== null && page.draft)
            deeds.discard.mutate(page.draft.revision, taken(t('discarded'), draft.replace));
          else draft.replace(page);
        }}
        onPublish={(note, done) => publish(note).then(done, onError)}
        onTakeOffer={() => deeds.takeOffer.mutate(revision, taken(t('saved'), draft.replace))}
      />
      <div className="flow-work">
        <Suspense fallback={<Skeleton lines={10} />}>
          <FlowGraph
            flow={flow}
            faults={faults}
            selected={node}
            lit={tab === 'call' && call ? call.session.node : null}
            path={tab === 'call' && call ? call.session.path : []}
            onSelect={choose}
          />
        </Suspense>
        <div className="flow-panel">
          <Tabs
            label={t('panels')}
            selected={tab}
            onSelect={setTab}
            items={[
              {
                id: 'node',
                label: t('panel.node'),
                content: (
                  <NodeEditor
                    key={`${node} ${draft.generation}`}
                    flow={flow}
                    id={node}
                    faults={faults}
                    arrival={arrival}
                    onChange={edit}
                    onRebuild={rebuild}
                    onSelect={choose}
                  />
                ),
              },
              {
                id: 'faults',
                label: t('panel.faults'),
                count: faults.length,
                content: <FaultList flow={flow} faults={faults} onSelect={choose} />,
              },
              {
                id: 'call',
                label: t('panel.call'),
                content: <TestCallPanel flow={flow} telephone={telephone} />,
              },
              {
                id: 'versions',
                label: t('panel.versions'),
                content: (
                  <Versions
                    code={page.code}
                    versions={page.versions}
                    draftChanges={changes}
                    isPending={deeds.revert.isPending}
                    onRevert={(version, note, done) =>
                      deeds.revert.mutate(
                        { version, note, latest: page.published.version },
                        taken(t('published', { version: page.published.version + 1 }), (now) => {
                          if (!isDirty) draft.replace(now);
                          done();
                        }),
                      )
                    }
                  />
                ),
              },
            ]}
          />
        </div>
      </div>
    </>
  );
}

export function FlowEditor({ code, onBack }: { code: string; onBack: () => void }) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const query = useFlow(code);
  return (
    <section className="flow-editor" aria-label={words.nameOf(code)}>
      <header className="flow-title">
        <IconButton className="flow-back" icon={ArrowLeft} label={t('back')} onPress={onBack} />
        <h2>{words.nameOf(code)}</h2>
      </header>
      {query.data && <Editor page={query.data} onRefetch={() => void query.refetch()} />}
      {!query.data && query.error && (
        <FailureState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isLoading && <Skeleton lines={10} />}
    </section>
  );
}
