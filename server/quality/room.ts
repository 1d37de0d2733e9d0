// Builds the room out of its parts.
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Figures } from '../platform/replica.ts';
import { Calibrations } from './calibrations.ts';
import { Drawing } from './drawing.ts';
import { Reviews } from './reviews.ts';

/** @param deps.isDanger whether words speak of danger to life or property now */
export function createQuality(deps: {
  database: Database;
  figures: Figures;
  isDanger: (text: string) => boolean;
  log: Log;
}) {
  const { database, figures } = deps;
  const drawing = new Drawing(deps);
  return {
    database,
    figures,
    drawing,
    reviews: new Reviews(database),
    calibrations: new Calibrations(database),
    /** Draws what is over (role `worker`). */
    start: (): void => drawing.start(),
    stop: (): void => drawing.stop(),
  };
}

export type Quality = ReturnType<typeof createQuality>;
