// Attention: who has a ticket or a conversation before them right now. All of it is in Redis and ends by itself.
import type { StaffDoor } from '../doors.ts';
import type { Attention } from './service.ts';

export { Attention, nameOf as matterName } from './service.ts';

/** Registers the call of the consoles. Observers only read: they are neither named nor told. */
export function registerAttentionSockets(staff: StaffDoor, attention: Attention): void {
  staff.on('attention:set', 'ticket.command', (actor, said, socket) => attention.attend(actor, said, socket));
  staff.onDeparture((_actor, socketId) => attention.leave(socketId));
}
