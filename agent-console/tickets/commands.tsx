// What may be done with a ticket now: one button per allowed command, and a form where a command needs words.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonProps, Row, Stack, Tooltip } from '../../design/index.ts';
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
/** Their keys; dispatching has its own beside the suggestion. */
const shortcuts = [
  { name: 'accept', shortcut: 'a' },
  { name: 'contact', shortcut: 'c' },
  { name: 'reply', shortcut: 'r' },
  { name: 'approve', shortcut: 'p' },
  { name: 'send_back', shortcut: 'b' },
  { name: 'follow_up', shortcut: 'f' },
  { name: 'return', shortcut: 't' },
  { name: 'extend', shortcut: 'x' },
  { name: 'note', shortcut: 'n' },
] as const satisfies readonly { name: CommandLabel; shortcut: string }[];
/** Rare beside the ordinary way: quiet, and last. */
const asides: readonly CommandLabel[] = ['urge', 'supervise', 'note', 'refer', 'decline'];
/** Given elsewhere: dispatching stands above, merging needs the other ticket. */
const elsewhere: readonly CommandLabel[] = ['dispatch', 'merge'];
/** The next step of the ordinary way stands out. */
const mainSteps: readonly CommandLabel[] = ['accept', 'reply', 'approve', 'follow_up', 'close'];

/** A command's button; its key shows on hover and focus. */
function CommandButton({
  name,
  ...rest
}: { name: CommandLabel } & Pick<ButtonProps, 'variant' | 'isDisabled' | 'onPress'>) {
  const { t } = useTranslation('tickets');
  const shortcut = shortcuts.find((each) => each.name === name)?.shortcut;
  const button = <Button {...rest}>{t(`command.${name}`)}</Button>;
  if (!shortcut) return button;
  return (
    <Tooltip label={t(`command.${name}`)} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}

export function Commands({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
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
  useActions(
    shortcuts.map(({ name, shortcut }) => ({
      id: `ticket.${name}`,
      labelKey: `tickets:command.${name}` as const,
      shortcut,
      permission: 'ticket.command' as const,
      isEnabled: allowed.includes(name),
      run: () => start(name),
    })),
  );
  if (allowed.length === 0 && open === null) return null;
  return (
    <Stack gap={3}>
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
        {[
          ...allowed.filter((name) => !asides.includes(name)),
          ...asides.filter((name) => allowed.includes(name)),
        ]
          .filter((name) => !elsewhere.includes(name))
          .map((name) => (
            <CommandButton
              key={name}
              name={name}
              variant={name === main ? 'primary' : asides.includes(name) ? 'quiet' : 'secondary'}
              isDisabled={command.isPending}
              onPress={() => start(name)}
            />
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
