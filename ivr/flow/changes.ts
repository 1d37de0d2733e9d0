// What differs between two versions of a flow, as an editor reads it: texts by language, nodes by field.
import { z } from 'zod';
import type { Flow } from './schema.ts';

/** `field` is a language of a text, or the place in a node: `waiting.roundS`. Null: there is none on that side. */
export const changeSchema = z.object({
  in: z.enum(['flow', 'node', 'text', 'recording']),
  id: z.string(),
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type Change = z.infer<typeof changeSchema>;

/** Every leaf that differs, nodes before texts, in the order in which the later version has them. */
export function changesBetween(before: Flow, after: Flow): Change[] {
  const { defaultLanguage, start } = after;
  const heads = { [after.code]: { defaultLanguage, start } };
  const oldHeads = {
    [after.code]: { defaultLanguage: before.defaultLanguage, start: before.start },
  };
  return [
    ...changesIn('flow', oldHeads, heads),
    ...changesIn('node', before.nodes, after.nodes),
    ...changesIn('text', before.texts, after.texts),
    ...changesIn('recording', soundsOf(before), soundsOf(after)),
  ];
}

/** Recordings as an editor can tell them apart: how long they are, and the beginning of their name. */
function soundsOf({ recordings }: Flow): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordings).map(([key, byLanguage]) => [
      key,
      Object.fromEntries(
        Object.entries(byLanguage).map(([language, { sound, durationMs }]) => [
          language,
          `${(durationMs / 1_000).toFixed(1)} s · ${sound.slice(0, 8)}`,
        ]),
      ),
    ]),
  );
}

function changesIn(
  part: Change['in'],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((id) => {
    const [old, present] = [leavesOf(before[id]), leavesOf(after[id])];
    return [...new Set([...present.keys(), ...old.keys()])]
      .map((field) => ({
        in: part,
        id,
        field,
        before: old.get(field) ?? null,
        after: present.get(field) ?? null,
      }))
      .filter((change) => change.before !== change.after);
  });
}

function leavesOf(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (value === undefined) return new Map();
  if (value === null || typeof value !== 'object') return new Map([[path.join('.'), String(value)]]);
  return new Map(Object.entries(value).flatMap(([key, part]) => [...leavesOf(part, [...path, key])]));
}
