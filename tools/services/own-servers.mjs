// For suites that start, kill and measure the database and Redis by themselves: the programs of this machine.
import { given } from '../environment.mjs';
import { say } from '../say.mjs';
import { installPrograms } from './apt.mjs';
import { missingPrograms } from './local.mjs';
import { databaseProgram, mariadbInstaller, redisProgram } from './programs.mjs';

/**
 * @param {string} home
 * @returns {Promise<NodeJS.ProcessEnv>} the programs, installed where they were missing
 */
export async function serverPrograms(home) {
  const missing = missingPrograms(['database', 'redis']);
  if (missing.length > 0) await installPrograms(missing, home);
  const [found, redis] = [databaseProgram(), redisProgram()];
  if (found === undefined || redis === undefined) throw new Error('no database and Redis programs');
  const path = given('DATABASE_PROGRAM') ?? found.path;
  const isMariadb = /mariadb/i.test(path === found.path ? found.version : path);
  say(`  database: ${path}, Redis: ${redis.path}`);
  return {
    DATABASE_PROGRAM: path,
    ...(isMariadb ? { DATABASE_INSTALLER: mariadbInstaller({ ...found, path }) } : {}),
    REDIS_PROGRAM: redis.path,
    REDIS_URL: '',
  };
}
