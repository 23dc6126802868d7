import { Logger } from '@nestjs/common';
import { repeat } from './repeat';

/** A pause that a poller makes when no instance has polled for longer than `outageMs`. */
export interface OutagePause {
  readonly outageMs: number;
  readonly pauseMs: number;
}

/** Which instance runs a poller, and whether it pauses, by the database's clock. */
export abstract class PollerLeases {
  /**
   * Takes or renews the lease of a poller for this instance.
   * @returns 0, or for how many more ms another instance holds it
   */
  abstract hold(poller: string, leaseMs: number): Promise<number>;

  /** Lets another instance take the lease at once. */
  abstract release(poller: string): Promise<void>;

  /** Lets the poller pause from now on, on all instances. */
  abstract pause(poller: string, pauseMs: number): Promise<void>;

  /**
   * Call it before `hold`. Begins a pause if the lease was held last longer ago than `outageMs`. The first poll of all
   * does not pause. An instance that dies between the two calls leaves the pause to the next one.
   * @returns for how many more ms the poller pauses
   */
  abstract pauseAfterOutage(poller: string, leaseMs: number, pause: OutagePause): Promise<number>;
}

interface PollerOptions {
  readonly name: string;
  /** the longest pause between two polls */
  readonly everyMs: number;
  /** the longest pause after a poll that returned nothing, if that is another: longer for a feature that is off */
  readonly idleEveryMs?: number;
  /** for work that must not overtake what the same outage has delayed elsewhere */
  readonly afterOutage?: OutagePause;
  /**
   * Does what is due by the database's clock, in batches. Another instance may do the same at the same time, when this
   * one has been frozen for longer than its lease: rows are claimed, not just read.
   * @returns in how many ms the next row is due, if that is known
   */
  readonly poll: () => Promise<number | void>;
}

/**
 * Looks for rows that are due, on one instance at a time, until it is stopped. Nothing is scheduled in memory: after
 * writing a row that is due sooner than the next poll, call `wake` or accept a delay of `everyMs`. When the instance
 * with the lease dies, another one goes on at most 2 × `everyMs` later. After a failed poll the instance gives the lease
 * back: another one may succeed. Errors are logged once for each outage.
 */
export class Poller {
  private readonly log: Logger;
  private readonly leaseMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isPolling = false;
  private isWoken = false;
  private isFailing = false;
  private isStopped = false;

  constructor(
    private readonly leases: PollerLeases,
    private readonly options: PollerOptions,
  ) {
    this.log = new Logger(options.name);
    this.leaseMs = 2 * options.everyMs;
  }

  start(delayMs = 0): void {
    this.schedule(delayMs);
  }

  /** Polls now, or once more after the poll that is running. */
  wake(): void {
    this.isWoken = true;
    if (!this.isPolling && !this.isStopped) this.schedule(0);
  }

  /** Waits neither for a poll that is running, which has claimed its rows, nor for the lease, which ends by itself. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.release();
  }

  private schedule(pauseMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), pauseMs);
    this.timer.unref();
  }

  private async run(): Promise<void> {
    this.isPolling = true;
    this.isWoken = false;
    let pauseMs = this.options.everyMs;
    try {
      pauseMs = await this.pollOnce();
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing && !this.isStopped) {
        this.log.warn({ msg: `The poll "${this.options.name}" failed; it is tried again`, err: error });
      }
      this.isFailing = true;
    }
    this.isPolling = false;
    if (!this.isStopped) this.schedule(this.isWoken ? 0 : pauseMs);
  }

  private async pollOnce(): Promise<number> {
    const { name, everyMs, idleEveryMs = everyMs, afterOutage, poll } = this.options;
    const pausedMs = afterOutage ? await this.leases.pauseAfterOutage(name, this.leaseMs, afterOutage) : 0;
    const heldElsewhereMs = await this.leases.hold(name, this.leaseMs);
    const waitMs = Math.max(pausedMs, heldElsewhereMs);
    if (waitMs > 0) return Math.min(waitMs, everyMs);
    if (this.isStopped) {
      this.release();
      return everyMs;
    }
    const stopRenewing = repeat(everyMs, () => (this.isStopped ? undefined : this.leases.hold(name, this.leaseMs)));
    try {
      const nextDueInMs = await poll();
      return typeof nextDueInMs === 'number' ? Math.min(nextDueInMs, everyMs) : idleEveryMs;
    } catch (error) {
      this.release();
      throw error;
    } finally {
      stopRenewing();
    }
  }

  private release(): void {
    this.leases.release(this.options.name).catch(() => undefined);
  }
}
