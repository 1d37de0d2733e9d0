// The form of a command. What is typed stays when somebody else changes the ticket meanwhile.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  ComboBox,
  Dialog,
  Notice,
  RadioGroup,
  Row,
  Select,
  Stack,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { type TicketView, ticketCommandSchema, urgencySchema } from '../../server/tickets/contract.ts';
import { channelsOf, commandOf, firstWords, groundsOf, scores, type Words } from './command-words.ts';
import type { CommandLabel } from './labels.ts';
import type { GivenCommand } from './ticket-data.ts';

/** Stands in for the id and version that are added when the command is sent. */
const uncheckedId = '00000000-0000-4000-8000-000000000000';

interface FieldsProps {
  name: CommandLabel;
  ticket: TicketView;
  lists: Lists;
  words: Words;
  change: (part: Partial<Words>) => void;
}

/** What is chosen from lists. */
function Choices({ name, ticket, lists, words, change }: FieldsProps) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const departments = lists.departments
    .filter((row) => row.takesTickets && (name === 'dispatch' || row.code !== ticket.leadDepartmentCode))
    .map((row) => ({ id: row.code, label: row.name[lang], search: `${row.code} ${row.name.zh}` }));
  const grounds = lists.reasons
    .filter((reason) => reason.list === groundsOf[name])
    .map((reason) => ({
      id: reason.code,
      label: reason.label[lang],
      ...(reason.basis ? { description: reason.basis } : {}),
    }));
  return (
    <>
      {(name === 'dispatch' || name === 'return') && (
        <ComboBox
          label={t(name === 'return' ? 'form.proposed' : 'form.department')}
          isRequired
          autoFocus
          options={departments}
          value={words.department}
          onChange={(department) => change({ department })}
        />
      )}
      {name === 'dispatch' && (
        <>
          <ComboBox
            label={t('fact.category')}
            options={lists.categories
              .filter((row) => row.level > 1)
              .map((row) => ({ id: row.code, label: row.name[lang] }))}
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
      {groundsOf[name] && (
        <Select
          label={t('form.ground')}
          isRequired
          options={grounds}
          value={words.ground}
          onChange={(ground) => change({ ground })}
        />
      )}
      {channelsOf[name] && (
        <Select
          label={t('form.how')}
          options={(channelsOf[name] ?? []).map((how) => ({ id: how, label: t(`how.${how}`) }))}
          value={words.how}
          onChange={(how) => change({ how })}
        />
      )}
      {name === 'extend' && (
        <TextField
          label={t('form.days')}
          description={t('form.daysNote')}
          inputMode="numeric"
          value={words.days}
          onChange={(days) => change({ days })}
        />
      )}
      {name === 'follow_up' && <Rating lists={lists} words={words} change={change} />}
    </>
  );
}

/** How satisfied the citizen is. Nothing is chosen for the citizen beforehand. */
function Rating({ lists, words, change }: Pick<FieldsProps, 'lists' | 'words' | 'change'>) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const reasons = lists.reasons.filter((reason) => reason.list === 'rating_reason');
  return (
    <>
      <RadioGroup
        label={t('form.score')}
        options={scores.map((score) => ({ id: score, label: t(`score.${score}`) }))}
        value={words.score}
        onChange={(score) => change({ score })}
      />
      {words.score !== 'none' && (
        <CheckboxGroup
          label={t('form.reasons')}
          className="ticket-reasons"
          options={reasons.map((reason) => ({ id: reason.code, label: reason.label[lang] }))}
          value={words.reasons}
          onChange={(chosen) => change({ reasons: chosen.slice(0, 8) })}
        />
      )}
    </>
  );
}

/** What the public reads beside what stays inside, and the three facts. */
function Reply({ words, change }: Pick<FieldsProps, 'words' | 'change'>) {
  const { t } = useTranslation('tickets');
  return (
    <>
      <div className="ticket-reply">
        <TextArea
          label={t('words.reply')}
          description={t('form.replyNote')}
          isRequired
          autoFocus
          rows={9}
          value={words.text}
          onChange={(text) => change({ text })}
        />
        <TextArea
          label={t('form.record')}
          description={t('form.recordNote')}
          rows={9}
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

export function CommandForm({
  name,
  ticket,
  lists,
  isPending,
  onCancel,
  onGive,
}: {
  name: CommandLabel;
  ticket: TicketView;
  lists: Lists;
  isPending: boolean;
  onCancel: () => void;
  onGive: (command: GivenCommand) => void;
}) {
  const { t } = useTranslation('tickets');
  const [words, setWords] = useState(() => firstWords(name, ticket));
  const [opened] = useState(ticket.version);
  const change = (part: Partial<Words>): void => setWords((present) => ({ ...present, ...part }));
  const parsed = ticketCommandSchema.safeParse({
    ...commandOf(name, words),
    commandId: uncheckedId,
    version: ticket.version,
  });
  const isAllowed = ticket.allowedCommands.includes(name);
  const basis = lists.reasons.find(
    (reason) => reason.list === groundsOf[name] && reason.code === words.ground,
  )?.basis;
  return (
    <Dialog
      title={`${t(`command.${name}`)} · ${ticket.number}`}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onCancel()}
      isDismissable={false}
      size={name === 'reply' ? 'large' : 'medium'}
      footer={
        <>
          <Button onPress={onCancel}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={!parsed.success || !isAllowed}
            isPending={isPending}
            onPress={() => parsed.success && onGive(parsed.data)}
          >
            {t(`command.${name}`)}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {ticket.version !== opened && (
          <Notice tone="warn" isLive>
            {t(isAllowed ? 'overtaken' : 'overtakenForGood', { state: t(`state.${ticket.state}`) })}
          </Notice>
        )}
        <Choices name={name} ticket={ticket} lists={lists} words={words} change={change} />
        {name === 'reply' ? (
          <>
            <p className="ticket-text ticket-quote oc-small">{ticket.text}</p>
            <Reply words={words} change={change} />
          </>
        ) : (
          <TextArea
            label={t(`words.${name}`)}
            rows={4}
            {...(basis && { placeholder: basis })}
            value={words.text}
            onChange={(text) => change({ text })}
          />
        )}
      </Stack>
    </Dialog>
  );
}
