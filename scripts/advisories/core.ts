// What `npm audit --json` says, and which of it nobody has answered yet. Pure.
import { z } from 'zod';

const severitySchema = z.enum(['info', 'low', 'moderate', 'high', 'critical']);
/** A hole of its own is an object; a package that another one with a hole is part of names it. */
const viaSchema = z.union([
  z.string(),
  z.object({ url: z.string(), title: z.string(), severity: severitySchema, name: z.string() }),
]);
export const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(viaSchema) })),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});

export const answeredSchema = z.array(
  z.object({ id: z.string().startsWith('GHSA-'), until: z.iso.date(), why: z.string().min(10) }),
);
export type Answered = z.infer<typeof answeredSchema>[number];

export interface Advisory {
  id: string;
  name: string;
  severity: z.infer<typeof severitySchema>;
  title: string;
}

/** Every hole once, however many packages bring it in. */
export function advisoriesOf(report: z.infer<typeof reportSchema>): Advisory[] {
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const one of via) {
      if (typeof one === 'string') continue;
      const id = one.url.split('/').at(-1) ?? one.url;
      found.set(id, { id, name: one.name, severity: one.severity, title: one.title });
    }
  }
  return [...found.values()];
}

/** Those that matter and have no answer that still holds. */
export function openOf(found: readonly Advisory[], answered: readonly Answered[], now: Date): Advisory[] {
  const today = now.toISOString().slice(0, 10);
  const holds = new Set(answered.filter(({ until }) => until >= today).map(({ id }) => id));
  return found.filter(
    ({ id, severity }) => (severity === 'high' || severity === 'critical') && !holds.has(id),
  );
}
