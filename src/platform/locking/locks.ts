import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import Redlock from 'redlock';
import { Config } from '#platform/config/config';
import { RedisClients } from '#platform/redis/redis-clients';

const RETRY_MS = { least: 10, most: 40 };
/** After Redis failed to answer, nobody waits for it again for this long. */
const REST_MS = 1_000;

/** How often the lock was had, and how often the work went on without it and why. */
export interface LockCounts {
  held: number;
  /** somebody else kept it for the whole wait */
  busy: number;
  /** Redis did not answer */
  absent: number;
}

/**
 * Queues the instances before the database, so that they do not fight over the same rows. It decides nothing: a lock
 * that cannot be had within its wait, or that expires early, changes the order of things, never their outcome.
 */
@Injectable()
export class Locks {
  readonly counts: LockCounts = { held: 0, busy: 0, absent: 0 };
  /** told how long it took until the work began, with the lock or without */
  waited: (seconds: number) => void = () => undefined;
  private readonly redlock: Redlock;
  private failures = 0;
  private restUntil = 0;

  constructor(
    private readonly config: Config,
    private readonly redis: RedisClients,
  ) {
    // The wait is ours, attempt by attempt: redlock's own would also wait for a Redis that is away.
    this.redlock = new Redlock([redis.locks], { retryCount: 0 });
    this.redlock.on('clientError', () => this.failures++);
  }

  /**
   * Runs `work` once, with the locks on all of `names` if they can be had within the configured wait. They are given
   * back when it has ended, and nobody waits for that: who locks next here comes to Redis behind it, on the same
   * connection.
   */
  async withLock<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    const lock = await this.acquire(names.map((name) => `${this.redis.prefix}lock:${name}`));
    this.waited((performance.now() - asked) / 1000);
    try {
      return await work();
    } finally {
      // An expired lock cannot be given back, and need not be.
      lock?.unlock().catch(() => undefined);
    }
  }

  private async acquire(resources: readonly string[]): Promise<{ unlock(): Promise<void> } | undefined> {
    const deadline = performance.now() + this.config.lock.wait;
    while (performance.now() >= this.restUntil) {
      const failuresBefore = this.failures;
      try {
        const lock = await this.redlock.lock(resources, this.config.lock.lease);
        this.counts.held++;
        return lock;
      } catch {
        if (this.failures > failuresBefore) {
          this.restUntil = performance.now() + REST_MS;
          break;
        }
      }
      if (performance.now() >= deadline) {
        this.counts.busy++;
        return undefined;
      }
      await pause(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least));
    }
    this.counts.absent++;
    return undefined;
  }
}
