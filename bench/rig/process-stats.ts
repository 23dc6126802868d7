import { readFileSync, writeFileSync } from 'node:fs';

/** The kernel counts in ticks of 10 ms (proc(5), USER_HZ). */
const MS_PER_TICK = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** The CPU time of a running process with all its threads, user and system, in ms. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name is in parentheses and may contain anything, so fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * MS_PER_TICK;
}

/** Memory of a process in MiB as the kernel counts it, without a message to the process, which would change it. */
export function residentMiB(pid: number): number {
  return mebibytes(pid, 'VmRSS');
}

/** The peak since `resetPeak`, or since the start of the process. */
export function peakMiB(pid: number): number {
  return mebibytes(pid, 'VmHWM');
}

export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function mebibytes(pid: number, name: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return Number(/(\d+) kB/.exec(line ?? '')?.[1]) / 1024;
}
