// A draft: what is asked, of whom, how long. Once it is open nothing of it changes any more.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Button,
  Checkbox,
  ComboBox,
  IconButton,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import {
  type ConsultationView,
  consultationKindSchema,
  type Question,
  questionSchema,
  saveConsultationSchema,
} from '../../server/participation/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { fieldOf, momentOf } from '../i18n/city-time.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useSave } from './participation-data.ts';
import { Rated } from './rated.tsx';

const types = questionSchema.shape.type;
const usualDays = 30;
const dayMs = 86_400_000;

/** Ids are made once and then stay: answers name them. */
function nextId(prefix: string, taken: readonly { id: string }[]): string {
  const last = taken.flatMap(({ id }) => Number(new RegExp(`^${prefix}(\\d+)$`).exec(id)?.[1] ?? 0));
  return `${prefix}${Math.max(0, ...last) + 1}`;
}

function draftOf(before: ConsultationView | null) {
  const now = Date.now();
  return {
    kind: before?.kind ?? consultationKindSchema.enum.survey,
    departmentCode: before?.departmentCode ?? '',
    titleZh: before?.title.zh ?? '',
    titleEn: before?.title.en ?? '',
    textZh: before?.text.zh ?? '',
    textEn: before?.text.en ?? '',
    documents: before?.documents ?? [],
    questions: before?.questions ?? [],
    needsPhone: before?.needsPhone ?? false,
    venueZh: before?.venue?.zh ?? '',
    venueEn: before?.venue?.en ?? '',
    opens: fieldOf(before?.opensAt ?? now),
    closes: fieldOf(before?.closesAt ?? now + usualDays * dayMs),
    held: before?.heldAt ? fieldOf(before.heldAt) : '',
    version: before?.version ?? 0,
  };
}

/** A document with no address yet is not one. */
type Document = ReturnType<typeof draftOf>['documents'][number];

