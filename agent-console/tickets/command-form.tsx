// The form of a command. What is typed stays when somebody else changes the ticket meanwhile.
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Stack, TextArea, Tooltip } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { type TicketView, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { chordOf } from '../actions/shortcuts.ts';
import { useAttention } from '../attention/attention.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { commandDraftOf, keepCommandDraft } from './command-drafts.ts';
import { Choices, Reply } from './command-fields.tsx';
import { commandOf, fieldsOf, groundsOf, resultsOf, type Words } from './command-words.ts';
import type { CommandLabel } from './labels.ts';
import { SentBack } from './sent-back.tsx';
import { dangerIn } from './suggestion-reasons.tsx';
import { type GivenCommand, useSuggestion } from './ticket-data.ts';

/** Stands in for the id and version that are added when the command is sent. */
const uncheckedId = '00000000-0000-4000-8000-000000000000';

/** Long enough for every command. */
const someText = 'x'.repeat(20);
/** Commands whose form is their words: whoever opens it writes at once. */
const onlyWritten: readonly CommandLabel[] = [
  'contact',
  'send_back',
  'ask_citizen',
  'urge',
  'supervise',
  'note',
  'refer',
];

const giveKey = 'mod+enter';

/** In a dialog only its own keys count. */
function useGiveKey(give: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    if (event.isComposing || event.defaultPrevented || chordOf(event) !== giveKey) return;
    event.preventDefault();
    give();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
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
  const [opened] = useState(() => commandDraftOf(ticket, name));
  const [typed, setWords] = useState<Words>(opened.words);
  // The danger of which the ticket's words speak, until the clerk chooses.
  const suggestion = useSuggestion(name === 'hand_off' ? ticket : undefined, 'hand_off').data;
  const isDecision = name === 'reply' && resultsOf(ticket, lists).length > 0;
  const words: Words = {
    ...typed,
    danger: typed.danger ?? dangerIn(suggestion?.reasons),
    ...(isDecision ? { result: typed.result ?? ticket.disclosureResult } : {}),
  };
  const { version, seq, number } = opened;
  useAttention('ticket', ticket.id, true);
  const change = (part: Partial<Words>): void => setWords((present) => ({ ...present, ...part }));
  const isUntouched = typed === opened.words && !opened.isKept;
  useEffect(() => {
    if (!isUntouched) keepCommandDraft(ticket.id, name, { words: typed, version, seq, number });
  }, [isUntouched, ticket.id, name, typed, version, seq, number]);
  const read = (given: Words) =>
    readWritten(ticketCommandSchema, {
      ...commandOf(name, given),
      commandId: uncheckedId,
      version: ticket.version,
    });
  const { faultAt, check } = useFaults(read(words));
  const faultOf = (word: keyof Words): string | undefined =>
    (fieldsOf[word] ?? []).map(faultAt).find((fault) => fault !== undefined);
  const faultsWith = (text: string): number => read({ ...words, text }).error?.issues.length ?? 0;
  const isTextRequired = faultsWith('') > faultsWith(someText);
  const isAllowed = ticket.allowedCommands.includes(name);
  const basis = lists.reasons.find(
    (reason) => reason.list === groundsOf[name] && reason.code === words.ground,
  )?.basis;
  const give = (): void => {
    if (!isAllowed || isPending) return;
    const command = check();
    if (command) onGive(command);
  };
  useGiveKey(give);
  return (
    <Dialog
      title={`${t(`command.${name}`)} · ${ticket.number}`}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onCancel()}
      isDismissable={false}
      isUntouched={isUntouched}
      size={name === 'reply' ? 'large' : 'medium'}
      footer={
        <>
          <Button onPress={onCancel}>{t('cancel')}</Button>
          <Tooltip label={t(`command.${name}`)} shortcut={giveKey}>
            <Button variant="primary" isDisabled={!isAllowed} isPending={isPending} onPress={give}>
              {t(`command.${name}`)}
            </Button>
          </Tooltip>
        </>
      }
    >
      <Stack gap={3}>
        <ChangedMeanwhile ticket={ticket} opened={opened} isAllowed={isAllowed} />
        <Choices name={name} ticket={ticket} lists={lists} words={words} change={change} faultOf={faultOf} />
        {name === 'reply' ? (
          <>
            <p className="ticket-text ticket-quote oc-small">{ticket.text}</p>
            <SentBack ticket={ticket} />
            <Reply ticket={ticket} lists={lists} words={words} change={change} faultOf={faultOf} />
          </>
        ) : (
          <TextArea
            label={t(`words.${name}`)}
            rows={4}
            isRequired={isTextRequired}
            autoFocus={onlyWritten.includes(name)}
            error={faultOf('text')}
            {...(basis && { placeholder: basis })}
            value={words.text}
            onChange={(text) => change({ text })}
          />
        )}
      </Stack>
    </Dialog>
  );
}
