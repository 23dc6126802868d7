// What `npm start` leaves in the data folder while it runs, so that a command beside it finds the same services.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} home */
const file = (home) => join(home, 'running.json');

/**
 * For the owner's eyes only: it holds passwords.
 *
 * @param {string} home
 * @param {Record<string, string | undefined>} environment
 * @returns {() => void} forgets it
 */
export function noteRunning(home, environment) {
  rmSync(file(home), { force: true });
  writeFileSync(file(home), JSON.stringify(environment), { mode: 0o600 });
  return () => rmSync(file(home), { force: true });
}

/**
 * @param {string} home
 * @returns {Record<string, string> | undefined}
 */
export function runningEnvironment(home) {
  return existsSync(file(home)) ? JSON.parse(readFileSync(file(home), 'utf8')) : undefined;
}
