// Articles for the bench: the real replies and service items, and as many made ones as a large city has. A made article
// is a real title before sentences of several real texts, so that its words are as common as in real ones.
import { createHash } from 'node:crypto';
import { isAboveCity, type SearchDocument } from '../../../knowledge/index.ts';
import type { Answered, Item, Message } from '../texts.ts';

const withoutAnyWords = new Set(['TASK_CODE', 'TASK_NAME', 'matter_daily', 'matter_short']);
const sentenceEnd = /(?<=[。！？；\n])/u;
/** Sentences of a made article; with these an article has some 300 characters, like a real reply. */
const sentences = { least: 3, more: 6 } as const;
const longestSentence = 120;

/** A reply as a document, without the title that departments quote. */
export function replyDocument({ id, title, reply }: Answered): SearchDocument {
  return { id, text: title === '' ? reply : reply.replaceAll(title, '') };
}

/** A service item as a document, without the fields that hold people's everyday words. */
export function itemDocument(item: Item): SearchDocument {
  const text = Object.entries(item)
    .filter(([field]) => !withoutAnyWords.has(field))
    .map(([, value]) => words(value))
    .filter((value) => value !== '')
    .join('\n');
  return { id: item.TASK_CODE, title: item.TASK_NAME, text, isFromAbove: isAboveCity(item.TASK_CODE) };
}

function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join(' ');
  return typeof value === 'string' && value !== '无' ? value : '';
}

/** A number from 0 to `below` that only the two names decide. */
function draw(article: number, what: string, below: number): number {
  return createHash('md5').update(`${article}:${what}`).digest().readUInt32LE(0) % below;
}

/**
 * `count` articles of the same words as the messages, the same in every run. The messages that are asked about give none:
 * a citizen's own sentences would answer their question better than the reply does.
 */
export function makeArticles(count: number, messages: readonly Message[]): SearchDocument[] {
  const titles = messages.map(({ title }) => title.trim());
  const pool = messages.flatMap(({ text }) =>
    text
      .split(sentenceEnd)
      .map((sentence) => sentence.trim().slice(0, longestSentence))
      .filter((sentence) => sentence.length > 8),
  );
  return Array.from({ length: count }, (_, article) => {
    const length = sentences.least + draw(article, 'length', sentences.more);
    const text = Array.from(
      { length },
      (_unused, part) => pool[draw(article, `sentence ${part}`, pool.length)] ?? '',
    ).join('');
    return { id: `made-${article}`, title: titles[draw(article, 'title', titles.length)] ?? '', text };
  });
}
