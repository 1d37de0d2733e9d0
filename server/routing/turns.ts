// Whose turn comes when, of those who wait now.
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import type { InteractionView } from './contract.ts';
import { waitingScore } from './core.ts';
import { Paces, type Turn, turnIn } from './estimate.ts';
import type { Matcher } from './matcher.ts';
import { noteTold, readInteraction } from './store.ts';

/** Who waits reads and hears what was said also while Redis is away: their place is then known to nobody. */
const turnWithinMs = 1_000;
const unknownTurn = { position: null, estimatedWaitS: null };

export interface Turns {
  /** Place in the queue, 1 = next; null when the interaction does not wait. */
  position(interactionId: string): Promise<number | null>;
  /**
   * Place in the queue, 1 = next, and seconds until the turn as far as can be told honestly; nothing of an interaction
   * that does not wait.
   */
  turnOf(interaction: InteractionView): Promise<Turn>;
}

export function createTurns(database: Database, matcher: Matcher): Turns {
  const paces = new Paces(database.sql);
  return {
    async position(interactionId) {
      const { state, queueCode, priority, arrivedAt } = await readInteraction(database.sql, interactionId);
      if (state !== 'waiting') return null;
      return 1 + (await matcher.waitingBefore(queueCode, waitingScore(priority, arrivedAt)));
    },
    async turnOf({ id, state, queueCode, channel, priority, arrivedAt }) {
      if (state !== 'waiting') return unknownTurn;
      const score = waitingScore(priority, new Date(arrivedAt));
      const pace = await paces.of(queueCode, channel);
      const asked = turnIn(queueCode, pace, (queue) => matcher.waitingBefore(queue, score));
      asked.catch(() => undefined);
      const turn = await Promise.race([asked, pause(turnWithinMs, unknownTurn, { ref: false })]);
      if (turn.estimatedWaitS !== null) await noteTold(database.sql, id, turn.estimatedWaitS);
      return turn;
    },
  };
}
