import { TicketWorkspace } from './workspace.tsx';

/** The dispatch desk: what came in or came back, what must be followed up, everything. */
export default function DispatchPage() {
  return <TicketWorkspace path="/dispatch" views={['triage', 'follow_up', 'breaching', 'all']} />;
}
