// What processes have used: CPU time and memory, as Linux counts them.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every machine that we know (getconf CLK_TCK). */
const ticksPerSecond = 100;

/** What /proc says of a process behind its name; undefined when it is gone. */
function statOf(pid: number): string[] | undefined {
  try {
    // The name in brackets may hold blanks.
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

function cpuSOf(pid: number): number {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : 0;
}

/** CPU seconds of the living among these, so far. */
export const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuSOf(pid), 0);

/** CPU seconds of a process and of all that it started, also of those that have ended. */
export function cpuOfAll(pid: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const fields = statOf(Number(name));
      return fields ? [{ pid: Number(name), parent: Number(fields[1]), fields }] : [];
    });
  const spent = (of: number): number =>
    all.reduce((sum, one) => {
      if (one.pid === of)
        return sum + [11, 12, 13, 14].reduce((ticks, at) => ticks + Number(one.fields[at]), 0);
      return one.parent === of ? sum + spent(one.pid) : sum;
    }, 0);
  return spent(pid) / ticksPerSecond;
}

/** Memory of a process alone that no other shares counting twice, in MB. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Math.round(Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) / 1_024);
}
