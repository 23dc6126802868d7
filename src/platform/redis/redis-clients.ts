import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Redis, type RedisOptions } from 'ioredis';
import { Config } from '#platform/config/config';
import { connect, connectionsOf, connectToAny } from './redis-connection';
import { Refusals } from './redis-refusal';

/**
 * ioredis waits for ever by default; these clients answer quickly that Redis is away. A connection that owes an answer
 * for a second is opened anew: the network may have dropped it without a word. What was under way on it is not sent
 * again, for whoever asked has given up.
 */
const QUICK: RedisOptions = {
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
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  socketTimeout: 5_000,
};
/** A connection that nobody uses is asked for a sign of life, or nobody would learn that it is dead. */
const PING_EVERY_MS = 1_000;

/** One connection per purpose, so that a blocked or flooded one never delays another. */
@Injectable()
export class RedisClients implements OnApplicationShutdown {
  /** sessions, revocations and other copies of what is true in the database */
  readonly cache: Redis;
  /** one, or several that know nothing of each other: then most of them must agree to a lock */
  readonly lockNodes: readonly Redis[];
  readonly publisher: Redis;
  readonly subscriber: Redis;
  readonly streams: Redis;
  /** what every key, channel and stream of this deployment starts with: several may share one Redis */
  readonly prefix: string;
  private readonly isSpread: boolean;
  private readonly pingTimer: NodeJS.Timeout;

  constructor(config: Config) {
    this.prefix = `${config.database.scheme}:`;
    this.isSpread = config.redis.kind === 'cluster';
    const log = new Logger(RedisClients.name);
    const refusals = new Refusals((refusal) => log.error(refusal));
    const open = (manner: RedisOptions, place = config.redis): Redis => refusals.watch(connect(place, manner), place);
    this.cache = open(QUICK);
    const lockNodes = config.lockNodes.map((place) => open(QUICK, place));
    this.lockNodes = lockNodes.length > 0 ? lockNodes : [open(QUICK)];
    this.publisher = open(QUICK);
    // Where ioredis repeats a subscription by itself and Redis is silent, nobody hears that it failed: the process ends.
    this.subscriber = refusals.watch(connectToAny(config.redis, { ...QUICK, autoResubscribe: false }), config.redis);
    this.streams = open(PATIENT);
    this.pingTimer = setInterval(() => this.pingIdleConnections(), PING_EVERY_MS);
    this.pingTimer.unref();
  }

  /**
   * `name` as a part of a key. Keys with the same one lie on the same node, so one command or script may use several:
   * in a cluster it is a hash tag, elsewhere just the name.
   */
  together(name: string): string {
    return this.isSpread ? `{${name}}` : name;
  }

  /** Whether each connection is open and has answered lately, by its purpose. */
  get open(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(Object.entries(this.byPurpose).map(([name, { status }]) => [name, status === 'ready']));
  }

  /** the first of the nodes that keep the locks */
  get locks(): Redis {
    return this.lockNodes[0] as Redis;
  }

  onApplicationShutdown(): void {
    clearInterval(this.pingTimer);
    for (const client of Object.values(this.byPurpose)) client.disconnect();
  }

  private get byPurpose(): Readonly<Record<string, Redis>> {
    const { cache, lockNodes, publisher, subscriber, streams } = this;
    const locks = lockNodes.map((node, index) => [index === 0 ? 'locks' : `locks-${index + 1}`, node] as const);
    return { cache, ...Object.fromEntries(locks), publisher, subscriber, streams };
  }

  private pingIdleConnections(): void {
    const quick = [this.cache, ...this.lockNodes, this.publisher, this.subscriber];
    for (const connection of quick.flatMap(connectionsOf)) {
      if (connection.status === 'ready') connection.ping().catch(() => undefined);
    }
  }
}
