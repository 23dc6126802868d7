import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Config } from '#platform/config/config';

/** ioredis waits for ever by default; these clients answer quickly that Redis is away. */
const QUICK: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 300,
  connectTimeout: 1_000,
  disconnectTimeout: 200,
  retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
};
/** The stream reader of the socket adapter polls without end: it must queue, not fail, while Redis is away. */
const PATIENT: RedisOptions = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  connectTimeout: 1_000,
  disconnectTimeout: 200,
  retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
};

/** One connection per purpose, so that a blocked or flooded one never delays another. */
@Injectable()
export class RedisClients implements OnApplicationShutdown {
  /** sessions, revocations and other copies of what is true in the database */
  readonly cache: Redis;
  readonly locks: Redis;
  readonly publisher: Redis;
  readonly subscriber: Redis;
  readonly streams: Redis;
  /** what every key, channel and stream of this deployment starts with: several may share one Redis */
  readonly prefix: string;

  constructor(config: Config) {
    const { host, port, password } = config.redis;
    const address: RedisOptions = { host, port, ...(password === '' ? {} : { password }) };
    const open = (options: RedisOptions): Redis => {
      const client = new Redis({ ...address, ...options });
      // Without a listener ioredis prints every failed reconnection; readiness and the callers report it.
      client.on('error', () => undefined);
      return client;
    };
    this.prefix = `${config.database.scheme}:`;
    this.cache = open(QUICK);
    this.locks = open(QUICK);
    this.publisher = open(QUICK);
    // Where ioredis repeats a subscription by itself and Redis is silent, nobody hears that it failed: the process ends.
    this.subscriber = open({ ...QUICK, autoResubscribe: false });
    this.streams = open(PATIENT);
  }

  onApplicationShutdown(): void {
    for (const client of [this.cache, this.locks, this.publisher, this.subscriber, this.streams]) client.disconnect();
  }
}
