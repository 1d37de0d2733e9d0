// sipp as a carrier: callers of caller.xml, a number each, ten beginning in a second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProgram } from '../../../scripts/bootstrap/commands.mjs';
import { freePort } from '../ports.ts';

export interface SippOutcome {
  code: unknown;
  ok: string | undefined;
  failed: string | undefined;
  errors: string[];
}

/**
 * What sipp complained of. Over UDP a request that was not answered within half a second is sent again (RFC 3261,
 * 17.1.2.2), and its second answer finds a call that ended well.
 */
function complaints(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split(/^(?=\d{4}-\d{2}-\d{2}\s)/m)
    .filter((event) => /^\d/.test(event) && !/Dead call \S+ \(successful\)/.test(event));
}

function outcomeOf(code: unknown, folder: string): SippOutcome {
  const [head = '', ...lines] = readFileSync(join(folder, 'stat.csv'), 'utf8').trim().split('\n');
  const last = lines.at(-1)?.split(';') ?? [];
  const figures = Object.fromEntries(head.split(';').map((name, at) => [name, last[at]]));
  const { 'SuccessfulCall(C)': ok, 'FailedCall(C)': failed } = figures;
  return { code, ok, failed, errors: complaints(join(folder, 'errors.log')) };
}

/**
 * Calls a port of this machine once from each number (without its country's code).
 * @param options.staysMs how long a caller stays behind its key
 * @param options.soundPort its first port for sound
 */
export async function callBySipp(
  sipPort: number,
  numbers: readonly string[],
  options: { staysMs: number; soundPort: number; withinS: number },
): Promise<SippOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-sipp-'));
  const of = (name: string): string => join(folder, name);
  try {
    writeFileSync(of('calls.csv'), ['SEQUENTIAL', ...numbers.map((number) => `${number};`)].join('\n'));
    const all = String(numbers.length);
    const sipp = spawn(
      findProgram(['sipp']) ?? 'sipp',
      [
        `127.0.0.1:${sipPort}`,
        ...['-sf', resolve('tests/harness/sipp/caller.xml'), '-inf', of('calls.csv')],
        ...['-i', '127.0.0.1', '-p', String(await freePort())],
        ...['-mi', '127.0.0.1', '-mp', String(options.soundPort), '-nostdin'],
        ...['-m', all, '-r', '10', '-l', all],
        ...['-d', String(options.staysMs), '-timeout', `${options.withinS}s`],
        ...['-trace_stat', '-stf', of('stat.csv'), '-trace_err', '-error_file', of('errors.log')],
      ],
      { stdio: 'ignore' },
    );
    const [code] = await once(sipp, 'exit');
    return outcomeOf(code, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
