// What a browser calls itself, in words that its owner knows. Pure.

/** The first that fits: browsers name the ones that they want to pass for after themselves. */
const browsers = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg[A-Z]*\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** For example `Chrome · Windows`; the beginning of what it says where neither is known; empty for nothing. */
export function deviceOf(userAgent: string): string {
  const named = [browsers, systems].flatMap(
    (list) => list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? [],
  );
  return named.length > 0 ? named.join(' · ') : userAgent.slice(0, 40);
}
