// What the launchers request, and what every method of finding a service returns.
import type { Child } from '../processes';
import type { Secrets } from '../secrets';
import type { DatabaseKind } from '../shop-data';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface DatabaseAddress extends Address {
  readonly username: string;
  readonly password: string;
}

export interface RedisAddress extends Address {
  readonly password: string;
}

export type ServiceName = 'database' | 'redis';

export interface ServiceRequest {
  /** `start` keeps its data; `test` throws it away, and its account may create schemas */
  readonly kind: 'start' | 'test';
  readonly dataFolder: string;
  /** where this run keeps its data and pid files */
  readonly folder: string;
  readonly schema: string;
  /** of an earlier start: another, empty one is not started instead */
  readonly expectedDatabase?: DatabaseKind | undefined;
  readonly secrets: Secrets;
  readonly onEnd: (closer: () => Promise<void>) => void;
  /** of the database server itself */
  readonly timeZone?: string;
}

/**
 * a method finds every requested service, or throws and leaves nothing running. It registers with `onEnd` before
 * it starts anything, so that an interruption at any point stops what it has started.
 */
export interface FoundServices {
  readonly database?: DatabaseAddress;
  /** a URL replaces the address */
  readonly redis?: RedisAddress | { readonly url: string };
  /** one line each, for the reader */
  readonly description: readonly string[];
  /** resolves with the name of a service that ended by itself */
  readonly lostService?: Promise<string>;
}

/** A program of this machine that runs as a child of the launcher. */
export interface LocalService {
  readonly child: Child;
  readonly found: Pick<FoundServices, ServiceName>;
  readonly description: string;
}

/** The variables by which the application and the tests find the services. */
export function environmentOf(parts: readonly FoundServices[]): NodeJS.ProcessEnv {
  const database = parts.map((part) => part.database).find((found) => found !== undefined);
  const redis = parts.map((part) => part.redis).find((found) => found !== undefined);
  return { ...databaseVariables(database), ...redisVariables(redis) };
}

function databaseVariables(database: DatabaseAddress | undefined): NodeJS.ProcessEnv {
  if (database === undefined) return {};
  const { host, port, username, password } = database;
  return { DB_HOST: host, DB_PORT: String(port), DB_USERNAME: username, DB_PASSWORD: password };
}

function redisVariables(redis: FoundServices['redis']): NodeJS.ProcessEnv {
  if (redis === undefined) return {};
  if ('url' in redis) return { REDIS_URL: redis.url };
  const { host, port, password } = redis;
  return { REDIS_HOST: host, REDIS_PORT: String(port), REDIS_PASSWORD: password, REDIS_URL: '' };
}

/** The offset of a time zone, such as +09:00: a fresh database server does not know the names of zones. */
export function offsetOf(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(new Date());
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.replace('GMT', '') ?? '';
  return offset === '' ? '+00:00' : offset;
}
