// The data folder: generated secrets, the data of the local services, logs and who is running on it.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { given, projectFolder } from './environment.mjs';

/**
 * Others may pass through the folder but not list it: a database that runs as an unprivileged user keeps its
 * files below. Each file and folder inside guards itself.
 */
export function openHome() {
  const folder = resolve(projectFolder, given('HOTDEAL_HOME') ?? '.hotdeal');
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

/**
 * @param {string} home
 * @param {string} name
 */
export function logFile(home, name) {
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
  return join(home, 'logs', `${name}.log`);
}

/**
 * For what one run of `name` keeps while it runs; it names the process. Others may pass through what lies above it.
 *
 * @param {string} home
 * @param {string} name
 */
export function runFolder(home, name) {
  const runs = join(home, name);
  mkdirSync(runs, { recursive: true, mode: 0o711 });
  return mkdtempSync(join(runs, `${process.pid}-`));
}
