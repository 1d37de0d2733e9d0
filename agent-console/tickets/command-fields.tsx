// What a command's form asks for besides its words.
import { useTranslation } from 'react-i18next';
import {
  byName,
  Checkbox,
  CheckboxGroup,
  ComboBox,
  RadioGroup,
  Row,
  Select,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { type TicketView, urgencySchema } from '../../server/tickets/contract.ts';
import { departmentOptions } from '../desk/department-options.ts';
import { Danger } from './danger.tsx';
import { channelsOf, groundsOf, resultsOf, scores, type Words } from './command-words.ts';
import type { CommandLabel } from './labels.ts';
import { PickMany } from './pick-many.tsx';
import { ReplyTemplates } from './reply-templates.tsx';
import { useTicketPeople } from './ticket-data.ts';

interface FieldsProps {
  name: CommandLabel;
  ticket: TicketView;
  lists: Lists;
  words: Words;
  change: (part: Partial<Words>) => void;
  faultOf: (word: keyof Words) => string | undefined;
}

/** Reasons to choose from, each above what it rests on. */
const withBasis = (reasons: Lists['reasons'], lang: 'zh' | 'en') =>
  reasons.map(({ code, label, basis }) => ({
    id: code,
    label: label[lang],
    ...(basis ? { description: basis } : {}),
  }));

/** Commands that name one department. */
const named: Partial<Record<CommandLabel, true>> = {
  dispatch: true,
  return: true,
  co_release: true,
  force_dispatch: true,
};
/** Commands that name several. */
const together: Partial<Record<CommandLabel, 'coHandlers' | 'atTable'>> = {
  dispatch: 'coHandlers',
  co_handle: 'coHandlers',
  coordinate: 'atTable',
};

/** What is chosen from lists. */
export function Choices({ name, ticket, lists, words, change, faultOf }: FieldsProps) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const departments = departmentOptions(
    lists.departments.filter(
      (row) => row.takesTickets && (name === 'dispatch' || row.code !== ticket.leadDepartmentCode),
    ),
    lang,
  );
  const openHandlers = ticket.handlers
    .filter(({ state }) => state === 'asked' || state === 'accepted')
    .map(({ departmentCode }) => departmentCode);
  const grounds = withBasis(
    lists.reasons.filter((reason) => reason.list === groundsOf[name]),
    lang,
  );
  return (
    <>
      {named[name] && (
        <ComboBox
          label={t(name === 'return' ? 'form.proposed' : 'form.department')}
          isRequired
          autoFocus
          options={
            name === 'co_release' ? departments.filter(({ id }) => openHandlers.includes(id)) : departments
          }
          error={faultOf('department')}
          value={words.department}
          onChange={(department) => change({ department })}
        />
      )}
      {together[name] && (
        <PickMany
          label={t(`form.${together[name]}`)}
          options={departments.filter(({ id }) => id !== words.department)}
          error={faultOf('departments')}
          values={words.departments}
          onChange={(chosen) => change({ departments: chosen })}
        />
      )}
      {(name === 'assign' || name === 'note') && (
        <People name={name} ticket={ticket} words={words} change={change} faultOf={faultOf} />
      )}
      {name === 'split' && (
        <TextField
          label={t('form.partTitle')}
          isRequired
          autoFocus
          maxLength={120}
          error={faultOf('title')}
          value={words.title}
          onChange={(title) => change({ title })}
        />
      )}
      {name === 'dispatch' && (
        <>
          <ComboBox
            label={t('fact.category')}
            options={lists.categories
              .filter((row) => row.level > 1)
              .map((row) => ({ id: row.code, label: row.name[lang] }))}
            error={faultOf('category')}
            value={words.category}
            onChange={(category) => change({ category })}
          />
          <Select
            label={t('form.urgency')}
            options={urgencySchema.options.map((urgency) => ({
              id: urgency,
              label: t(`urgency.${urgency}`),
            }))}
            value={words.urgency}
            onChange={(urgency) => change({ urgency })}
          />
        </>
      )}
      {name === 'hand_off' && <Danger words={words} change={change} faultOf={faultOf} />}
      {groundsOf[name] && (
        <Select
          label={t('form.ground')}
          isRequired
          autoFocus={!named[name]}
          options={grounds}
          error={faultOf('ground')}
          value={words.ground}
          onChange={(ground) => change({ ground })}
        />
      )}
      {channelsOf[name] && (
        <Select
          label={t('form.how')}
          options={(channelsOf[name] ?? []).map((how) => ({ id: how, label: t(`how.${how}`) }))}
          error={faultOf('how')}
          value={words.how}
          onChange={(how) => change({ how })}
        />
      )}
      {name === 'extend' && (
        <TextField
          label={t(
            ticket.kind === 'petition' || ticket.kind === 'proposal' ? 'form.calendarDays' : 'form.days',
          )}
          description={t(
            ticket.kind === 'petition'
              ? 'form.calendarDaysNote'
              : ticket.kind === 'proposal'
                ? 'form.proposalDaysNote'
                : 'form.daysNote',
          )}
          inputMode="numeric"
          error={faultOf('days')}
          value={words.days}
          onChange={(days) => change({ days })}
        />
      )}
      {name === 'follow_up' && <Rating lists={lists} words={words} change={change} faultOf={faultOf} />}
    </>
  );
}

