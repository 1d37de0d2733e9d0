// What processes have used: CPU time and memory, as Linux counts them.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every machine that we know (getconf CLK_TCK). */
const ticksPerSecond = 100;

function cpuSOf(pid: number): number {
  try {
    // The name in brackets may hold blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** CPU seconds of the living among these, so far. */
export const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuSOf(pid), 0);

/** Memory of a process alone that no other shares counting twice, in MB. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Math.round(Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) / 1_024);
}
