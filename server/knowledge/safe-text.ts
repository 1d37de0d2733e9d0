// The Markdown of articles as it is stored: words and marks only. The pages make elements of it and never HTML
// (design/markdown.ts); what other programs make of it over the API cannot run either.

/** Control characters other than tab and new line, and marks that turn the writing direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Comments, and tags with their attributes; a lone `<5 天` is none. */
const tag = /<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi;
/** What would begin a tag if more followed. */
const opening = /<(?=[a-z/!?])/gi;
/** What a script or a style holds is no text. */
const silent = /<(script|style|iframe|object|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const link = /(!?)\[([^\]\n]*)\]\(\s*([^)\s]*)[^)\n]*\)/g;
const harmless = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/))/i;

/** Takes out what could run or deceive. Idempotent. */
export function safeMarkdown(text: string): string {
  let [before, clean] = ['', text.replace(/\r\n?/g, '\n').replace(unseen, '')];
  // Tags within tags stand whole when the inner one is gone.
  while (before !== clean) {
    before = clean;
    clean = clean.replace(silent, '').replace(tag, '');
  }
  return clean
    .replace(opening, '')
    .replace(link, (whole, _image: string, words: string, address: string) =>
      harmless.test(address) ? whole : words,
    )
    .trim();
}

/** One line of plain text. */
export function safeLine(text: string): string {
  return safeMarkdown(text).replace(/\s+/g, ' ');
}
