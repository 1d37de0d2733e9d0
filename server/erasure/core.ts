// What must stay, and what of a timeline's line may: deeds, offices and figures, without a word about a person. Pure.
import { z } from 'zod';
import type { Standing } from './contract.ts';

/** What stands where words were erased, in both languages: it is data, seen by whoever reads the row. */
export const erasedText = '［已依法删除 · erased by law］';

/** Fields of a line that hold codes, moments and figures; figures are counted from them. */
const keptFields: ReadonlySet<string> = new Set([
  'departmentCode',
  'fromDepartmentCode',
  'proposedDepartmentCode',
  'toDepartmentCode',
  'ground',
  'clock',
  'share',
  'dueAt',
  'kind',
  'urgency',
  'channel',
  'how',
  'score',
  'isSolved',
  'isTrue',
  'isBeyondDuty',
  'disclosureResult',
  'isPublic',
]);
const plainSchema = z.union([z.string().max(64), z.number(), z.boolean(), z.null()]);

/** A line's payload without words. `erased` says why its hash no longer fits. */
export function erasedPayload(payload: unknown): Record<string, unknown> {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(payload);
  const kept = Object.entries(fields).filter(
    ([name, value]) => keptFields.has(name) && plainSchema.safeParse(value).success,
  );
  return { ...Object.fromEntries(kept), erased: true };
}

/** Whether nothing stands against erasing. */
export const isErasable = ({ openTickets, heldTickets, isTalking }: Standing): boolean =>
  openTickets.length === 0 && heldTickets.length === 0 && !isTalking;
