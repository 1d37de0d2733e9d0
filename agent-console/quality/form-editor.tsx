// One form as it is written. Saving makes a new version: what was judged before keeps its own.
import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Button,
  Checkbox,
  IconButton,
  Notice,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  Switch,
  TextArea,
  TextField,
} from '../../design/index.ts';
import {
  type FormDefinition,
  type FormView,
  type Question,
  questionsOf,
  questionTypeSchema,
  saveFormSchema,
} from '../../server/quality/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { beside, type Line, linesTyped, Overtaken, useGoingOn } from '../forms/overtaken.tsx';
import { useForms, useSaveForm } from './quality-data.ts';

type Section = FormDefinition['sections'][number];

/** Ids are made once and then stay: answers name them. */
function nextId(prefix: string, taken: readonly { id: string }[]): string {
  const last = taken.flatMap(({ id }) => Number(new RegExp(`^${prefix}(\\d+)$`).exec(id)?.[1] ?? 0));
  return `${prefix}${Math.max(0, ...last) + 1}`;
}

const freshQuestion = (taken: readonly Question[]): Question => ({
  id: nextId('q', taken),
  type: 'yes_no',
  nameZh: '',
  nameEn: '',
  guidanceZh: '',
  guidanceEn: '',
  weight: 10,
  steps: 5,
  allowsNotApplicable: true,
  isFatal: false,
});

type FaultAt = (field: string) => string | undefined;

