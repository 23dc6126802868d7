// A Redis that a URL names, read and asked by the application's own code: what that cannot reach, the shop cannot either.
import { createRequire } from 'node:module';
import { Unable } from '../say.mjs';
import { until } from './answering.mjs';

const load = createRequire(import.meta.url);
const limitMs = 3000;

/**
 * Needs the build.
 *
 * @param {string} url
 * @returns {Promise<string>} what it is and where, without its secrets
 */
export async function askRedisUrl(url) {
  const { redisUrl } = load('../../dist/platform/config/redis-place.js');
  const { data: place, error } = redisUrl.safeParse(url);
  if (place === undefined) throw new Unable(`REDIS_URL ${error.issues[0].message}`);
  const addresses = place.nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
  const name = `${{ one: '', sentinel: 'Sentinels at ', cluster: 'cluster at ' }[place.kind]}${addresses}`;
  await untilOpen(place, `Redis at ${addresses} (REDIS_URL)`);
  return `${name}${place.tls ? ' over TLS' : ''}`;
}

async function untilOpen(place, what) {
  const { connect } = load('../../dist/platform/redis/redis-connection.js');
  const { refusalIn } = load('../../dist/platform/redis/redis-refusal.js');
  const client = connect(place, { connectTimeout: limitMs, commandTimeout: limitMs, enableOfflineQueue: false });
  let refusal;
  let missing = 'no connection yet';
  client.on('error', async (error) => {
    missing = error.message;
    refusal ??= await refusalIn(error, place);
  });
  const attempt = async () => {
    if (refusal !== undefined) throw new Unable(refusal);
    if (client.status !== 'ready') return missing;
    await client.ping();
    return undefined;
  };
  try {
    await until(attempt, { what, seconds: 20 });
  } finally {
    client.disconnect();
  }
}
