import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { DatabaseClock } from '#platform/database/database-clock';
import { InstanceStats } from '#platform/observability/instance-stats';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { RedisClients } from './redis-clients';

const REPORT_EVERY_MS = 1_000;
/** An instance that has not reported for this long is dead, or cannot reach Redis. */
const SILENT_AFTER_MS = 5_000;
const REPORT_TTL_MS = 10_000;

const report = z.object({
  instanceId: z.string(),
  startedAt: z.number(),
  observedAt: z.number(),
  /** by its name, what each part of the instance counts */
  counts: z.record(z.string(), z.unknown()),
});
/** The numbers of one instance at one instant; times are ms since 1970 by the database's clock. */
export type InstanceReport = z.infer<typeof report>;

/** The living instances, or only this one when `complete` is false. */
interface InstanceReports {
  readonly complete: boolean;
  readonly instances: readonly InstanceReport[];
}

/**
 * The living instances and their numbers. Each instance writes its own numbers once a second into one hash in Redis,
 * which expires when no instance writes to it any more.
 */
@Injectable()
export class InstanceRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly key: string;
  private startedAt: number | undefined;
  private stopTimer: () => void = () => undefined;
  private readonly writing = new SingleFlight(() => this.write());

  constructor(
    private readonly redis: RedisClients,
    private readonly clock: DatabaseClock,
    private readonly stats: InstanceStats,
  ) {
    this.key = `${redis.prefix}instance-stats`;
  }

  onApplicationBootstrap(): void {
    void this.report();
    this.stopTimer = repeat(REPORT_EVERY_MS, () => this.report());
    // Killed instances leave their reports, and only `all` removes them: so each start calls it once.
    this.all().catch(() => undefined);
  }

  /** Removes this instance at once; without Redis, the others drop it after five seconds. */
  async onModuleDestroy(): Promise<void> {
    this.stopTimer();
    await this.redis.cache.hdel(this.key, this.stats.instanceId).catch(() => undefined);
  }

  /** The numbers of this instance are read now, those of the others are up to a second old. Oldest instance first. */
  async all(): Promise<InstanceReports> {
    const own = this.own();
    const stored = await this.redis.cache.hgetall(this.key).catch(() => undefined);
    if (stored === undefined) return { complete: false, instances: [own] };
    const reports = Object.entries(stored).map(([field, text]) => ({ field, report: read(text) }));
    const living = reports.filter(({ report }) => isLiving(report, own.observedAt));
    const dead = reports.filter((one) => !living.includes(one)).map(({ field }) => field);
    if (dead.length > 0) this.redis.cache.hdel(this.key, ...dead).catch(() => undefined);
    const others = living.flatMap(({ report }) =>
      report === undefined || report.instanceId === own.instanceId ? [] : report,
    );
    return { complete: true, instances: [own, ...others].sort(byAge) };
  }

  /** One write at a time; one that fails is made up for by the next, a second later. */
  private report(): Promise<void> {
    return this.writing.run().catch(() => undefined);
  }

  /** The expiry is set in the same transaction: no key may stay for ever because the process died in between. */
  private async write(): Promise<void> {
    const own = this.own();
    await this.redis.cache
      .multi()
      .hset(this.key, own.instanceId, JSON.stringify(own))
      .pexpire(this.key, REPORT_TTL_MS)
      .exec();
  }

  private own(): InstanceReport {
    const observedAt = this.clock.now().getTime();
    this.startedAt ??= observedAt;
    const { instanceId } = this.stats;
    return { instanceId, startedAt: this.startedAt, observedAt, counts: this.stats.counts() };
  }
}

/** Other programs, and other versions of this one, may write to this Redis. */
function read(text: string): InstanceReport | undefined {
  try {
    return report.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isLiving(one: InstanceReport | undefined, now: number): one is InstanceReport {
  return one !== undefined && Math.abs(now - one.observedAt) <= SILENT_AFTER_MS;
}

function byAge(one: InstanceReport, other: InstanceReport): number {
  return one.startedAt - other.startedAt || (one.instanceId < other.instanceId ? -1 : 1);
}
