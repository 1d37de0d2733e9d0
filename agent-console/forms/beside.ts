// What stands in a form that somebody else has saved, beside what is written in it here. Pure.

export interface Line {
  id: string;
  term: string;
  value: string | boolean;
}

/** The lines of `there` that are not the same here. */
export function beside(there: readonly Line[], here: readonly Line[]): Line[] {
  const known = new Map(here.map(({ id, value }) => [id, value]));
  return there.filter(({ id, value }) => known.get(id) !== value);
}

/** Of what is typed as it is, each field with its term; several lines of a field as one. */
export function linesTyped<K extends string>(
  draft: Readonly<Record<NoInfer<K>, string>>,
  fields: readonly (readonly [id: K, term: string])[],
): Line[] {
  return fields.map(([id, term]) => ({ id, term, value: draft[id].replaceAll('\n', ' · ') }));
}
