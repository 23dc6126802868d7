import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { RedisClients } from '#platform/redis/redis-clients';

/**
 * A process of its own, because Node reads NODE_EXTRA_CA_CERTS when it starts. For each URL of the command line it says
 * whether every connection opens, or what is written into the log instead.
 */
async function knock(url: string): Promise<string> {
  const refusals: string[] = [];
  Logger.overrideLogger({
    error: (refusal: string) => refusals.push(refusal),
    warn: () => undefined,
    log: () => undefined,
  });
  const place = { DB_HOST: '-', DB_USERNAME: '-', SECRET_KEY: '-'.repeat(32), REDIS_URL: url };
  const clients = new RedisClients(Config.from(place));
  try {
    while (refusals.length === 0 && !Object.values(clients.open).every((open) => open)) await turn();
    return refusals[0] ?? (await clients.cache.ping());
  } finally {
    clients.onApplicationShutdown();
  }
}

async function knockAtAll(): Promise<void> {
  const answers: string[] = [];
  for (const url of process.argv.slice(2)) answers.push(await knock(url));
  process.stdout.write(JSON.stringify(answers));
}

void knockAtAll();
