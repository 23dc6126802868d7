import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import Redlock from 'redlock';
import { Config } from '#platform/config/config';
import { traced } from '#platform/observability/tracing';
import { RedisClients } from '#platform/redis/redis-clients';
import { LockNode } from './lock-node';

const RETRY_MS = { least: 10, most: 40 };

/** How often the lock was held, and how often the work ran without it and why. */
export interface LockCounts {
  held: number;
  /** another instance held it for the whole wait */
  busy: number;
  /** Redis did not respond, or too few of several nodes did */
  absent: number;
}

/**
 * Queues the instances before the database, so that they do not contend for the same rows. Correctness never depends on
 * it: a lock that is not acquired in time, or that expires early, changes the order of the work, never its outcome.
 */
@Injectable()
export class Locks {
  readonly counts: LockCounts = { held: 0, busy: 0, absent: 0 };
  /** called with the time until the work began, with the lock or without */
  waited: (seconds: number) => void = () => undefined;
  private readonly nodes: readonly LockNode[];
  private readonly redlock: Redlock;

  constructor(
    private readonly config: Config,
    private readonly redis: RedisClients,
  ) {
    // The retries are made below, because redlock's own would also wait for an unavailable Redis.
    this.nodes = redis.lockNodes.map((node) => new LockNode(node));
    this.redlock = new Redlock(this.nodes, { retryCount: 0 });
  }

  /**
   * Runs `work` once, with the locks on all of `names` if they can be acquired within the configured wait. Their
   * release is not awaited: the next lock of this instance reaches Redis after it, on the same connection.
   */
  async withLock<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const requestedAt = performance.now();
    const prefix = `${this.redis.prefix}${this.redis.together('lock')}:`;
    const lock = await traced('lock.wait', () => this.acquire(names.map((name) => `${prefix}${name}`)));
    this.waited((performance.now() - requestedAt) / 1000);
    try {
      return await work();
    } finally {
      // An expired lock cannot be released, and need not be.
      lock?.unlock().catch(() => undefined);
    }
  }

  private async acquire(resources: readonly string[]): Promise<{ unlock(): Promise<void> } | undefined> {
    const deadline = performance.now() + this.config.lock.wait;
    while (this.hasQuorum) {
      try {
        const lock = await this.redlock.lock(resources, this.config.lock.lease);
        this.counts.held++;
        return lock;
      } catch {
        if (!this.hasQuorum) break;
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

  /** Whether enough nodes respond for a lock: more than half of them. */
  private get hasQuorum(): boolean {
    return this.nodes.filter(({ isResting }) => !isResting).length > this.nodes.length / 2;
  }
}
