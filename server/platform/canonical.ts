/** JSON with sorted keys: Postgres keeps no order of keys in jsonb. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let fields = '';
  const content = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(content).sort()) {
    const field = content[key];
    if (field !== undefined) fields += `${fields && ','}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${fields}}`;
}
