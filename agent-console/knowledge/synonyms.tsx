// Words that mean the same to the search. What is saved counts for the next question, on every process.
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Dialog,
  Row,
  SearchField,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextArea,
  TextField,
} from '../../design/index.ts';
import { saveSynonymsSchema, type SynonymGroup } from '../../server/knowledge/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
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
import { useUser } from '../session/session.ts';
import { wordsOf } from './draft.ts';
import { useRemoveSynonyms, useSaveSynonyms, useSynonyms } from './knowledge-data.ts';

function Editor({
  group: opened,
  items,
  onClose,
}: {
  group: SynonymGroup | null;
  /** As they stand now. */
  items: readonly SynonymGroup[];
  onClose: () => void;
}) {
  const { t } = useTranslation('knowledge');
  const draftOf = (group: SynonymGroup | null) => ({
    words: group?.words.join(t('wordSeparator')) ?? '',
    note: group?.note ?? '',
  });
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => draftOf(opened),
    ({ words, note }) =>
      readWritten(saveSynonymsSchema.omit({ version: true }), { words: wordsOf(words), note }),
  );
  /** A group is made once, however often it is sent. */
  const [id] = useState(() => opened?.id ?? crypto.randomUUID());
  const save = useSaveSynonyms();
  const remove = useRemoveSynonyms();
  const showFailure = useOtherFailureToast();
  const standing = items.find((one) => one.id === id);
  const going = useGoingOn(opened ?? undefined, standing, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs)),
    onClose,
  });
  const group = going.seen;
  const linesOf = (said: typeof draft): Line[] =>
    linesTyped(said, [
      ['words', t('synonym.words')],
      ['note', t('synonym.note')],
    ]);
  const done = {
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('synonym.saved') });
      onClose();
    },
    onError: showFailure,
  };
  const keep = (): void => {
    const ready = check();
    if (ready) save.mutate({ id, ...ready, version: group?.version ?? 0 }, done);
  };
  return (
    <Dialog
      title={t(group ? 'synonym.change' : 'synonym.new')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          {group && (
            <Button
              variant="danger"
              isPending={remove.isPending}
              onPress={() => remove.mutate(group.id, done)}
            >
              {t('synonym.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={keep}
          >
            {t('synonym.save')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <Overtaken
          {...going}
          standing={standing ? beside(linesOf(draftOf(standing)), linesOf(draft)) : null}
        />
        <TextArea
          label={t('synonym.words')}
          description={t('synonym.wordsNote')}
          autoFocus
          isRequired
          error={faultAt('words')}
          value={draft.words}
          onChange={(words) => change({ words })}
        />
        <TextField
          label={t('synonym.note')}
          maxLength={200}
          value={draft.note}
          onChange={(note) => change({ note })}
        />
      </Stack>
    </Dialog>
  );
}

export function Synonyms() {
  const { t } = useTranslation('knowledge');
  const { roles } = useUser();
  const query = useSynonyms();
  const [looked, setLooked] = useState('');
  const [edited, setEdited] = useState<SynonymGroup | 'new' | null>(null);
  const mayEdit = may(roles, 'knowledge.edit');
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const { items } = query.data;
  const wanted = looked.trim().toLowerCase();
  const rows = items.filter(({ words }) => words.some((word) => word.toLowerCase().includes(wanted)));
  const open = (id: string): void => setEdited(items.find((group) => group.id === id) ?? null);
  return (
    <Stack gap={0}>
      <Row className="editing-bar">
        <SearchField
          label={t('synonym.find')}
          placeholder={t('synonym.find')}
          value={looked}
          onChange={setLooked}
        />
        <ListFiles name="synonyms" />
        {mayEdit && (
          <Button icon={Plus} onPress={() => setEdited('new')}>
            {t('synonym.new')}
          </Button>
        )}
      </Row>
      <Table
        label={t('day.synonyms')}
        rows={rows}
        rowKey={({ id }) => id}
        {...(mayEdit && { onOpen: open })}
        columns={[
          {
            id: 'words',
            title: t('synonym.words'),
            isRowHeader: true,
            render: ({ words }) => words.join(t('wordSeparator')),
          },
          { id: 'note', title: t('synonym.note'), render: ({ note }) => note || '—' },
          {
            id: 'from',
            title: t('synonym.from'),
            render: ({ isShipped }) => (
              <Badge tone={isShipped ? 'neutral' : 'accent'}>
                {t(isShipped ? 'synonym.shipped' : 'synonym.own')}
              </Badge>
            ),
          },
        ]}
      />
      {edited && (
        <Editor group={edited === 'new' ? null : edited} items={items} onClose={() => setEdited(null)} />
      )}
    </Stack>
  );
}