function QuestionFields({
  question,
  faultAt,
  onChange,
  onRemove,
}: {
  question: Question;
  faultAt: (field: string) => string | undefined;
  onChange: (part: Partial<Question>) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('participating');
  const { options, type } = question;
  const changeOption = (id: string, part: object): void =>
    onChange({ options: options.map((one) => (one.id === id ? { ...one, ...part } : one)) });
  return (
    <fieldset className="participation-question">
      <Row gap={3} wraps>
        <Select
          label={t('questionType')}
          options={types.options.map((one) => ({ id: one, label: t(`types.${one}`) }))}
          value={type}
          onChange={(one) => onChange({ type: types.parse(one), options: [] })}
        />
        <Checkbox isSelected={question.isRequired} onChange={(isRequired) => onChange({ isRequired })}>
          {t('isRequired')}
        </Checkbox>
        <IconButton icon={Trash2} label={t('removeQuestion')} onPress={onRemove} />
      </Row>
      <TextField
        label={t('questionZh')}
        error={faultAt('nameZh')}
        value={question.nameZh}
        onChange={(nameZh) => onChange({ nameZh })}
      />
      <TextField
        label={t('questionEn')}
        error={faultAt('nameEn')}
        value={question.nameEn}
        onChange={(nameEn) => onChange({ nameEn })}
      />
      {(type === 'single' || type === 'multiple') && (
        <>
          {options.map((option, at) => (
            <Row key={option.id} gap={2} wraps>
              <TextField
                label={t('optionZh')}
                error={faultAt(`options.${at}.nameZh`)}
                value={option.nameZh}
                onChange={(nameZh) => changeOption(option.id, { nameZh })}
              />
              <TextField
                label={t('optionEn')}
                error={faultAt(`options.${at}.nameEn`)}
                value={option.nameEn}
                onChange={(nameEn) => changeOption(option.id, { nameEn })}
              />
              <IconButton
                icon={Trash2}
                label={t('removeOption')}
                onPress={() => onChange({ options: options.filter(({ id }) => id !== option.id) })}
              />
            </Row>
          ))}
          <Button
            size="small"
            icon={Plus}
            onPress={() =>
              onChange({ options: [...options, { id: nextId('o', options), nameZh: '', nameEn: '' }] })
            }
          >
            {t('addOption')}
          </Button>
        </>
      )}
    </fieldset>
  );
}

type Draft = ReturnType<typeof draftOf>;

interface Written {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** What is wrong with the field that stands there in what is saved. */
  faultAt: (field: string) => string | undefined;
}

/** What it is, whose, and what it says. */
function SubjectFields({ draft, change, faultAt, lists }: Written & { lists: Lists }) {
  const { t } = useTranslation('participating');
  const lang = useLang();
  return (
    <>
      <Row gap={3} wraps>
        <Select
          label={t('kind')}
          options={consultationKindSchema.options.map((kind) => ({ id: kind, label: t(`kinds.${kind}`) }))}
          value={draft.kind}
          onChange={(chosen) => {
            const kind = consultationKindSchema.parse(chosen);
            // Questions of a rating are of departments, those of the others of none.
            const stays = (kind === 'rating') === (draft.kind === 'rating');
            change({ kind, needsPhone: kind !== 'survey', questions: stays ? draft.questions : [] });
          }}
        />
        <ComboBox
          label={t('department')}
          isRequired
          options={departmentOptions(lists.departments, lang)}
          error={faultAt('departmentCode')}
          value={draft.departmentCode || null}
          onChange={(departmentCode) => change({ departmentCode: departmentCode ?? '' })}
        />
      </Row>
      <TextField
        label={t('titleZh')}
        isRequired
        error={faultAt('titleZh')}
        value={draft.titleZh}
        onChange={(titleZh) => change({ titleZh })}
      />
      <TextField
        label={t('titleEn')}
        isRequired
        error={faultAt('titleEn')}
        value={draft.titleEn}
        onChange={(titleEn) => change({ titleEn })}
      />
      <TextArea
        label={t('textZh')}
        isRequired
        error={faultAt('textZh')}
        value={draft.textZh}
        onChange={(textZh) => change({ textZh })}
        rows={5}
      />
      <TextArea
        label={t('textEn')}
        isRequired
        error={faultAt('textEn')}
        value={draft.textEn}
        onChange={(textEn) => change({ textEn })}
        rows={5}
      />
    </>
  );
}

/** From when to when, and of a hearing when and where it is held. */
function TimeFields({ draft, change, faultAt }: Written) {
  const { t } = useTranslation('participating');
  const isHearing = draft.kind === 'hearing';
  return (
    <>
      <Row gap={3} wraps>
        <TextField
          label={t('opensAt')}
          type="datetime-local"
          error={faultAt('opensAt')}
          value={draft.opens}
          onChange={(value) => change({ opens: value })}
        />
        <TextField
          label={t('closesAt')}
          type="datetime-local"
          error={faultAt('closesAt')}
          value={draft.closes}
          onChange={(value) => change({ closes: value })}
        />
      </Row>
      {isHearing && (
        <Row gap={3} wraps>
          <TextField
            label={t('heldAt')}
            type="datetime-local"
            error={faultAt('heldAt')}
            value={draft.held}
            onChange={(value) => change({ held: value })}
          />
          <TextField
            label={t('venueZh')}
            error={faultAt('venueZh')}
            value={draft.venueZh}
            onChange={(value) => change({ venueZh: value })}
          />
          <TextField
            label={t('venueEn')}
            error={faultAt('venueEn')}
            value={draft.venueEn}
            onChange={(value) => change({ venueEn: value })}
          />
        </Row>
      )}
    </>
  );
}

function Documents({ draft, change, faultAt }: Written) {
  const { t } = useTranslation('participating');
  const changeDocument = (at: number, part: Partial<Document>): void =>
    change({ documents: draft.documents.map((each, index) => (index === at ? { ...each, ...part } : each)) });
  return (
    <>
      <h2 className="oc-title">{t('documents')}</h2>
      {draft.documents.map((document, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents have no name of their own yet
        <Row key={at} gap={2} wraps>
          <TextField
            label={t('documentZh')}
            error={faultAt(`documents.${at}.nameZh`)}
            value={document.nameZh}
            onChange={(nameZh) => changeDocument(at, { nameZh })}
          />
          <TextField
            label={t('documentEn')}
            error={faultAt(`documents.${at}.nameEn`)}
            value={document.nameEn}
            onChange={(nameEn) => changeDocument(at, { nameEn })}
          />
          <TextField
            label={t('documentUrl')}
            error={faultAt(`documents.${at}.url`)}
            value={document.url}
            onChange={(url) => changeDocument(at, { url: url.trim() })}
          />
          <IconButton
            icon={Trash2}
            label={t('removeDocument')}
            onPress={() => change({ documents: draft.documents.filter((_, index) => index !== at) })}
          />
        </Row>
      ))}
      <Button
        size="small"
        icon={Plus}
        onPress={() => change({ documents: [...draft.documents, { nameZh: '', nameEn: '', url: '' }] })}
      >
        {t('addDocument')}
      </Button>
    </>
  );
}

function Questions({ draft, change, faultAt }: Written) {
  const { t } = useTranslation('participating');
  const changeQuestion = (id: string, part: Partial<Question>): void =>
    change({ questions: draft.questions.map((each) => (each.id === id ? { ...each, ...part } : each)) });
  return (
    <>
      <h2 className="oc-title">{t('questions')}</h2>
      {draft.questions.map((question, at) => (
        <QuestionFields
          key={question.id}
          question={question}
          faultAt={(field) => faultAt(`questions.${at}.${field}`)}
          onChange={(part) => changeQuestion(question.id, part)}
          onRemove={() => change({ questions: draft.questions.filter(({ id: one }) => one !== question.id) })}
        />
      ))}
      <Button
        size="small"
        icon={Plus}
        onPress={() =>
          change({
            questions: [
              ...draft.questions,
              {
                id: nextId('q', draft.questions),
                type: 'single',
                isRequired: true,
                nameZh: '',
                nameEn: '',
                options: [],
              },
            ],
          })
        }
      >
        {t('addQuestion')}
      </Button>
    </>
  );
}

export function DraftEditor({
  id,
  before,
  onDone,
}: {
  id: string;
  before: ConsultationView | null;
  onDone?: () => void;
}) {
  const { t } = useTranslation('participating');
  const [, navigate] = useLocation();
  const lists = useLists().data;
  const showFailure = useFailureToast();
  const save = useSave(id);
  const [draft, setDraft] = useState(() => draftOf(before));
  const change = (part: Partial<Draft>): void => setDraft((old) => ({ ...old, ...part }));
  const leave = (): void =>
    onDone ? onDone() : navigate(before ? `/participation/${id}` : '/participation');
  const { opens, closes, held, venueZh, venueEn, ...said } = draft;
  const isHearing = draft.kind === 'hearing';
  const { faultAt, check } = useFaults(
    readWritten(saveConsultationSchema, {
      ...said,
      opensAt: momentOf(opens),
      closesAt: momentOf(closes),
      heldAt: isHearing ? momentOf(held) : null,
      venueZh: isHearing ? venueZh : null,
      venueEn: isHearing ? venueEn : null,
    }),
  );
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    save.mutate(ready, {
      onSuccess: () => (onDone ? onDone() : navigate(`/participation/${id}`)),
      onError: showFailure,
    });
  };
  if (!lists) return <Skeleton lines={8} />;
  const written = { draft, change, faultAt };
  return (
    <Pane
      title={t(before ? 'edit' : 'new')}
      actions={
        <Row gap={2}>
          <Button onPress={leave}>{t('cancel')}</Button>
          <Button variant="primary" isPending={save.isPending} onPress={keep}>
            {t('save')}
          </Button>
        </Row>
      }
    >
      <Stack gap={4} className="participation-page participation-draft">
        <SubjectFields {...written} lists={lists} />
        <TimeFields {...written} />
        <Checkbox
          isDisabled={draft.kind === 'rating'}
          isSelected={draft.needsPhone}
          onChange={(needsPhone) => change({ needsPhone })}
          description={t('needsPhoneNote')}
        >
          {t('needsPhone')}
        </Checkbox>
        <Documents {...written} />
        {draft.kind === 'rating' ? (
          <Rated questions={draft.questions} onChange={(questions) => change({ questions })} />
        ) : (
          <Questions {...written} />
        )}
      </Stack>
    </Pane>
  );
}