/** Who gets the ticket, or who is told of a note. */
function People({ name, ticket, words, change, faultOf }: Omit<FieldsProps, 'lists'>) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const people = (useTicketPeople(ticket.id).data?.items ?? []).toSorted(byName(lang));
  const optionOf = (person: (typeof people)[number]) => ({
    id: person.id,
    label: person.name[lang],
    search: person.name.zh,
  });
  if (name === 'assign') {
    return (
      <ComboBox
        label={t('form.officer')}
        isRequired
        autoFocus
        options={people.filter(({ canTake, id }) => canTake && id !== ticket.officerId).map(optionOf)}
        error={faultOf('officer')}
        value={words.officer}
        onChange={(officer) => change({ officer })}
      />
    );
  }
  return (
    <PickMany
      label={t('form.mentions')}
      description={t('form.mentionsNote')}
      options={people.map(optionOf)}
      values={words.mentions}
      onChange={(mentions) => change({ mentions })}
    />
  );
}

/** How satisfied the citizen is. Nothing is chosen for the citizen beforehand. */
function Rating({
  lists,
  words,
  change,
  faultOf,
}: Pick<FieldsProps, 'lists' | 'words' | 'change' | 'faultOf'>) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const reasons = lists.reasons.filter((reason) => reason.list === 'rating_reason');
  return (
    <>
      <RadioGroup
        label={t('form.score')}
        options={scores.map((score) => ({ id: score, label: t(`score.${score}`) }))}
        error={faultOf('score')}
        value={words.score}
        onChange={(score) => change({ score })}
      />
      {words.score !== 'none' && (
        <CheckboxGroup
          label={t('form.reasons')}
          className="ticket-reasons"
          options={reasons.map((reason) => ({ id: reason.code, label: reason.label[lang] }))}
          error={faultOf('reasons')}
          value={words.reasons}
          onChange={(chosen) => change({ reasons: chosen.slice(0, 8) })}
        />
      )}
    </>
  );
}

/** What the public reads beside what stays inside, and the three facts. */
export function Reply({ ticket, lists, words, change, faultOf }: Omit<FieldsProps, 'name'>) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const results = resultsOf(ticket, lists);
  return (
    <>
      {results.length > 0 && (
        <Select
          label={t('form.result')}
          isRequired
          options={withBasis(results, lang)}
          error={faultOf('result')}
          value={words.result ?? null}
          onChange={(result) => change({ result })}
        />
      )}
      <ReplyTemplates ticket={ticket} onTake={(text) => change({ text })} />
      <div className="ticket-reply">
        <TextArea
          label={t('words.reply')}
          description={t('form.replyNote')}
          isRequired
          autoFocus
          rows={9}
          error={faultOf('text')}
          value={words.text}
          onChange={(text) => change({ text })}
        />
        <TextArea
          label={t('form.record')}
          description={t('form.recordNote')}
          rows={9}
          error={faultOf('record')}
          value={words.record}
          onChange={(record) => change({ record })}
        />
      </div>
      <Row wraps gap={4}>
        <Checkbox isSelected={words.isTrue} onChange={(isTrue) => change({ isTrue })}>
          {t('form.isTrue')}
        </Checkbox>
        <Checkbox isSelected={words.isSolved} onChange={(isSolved) => change({ isSolved })}>
          {t('form.isSolved')}
        </Checkbox>
        <Checkbox isSelected={words.isBeyondDuty} onChange={(isBeyondDuty) => change({ isBeyondDuty })}>
          {t('form.isBeyondDuty')}
        </Checkbox>
      </Row>
    </>
  );
}
