import { TicketWorkspace } from './workspace.tsx';

/** All tickets that one may see, to find and to read. */
export default function RegisterPage() {
  return <TicketWorkspace path="/tickets" views={['all', 'breaching', 'follow_up']} />;
}
