import { FaultProxy } from './fault-proxy';
import { InstanceProcess } from './instance-process';
import type { Services } from './services';
import { freePort } from '../../servers/servers';

/** Signs the tokens of all instances, and those of the buyers, whose logins exist from the start. */
export const SECRET_KEY = 'a key for the tests, of more than thirty-two bytes';

interface Surroundings {
  readonly services: Services;
  readonly build: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** An instance with proxies of its own and the settings of production except for the rate limits; not started yet. */
export async function newInstance(
  name: string,
  scheme: string,
  { services, build, variables }: Surroundings,
): Promise<InstanceProcess> {
  const [toDatabase, toRedis] = await Promise.all([
    FaultProxy.to('127.0.0.1', services.database.port),
    FaultProxy.to('127.0.0.1', services.redis.port),
  ]);
  return new InstanceProcess({
    name,
    build,
    folder: services.folder,
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
