// The forces that go out for a danger. Codes only: contracts and pages read them, too.

/** What a danger is; which force goes out for it. `medical` includes poison and current, `security` who would die. */
export const DANGERS = [
  'fire',
  'rescue',
  'medical',
  'security',
  'traffic',
  'hazard',
  'flood',
  'other',
] as const;
export type Danger = (typeof DANGERS)[number];
