// For suites that start, kill and measure the database and Redis themselves: the programs of this machine.
import { print } from '../terminal';
import { installPrograms } from './apt';
import { missingPrograms } from './local';
import { databasePrograms } from './optional-programs';
import { databaseProgram, redisProgram } from './programs';

/** @returns the paths of the programs, which are installed where they are missing */
export async function serverPrograms(dataFolder: string): Promise<NodeJS.ProcessEnv> {
  const missing = missingPrograms(['database', 'redis']);
  if (missing.length > 0) await installPrograms(missing, dataFolder);
  const [found, redis] = [databaseProgram(), redisProgram()];
  if (found === undefined || redis === undefined) throw new Error('no database and Redis programs');
  const database = databasePrograms();
  print(`  database: ${database.DATABASE_PROGRAM}, Redis: ${redis.path}`);
  return {
    ...database,
    REDIS_PROGRAM: redis.path,
    REDIS_URL: '',
  };
}
