// Finds the server programs of this machine. Packages like to put them where an ordinary PATH does not look.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * @typedef {object} Program
 * @property {string} path
 * @property {string} version what it says about itself
 */

/** @returns {Program | undefined} */
export const databaseProgram = () => firstThatRuns(['mysqld', 'mariadbd']);

/** @returns {Program | undefined} */
export const redisProgram = () => firstThatRuns(['redis-server', 'valkey-server']);

/** @returns {Program | undefined} */
export const chromiumProgram = () => firstThatRuns(['chromium', 'chromium-browser', 'google-chrome', 'chrome']);

/** @returns {Program | undefined} a Kafka for tests is inside it */
export const kcatProgram = () => firstThatRuns(['kcat', 'kafkacat'], '-V');

/** @returns {Program | undefined} */
export const opensslProgram = () => firstThatRuns(['openssl'], 'version');

/**
 * Whether this Redis was built with TLS: then of these two settings it complains about the second.
 *
 * @param {string} redis
 */
export function speaksTls(redis) {
  const settings = ['--tls-port', '0', '--port', 'none'];
  return /'port /.test(spawnSync(redis, settings, { encoding: 'utf8', timeout: 5000 }).stderr ?? '');
}

/**
 * @param {Program} database
 * @returns {string | undefined} MariaDB makes its system tables with a program of its own
 */
export function mariadbInstaller(database) {
  const near = [dirname(database.path), join(database.path, '../../bin'), join(database.path, '../../scripts')];
  const folders = [...near, ...searchedFolders()];
  const names = ['mariadb-install-db', 'mysql_install_db'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/**
 * @param {readonly string[]} names
 * @param {string} question what it answers with its version
 */
function firstThatRuns(names, question = '--version') {
  for (const folder of searchedFolders()) {
    for (const name of names) {
      const path = join(folder, name);
      const version = isExecutable(path) ? versionOf(path, question) : undefined;
      if (version !== undefined) return { path, version };
    }
  }
  return undefined;
}

function searchedFolders() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...path, '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/usr/libexec', ...underOpt()];
}

function underOpt() {
  try {
    return readdirSync('/opt').flatMap((name) => ['bin', 'sbin', 'libexec'].map((part) => join('/opt', name, part)));
  } catch {
    return [];
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @param {string} question
 */
function versionOf(path, question) {
  try {
    return execFileSync(path, [question], { encoding: 'utf8', stdio: 'pipe', timeout: 5000 }).trim();
  } catch {
    return undefined;
  }
}
