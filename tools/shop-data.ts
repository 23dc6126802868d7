// What a data folder shows of the shop that was started on it before. A launcher that finds a part of it missing says so
// and stops: an empty shop beside the rest would look like lost data.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeWhole } from './data-folder';
import { LauncherError, messageOf } from './terminal';

/** No other way of starting helps. */
export class DatabaseMissing extends LauncherError {}

/** `local`: one of the two programs, by a record that does not say which. */
export type DatabaseKind = 'docker' | 'mariadb' | 'mysql' | 'local';

export interface StartOptions {
  /** a database that is missing is replaced by an empty one */
  readonly newDatabase: boolean;
  /** secrets that are missing are replaced by new ones, with another administrator */
  readonly newSecrets: boolean;
}

export function startOptions(args: readonly string[]): StartOptions {
  try {
    const options = { 'new-database': { type: 'boolean' }, 'new-secrets': { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    return { newDatabase: values['new-database'] === true, newSecrets: values['new-secrets'] === true };
  } catch (failure) {
    throw new LauncherError(`${messageOf(failure)}\nUsage: npm start [-- --new-database | --new-secrets]`);
  }
}

const recordFile = (dataFolder: string): string => join(dataFolder, 'database.json');

export const demoCatalogueFile = (dataFolder: string): string => join(dataFolder, 'demo-catalogue.json');

export function recordDatabase(dataFolder: string, kind: DatabaseKind): void {
  if (readObject(recordFile(dataFolder))?.['kind'] === kind) return;
  writeWhole(recordFile(dataFolder), JSON.stringify({ kind }));
}

/** The database that the last start on this data folder has used, unless the environment named its address. */
export function recordedDatabase(dataFolder: string): DatabaseKind | undefined {
  const kind = readObject(recordFile(dataFolder))?.['kind'] as DatabaseKind | undefined;
  if (kind !== undefined) return kind;
  // Releases up to 0.2.0 kept no record of it.
  const folders = (['mariadb', 'mysql'] as const).filter((name) => existsSync(join(dataFolder, name, 'data')));
  if (folders.length > 0) return folders.length === 1 ? folders[0] : undefined;
  const loaded = Object.keys(readObject(demoCatalogueFile(dataFolder)) ?? {});
  if (loaded.some((database) => /^(?:local|install)\//.test(database))) return 'local';
  return loaded.some((database) => database.startsWith('docker/')) ? 'docker' : undefined;
}

/** Whether a shop was started on this data folder, with any database. */
export function hasShop(dataFolder: string): boolean {
  if (recordedDatabase(dataFolder) !== undefined) return true;
  return Object.keys(readObject(demoCatalogueFile(dataFolder)) ?? {}).length > 0;
}

/** @throws DatabaseMissing when a local database is about to be created although the shop has one elsewhere */
export function assertNewDatabaseIsWanted(
  expected: DatabaseKind | undefined,
  { data, program }: { readonly data: string; readonly program: 'mariadb' | 'mysql' },
): void {
  if (expected === undefined || expected === 'docker') return;
  const names = { mariadb: 'MariaDB', mysql: 'MySQL', local: 'database' };
  const missing =
    expected === program || expected === 'local'
      ? `The database of this shop is gone: there is no folder ${data}, although an earlier start has used it.`
      : `The database of this shop is one of ${names[expected]}, which cannot be read by the program that was found here, ${names[program]}.`;
  throw new DatabaseMissing(
    `${missing}\n  To go on with it, ${expected === program || expected === 'local' ? 'put the folder back, or restore a backup' : `install ${names[expected]}`}.` +
      '\n  To start with an empty database: npm start -- --new-database',
  );
}

function readObject(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
