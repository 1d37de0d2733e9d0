// How a text is said by a device: in which pieces, with which of its voices. Pure.

/** What is said in one breath, in order: browsers stop in the middle of what is longer. */
export function breathsOf(text: string): string[] {
  const breaths = text.replace(/\s+/g, ' ').match(/.{1,120}(?:[\p{P}\s]|$)|.{1,120}/gu) ?? [];
  return breaths.map((breath) => breath.trim()).filter((breath) => /[\p{L}\p{N}]/u.test(breath));
}

/** The voice of a language: its own, or that of another region. @param tag BCP 47 */
export function voiceFor<T extends { lang: string }>(voices: readonly T[], tag: string): T | undefined {
  const tagOf = ({ lang }: T): string => lang.replace('_', '-').toLowerCase();
  const wanted = tag.toLowerCase();
  const [language = ''] = wanted.split('-');
  return (
    voices.find((voice) => tagOf(voice) === wanted) ??
    voices.find((voice) => tagOf(voice).split('-')[0] === language)
  );
}
