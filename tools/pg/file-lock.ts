import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commandLine } from '../processes';

/**
 * Two processes would append to one file what the other one does not know.
 *
 * @returns releases the file
 * @throws Error when another process has it
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`;
  const own = `${process.pid} ${commandLine(process.pid)}`;
  while (!wasWritten(lock, own)) {
    const [, pid = '', command = ''] = /^(\d+) (.*)$/s.exec(contentOf(lock)) ?? [];
    // The number of a process that was killed may belong to another one by now.
    const isHeld = Number(pid) !== process.pid && command !== '' && commandLine(Number(pid)) === command;
    if (isHeld) throw new Error(`Process ${pid} is using ${path}.`);
    rmSync(lock, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

function wasWritten(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
