import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { RedisClients } from '#platform/redis/redis-clients';

/**
 * A separate process, because Node reads NODE_EXTRA_CA_CERTS when it starts. For each URL of the command line it prints the
 * answer to PING once all connections are open, or else the first error of the log.
 */
async function probe(url: string): Promise<string> {
  const refusals: string[] = [];
  Logger.overrideLogger({
    error: (refusal: string) => refusals.push(refusal),
    warn: () => undefined,
    log: () => undefined,
  });
  const variables = { DB_HOST: '-', DB_USERNAME: '-', SECRET_KEY: '-'.repeat(32), REDIS_URL: url };
  const clients = new RedisClients(Config.from(variables));
  try {
    while (refusals.length === 0 && !Object.values(clients.open).every((open) => open)) await turn();
    return refusals[0] ?? (await clients.cache.ping());
  } finally {
    clients.onApplicationShutdown();
  }
}

async function probeAll(): Promise<void> {
  const answers: string[] = [];
  for (const url of process.argv.slice(2)) answers.push(await probe(url));
  process.stdout.write(JSON.stringify(answers));
}

void probeAll();
