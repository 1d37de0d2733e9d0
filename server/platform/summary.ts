// What stands for a text in a list.
import type { Bilingual } from './contract.ts';
import { beginningOf } from './text.ts';

const summaryLength = { zh: 90, en: 180 } as const;

/** A heading, a list or a table says little without the rest. */
const isParagraph = (block: string): boolean => !/^\s*(?:#|[-+*|]\s|\d+\.\s)/.test(block);

/** The first paragraph of a Markdown text as one line. */
export function summaryOf(body: Bilingual): Bilingual {
  const short = (lang: 'zh' | 'en'): string => {
    const blocks = body[lang].split(/\n{2,}/);
    const line = (blocks.find(isParagraph) ?? body[lang])
      .replace(/^#+ .*$/gm, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[*_`#>|]+/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    return line.length > summaryLength[lang] ? `${beginningOf(line, summaryLength[lang])}…` : line;
  };
  return { zh: short('zh'), en: short('en') };
}
