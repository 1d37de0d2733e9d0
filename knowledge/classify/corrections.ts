// What people decided, as examples to learn from: a ticket's words with the class that leads to its department.
import type { Classification } from './classify.ts';
import type { DepartmentRules } from './rules.ts';

/**
 * The classes that lead to a department, the most probable by the model first. None: then the message teaches nothing.
 */
export function labelsFor(
  department: string,
  { alternatives }: Pick<Classification, 'alternatives'>,
  { labels, rules }: Pick<DepartmentRules, 'labels' | 'rules'>,
): string[] {
  const leading = new Set([
    ...Object.entries(labels).flatMap(([label, code]) => (code === department ? [label] : [])),
    ...rules.flatMap((rule) => (rule.department === department ? rule.labels : [])),
  ]);
  return alternatives.flatMap(({ label }) => (leading.has(label) ? [label] : []));
}
