// Simplified Chinese written in traditional characters, as Hong Kong writes them, with a few of its words.
import { ConverterFactory, Locale } from 'opencc-js/cn2t';
import words from './traditional-words.json' with { type: 'json' };

/** Pairs as long as each other, so that positions in a text hold. */
const ours = words.flatMap(([from, to]): [string, string][] => (from && to ? [[from, to]] : []));
let convert: ((text: string) => string) | undefined;

/**
 * The text in traditional characters; what is so already stays. Lengths stay, too. The table is read when first needed:
 * a third of a second, once.
 */
export function toTraditional(text: string): string {
  convert ??= ConverterFactory(...(Locale.from.cn ?? []), ...(Locale.to.hk ?? []), [ours]);
  return convert(text);
}
