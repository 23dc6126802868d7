// Method 1: addresses from the environment or `.env`. They are used as they are, and nothing is started beside them.
import { setting } from '../environment';
import { LauncherError } from '../terminal';
import { pingRedis, waitForDatabase, waitUntil } from './probes';
import { checkRedisUrl } from './redis-url';
import type { FoundServices, ServiceName, ServiceRequest } from './service-request';

const WAIT_SECONDS = 20;

/** Tests cut connections to a single Redis, so they use no URL. */
const redisUrl = ({ kind }: Pick<ServiceRequest, 'kind'>): string | undefined =>
  kind === 'start' ? setting('REDIS_URL') : undefined;

export function isConfigured(service: ServiceName, serviceRequest: Pick<ServiceRequest, 'kind'>): boolean {
  if (service === 'database') return setting('DB_HOST') !== undefined;
  return (redisUrl(serviceRequest) ?? setting('REDIS_HOST')) !== undefined;
}

export async function findConfigured(
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<FoundServices> {
  const missing = services.filter((service) => !isConfigured(service, serviceRequest));
  if (missing.length > 0) {
    const names = missing.map((service) => (service === 'database' ? 'DB_HOST' : 'REDIS_HOST'));
    throw new LauncherError(`HOTDEAL_SERVICES=env needs addresses, but there is no ${names.join(' and no ')}.`);
  }
  const database = services.includes('database') ? await configuredDatabase(serviceRequest) : undefined;
  const redis = services.includes('redis') ? await configuredRedis(serviceRequest) : undefined;
  return { ...database, ...redis, description: [database, redis].flatMap((found) => found?.description ?? []) };
}

async function configuredDatabase({ kind, schema, timeZone }: ServiceRequest): Promise<FoundServices> {
  const database = {
    host: setting('DB_HOST') ?? '',
    port: Number(setting('DB_PORT') ?? 3306),
    username: setting('DB_USERNAME') ?? 'hotdeal',
    password: process.env['DB_PASSWORD'] ?? '',
  };
  const address = `${database.host}:${database.port}`;
  const { version } = await waitForDatabase(
    database,
    { what: `The database at ${address} (DB_HOST)`, seconds: WAIT_SECONDS },
    kind === 'start' ? schema : undefined,
  );
  const zone = timeZone === undefined ? '' : `; its time zone stays as it is, not ${timeZone}`;
  return { database, description: [`database: ${version} at ${address}, as configured${zone}`] };
}

async function configuredRedis(serviceRequest: ServiceRequest): Promise<FoundServices> {
  const url = redisUrl(serviceRequest);
  if (url !== undefined) {
    return { redis: { url }, description: [`Redis: ${await checkRedisUrl(url)}, as configured`] };
  }
  const redis = {
    host: setting('REDIS_HOST') ?? '',
    port: Number(setting('REDIS_PORT') ?? 6379),
    password: process.env['REDIS_PASSWORD'] ?? '',
  };
  const address = `${redis.host}:${redis.port}`;
  await waitUntil(() => pingRedis(redis), { what: `Redis at ${address} (REDIS_HOST)`, seconds: WAIT_SECONDS });
  return { redis, description: [`Redis: ${address}, as configured`] };
}
