// For suites that start, kill and measure the database and Redis themselves: the programs of this machine.
import { setting } from '../environment';
import { print } from '../terminal';
import { installPrograms } from './apt';
import { missingPrograms } from './local';
import { databaseProgram, mariadbInstaller, redisProgram } from './programs';

/** @returns the paths of the programs, which are installed where they are missing */
export async function serverPrograms(dataFolder: string): Promise<NodeJS.ProcessEnv> {
  const missing = missingPrograms(['database', 'redis']);
  if (missing.length > 0) await installPrograms(missing, dataFolder);
  const [found, redis] = [databaseProgram(), redisProgram()];
  if (found === undefined || redis === undefined) throw new Error('no database and Redis programs');
  const path = setting('DATABASE_PROGRAM') ?? found.path;
  const isMariadb = /mariadb/i.test(path === found.path ? found.version : path);
  print(`  database: ${path}, Redis: ${redis.path}`);
  return {
    DATABASE_PROGRAM: path,
    ...(isMariadb ? { DATABASE_INSTALLER: mariadbInstaller({ ...found, path }) } : {}),
    REDIS_PROGRAM: redis.path,
    REDIS_URL: '',
  };
}
