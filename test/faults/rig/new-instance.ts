import { FaultProxy } from './fault-proxy';
import { InstanceProcess } from './instance-process';
import type { Services } from './services';
import { freePort } from '../../servers/servers';

/** Signs the tokens of all instances, and of the buyers whose logins are there from the start. */
export const SECRET_KEY = 'a key for the tests, of more than thirty-two bytes';

interface Surroundings {
  readonly ground: Services;
  readonly build: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** An instance with wires of its own, in production's settings but for the limits; not started yet. */
export async function newInstance(
  name: string,
  scheme: string,
  { ground, build, variables }: Surroundings,
): Promise<InstanceProcess> {
  const [toDatabase, toRedis] = await Promise.all([
    FaultProxy.to('127.0.0.1', ground.database.port),
    FaultProxy.to('127.0.0.1', ground.redis.port),
  ]);
  return new InstanceProcess({
    name,
    build,
    folder: ground.folder,
    port: await freePort(),
    toDatabase,
    toRedis,
    environment: {
      NODE_ENV: 'production',
      DB_SCHEME: scheme,
      DB_USERNAME: 'root',
      DB_PASSWORD: '',
      SECRET_KEY,
      METRICS_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_SCALE: '1000',
      ...variables,
    },
  });
}
