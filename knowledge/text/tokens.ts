// From text to search tokens: Chinese by characters and pairs of characters, everything else by words.
// Pairs need no dictionary, know every new word, and keep neighbours together, which is evidence of a phrase.

export interface Token {
  term: string;
  /** Position in the text, in UTF-16 units. */
  at: number;
  length: number;
  /** A single Chinese character: weak evidence beside pairs. */
  isSingle: boolean;
}

const run = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const han = /^\p{Script=Han}/u;

/** Unifies width and case. Lengths stay, so that positions hold: only one-to-one foldings are taken. */
export function normalise(text: string): string {
  let folded = '';
  for (const character of text) {
    const small = character.normalize('NFKC').toLowerCase();
    folded += small.length === character.length ? small : character;
  }
  return folded;
}

/** A light stem: English plurals and -ing/-ed, which matter in short queries. */
function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  return word
    .replace(/(?:ies)$/, 'y')
    .replace(/([^s])s$/, '$1')
    .replace(/(?:ing|ed)$/, '');
}

/** All tokens of a text in order. */
export function tokenise(text: string): Token[] {
  const folded = normalise(text);
  const tokens: Token[] = [];
  for (const match of folded.matchAll(run)) {
    const [word] = match;
    const at = match.index;
    if (!han.test(word)) {
      tokens.push({ term: stem(word), at, length: word.length, isSingle: false });
      continue;
    }
    const characters = [...word];
    let position = at;
    for (const [index, character] of characters.entries()) {
      tokens.push({ term: character, at: position, length: character.length, isSingle: true });
      const next = characters[index + 1];
      if (next !== undefined) {
        tokens.push({
          term: character + next,
          at: position,
          length: character.length + next.length,
          isSingle: false,
        });
      }
      position += character.length;
    }
  }
  return tokens;
}
