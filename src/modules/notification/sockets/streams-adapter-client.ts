import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisClients } from '#platform/redis/redis-clients';
import { withTimeout } from '#platform/timing/with-timeout';

const PAUSE_MS = 200;
const ANSWER_LIMIT_MS = 3_000;

type ReadCommand = ['BLOCK', number, 'COUNT', number, 'STREAMS', string, string];
/** Of one stream: its name, and its entries' ids and fields. */
type Entries = [string, [string, string[]][]][];

/**
 * What the streams adapter takes for a Redis client. Left to itself the adapter waits for ever while Redis is away,
 * polls without a breath when reading fails, leaves promises unhandled, and misses what is written between two polls
 * until it has read its first entry.
 */
export class StreamsAdapterClient {
  /** the adapter asks whether its client connects lazily */
  readonly options = {};
  private start: Promise<string> | undefined;

  /** Where the stream ends is noted as soon as Redis answers: the adapter may come to read only later. */
  constructor(
    private readonly redis: RedisClients,
    stream: string,
  ) {
    const look = (): void => void this.startOf(stream).catch(() => undefined);
    if (redis.streams.status === 'ready') look();
    else redis.streams.once('ready', look);
  }

  /** For reading, and for messages between servers that nobody here sends. */
  duplicate(): this {
    return this;
  }

  on(): this {
    return this;
  }

  subscribe(): void {
    // nothing is ever published on the adapter's own channels
  }

  /** The connections belong to the ground, which closes them. */
  disconnect(): void {
    this.start = undefined;
  }

  /** Fails at once while Redis is away. */
  async xadd(entry: [string, ...string[]]): Promise<string | null> {
    return (await this.redis.publisher.call('XADD', ...entry)) as string | null;
  }

  xrange(stream: string, from: string, to: string): Promise<[string, string[]][]> {
    return this.redis.publisher.xrange(stream, from, to);
  }

  multi(): ReturnType<Redis['multi']> {
    return this.redis.publisher.multi();
  }

  /** What a client has missed cannot be told later when this fails: it then asks for the signals since. */
  async set(key: string, value: string, unit: 'PX', milliseconds: number): Promise<void> {
    await this.redis.publisher.set(key, value, unit, milliseconds).catch(() => undefined);
  }

  /** Nothing, after a pause, while Redis is away. */
  async xread(...asked: ReadCommand): Promise<Entries | null> {
    const [, blockMs, , count, , stream, offset] = asked;
    try {
      if (this.redis.streams.status !== 'ready') throw new Error('away');
      const from = offset === '$' ? await this.startOf(stream) : offset;
      const reading = this.redis.streams.xread('COUNT', count, 'BLOCK', blockMs, 'STREAMS', stream, from);
      return await withTimeout(blockMs + ANSWER_LIMIT_MS, reading, () => this.silent());
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

  /** A connection that takes commands and answers none is opened anew. */
  private silent(): Error {
    this.redis.streams.disconnect(true);
    return new Error('The stream is silent');
  }
}
