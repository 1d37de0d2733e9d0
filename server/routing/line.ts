// What a telephone line does to its contact besides the flow: numbers outside, and the end for us while it goes on.
import type { Database } from '../platform/database.ts';
import { emergencyNumbers } from './core.ts';
import type { RoutingStep } from './explanation/contract.ts';
import type { Alarms } from './present.ts';
import { wrapUpFrom } from './service.ts';
import { noteStep } from './steps.ts';
import { changeInteraction, lockInteraction } from './store.ts';

export interface Lines {
  /** A number outside was rung into the call of a contact. */
  noteOutside(
    interactionId: string,
    number: string,
    outcome: Extract<RoutingStep, { kind: 'outside_rung' }>['outcome'],
  ): Promise<void>;
  /** The citizen was put on hold, or is spoken to again. */
  noteHold(interactionId: string, isHeld: boolean, actorId: string): Promise<void>;
  /** What the contact's agent tells whoever has it next; null takes back what was told before. */
  notePassOn(interactionId: string, agentId: string, note: string | null): Promise<void>;
  /**
   * The citizen goes on with a number outside: the contact is over for its agent, who wraps it up as transferred. The
   * line goes on.
   */
  transferOut(interactionId: string, to: string): Promise<void>;
  /** Whether the citizen was left to a number outside, or an emergency service was on the line, or it was us who called. */
  wasLeftToOthers(interactionId: string): Promise<boolean>;
}

export function createLines({ database, alarms }: { database: Database; alarms: Alarms }): Lines {
  return {
    noteOutside: (interactionId, number, outcome) =>
      database.change(({ sql }) => noteStep(sql, interactionId, { kind: 'outside_rung', number, outcome })),

    noteHold: (interactionId, isHeld, actorId) =>
      database.change(({ sql }) =>
        noteStep(sql, interactionId, { kind: isHeld ? 'held' : 'resumed' }, actorId),
      ),

    notePassOn: (interactionId, agentId, note) =>
      database.change(async ({ sql }) => {
        const row = await lockInteraction(sql, interactionId);
        if (row.state !== 'active' || row.agentId !== agentId) return;
        await changeInteraction(sql, row, {
          passOnNote: note,
          passOnById: note === null ? null : agentId,
        });
      }),

    async transferOut(interactionId, to) {
      const ended = await database.change(async (change) => {
        const { sql } = change;
        const row = await lockInteraction(sql, interactionId);
        if (row.state !== 'active') return null;
        await noteStep(sql, interactionId, { kind: 'transferred_out', to }, row.agentId);
        const left = await wrapUpFrom(change, row, { lineGoesOn: true });
        const disposition = emergencyNumbers.includes(to) ? 'emergency_transferred' : 'transferred_out';
        return changeInteraction(sql, left, { disposition });
      });
      if (ended?.wrapUpEndsAt) await alarms.wrapUpEnds(interactionId, ended.wrapUpEndsAt);
    },

    wasLeftToOthers: async (interactionId) =>
      (await database.sql.run(
        `SELECT 1 FROM "RoutingStep" WHERE "interactionId" = $1 AND (kind IN ('transferred_out', 'called_out')
           OR kind = 'outside_rung' AND detail ->> 'outcome' = 'answered' AND detail ->> 'number' = ANY($2))`,
        [interactionId, [...emergencyNumbers]],
      )) > 0,
  };
}
