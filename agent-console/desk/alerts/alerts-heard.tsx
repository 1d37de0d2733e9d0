// Calls the agent on every page, from when the first page is there.
import type { Desk } from '../../../server/desk/contract.ts';
import { useAlerts } from './alerts.ts';

export default function Alerts({ desk }: { desk: Desk | undefined }) {
  useAlerts(desk);
  return null;
}
