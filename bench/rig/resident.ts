import { readFileSync } from 'node:fs';

/** What of a process is in memory, in MiB, as the kernel counts it; the process is not asked, so it does not collect. */
export function residentMiB(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
