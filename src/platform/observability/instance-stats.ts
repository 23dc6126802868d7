import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { EventBus } from '#platform/events/event-bus';
import { DatabaseClock } from '#platform/database/database-clock';
import { RedisClients } from '#platform/redis/redis-clients';

const BEAT_EVERY_MS = 1_000;
/** Who has not been heard of for so long is dead, or cannot reach Redis. */
const SILENT_AFTER_MS = 5_000;
const KEPT_MS = 10_000;

const beat = z.object({
  instanceId: z.string(),
  startedAt: z.number(),
  observedAt: z.number(),
  /** by its name, what each part of the instance counts */
  counts: z.record(z.string(), z.unknown()),
});
/** What one instance told of itself at one instant; times are ms since 1970 by the database's clock. */
export type InstanceSample = z.infer<typeof beat>;

/** The living instances, or only this one when `complete` is false. */
export interface InstanceSamples {
  readonly complete: boolean;
  readonly beats: readonly InstanceSample[];
}

/**
 * What every living instance is doing now. Whoever counts something adds it once; nothing is done when it is counted.
 * Each instance writes its numbers once a second into one hash, which is gone when nobody writes any more.
 */
@Injectable()
export class InstanceStats implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly parts = new Map<string, () => unknown>();
  private readonly key: string;
  private startedAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly redis: RedisClients,
    private readonly clock: DatabaseClock,
    private readonly bus: EventBus,
  ) {
    this.key = `${redis.prefix}pulse`;
  }

  /** @param read answers what JSON can hold; asked once a second, and by whoever looks */
  add(part: string, read: () => unknown): void {
    this.parts.set(part, read);
  }

  onApplicationBootstrap(): void {
    void this.beat();
    this.timer = setInterval(() => void this.beat(), BEAT_EVERY_MS);
    this.timer.unref();
    // What killed instances left would stay where nobody looks: each start brings as many away as it may leave.
    this.all().catch(() => undefined);
  }

  /** Gone at once, not after five seconds; without Redis, after these. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.cache.hdel(this.key, this.bus.instance).catch(() => undefined);
  }

  /** The numbers of this instance are read now, those of the others are up to a second old. Oldest instance first. */
  async all(): Promise<InstanceSamples> {
    const own = this.own();
    const stored = await this.redis.cache.hgetall(this.key).catch(() => undefined);
    if (stored === undefined) return { complete: false, beats: [own] };
    const heard = Object.entries(stored).map(([field, text]) => ({ field, told: read(text) }));
    const living = heard.filter(({ told }) => isLiving(told, own.observedAt));
    const dead = heard.filter((one) => !living.includes(one)).map(({ field }) => field);
    if (dead.length > 0) this.redis.cache.hdel(this.key, ...dead).catch(() => undefined);
    const others = living.flatMap(({ told }) => (told === undefined || told.instanceId === own.instanceId ? [] : told));
    return { complete: true, beats: [own, ...others].sort(byAge) };
  }

  /** One at a time; what fails is written a second later. */
  private beat(): Promise<void> {
    this.beating ??= this.write()
      .catch(() => undefined)
      .finally(() => {
        this.beating = undefined;
      });
    return this.beating;
  }

  /** Together with its end: no key may stay for ever because the process died in between. */
  private async write(): Promise<void> {
    const own = this.own();
    await this.redis.cache
      .multi()
      .hset(this.key, own.instanceId, JSON.stringify(own))
      .pexpire(this.key, KEPT_MS)
      .exec();
  }

  private own(): InstanceSample {
    const counts = Object.fromEntries([...this.parts].map(([part, counted]) => [part, counted()]));
    const observedAt = this.clock.now().getTime();
    this.startedAt ??= observedAt;
    return { instanceId: this.bus.instance, startedAt: this.startedAt, observedAt, counts };
  }
}

/** Others may write to this Redis too, and other versions of this code. */
function read(text: string): InstanceSample | undefined {
  try {
    return beat.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isLiving(told: InstanceSample | undefined, now: number): told is InstanceSample {
  return told !== undefined && Math.abs(now - told.observedAt) <= SILENT_AFTER_MS;
}

function byAge(one: InstanceSample, other: InstanceSample): number {
  return one.startedAt - other.startedAt || (one.instanceId < other.instanceId ? -1 : 1);
}
