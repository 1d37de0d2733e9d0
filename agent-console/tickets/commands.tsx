// What may be done with a ticket now: one button per allowed command, and a form where a command needs words.
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonProps, Menu, Row, Stack, Tooltip } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useActions } from '../actions/registry.ts';
import { forgetCommandDraft } from './command-drafts.ts';
import { CommandForm } from './command-form.tsx';
import { type CommandLabel, commandLabels } from './labels.ts';
import { DispatchSuggestion } from './suggestion.tsx';
import { type GivenCommand, useTicketCommand } from './ticket-data.ts';

/** Given at once, without a form. */
const immediate: Partial<Record<CommandLabel, GivenCommand>> = {
  accept: { command: 'accept' },
  approve: { command: 'approve' },
  close: { command: 'close' },
  co_accept: { command: 'co_accept' },
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
  { name: 'hand_off', shortcut: 'h' },
] as const satisfies readonly { name: CommandLabel; shortcut: string }[];
/** Rare beside the ordinary way: in a menu, by what they are about. */
const rare = [
  { id: 'together', names: ['co_handle', 'co_release', 'assign', 'coordinate', 'force_dispatch'] },
  { id: 'matter', names: ['split', 'unmerge', 'refer', 'decline', 'hand_off'] },
  { id: 'oversight', names: ['urge', 'supervise', 'public_notice'] },
] as const satisfies readonly { id: string; names: readonly CommandLabel[] }[];
const rareNames: readonly CommandLabel[] = rare.flatMap(({ names }) => names);
/** Given elsewhere: dispatching stands above, merging and linking need the other ticket. */
const elsewhere: readonly CommandLabel[] = ['dispatch', 'merge', 'link'];
/** The next step of the ordinary way stands out. */
const mainSteps: readonly CommandLabel[] = [
  'accept',
  'co_accept',
  'co_answer',
  'reply',
  'approve',
  'follow_up',
  'close',
];

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

const wasHandedOff = ({ timeline }: TicketView): boolean =>
  timeline.some(({ command }) => command === 'hand_off');

/** The menu of rare commands; nothing when none is allowed. */
function RareCommands({
  allowed,
  isDisabled,
  onStart,
}: {
  allowed: readonly CommandLabel[];
  isDisabled: boolean;
  onStart: (name: CommandLabel) => void;
}) {
  const { t } = useTranslation('tickets');
  const groups = rare
    .map(({ id, names }) => ({
      id,
      title: t(`more.${id}`),
      names: names.filter((name) => allowed.includes(name)),
    }))
    .filter(({ names }) => names.length > 0);
  if (groups.length === 0) return null;
  return (
    <Menu
      label={t('more.title')}
      trigger={
        <Button variant="quiet" icon={Ellipsis} isDisabled={isDisabled}>
          {t('more.title')}
        </Button>
      }
      groups={groups.map(({ id, title, names }) => ({
        id,
        title,
        items: names.map((name) => ({ id: name, label: t(`command.${name}`) })),
      }))}
      onAction={(id) => {
        const name = commandLabels.safeParse(id);
        if (name.success) onStart(name.data);
      }}
    />
  );
}

export function Commands({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const command = useTicketCommand(ticket);
  const [open, setOpen] = useState<CommandLabel | null>(null);
  const allowed = ticket.allowedCommands.flatMap((name) => {
    const known = commandLabels.safeParse(name);
    return known.success ? [known.data] : [];
  });
  // Danger to life is no rare case where the ticket says so: the button stands before all others.
  const isProposed = ticket.urgency === 'emergency' && allowed.includes('hand_off') && !wasHandedOff(ticket);
  const main = mainSteps.find((step) => allowed.includes(step));
  const start = (name: CommandLabel): void => {
    if (command.isPending) return;
    const given = immediate[name];
    if (given) command.mutate(given);
    else setOpen(name);
  };
  const done = (name: CommandLabel): void => {
    forgetCommandDraft(ticket.id, name);
    setOpen(null);
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
        {isProposed && (
          <CommandButton
            name="hand_off"
            variant="danger"
            isDisabled={command.isPending}
            onPress={() => start('hand_off')}
          />
        )}
        {allowed
          .filter((name) => !elsewhere.includes(name) && !rareNames.includes(name))
          .map((name) => (
            <CommandButton
              key={name}
              name={name}
              variant={name === main ? 'primary' : 'secondary'}
              isDisabled={command.isPending}
              onPress={() => start(name)}
            />
          ))}
        <RareCommands allowed={allowed} isDisabled={command.isPending} onStart={start} />
      </Row>
      {open && (
        <CommandForm
          key={open}
          name={open}
          ticket={ticket}
          lists={lists}
          isPending={command.isPending}
          onCancel={() => done(open)}
          onGive={(given) => command.mutate(given, { onSuccess: () => done(open) })}
        />
      )}
    </Stack>
  );
}
