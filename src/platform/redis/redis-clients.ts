import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Redis, type RedisOptions } from 'ioredis';
import { Config } from '#platform/config/config';
import { repeat } from '#platform/timing/repeat';
import { connect, connectionsOf, connectToAny } from './redis-connection';
import { Refusals } from './redis-refusal';
import { RefusedWrites } from './redis-refused-writes';

/**
 * ioredis waits for ever by default; these clients fail quickly while Redis is unavailable. A connection without an
 * answer for a second is reopened: the network may have dropped it silently. The commands that were under way are not
 * sent again, because their callers have given up.
 */
const FAIL_FAST: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 300,
  socketTimeout: 1_000,
  autoResendUnfulfilledCommands: false,
};
/**
 * The stream reader of the socket adapter polls without end: it must queue, not fail, while Redis is unavailable. Its
 * answers come a second late by design.
 */
const KEEP_WAITING: RedisOptions = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  socketTimeout: 5_000,
};
/** An unused connection is pinged, because otherwise its loss would go unnoticed. */
const PING_EVERY_MS = 1_000;

/** One connection per purpose, so that a blocked or flooded one never delays another. */
@Injectable()
export class RedisClients implements OnApplicationShutdown {
  /** copies of data of the database, such as revocations */
  readonly cache: Redis;
  /** one, or several independent ones: then a lock needs the majority of them */
  readonly lockNodes: readonly Redis[];
  readonly publisher: Redis;
  readonly subscriber: Redis;
  readonly streams: Redis;
  /** prefix of every key, channel and stream of this deployment: several deployments may share one Redis */
  readonly prefix: string;
  /** commands that Redis has refused, by the first word of its answer */
  readonly refusedWrites = new Map<string, number>();
  private readonly isSpread: boolean;
  private readonly stopPinging: () => void;

  constructor(config: Config) {
    this.prefix = `${config.database.scheme}:`;
    this.isSpread = config.redis.kind === 'cluster';
    const log = new Logger(RedisClients.name);
    const refusals = new Refusals((refusal) => log.error(refusal));
    const open = (manner: RedisOptions, place = config.redis): Redis =>
      refusals.watch(connect(place, this.observed(manner)), place);
    this.cache = open(FAIL_FAST);
    const lockNodes = config.lockNodes.map((place) => open(FAIL_FAST, place));
    this.lockNodes = lockNodes.length > 0 ? lockNodes : [open(FAIL_FAST)];
    this.publisher = open(FAIL_FAST);
    // Without this, a resubscription that ioredis makes by itself fails unhandled while Redis is silent, and ends the
    // process.
    this.subscriber = refusals.watch(
      connectToAny(config.redis, this.observed({ ...FAIL_FAST, autoResubscribe: false })),
      config.redis,
    );
    this.streams = open(KEEP_WAITING);
    this.stopPinging = repeat(PING_EVERY_MS, () => this.pingAll());
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
    this.stopPinging();
    for (const client of Object.values(this.byPurpose)) client.disconnect();
  }

  private observed(manner: RedisOptions): RedisOptions {
    return { ...manner, reconnectOnError: new RefusedWrites(this.refusedWrites).record };
  }

  private get byPurpose(): Readonly<Record<string, Redis>> {
    const { cache, lockNodes, publisher, subscriber, streams } = this;
    const locks = lockNodes.map((node, index) => [index === 0 ? 'locks' : `locks-${index + 1}`, node] as const);
    return { cache, ...Object.fromEntries(locks), publisher, subscriber, streams };
  }

  private pingAll(): void {
    const quick = [this.cache, ...this.lockNodes, this.publisher, this.subscriber];
    for (const connection of quick.flatMap(connectionsOf)) {
      if (connection.status === 'ready') connection.ping().catch(() => undefined);
    }
  }
}
