import { BulkDispatch } from './bulk-dispatch.tsx';
import { Several } from './several.tsx';
import { TicketWorkspace } from './workspace.tsx';

/** Sends tickets to departments, one by one or several at once. */
export default function DispatchPage() {
  return (
    <TicketWorkspace
      path="/dispatch"
      views={['triage', 'follow_up', 'breaching', 'watched', 'all']}
      tools={(items, view) =>
        view === 'triage' && <Several labelKey="tickets:bulk.title" tickets={items} dialog={BulkDispatch} />
      }
    />
  );
}
