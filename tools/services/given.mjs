// Way 1: addresses from the environment or .env. They are used as they are; nothing is started beside them.
import { given } from '../environment.mjs';
import { Unable } from '../say.mjs';
import { askDatabase, askRedis, until } from './answering.mjs';
import { askRedisUrl } from './redis-url.mjs';

/**
 * Tests cut the wires of a plain Redis: no other will do for them.
 *
 * @param {import('./found.mjs').Purpose} purpose
 */
const urlFor = ({ kind }) => (kind === 'start' ? given('REDIS_URL') : undefined);

/**
 * @param {import('./found.mjs').Need} need
 * @param {import('./found.mjs').Purpose} purpose
 */
export function isGiven(need, purpose) {
  if (need === 'database') return given('DB_HOST') !== undefined;
  return (urlFor(purpose) ?? given('REDIS_HOST')) !== undefined;
}

/**
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<import('./found.mjs').Found>}
 */
export async function useGiven(needs, purpose) {
  const missing = needs.filter((need) => !isGiven(need, purpose));
  if (missing.length > 0) {
    throw new Unable(
      `HOTDEAL_SERVICES=env asks for addresses, but there is no ${missing.map((need) => (need === 'database' ? 'DB_HOST' : 'REDIS_HOST')).join(' and no ')}.`,
    );
  }
  const database = needs.includes('database') ? await givenDatabase(purpose) : {};
  const redis = needs.includes('redis') ? await givenRedis(purpose) : {};
  return {
    ...database,
    ...redis,
    description: [...(database.description ?? []), ...(redis.description ?? [])],
  };
}

/** @param {import('./found.mjs').Purpose} purpose */
async function givenDatabase({ kind, schema, zone }) {
  const database = {
    host: given('DB_HOST') ?? '',
    port: Number(given('DB_PORT') ?? 3306),
    username: given('DB_USERNAME') ?? 'hotdeal',
    password: process.env.DB_PASSWORD ?? '',
  };
  const name = `The database at ${database.host}:${database.port} (DB_HOST)`;
  let version = '';
  await until(async () => void (version = await askDatabase(database, kind === 'start' ? schema : undefined)), {
    what: name,
    seconds: 20,
  });
  const clock = zone === undefined ? '' : `; its own clock is left as it is, not set to ${zone}`;
  return { database, description: [`database: ${version} at ${database.host}:${database.port}, as given${clock}`] };
}

/** @param {import('./found.mjs').Purpose} purpose */
async function givenRedis(purpose) {
  const url = urlFor(purpose);
  if (url !== undefined) return { redis: { url }, description: [`Redis: ${await askRedisUrl(url)}, as given`] };
  const redis = {
    host: given('REDIS_HOST') ?? '',
    port: Number(given('REDIS_PORT') ?? 6379),
    password: process.env.REDIS_PASSWORD ?? '',
  };
  await until(() => askRedis(redis), { what: `Redis at ${redis.host}:${redis.port} (REDIS_HOST)`, seconds: 20 });
  return { redis, description: [`Redis: ${redis.host}:${redis.port}, as given`] };
}
