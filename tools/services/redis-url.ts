// A Redis that a URL names is checked by the application's own code: the shop cannot reach what that cannot reach.
import type { RedisPlace } from '#platform/config/redis-place';
import { LauncherError } from '../terminal';
import { waitUntil } from './probes';

const LIMIT_MS = 3000;

/**
 * Needs the build.
 *
 * @returns the kind and the address of that Redis, without its secrets
 */
export async function checkRedisUrl(url: string): Promise<string> {
  const { redisUrl } = await import('#platform/config/redis-place');
  const { data: place, error } = redisUrl.safeParse(url);
  if (place === undefined) throw new LauncherError(`REDIS_URL ${error?.issues[0]?.message}`);
  const addresses = place.nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
  await waitUntilConnected(place, `Redis at ${addresses} (REDIS_URL)`);
  const kind = { one: '', sentinel: 'Sentinels at ', cluster: 'cluster at ' }[place.kind];
  return `${kind}${addresses}${place.tls ? ' over TLS' : ''}`;
}

async function waitUntilConnected(place: RedisPlace, what: string): Promise<void> {
  const { connect } = await import('#platform/redis/redis-connection');
  const { refusalIn } = await import('#platform/redis/redis-refusal');
  const client = connect(place, { connectTimeout: LIMIT_MS, commandTimeout: LIMIT_MS, enableOfflineQueue: false });
  let refusal: string | undefined;
  let missing = 'no connection yet';
  client.on('error', (error: Error) => {
    missing = error.message;
    void refusalIn(error, place).then((found) => (refusal ??= found));
  });
  const attempt = async (): Promise<string | undefined> => {
    if (refusal !== undefined) throw new LauncherError(refusal);
    if (client.status !== 'ready') return missing;
    await client.ping();
    return undefined;
  };
  try {
    await waitUntil(attempt, { what, seconds: 20 });
  } finally {
    client.disconnect();
  }
}
