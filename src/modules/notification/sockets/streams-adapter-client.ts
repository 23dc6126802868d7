import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisClients } from '#platform/redis/redis-clients';
import { withTimeout } from '#platform/timing/with-timeout';

const PAUSE_MS = 200;
const ANSWER_TIMEOUT_MS = 3_000;

type ReadCommand = ['BLOCK', number, 'COUNT', number, 'STREAMS', string, string];
/** Of one stream: its name, and the ids and fields of its entries. */
type Entries = [string, [string, string[]][]][];

/**
 * The Redis client of the streams adapter. With a plain ioredis client the adapter waits for ever while Redis is
 * unavailable, polls without a pause when reading fails, leaves promises unhandled, and until it has read its first
 * entry misses what is written between two polls.
 */
export class StreamsAdapterClient {
  /** the adapter looks here for ioredis's `lazyConnect` */
  readonly options = {};
  private start: Promise<string> | undefined;

  /** Reads where the stream ends as soon as Redis answers: the adapter may begin to read only later. */
  constructor(
    private readonly redis: RedisClients,
    stream: string,
  ) {
    const findStart = (): void => void this.startOf(stream).catch(() => undefined);
    if (redis.streams.status === 'ready') findStart();
    else redis.streams.once('ready', findStart);
  }

  /** The adapter wants connections of its own, for reading and for messages between servers; this client is enough. */
  duplicate(): this {
    return this;
  }

  on(): this {
    return this;
  }

  subscribe(): void {
    // Nothing is ever published on the adapter's own channels.
  }

  /** The connections belong to the platform, which closes them. */
  disconnect(): void {
    this.start = undefined;
  }

  /** Fails at once while Redis is unavailable. */
  async xadd(entry: [string, ...string[]]): Promise<string | null> {
    return (await this.redis.publisher.call('XADD', ...entry)) as string | null;
  }

  xrange(stream: string, from: string, to: string): Promise<[string, string[]][]> {
    return this.redis.publisher.xrange(stream, from, to);
  }

  multi(): ReturnType<Redis['multi']> {
    return this.redis.publisher.multi();
  }

  /** Stores a session for recovery. When that fails the client cannot recover: it reads the signals since its last one. */
  async set(key: string, value: string, unit: 'PX', milliseconds: number): Promise<void> {
    await this.redis.publisher.set(key, value, unit, milliseconds).catch(() => undefined);
  }

  /** Returns nothing, after a pause, while Redis is unavailable. */
  async xread(...command: ReadCommand): Promise<Entries | null> {
    const [, blockMs, , count, , stream, offset] = command;
    try {
      if (this.redis.streams.status !== 'ready') throw new Error('Redis is unavailable');
      const from = offset === '$' ? await this.startOf(stream) : offset;
      const reading = this.redis.streams.xread('COUNT', count, 'BLOCK', blockMs, 'STREAMS', stream, from);
      return await withTimeout(blockMs + ANSWER_TIMEOUT_MS, reading, () => this.reconnect());
    } catch {
      await pause(PAUSE_MS, undefined, { ref: false });
      return null;
    }
  }

  /** The entry after which reading begins: the last one when this process first looked. */
  private startOf(stream: string): Promise<string> {
    this.start ??= this.redis.streams.xrevrange(stream, '+', '-', 'COUNT', 1).then(
      ([last]) => last?.[0] ?? '0-0',
      (error: unknown) => {
        this.start = undefined;
        throw error;
      },
    );
    return this.start;
  }

  /** A connection that accepts commands but answers none is replaced by a new one. */
  private reconnect(): Error {
    this.redis.streams.disconnect(true);
    return new Error('Redis does not answer on the connection of the signal stream');
  }
}
