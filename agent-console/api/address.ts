// What somebody typed, kept or was sent as the address of a page.
import type { z } from 'zod';

/**
 * What an address asks for; what makes no sense in it is as if it were not there.
 * @param schema whose fields may all be absent
 */
export function askedIn<S extends z.ZodType>(address: URLSearchParams, schema: S): z.infer<S> {
  const given = Object.fromEntries(address);
  const faults = schema.safeParse(given).error?.issues ?? [];
  for (const { path } of faults) delete given[String(path[0])];
  return schema.parse(given);
}

/** Parts of an address to set; undefined takes one away. */
export type AddressPart = Record<string, string | undefined>;

/** An address with parts of it set, a copy. */
export function changedAddress(address: URLSearchParams, part: AddressPart): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const [name, value] of Object.entries(part))
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  return next;
}
