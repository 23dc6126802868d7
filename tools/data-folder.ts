import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './processes';

export function logFile(dataFolder: string, name: string): string {
  mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
  return join(dataFolder, 'logs', `${name}.log`);
}

export function endOfFile(path: string): string {
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trim().split('\n').slice(-12).join('\n');
}

/** A disk that is full or a process that is killed leaves the file as it was, and never a part of the new one. */
export function writeWhole(path: string, content: string): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    const file = openSync(unfinished, 'w', 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (failure) {
    rmSync(unfinished, { force: true });
    throw failure;
  }
}

/** For what one run of `name` keeps while it runs, named by its process. Other accounts may pass through the parent. */
export function runFolder(dataFolder: string, name: string): string {
  const runs = join(dataFolder, name);
  mkdirSync(runs, { recursive: true, mode: 0o711 });
  return mkdtempSync(join(runs, `${process.pid}-`));
}

const runningFile = (dataFolder: string): string => join(dataFolder, 'running.json');

/**
 * Lets a command beside a running `npm start` find the shop and its services. Only the owner can read the file, because it
 * holds passwords.
 *
 * @returns removes the file
 */
export function saveRunningEnvironment(
  dataFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): () => void {
  const file = runningFile(dataFolder);
  writeWhole(file, JSON.stringify({ launcher: process.pid, environment } satisfies Running));
  return () => rmSync(file, { force: true });
}

interface Running {
  readonly launcher: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The services of the `npm start` that runs on this data folder, if one does. One that was killed has left its file. */
export function runningEnvironment(dataFolder: string): Record<string, string> | undefined {
  const file = runningFile(dataFolder);
  if (!existsSync(file)) return undefined;
  const { launcher, environment } = JSON.parse(readFileSync(file, 'utf8')) as Running;
  return /tools\/run\.mjs (start|dev)/.test(commandLine(launcher))
    ? (environment as Record<string, string>)
    : undefined;
}
