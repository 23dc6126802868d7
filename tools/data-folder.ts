import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function logFile(dataFolder: string, name: string): string {
  mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
  return join(dataFolder, 'logs', `${name}.log`);
}

export function endOfFile(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').slice(-12).join('\n');
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
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(environment), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** The services of the `npm start` that runs on this data folder, if one does. */
export function runningEnvironment(dataFolder: string): Record<string, string> | undefined {
  const file = runningFile(dataFolder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : undefined;
}
