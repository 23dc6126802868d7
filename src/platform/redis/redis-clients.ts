import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Config } from '#platform/config/config';

const CONNECTION: RedisOptions = {
  connectTimeout: 1_000,
  disconnectTimeout: 200,
  retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
};
/**
 * ioredis waits for ever by default; these clients answer quickly that Redis is away. A connection that owes an answer
 * for a second is opened anew: the network may have dropped it without a word. What was under way on it is not sent
 * again, for whoever asked has given up.
 */
const QUICK: RedisOptions = {
  ...CONNECTION,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 300,
  socketTimeout: 1_000,
  autoResendUnfulfilledCommands: false,
};
/**
 * The stream reader of the socket adapter polls without end: it must queue, not fail, while Redis is away. Its answers
 * come a second late by design.
 */
const PATIENT: RedisOptions = {
  ...CONNECTION,
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  socketTimeout: 5_000,
};
/** A connection that nobody uses is asked for a sign of life, or nobody would learn that it is dead. */
const PULSE_MS = 1_000;

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
  private readonly pulse: NodeJS.Timeout;

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
    this.pulse = setInterval(() => this.feelPulse(), PULSE_MS);
    this.pulse.unref();
  }

  /** Whether each connection is open and has answered lately, by its purpose. */
  get open(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(Object.entries(this.byPurpose).map(([name, { status }]) => [name, status === 'ready']));
  }

  onApplicationShutdown(): void {
    clearInterval(this.pulse);
    for (const client of Object.values(this.byPurpose)) client.disconnect();
  }

  private get byPurpose(): Readonly<Record<string, Redis>> {
    const { cache, locks, publisher, subscriber, streams } = this;
    return { cache, locks, publisher, subscriber, streams };
  }

  private feelPulse(): void {
    for (const client of [this.cache, this.locks, this.publisher, this.subscriber]) {
      if (client.status === 'ready') client.ping().catch(() => undefined);
    }
  }
}
