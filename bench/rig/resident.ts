import { readFileSync, writeFileSync } from 'node:fs';

/** What of a process is in memory, in MiB, as the kernel counts it: the process is not asked, so it does not collect. */
export function residentMiB(pid: number): number {
  return mebibytes(pid, 'VmRSS');
}

/** The most that was in memory since `forgetPeak`, or since the process began. */
export function peakMiB(pid: number): number {
  return mebibytes(pid, 'VmHWM');
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function mebibytes(pid: number, name: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return Number(/(\d+) kB/.exec(line ?? '')?.[1]) / 1024;
}
