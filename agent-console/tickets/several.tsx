import { ListChecks } from 'lucide-react';
import { type ComponentType, useState } from 'react';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';

/** The way to what is done with several tickets of a list at once: its button, its key, its dialog. */
export function Several({
  labelKey,
  tickets,
  dialog: SeveralDialog,
}: {
  labelKey: 'tickets:bulk.title' | 'tickets:bulk.department';
  tickets: readonly TicketSummary[];
  dialog: ComponentType<{ tickets: readonly TicketSummary[]; onClose: () => void }>;
}) {
  // The list goes on moving behind the dialog; what stands in it does not.
  const [shown, setShown] = useState<readonly TicketSummary[] | null>(null);
  useActions([
    {
      id: 'tickets.several',
      labelKey,
      shortcut: 'm',
      permission: 'ticket.command',
      isEnabled: tickets.length > 0,
      run: () => setShown(tickets),
    },
  ]);
  return (
    <>
      <ActionButton id="tickets.several" icon={ListChecks} isIconOnly />
      {shown && <SeveralDialog tickets={shown} onClose={() => setShown(null)} />}
    </>
  );
}
