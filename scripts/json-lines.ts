// Lines of JSON from files and standard input, for the commands of the library: what is wrong is said with its place.
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** A row's own id: text or a number, given back as it came. */
export const idSchema = z.union([z.string(), z.number()]);

export class LineError extends Error {}

const byteOrderMark = /^\uFEFF/;

/** One line by its schema; undefined for a blank line. @throws LineError that names the place and what is wrong */
export function parseLine<S extends z.ZodType>(
  schema: S,
  line: string,
  where: string,
): z.infer<S> | undefined {
  const plain = line.replace(byteOrderMark, '').trim();
  if (plain === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch {
    throw new LineError(`${where}: not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new LineError(`${where}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The lines of standard input with their numbers from 1. */
export async function* standardInput(): AsyncGenerator<{ line: string; where: string }> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    yield { line, where: `standard input:${number}` };
  }
}

/** Ends the command with one line on standard error. */
export function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
