// What people decided, as examples to learn from: a ticket's words with the class that leads to its department.
import type { Classification } from './classify.ts';
import type { DepartmentRules } from './rules.ts';

/**
 * The class that fits a department best: of those that can lead to it, the one that the model finds most probable.
 * Null where no class leads to it: then the message teaches nothing.
 */
export function labelFor(
  department: string,
  { alternatives }: Pick<Classification, 'alternatives'>,
  { labels, rules }: Pick<DepartmentRules, 'labels' | 'rules'>,
): string | null {
  const leading = new Set([
    ...Object.entries(labels).flatMap(([label, code]) => (code === department ? [label] : [])),
    ...rules.flatMap((rule) => (rule.department === department ? rule.labels : [])),
  ]);
  return alternatives.find(({ label }) => leading.has(label))?.label ?? null;
}