function QuestionEditor({
  question,
  faultAt,
  onChange,
  onMove,
  onRemove,
}: {
  question: Question;
  faultAt: FaultAt;
  onChange: (part: Partial<Question>) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('quality');
  const isScale = question.type === 'scale';
  const number = (text: string): number => Number(text.replaceAll(/\D/g, ''));
  return (
    <fieldset className="quality-box">
      <Row gap={3} wraps align="end">
        <Select
          label={t('form.type')}
          options={questionTypeSchema.options.map((id) => ({ id, label: t(`form.types.${id}`) }))}
          value={question.type}
          onChange={(type) => {
            const next = questionTypeSchema.parse(type);
            onChange({ type: next, isFatal: next === 'yes_no' && question.isFatal });
          }}
        />
        <TextField
          label={t('form.weight')}
          inputMode="numeric"
          error={faultAt('weight')}
          value={String(question.weight)}
          onChange={(text) => onChange({ weight: Math.min(100, number(text)) })}
        />
        {isScale && (
          <TextField
            label={t('form.steps')}
            inputMode="numeric"
            error={faultAt('steps')}
            value={String(question.steps)}
            onChange={(text) => onChange({ steps: number(text.slice(-1)) })}
          />
        )}
        <Row gap={1}>
          <IconButton icon={ChevronUp} label={t('form.up')} onPress={() => onMove(-1)} />
          <IconButton icon={ChevronDown} label={t('form.down')} onPress={() => onMove(1)} />
          <IconButton icon={Trash2} label={t('form.remove')} onPress={onRemove} />
        </Row>
      </Row>
      <div className="quality-pair">
        <TextField
          label={t('form.questionZh')}
          isRequired
          error={faultAt('nameZh')}
          value={question.nameZh}
          onChange={(nameZh) => onChange({ nameZh })}
        />
        <TextField
          label={t('form.questionEn')}
          isRequired
          error={faultAt('nameEn')}
          value={question.nameEn}
          onChange={(nameEn) => onChange({ nameEn })}
        />
        <TextArea
          label={t('form.guidanceZh')}
          rows={2}
          error={faultAt('guidanceZh')}
          value={question.guidanceZh}
          onChange={(guidanceZh) => onChange({ guidanceZh })}
        />
        <TextArea
          label={t('form.guidanceEn')}
          rows={2}
          error={faultAt('guidanceEn')}
          value={question.guidanceEn}
          onChange={(guidanceEn) => onChange({ guidanceEn })}
        />
      </div>
      <Row gap={4} wraps>
        <Checkbox
          isSelected={question.allowsNotApplicable}
          onChange={(allowsNotApplicable) => onChange({ allowsNotApplicable })}
        >
          {t('form.allowsNa')}
        </Checkbox>
        <Checkbox
          isDisabled={isScale}
          isSelected={question.isFatal}
          onChange={(isFatal) => onChange({ isFatal })}
        >
          {t('form.isFatal')}
        </Checkbox>
      </Row>
    </fieldset>
  );
}

function moved<T>(list: readonly T[], at: number, step: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(Math.max(0, at + step), 0, one);
  return next;
}

function SectionEditor({
  section,
  faultAt,
  all,
  onChange,
  onRemove,
}: {
  section: Section;
  faultAt: FaultAt;
  all: readonly Question[];
  onChange: (part: Partial<Section>) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('quality');
  const { questions } = section;
  return (
    <Stack gap={3} as="section">
      <Row gap={3} wraps align="end">
        <TextField
          label={t('form.sectionZh')}
          isRequired
          error={faultAt('nameZh')}
          value={section.nameZh}
          onChange={(nameZh) => onChange({ nameZh })}
        />
        <TextField
          label={t('form.sectionEn')}
          isRequired
          error={faultAt('nameEn')}
          value={section.nameEn}
          onChange={(nameEn) => onChange({ nameEn })}
        />
        <IconButton icon={Trash2} label={t('form.removeSection')} onPress={onRemove} />
      </Row>
      {questions.map((question, at) => (
        <QuestionEditor
          key={question.id}
          question={question}
          faultAt={(field) => faultAt(`questions.${at}.${field}`)}
          onChange={(part) =>
            onChange({
              questions: questions.map((one) => (one.id === question.id ? { ...one, ...part } : one)),
            })
          }
          onMove={(step) => onChange({ questions: moved(questions, at, step) })}
          onRemove={() => onChange({ questions: questions.filter(({ id }) => id !== question.id) })}
        />
      ))}
      <Row>
        <Button
          size="small"
          icon={Plus}
          onPress={() => onChange({ questions: [...questions, freshQuestion(all)] })}
        >
          {t('form.addQuestion')}
        </Button>
      </Row>
    </Stack>
  );
}

interface Draft {
  isActive: boolean;
  definition: FormDefinition;
}

/** What a form says, line by line: its questions as each is judged. */
function useLines(): (draft: Draft) => Line[] {
  const { t } = useTranslation('quality');
  const lineOf = (question: Question): Line => {
    const { id, type, nameZh, nameEn, guidanceZh, guidanceEn, weight, steps } = question;
    const parts = [
      nameEn,
      guidanceZh,
      guidanceEn,
      t(`form.types.${type}`),
      `${t('form.weight')} ${weight}`,
      type === 'scale' && `${t('form.steps')} ${steps}`,
      question.allowsNotApplicable && t('form.allowsNa'),
      question.isFatal && t('form.isFatal'),
    ];
    return { id, term: nameZh, value: parts.filter(Boolean).join(' · ') };
  };
  return ({ isActive, definition }) => [
    { id: 'active', term: t('plan.active'), value: isActive },
    ...linesTyped(definition, [
      ['nameZh', t('form.nameZh')],
      ['nameEn', t('form.nameEn')],
    ]),
    {
      id: 'sections',
      term: t('form.sectionZh'),
      value: definition.sections.map(({ nameZh, nameEn }) => `${nameZh} ${nameEn}`).join(' · '),
    },
    {
      id: 'questions',
      term: t('form.questions'),
      value: questionsOf(definition)
        .map(({ nameZh }) => nameZh)
        .join(' · '),
    },
    ...questionsOf(definition).map(lineOf),
  ];
}

function Editor({ code, before }: { code: string; before: FormView | undefined }) {
  const { t } = useTranslation('quality');
  const [, navigate] = useLocation();
  const save = useSaveForm(code);
  const [isActive, setActive] = useState(before?.isActive ?? true);
  const [draft, setDraft] = useState<FormDefinition>(
    () =>
      before?.definition ?? {
        nameZh: '',
        nameEn: '',
        sections: [{ id: 's1', nameZh: '', nameEn: '', questions: [freshQuestion([])] }],
      },
  );
  const change = (part: Partial<FormDefinition>): void => setDraft((old) => ({ ...old, ...part }));
  const leave = (): void => navigate('/quality/forms');
  const going = useGoingOn(before, before, {
    attempts: [save],
    take: (theirs) => {
      setActive(theirs.isActive);
      setDraft(theirs.definition);
    },
    onClose: leave,
  });
  const linesOf = useLines();
  const { faultAt, check } = useFaults(
    readWritten(saveFormSchema, { version: going.seen?.version ?? 0, isActive, definition: draft }),
  );
  const keep = (): void => {
    const ready = check();
    if (ready) save.mutate(ready, { onSuccess: leave });
  };
  const { sections } = draft;
  const all = questionsOf(draft);
  const weight = all.reduce((total, one) => total + one.weight, 0);
  return (
    <Pane
      title={going.seen ? t('form.edit', { version: going.seen.version + 1 }) : t('newForm')}
      actions={
        <Row gap={2}>
          <Button onPress={leave}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={keep}
          >
            {t('save')}
          </Button>
        </Row>
      }
    >
      <Stack gap={6} className="quality-page quality-editor">
        <Overtaken
          {...going}
          standing={before ? beside(linesOf(before), linesOf({ isActive, definition: draft })) : null}
        />
        <Notice>{t('form.versionNote', { weight })}</Notice>
        <Switch isSelected={isActive} onChange={setActive}>
          {t('plan.active')}
        </Switch>
        <div className="quality-pair">
          <TextField
            label={t('form.nameZh')}
            isRequired
            error={faultAt('definition.nameZh')}
            value={draft.nameZh}
            onChange={(nameZh) => change({ nameZh })}
          />
          <TextField
            label={t('form.nameEn')}
            isRequired
            error={faultAt('definition.nameEn')}
            value={draft.nameEn}
            onChange={(nameEn) => change({ nameEn })}
          />
        </div>
        {sections.map((section, at) => (
          <SectionEditor
            key={section.id}
            section={section}
            faultAt={(field) => faultAt(`definition.sections.${at}.${field}`)}
            all={all}
            onChange={(part) =>
              change({ sections: sections.map((one) => (one.id === section.id ? { ...one, ...part } : one)) })
            }
            onRemove={() => change({ sections: sections.filter(({ id }) => id !== section.id) })}
          />
        ))}
        <Row>
          <Button
            icon={Plus}
            onPress={() =>
              change({
                sections: [
                  ...sections,
                  { id: nextId('s', sections), nameZh: '', nameEn: '', questions: [freshQuestion(all)] },
                ],
              })
            }
          >
            {t('form.addSection')}
          </Button>
        </Row>
      </Stack>
    </Pane>
  );
}

export function FormPage({ code }: { code: string }) {
  const forms = useForms();
  if (forms.error && !forms.data)
    return <FailureState error={forms.error} onRetry={() => void forms.refetch()} />;
  if (!forms.data) return <Skeleton lines={10} />;
  return <Editor code={code} before={forms.data.items.find((form) => form.code === code)} />;
}
