// Marks of Markdown set around or before what is selected. Pure.

export type Mark = 'bold' | 'heading' | 'bullets' | 'numbers' | 'table' | 'link';

/** A text after a change, and what is selected then. */
export interface Marked {
  text: string;
  selected: [from: number, to: number];
}

const linePrefix = {
  heading: () => '## ',
  bullets: () => '- ',
  numbers: (index: number) => `${index + 1}. `,
};

/** @param placeholder what stands where nothing was selected */
export function withMark(
  text: string,
  [from, to]: readonly [number, number],
  mark: Mark,
  placeholder: string,
): Marked {
  const replace = (start: number, end: number, words: string, at: number, length: number): Marked => ({
    text: text.slice(0, start) + words + text.slice(end),
    selected: [start + at, start + at + length],
  });
  const chosen = text.slice(from, to);
  if (mark === 'bold') {
    const words = chosen || placeholder;
    return replace(from, to, `**${words}**`, 2, words.length);
  }
  if (mark === 'link') {
    const isAddress = /^https?:\/\//.test(chosen);
    const words = isAddress ? placeholder : chosen || placeholder;
    return replace(from, to, `[${words}](${isAddress ? chosen : 'https://'})`, 1, words.length);
  }
  if (mark === 'table') {
    const gap = text.slice(0, from).endsWith('\n') || from === 0 ? '' : '\n';
    const words = `${gap}| ${placeholder} | |\n| --- | --- |\n| | |\n`;
    return replace(to, to, words, gap.length + 2, placeholder.length);
  }
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split('\n');
  const words = lines.map((line, index) => linePrefix[mark](index) + (line || placeholder)).join('\n');
  return replace(start, end, words, 0, words.length);
}
