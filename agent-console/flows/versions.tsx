// The versions of a flow: what each changed, and the way back.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Row, Skeleton, Stack, useFormat, useLang } from '../../design/index.ts';
import type { Change } from '../../ivr/flow/changes.ts';
import type { FlowVersion } from '../../server/intake/voice/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useFlowVersion } from './flow-data.ts';
import { NoteDialog } from './note-dialog.tsx';
import { useFlowWords } from './words.ts';

function Changes({ changes, none }: { changes: readonly Change[]; none: string }) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  if (changes.length === 0) return <p className="oc-small oc-quiet">{none}</p>;
  return (
    <ul className="flow-changes">
      {changes.map((change) => (
        <li key={`${change.in} ${change.id} ${change.field}`}>
          <span className="oc-micro oc-quiet">
            {t('changed', {
              place: t(`in.${change.in}`, { id: change.id }),
              field:
                change.in === 'text' || change.in === 'recording'
                  ? words.language(change.field)
                  : change.field,
            })}
          </span>
          <del>{change.before ?? t('nothing')}</del>
          <ins>{change.after ?? t('nothing')}</ins>
        </li>
      ))}
    </ul>
  );
}

function VersionChanges({ code, version }: { code: string; version: number }) {
  const { t } = useTranslation('flows');
  const query = useFlowVersion(code, version);
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={3} />;
  return <Changes changes={query.data.changes} none={t(version === 1 ? 'first' : 'noChanges')} />;
}

export function Versions({
  code,
  versions,
  draftChanges,
  isPending,
  onRevert,
}: {
  code: string;
  /** The latest first. */
  versions: readonly FlowVersion[];
  draftChanges: readonly Change[];
  isPending: boolean;
  onRevert: (version: number, note: string, done: () => void) => void;
}) {
  const { t } = useTranslation('flows');
  const lang = useLang();
  const format = useFormat();
  const [opened, setOpened] = useState<number | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  return (
    <Stack gap={4}>
      <section aria-label={t('draftChanges')}>
        <h3 className="flow-head">{t('draftChanges')}</h3>
        <Changes changes={draftChanges} none={t('noChanges')} />
      </section>
      <section aria-label={t('history')}>
        <h3 className="flow-head">{t('history')}</h3>
        <ol className="flow-versions">
          {versions.map((each, index) => (
            <li key={each.version}>
              <Row wraps gap={2}>
                <span className="oc-strong">{t('version', { version: each.version })}</span>
                {index === 0 && <Badge tone="ok">{t('current')}</Badge>}
                <span className="oc-micro oc-quiet">
                  {each.isShipped
                    ? t('shipped')
                    : t('by', { name: each.publishedBy ? each.publishedBy[lang] : '—' })}{' '}
                  · {format.moment(each.publishedAt)}
                </span>
              </Row>
              {each.note && <p className="oc-small">{each.note}</p>}
              <Row wraps gap={1}>
                <Button
                  size="small"
                  variant="quiet"
                  aria-expanded={opened === each.version}
                  aria-label={`${t('version', { version: each.version })} ${t(opened === each.version ? 'hideChanges' : 'showChanges')}`}
                  onPress={() => setOpened(opened === each.version ? null : each.version)}
                >
                  {t(opened === each.version ? 'hideChanges' : 'showChanges')}
                </Button>
                {index > 0 && (
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`${t('version', { version: each.version })} ${t('revert')}`}
                    onPress={() => setAsked(each.version)}
                  >
                    {t('revert')}
                  </Button>
                )}
              </Row>
              {opened === each.version && <VersionChanges code={code} version={each.version} />}
            </li>
          ))}
        </ol>
      </section>
      {asked !== null && (
        <NoteDialog
          title={t('revertTitle', { version: asked })}
          explanation={t('revertNote')}
          confirmLabel={t('revert')}
          isPending={isPending}
          onConfirm={(note) => onRevert(asked, note, () => setAsked(null))}
          onClose={() => setAsked(null)}
        />
      )}
    </Stack>
  );
}
