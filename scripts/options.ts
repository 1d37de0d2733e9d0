// What is typed behind a command. Whoever asks for help (--help), or types what it does not know, is told how it is used,
// and nothing is done.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { line } from './bootstrap/say.mjs';

const isMistyped = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** @param usage a key of `lines` in texts.json */
export function optionsOf<T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const typed = process.argv.slice(2);
  if (typed.includes('--help') || typed.includes('-h')) {
    console.log(line(usage));
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    if (!isMistyped(error)) throw error;
    console.error(line(usage));
    process.exit(1);
  }
}

/** Words alone. @param most how many are understood */
export function wordsOf(usage: string, most: number): string[] {
  const { positionals } = optionsOf(usage, { allowPositionals: true });
  if (positionals.length <= most) return positionals;
  console.error(line(usage));
  process.exit(1);
}
