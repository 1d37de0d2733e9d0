// When a rung of a ladder tells, in words.
import type { TFunction } from 'i18next';

export function momentOfRung(
  { share, afterHours }: { share: number; afterHours: number },
  t: TFunction<'oversight'>,
): string {
  if (afterHours > 0) return t('ladder.after', { count: afterHours });
  return share >= 1 ? t('ladder.breach') : t('ladder.share', { share: Math.round(share * 100) });
}
