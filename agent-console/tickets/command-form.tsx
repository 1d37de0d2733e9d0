// The form of a command. What is typed stays when somebody else changes the ticket meanwhile.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Stack, TextArea } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { type TicketView, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { useAttention } from '../attention/attention.ts';
import { Choices, Reply } from './command-fields.tsx';
import { commandOf, firstWords, groundsOf, type Words } from './command-words.ts';
import type { CommandLabel } from './labels.ts';
import { dangerIn } from './suggestion-reasons.tsx';
import { type GivenCommand, useSuggestion } from './ticket-data.ts';

/** Stands in for the id and version that are added when the command is sent. */
const uncheckedId = '00000000-0000-4000-8000-000000000000';

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
  const [typed, setWords] = useState(() => firstWords(name, ticket));
  // The danger of which the ticket's words speak, until the clerk chooses.
  const suggestion = useSuggestion(name === 'hand_off' ? ticket : undefined, 'hand_off').data;
  const words = { ...typed, danger: typed.danger ?? dangerIn(suggestion?.reasons) };
  useAttention('ticket', ticket.id, true);
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
            <Reply ticket={ticket} words={words} change={change} />
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
