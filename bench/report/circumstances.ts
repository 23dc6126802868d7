import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { redisClient } from '../../test/servers/servers';
import type { Rig } from '../rig/rig';
import { productionOptions, SETTINGS } from '../rig/shop-server';

/** Variables of the database that determine the cost of a commit and the size of its cache. */
const VARIABLES = ['innodb_flush_log_at_trx_commit', 'innodb_buffer_pool_size', 'log_bin', 'sync_binlog'];
const PACKAGES = /^(@nestjs\/|express$|typeorm$|mysql2$|ioredis$|redlock$|socket\.io$|bcrypt$|class-validator$)/;

export type Circumstances = Record<'machine' | 'versions' | 'settings', Record<string, unknown>>;

/** The machine, versions and settings of the measurement. */
export async function circumstances(rig: Rig): Promise<Circumstances> {
  const [database] = await rig.query<{ version: string }>('SELECT VERSION() AS version');
  const variables = await rig.query<{ Variable_name: string; Value: string }>(
    'SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)',
    [VARIABLES],
  );
  return {
    machine: { cores: cpus().length, cpu: cpus()[0]?.model, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { node: process.version, database: database?.version, redis: await redisVersion(rig), ...packages() },
    settings: {
      node: productionOptions().join(' '),
      ...SETTINGS,
      ...Object.fromEntries(variables.map((variable) => [variable.Variable_name, variable.Value])),
    },
  };
}

async function redisVersion(rig: Rig): Promise<string | undefined> {
  const client = redisClient(rig.redis.port);
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1];
  } finally {
    client.disconnect();
  }
}

function packages(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.fromEntries(Object.entries(dependencies).filter(([name]) => PACKAGES.test(name)));
}
