// Who sees what of an entry, and how old its data are. Decides over plain data.
import { cityZone } from '../calendar/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { CatalogueEntry } from './contract.ts';

type Reader = Pick<Actor, 'roles' | 'departmentCode'> | null;
type Subject = Pick<CatalogueEntry, 'kind' | 'sharing' | 'departmentCode'>;

/** Roles that answer for the whole catalogue, not for one department. */
const stewards = new Set(['editor', 'reviewer', 'supervisor', 'admin']);

/**
 * What a reader sees of an entry: all, only that it exists and on what condition (`head`), or nothing. Information for
 * disclosure is everybody's; a resource is seen by its sharing class: 无条件 by all of government, 有条件 with its fields
 * by its own department and, for the others, as something that can be asked for, 不予共享 by its own department alone.
 */
export function seesEntry(
  reader: Reader,
  { kind, sharing, departmentCode }: Subject,
): 'all' | 'head' | 'nothing' {
  if (kind === 'disclosure') return 'all';
  if (reader === null) return 'nothing';
  if (listFor(reader).isSteward || reader.departmentCode === departmentCode) return 'all';
  if (sharing === 'unconditional') return 'all';
  return sharing === 'conditional' ? 'head' : 'nothing';
}

/** Whom a list of entries is read for: everything, or what is for disclosure, shared, or their own department's. */
export function listFor(reader: Reader): { isSteward: boolean; departmentCode: string | null } {
  return {
    isSteward: reader?.roles.some((role) => stewards.has(role)) ?? false,
    departmentCode: reader?.departmentCode ?? null,
  };
}

/** The city's days that data are older than their interval; null while they are fresh, and for data without one. */
export function staleDays(updateDays: number | null, dataAt: Date | null, now: Date): number | null {
  if (updateDays === null) return null;
  if (dataAt === null) return updateDays;
  const days = cityZone.localDay(now.getTime()) - cityZone.localDay(dataAt.getTime()) - updateDays;
  return days > 0 ? days : null;
}
