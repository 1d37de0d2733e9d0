/** `code: evidence` lines, grouped by what they speak for, in words. */
export function groupReasons(
  reasons: readonly string[],
  nameOf: (code: string) => string,
): readonly { id: string; name: string; evidence: string }[] {
  const groups = new Map<string, string[]>();
  for (const reason of reasons) {
    const at = reason.indexOf(': ');
    const code = at < 0 ? '' : reason.slice(0, at);
    const evidence = at < 0 ? reason : reason.slice(at + 2);
    groups.set(code, [...(groups.get(code) ?? []), evidence]);
  }
  return [...groups].map(([id, evidence]) => ({
    id,
    name: nameOf(id),
    evidence: [...new Set(evidence)].join(' '),
  }));
}
