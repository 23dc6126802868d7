import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { LRUCache } from 'lru-cache';
import { RedisClients } from '#platform/redis/redis-clients';

/** About 200 bytes each. A flood from more addresses than this evicts the windows that were used longest ago. */
const MOST_WINDOWS = 20_000;
/** A window is shared when its unshared part reaches this share of its limit, or later, once the pause is over. */
const SHARED_AT = 0.05;
const PAUSE_MS = 1_000;
const SHARED_AT_ONCE = 500;

/** Adds the counts of this instance to each window; a window ends for all instances when it ends for the first one. */
const SHARE = `
  local answer = {}
  for i, key in ipairs(KEYS) do
    answer[2 * i - 1] = redis.call('INCRBY', key, ARGV[2 * i - 1])
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[2 * i]) end
    answer[2 * i] = redis.call('PTTL', key)
  end
  return answer`;

interface Window {
  readonly key: string;
  /** monotonic instant, ms */
  endsAt: number;
  /** counted by this instance */
  own: number;
  /** counted by all instances when this one last shared its count */
  shared: number;
  /** counted by this instance since it last shared its count */
  pending: number;
}

export interface CountResult {
  readonly allowed: boolean;
  /** counted in this window */
  readonly total: number;
  /** until the window ends */
  readonly msLeft: number;
}

type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Counts in fixed windows, in memory, and shares the sums with the other instances in the background: no request
 * waits for Redis. A window is shared when 5 % of its limit have been counted here since the last time, at most once a
 * second; so clients with few requests cause no traffic. With n instances a window admits at most its limit, and for
 * each of them 5 % more and the requests of one second. Without Redis each instance counts alone.
 */
@Injectable()
export class SharedCounters implements ThrottlerStorage, OnModuleDestroy {
  private readonly windows = new LRUCache<string, Window>({ max: MOST_WINDOWS });
  private due = new Set<Window>();
  private timer: NodeJS.Timeout | undefined;
  private sharedAt = -PAUSE_MS;

  constructor(private readonly redis: RedisClients) {}

  /** Counts one request under `key`, unless `limit` requests have been counted in this window already. */
  count(key: string, limit: number, windowMs: number): CountResult {
    const now = performance.now();
    const window = this.windowOf(key, now, windowMs);
    const total = Math.max(window.own, window.shared + window.pending);
    const allowed = total < limit;
    if (allowed) {
      window.own++;
      window.pending++;
    }
    if (window.pending > 0 && (window.pending >= limit * SHARED_AT || !allowed)) this.shareSoon(window, now);
    return { allowed, total: allowed ? total + 1 : total, msLeft: window.endsAt - now };
  }

  /** Implements `ThrottlerStorage` for the throttler library, with times in seconds. */
  increment(key: string, ttl: number, limit: number): Promise<Record> {
    const { allowed, total, msLeft } = this.count(key, limit, ttl);
    const timeToExpire = Math.ceil(msLeft / 1_000);
    const timeToBlockExpire = allowed ? 0 : timeToExpire;
    return Promise.resolve({ totalHits: total, timeToExpire, isBlocked: !allowed, timeToBlockExpire });
  }

  /** windows in memory */
  get windowCount(): number {
    return this.windows.size;
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private windowOf(key: string, now: number, windowMs: number): Window {
    const known = this.windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const window: Window = { key, endsAt: now + windowMs, own: 0, shared: 0, pending: 0 };
    this.windows.set(key, window);
    return window;
  }

  private shareSoon(window: Window, now: number): void {
    this.due.add(window);
    if (this.timer !== undefined) return;
    const pause = Math.max(0, this.sharedAt + PAUSE_MS - now);
    this.timer = setTimeout(() => void this.share().catch(() => undefined), pause);
    this.timer.unref();
  }

  private async share(): Promise<void> {
    this.timer = undefined;
    const now = (this.sharedAt = performance.now());
    const living = [...this.due].filter(({ endsAt }) => endsAt > now);
    const { cache } = this.redis;
    const prefix = `${this.redis.prefix}${this.redis.together('limit')}:`;
    // While Redis is unavailable, due windows wait until the next request is counted.
    const windows = cache.status === 'ready' ? living.slice(0, SHARED_AT_ONCE) : [];
    this.due = new Set(living.slice(windows.length));
    if (windows.length === 0) return;
    const keys = windows.map(({ key }) => `${prefix}${key}`);
    const counts = windows.flatMap(({ pending, endsAt }) => [pending, Math.ceil(endsAt - now)]);
    // Each count is sent at most once: a command without a response may have succeeded, and this instance has its own
    // sum.
    for (const window of windows) {
      window.shared += window.pending;
      window.pending = 0;
    }
    const answer = (await cache.eval(SHARE, keys.length, ...keys, ...counts)) as number[];
    const answeredAt = performance.now();
    for (const [index, window] of windows.entries()) {
      window.shared = answer[2 * index] ?? window.shared;
      window.endsAt = answeredAt + (answer[2 * index + 1] ?? 0);
    }
  }
}
