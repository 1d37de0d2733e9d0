// What may be done with a ticket now: one button per allowed command, and a form where a command needs words.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Row, Stack } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useActions } from '../actions/registry.ts';
import { CommandForm } from './command-form.tsx';
import { type CommandLabel, commandLabels } from './labels.ts';
import { DispatchSuggestion } from './suggestion.tsx';
import { type GivenCommand, useTicketCommand } from './ticket-data.ts';

/** Given at once, without a form. */
const immediate: Partial<Record<CommandLabel, GivenCommand>> = {
  accept: { command: 'accept' },
  approve: { command: 'approve' },
  close: { command: 'close' },
};
/** The next step of the ordinary way stands out. */
const mainSteps: readonly CommandLabel[] = ['accept', 'reply', 'approve', 'follow_up', 'close'];

export function Commands({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const command = useTicketCommand(ticket);
  const [open, setOpen] = useState<CommandLabel | null>(null);
  const allowed = ticket.allowedCommands.flatMap((name) => {
    const known = commandLabels.safeParse(name);
    return known.success ? [known.data] : [];
  });
  const main = mainSteps.find((step) => allowed.includes(step));
  const start = (name: CommandLabel): void => {
    const given = immediate[name];
    if (given) command.mutate(given);
    else setOpen(name);
  };
  useActions([
    {
      id: 'ticket.accept',
      labelKey: 'tickets:command.accept',
      shortcut: 'a',
      permission: 'ticket.command',
      isEnabled: allowed.includes('accept'),
      run: () => start('accept'),
    },
    {
      id: 'ticket.reply',
      labelKey: 'tickets:command.reply',
      shortcut: 'r',
      permission: 'ticket.command',
      isEnabled: allowed.includes('reply'),
      run: () => start('reply'),
    },
    {
      id: 'ticket.approve',
      labelKey: 'tickets:command.approve',
      shortcut: 'p',
      permission: 'ticket.command',
      isEnabled: allowed.includes('approve'),
      run: () => start('approve'),
    },
  ]);
  if (allowed.length === 0) return null;
  return (
    <Stack gap={3} className="ticket-commands">
      {allowed.includes('dispatch') && (
        <DispatchSuggestion
          ticket={ticket}
          lists={lists}
          isPending={command.isPending}
          onDispatch={(given) => command.mutate(given)}
          onChoose={() => setOpen('dispatch')}
        />
      )}
      <Row wraps>
        {allowed
          .filter((name) => name !== 'dispatch' && name !== 'citizen_answered' && name !== 'merge')
          .map((name) => (
            <Button
              key={name}
              variant={name === main ? 'primary' : 'secondary'}
              isDisabled={command.isPending}
              onPress={() => start(name)}
            >
              {t(`command.${name}`)}
            </Button>
          ))}
      </Row>
      {open && (
        <CommandForm
          key={open}
          name={open}
          ticket={ticket}
          lists={lists}
          isPending={command.isPending}
          onCancel={() => setOpen(null)}
          onGive={(given) => command.mutate(given, { onSuccess: () => setOpen(null) })}
        />
      )}
    </Stack>
  );
}
