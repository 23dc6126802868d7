// Way 3: the database and Redis programs of this machine, as children of the launcher.
import { Unable } from '../say.mjs';
import { startLocalDatabase } from './local-database.mjs';
import { startLocalRedis } from './local-redis.mjs';
import { databaseProgram, redisProgram } from './programs.mjs';

/** What a clean stop of a database may take. */
const graceMs = 30_000;

/**
 * @param {readonly import('./found.mjs').Need[]} needs
 * @returns {import('./found.mjs').Need[]} those for which this machine has no program
 */
export function missingPrograms(needs) {
  const program = { database: databaseProgram, redis: redisProgram };
  return needs.filter((need) => program[need]() === undefined);
}

/**
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<import('./found.mjs').Found>}
 */
export async function startLocal(needs, purpose) {
  purpose.atEnd(() => stop());
  /** @type {{ child: import('../processes.mjs').Child, description: string }[]} */
  let started = [];
  const stop = async () => void (await Promise.all(started.map(({ child }) => child.stop(graceMs))));
  const outcomes = await Promise.allSettled(
    needs.map((need) => (need === 'database' ? database(purpose) : redis(purpose))),
  );
  started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    ...Object.assign({}, ...started.map(({ child: _, ...service }) => service)),
    description: started.map(({ description }) => description),
    lost: Promise.race(started.map(({ child, description }) => child.ended.then(() => description))),
  };
}

/** @param {import('./found.mjs').Purpose} purpose */
function database(purpose) {
  const program = databaseProgram();
  if (program === undefined) throw new Unable('neither mysqld nor mariadbd was found');
  return startLocalDatabase(program, purpose);
}

/** @param {import('./found.mjs').Purpose} purpose */
function redis(purpose) {
  const program = redisProgram();
  if (program === undefined) throw new Unable('neither redis-server nor valkey-server was found');
  return startLocalRedis(program, purpose);
}
