// Reads a year's requests for disclosure.
import { readLists } from '../../admin/index.ts';
import { cityZone } from '../../calendar/index.ts';
import { countDisclosures } from '../../catalogue/index.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Figures } from '../../platform/replica.ts';
import { monthsFrom } from '../core.ts';
import { nameOf } from '../names.ts';
import { departmentFor } from '../reader.ts';
import type { Disclosures, DisclosuresQuery } from './contract.ts';
import { disclosureLines } from './core.ts';

/** The count throws AppError `forbidden` when somebody of a department asks for another. */
export function createDisclosures(figures: Figures) {
  return async (actor: Actor, query: DisclosuresQuery, now = new Date()): Promise<Disclosures> => {
    const department = departmentFor(actor, query.department);
    const window = monthsFrom(`${query.year}-01`, 12, cityZone);
    const { value, asOf } = await figures.read((database) =>
      Promise.all([countDisclosures(database, { ...window, department }), readLists(database)]),
    );
    const [counts, lists] = value;
    return {
      year: query.year,
      department: department === undefined ? null : nameOf(lists, 'department', department),
      isComplete: window.until <= now,
      asOf: asOf?.toISOString() ?? null,
      lines: disclosureLines(
        counts,
        lists.reasons.filter(({ list }) => list === 'disclosure_result'),
      ),
    };
  };
}
