import { mkdirSync } from 'node:fs';
import { MYSQL_GTID } from '../../servers/replica';
import { programs, type Server, startDatabase, startRedis } from '../../servers/servers';

/** The database and the Redis that all scenarios of a run share; each scenario has a schema of its own. */
export interface Services {
  readonly database: Server;
  readonly redis: Server;
  readonly folder: string;
}

/** A replica needs the binary log. */
const REPLICATED = ['--server-id=1', '--log-bin=log', '--binlog-format=ROW'];

export async function openServices(folder: string): Promise<Services> {
  mkdirSync(folder, { recursive: true });
  const { database: found } = programs();
  const program = { ...found, settings: [...REPLICATED, ...(found.installer === undefined ? MYSQL_GTID : [])] };
  const [database, redis] = await Promise.all([startDatabase(folder, program), startRedis(folder)]);
  Object.assign(process.env, { DB_HOST: '127.0.0.1', DB_PORT: String(database.port), DB_USERNAME: 'root' });
  Object.assign(process.env, { DB_PASSWORD: '', REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) });
  return { database, redis, folder };
}

export async function closeServices({ database, redis }: Services): Promise<void> {
  await Promise.all([database.process.stop(), redis.process.stop()]);
}
