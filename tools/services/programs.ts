// Finds the server programs of this machine. Packages often install them outside of an ordinary PATH.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface Program {
  readonly path: string;
  /** as the program prints it */
  readonly version: string;
}

export const databaseProgram = (): Program | undefined => firstThatRuns(['mysqld', 'mariadbd']);

export const redisProgram = (): Program | undefined => firstThatRuns(['redis-server', 'valkey-server']);

export const chromiumProgram = (): Program | undefined =>
  firstThatRuns(['chromium', 'chromium-browser', 'google-chrome', 'chrome']);

/** It contains a Kafka for tests. */
export const kcatProgram = (): Program | undefined => firstThatRuns(['kcat', 'kafkacat'], '-V');

export const opensslProgram = (): Program | undefined => firstThatRuns(['openssl'], 'version');

/** Whether this Redis was built with TLS: only then it accepts the first of these settings and rejects the second. */
export function supportsTls(redis: string): boolean {
  const settings = ['--tls-port', '0', '--port', 'none'];
  return spawnSync(redis, settings, { encoding: 'utf8', timeout: 5000 }).stderr.includes("'port ");
}

/** MariaDB creates its system tables with a separate program. */
export function mariadbInstaller(database: Program): string | undefined {
  const near = [dirname(database.path), join(database.path, '../../bin'), join(database.path, '../../scripts')];
  const names = ['mariadb-install-db', 'mysql_install_db'];
  return [...near, ...searchedFolders()]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);
}

/** @param option prints the version */
function firstThatRuns(names: readonly string[], option = '--version'): Program | undefined {
  for (const folder of searchedFolders()) {
    for (const name of names) {
      const path = join(folder, name);
      const version = isExecutable(path) ? versionOf(path, option) : undefined;
      if (version !== undefined) return { path, version };
    }
  }
  return undefined;
}

function searchedFolders(): readonly string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...path, '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/usr/libexec', ...foldersUnderOpt()];
}

function foldersUnderOpt(): readonly string[] {
  try {
    return readdirSync('/opt').flatMap((name) => ['bin', 'sbin', 'libexec'].map((part) => join('/opt', name, part)));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path: string, option: string): string | undefined {
  try {
    return execFileSync(path, [option], { encoding: 'utf8', stdio: 'pipe', timeout: 5000 }).trim();
  } catch {
    return undefined;
  }
}
