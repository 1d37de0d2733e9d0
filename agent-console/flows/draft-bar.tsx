// Where the draft stands, and what can be done with the whole of it.
import { Redo2, Undo2 } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertDialog, Badge, Button, Notice, Row, Stack, useFormat, useLang } from '../../design/index.ts';
import type { FlowPage } from '../../server/intake/voice/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { OvertakenBy } from '../forms/overtaken.tsx';
import { NoteDialog } from './note-dialog.tsx';

export function DraftBar({
  page,
  isDirty,
  overtaken,
  canUndo,
  canRedo,
  mayPublish,
  isSaving,
  isPublishing,
  onUndo,
  onRedo,
  onSave,
  onDiscard,
  onPublish,
  onTakeOffer,
}: {
  page: FlowPage;
  isDirty: boolean;
  /** Somebody else has written the draft meanwhile. */
  overtaken: ComponentProps<typeof OvertakenBy> | null;
  canUndo: boolean;
  canRedo: boolean;
  mayPublish: boolean;
  isSaving: boolean;
  isPublishing: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onSave: () => void;
  onDiscard: () => void;
  onPublish: (note: string, done: () => void) => void;
  onTakeOffer: () => void;
}) {
  const { t } = useTranslation('flows');
  const lang = useLang();
  const format = useFormat();
  const [asked, setAsked] = useState<'publish' | 'discard' | null>(null);
  const close = (): void => setAsked(null);
  const { draft, published, offer } = page;
  useActions([
    {
      id: 'flows.undo',
      labelKey: 'flows:undo',
      shortcut: 'mod+z',
      permission: 'flows.edit',
      isEnabled: canUndo,
      isStep: true,
      run: onUndo,
    },
    {
      id: 'flows.redo',
      labelKey: 'flows:redo',
      shortcut: 'mod+shift+z',
      permission: 'flows.edit',
      isEnabled: canRedo,
      isStep: true,
      run: onRedo,
    },
    {
      id: 'flows.save',
      labelKey: 'flows:save',
      shortcut: 'mod+s',
      permission: 'flows.edit',
      isEnabled: isDirty && !overtaken,
      run: onSave,
    },
    {
      id: 'flows.publish',
      labelKey: 'flows:publish',
      permission: 'flows.edit',
      isEnabled: mayPublish && !overtaken,
      run: () => setAsked('publish'),
    },
  ]);
  const state = () => {
    if (isDirty) return t('unsaved');
    if (!draft) return t('noDraft');
    return t('draftBy', { name: draft.editedBy?.[lang] ?? '—', time: format.moment(draft.editedAt) });
  };
  return (
    <div className="flow-bar">
      <Row wraps justify="between">
        <Row wraps gap={2}>
          <Badge tone="ok">{t('version', { version: published.version })}</Badge>
          <span className="oc-small oc-quiet" role="status">
            {state()}
          </span>
        </Row>
        <Row wraps gap={1}>
          <ActionButton id="flows.undo" size="small" icon={Undo2} isIconOnly />
          <ActionButton id="flows.redo" size="small" icon={Redo2} isIconOnly />
          <Button size="small" isDisabled={!draft && !isDirty} onPress={() => setAsked('discard')}>
            {t('discard')}
          </Button>
          <ActionButton id="flows.save" size="small" isPending={isSaving} />
          <ActionButton id="flows.publish" size="small" variant="primary" isPending={isPublishing} />
        </Row>
      </Row>
      {overtaken && <OvertakenBy {...overtaken} />}
      {offer && !overtaken && (
        <Notice tone="accent">
          <Stack gap={2}>
            <span>{t('offer')}</span>
            <Row>
              <Button size="small" onPress={onTakeOffer}>
                {t('takeOffer')}
              </Button>
            </Row>
          </Stack>
        </Notice>
      )}
      {asked === 'publish' && (
        <NoteDialog
          title={t('publish')}
          explanation={t('publishNote')}
          confirmLabel={t('publish')}
          isPending={isSaving || isPublishing}
          onConfirm={(note) => onPublish(note, close)}
          onClose={close}
        />
      )}
      <AlertDialog
        title={t('discard')}
        isOpen={asked === 'discard'}
        onOpenChange={close}
        confirmLabel={t('discard')}
        isDanger
        onConfirm={() => {
          close();
          onDiscard();
        }}
      >
        {t('discardNote')}
      </AlertDialog>
    </div>
  );
}
