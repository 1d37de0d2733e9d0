// One form for each character: width, case, and traditional Chinese written as simplified.
import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });
const han = /\p{Script=Han}/u;
/** The folded form of each UTF-16 unit, found once; 0 while unknown. */
const folded = new Uint16Array(65_536);
/** `String.fromCharCode` takes its units as arguments, and those have a limit. */
const unitsAtOnce = 8_192;

function fold(unit: number): number {
  const character = String.fromCharCode(unit);
  const plain = character.normalize('NFKC').toLowerCase();
  const simplified = han.test(plain) ? toSimplified(plain) : plain;
  return simplified.length === 1 ? simplified.charCodeAt(0) : unit;
}

/**
 * Unifies width, case and traditional characters. Lengths stay, so that positions hold: only foldings of one UTF-16
 * unit to one are taken.
 */
export function normalise(text: string): string {
  let units: Uint16Array | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    let plain = folded[unit] ?? unit;
    if (plain === 0 && unit !== 0) {
      plain = fold(unit);
      folded[unit] = plain;
    }
    if (plain === unit) continue;
    units ??= unitsOf(text);
    units[at] = plain;
  }
  return units ? textOf(units) : text;
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

function textOf(units: Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += unitsAtOnce) {
    text += String.fromCharCode(...units.subarray(at, at + unitsAtOnce));
  }
  return text;
}
