// Whether an agent may send a caller on to where they want, whoever carries the call.
import { AppError } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import type { Destination } from './calls.ts';

/** @throws AppError `forbidden` for another agent's contact, `not_found` for no queue, `at_capacity` for a busy colleague */
export async function demandDestination(
  routing: Routing,
  move: { interactionId: string; agentId: string; to: Destination },
): Promise<void> {
  const { to, agentId } = move;
  if ((await routing.interaction(move.interactionId)).agentId !== agentId) throw new AppError('forbidden');
  if ('queueCode' in to) {
    const { queues } = await routing.board();
    if (!queues.some(({ code }) => code === to.queueCode)) throw new AppError('not_found');
    return;
  }
  const { colleagues } = await routing.targets();
  if (!colleagues.some(({ userId, takesCalls }) => takesCalls && userId === to.colleagueId))
    throw new AppError('at_capacity');
}
