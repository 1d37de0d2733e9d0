// One form for each character: width, case, and traditional Chinese written as simplified.
import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });
const han = /\p{Script=Han}/u;
const known = new Map<string, string>();

function fold(character: string): string {
  const plain = character.normalize('NFKC').toLowerCase();
  const simplified = han.test(plain) ? toSimplified(plain) : plain;
  return simplified.length === character.length ? simplified : character;
}

/**
 * Unifies width, case and traditional characters. Lengths stay, so that positions hold: only foldings to the same
 * number of UTF-16 units are taken.
 */
export function normalise(text: string): string {
  let folded = '';
  for (const character of text) {
    let one = known.get(character);
    if (one === undefined) {
      one = fold(character);
      known.set(character, one);
    }
    folded += one;
  }
  return folded;
}
