// The words that a command needs. What is typed stays when somebody else changed the ticket meanwhile.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Checkbox,
  ComboBox,
  Dialog,
  RadioGroup,
  Row,
  Select,
  Stack,
  TextArea,
  TextField,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { type TicketView, ticketCommandSchema, urgencySchema } from '../../server/tickets/contract.ts';
import type { CommandLabel } from './labels.ts';
import type { GivenCommand } from './ticket-data.ts';

interface Words {
  text: string;
  record: string;
  department: string | null;
  category: string | null;
  urgency: string | null;
  ground: string | null;
  how: string | null;
  score: string | null;
  days: string;
  isTrue: boolean;
  isSolved: boolean;
  isBeyondDuty: boolean;
}

const channelsOf: Partial<Record<CommandLabel, readonly ('phone' | 'visit' | 'sms' | 'other' | 'link')[]>> = {
  contact: ['phone', 'visit', 'sms', 'other'],
  follow_up: ['phone', 'sms', 'link'],
};
const groundsOf: Partial<Record<CommandLabel, string>> = {
  return: 'return_ground',
  extend: 'extension_ground',
  decline: 'decline_ground',
};
const takesDepartment: readonly CommandLabel[] = ['dispatch', 'return'];
const scores = ['5', '4', '3', '2', '1', 'none'] as const;

/** The command that the words make; parsed before it is sent. */
function commandOf(name: CommandLabel, words: Words): unknown {
  const text = words.text.trim();
  const note = text ? { note: text } : {};
  switch (name) {
    case 'dispatch':
      return {
        command: name,
        departmentCode: words.department,
        ...note,
        ...(words.category ? { categoryCode: words.category } : {}),
        ...(words.urgency ? { urgency: words.urgency } : {}),
      };
    case 'return':
      return {
        command: name,
        ground: words.ground,
        legalBasis: text,
        proposedDepartmentCode: words.department,
      };
    case 'contact':
      return { command: name, how: words.how, note: text };
    case 'reply': {
      const { isTrue, isSolved, isBeyondDuty } = words;
      return {
        command: name,
        publicReply: text,
        internalRecord: words.record,
        isTrue,
        isSolved,
        isBeyondDuty,
      };
    }
    case 'send_back':
      return { command: name, reason: text };
    case 'extend':
      return { command: name, ground: words.ground, basis: text, workingDays: Number(words.days) };
    case 'ask_citizen':
      return { command: name, question: text };
    case 'follow_up': {
      const score = words.score === 'none' ? {} : { score: Number(words.score) };
      return { command: name, how: words.how, reasons: [], ...score, ...(text ? { comment: text } : {}) };
    }
    case 'urge':
      return { command: name, ...(text ? { text } : {}) };
    case 'note':
      return { command: name, text };
    case 'decline':
      return { command: name, ground: words.ground, legalBasis: text };
    case 'refer':
      return { command: name, to: text };
    default:
      return { command: name, ...note };
  }
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
  const { t, i18n } = useTranslation('tickets');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const [words, setWords] = useState<Words>({
    text: name === 'reply' ? (ticket.publicReply ?? '') : '',
    record: ticket.internalRecord ?? '',
    department: null,
    category: ticket.categoryCode,
    urgency: ticket.urgency,
    ground: null,
    how: channelsOf[name]?.[0] ?? null,
    score: '5',
    days: '5',
    isTrue: true,
    isSolved: true,
    isBeyondDuty: false,
  });
  const change = (part: Partial<Words>): void => setWords((present) => ({ ...present, ...part }));
  const parsed = ticketCommandSchema.safeParse({
    ...(commandOf(name, words) as object),
    commandId: crypto.randomUUID(),
    version: ticket.version,
  });
  const departments = lists.departments
    .filter((row) => row.takesTickets && (name === 'dispatch' || row.code !== ticket.leadDepartmentCode))
    .map((row) => ({ id: row.code, label: row.name[lang] }));
  const grounds = lists.reasons
    .filter((reason) => reason.list === groundsOf[name])
    .map((reason) => ({
      id: reason.code,
      label: reason.label[lang],
      ...(reason.basis ? { description: reason.basis } : {}),
    }));
  const give = (): void => {
    if (!parsed.success) return;
    const { commandId: _id, version: _version, ...command } = parsed.data;
    onGive(command as GivenCommand);
  };
  return (
    <Dialog
      title={t(`command.${name}`)}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onCancel()}
      isDismissable={false}
      size={name === 'reply' ? 'large' : 'medium'}
      footer={
        <>
          <Button onPress={onCancel}>{t('cancel')}</Button>
          <Button variant="primary" isDisabled={!parsed.success} isPending={isPending} onPress={give}>
            {t(`command.${name}`)}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {takesDepartment.includes(name) && (
          <ComboBox
            label={t(name === 'return' ? 'form.proposed' : 'form.department')}
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
            inputMode="numeric"
            value={words.days}
            onChange={(days) => change({ days })}
          />
        )}
        {name === 'follow_up' && (
          <RadioGroup
            label={t('form.score')}
            options={scores.map((score) => ({ id: score, label: t(`score.${score}`) }))}
            value={words.score ?? '5'}
            onChange={(score) => change({ score })}
          />
        )}
        <TextArea
          label={t(`words.${name}`)}
          rows={name === 'reply' ? 7 : 4}
          value={words.text}
          onChange={(text) => change({ text })}
        />
        {name === 'reply' && (
          <>
            <TextArea
              label={t('form.record')}
              rows={4}
              value={words.record}
              onChange={(record) => change({ record })}
            />
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
        )}
      </Stack>
    </Dialog>
  );
}
