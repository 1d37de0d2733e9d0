// Whether an agent may send a caller on to where they want, whoever carries the call.
import { AppError } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import type { Destination } from './calls.ts';

/**
 * @throws AppError `forbidden` for another agent's contact, `not_found` for no queue of calls, `closed_hours` for one that is
 * closed, `at_capacity` for a busy colleague
 */
export async function demandDestination(
  routing: Routing,
  move: { interactionId: string; agentId: string; to: Destination },
): Promise<void> {
  const { to, agentId } = move;
  if ((await routing.interaction(move.interactionId)).agentId !== agentId) throw new AppError('forbidden');
  const { colleagues, queues } = await routing.targets();
  if ('queueCode' in to) {
    const queue = queues.find(({ code }) => code === to.queueCode);
    if (!queue?.takesCalls) throw new AppError('not_found');
    if (!queue.isOpen) throw new AppError('closed_hours');
    return;
  }
  if (!colleagues.some(({ userId, takesCalls }) => takesCalls && userId === to.colleagueId))
    throw new AppError('at_capacity');
}
