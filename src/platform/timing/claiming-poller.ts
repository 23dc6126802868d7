import { Logger } from '@nestjs/common';
import { Poller, type PollerLeases } from './poller';

const CANDIDATES_PER_SLOT = 8;

interface ClaimingPollerOptions<Row> {
  readonly name: string;
  /** the longest pause between two polls */
  readonly everyMs: number;
  /** the same after a poll that found nothing: longer for a feature that is off and has no rows to work off */
  readonly idleEveryMs?: number;
  /** rows that this instance works on at the same time */
  readonly maxAtOnce: number;
  /** The work on one row is aborted after this. A claim must put its row off for longer. */
  readonly workLimitMs: number;
  /** Rows that are due by the database's clock, the oldest first, without a lock. */
  readonly candidates: (limit: number) => Promise<readonly Row[]>;
  /**
   * Puts the row off and counts the attempt with one compare-and-set on its due column.
   * @returns whether exactly one row was changed: then no other claim has had this row since it became due
   */
  readonly claim: (row: Row) => Promise<boolean>;
  /**
   * Does what the claimed row is due for, and sets when it is due next. If it throws, or the process dies, the row is due
   * again when the claim says. So the work on a row may be repeated.
   */
  readonly work: (row: Row, signal: AbortSignal) => Promise<unknown>;
  /** names a row in the log: "payment 12" */
  readonly nameOf: (row: Row) => string;
}

const NO_LEASE: PollerLeases = {
  hold: () => Promise.resolve(0),
  release: () => Promise.resolve(),
  pause: () => Promise.resolve(),
  pauseAfterOutage: () => Promise.resolve(0),
};

/**
 * Works off rows that are due, on every instance at the same time. There is no lease: the instances see the same
 * candidates, and each row is worked on by the instance that changes its due column first. A row whose claim or work
 * fails is put off alone, and the others go on. When an instance dies, its claimed rows become due again by themselves.
 */
export class ClaimingPoller<Row> {
  private readonly log: Logger;
  private readonly poller: Poller;
  private readonly slots = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private queue: Row[] = [];
  private hasClaimed = false;
  private isFailing = false;

  constructor(private readonly options: ClaimingPollerOptions<Row>) {
    const { name, everyMs, idleEveryMs } = options;
    this.log = new Logger(name);
    this.poller = new Poller(NO_LEASE, { name, everyMs, idleEveryMs, poll: () => this.fill() });
  }

  start(delayMs = 0): void {
    this.poller.start(delayMs);
  }

  /** Polls now: call this after a row became due that should not wait for the next poll. */
  wake(): void {
    this.poller.wake();
  }

  /** Claims nothing more, aborts the work that is running, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.poller.stop();
    this.closing.abort();
    await Promise.all(this.slots);
  }

  private async fill(): Promise<number | void> {
    const { maxAtOnce, everyMs, candidates } = this.options;
    if (this.slots.size >= maxAtOnce) return everyMs;
    if (this.queue.length === 0) {
      this.hasClaimed = false;
      this.queue = [...(await candidates(maxAtOnce * CANDIDATES_PER_SLOT))];
      if (this.queue.length === 0) return;
    }
    for (let free = Math.min(maxAtOnce - this.slots.size, this.queue.length); free > 0; free--) this.openSlot();
    return everyMs;
  }

  private openSlot(): void {
    const slot = this.workOff().finally(() => {
      this.slots.delete(slot);
      // Where every claim was lost, other instances do the work, and this one does not query in a circle.
      if (this.hasClaimed) this.poller.wake();
    });
    this.slots.add(slot);
  }

  private async workOff(): Promise<void> {
    for (let row = this.queue.shift(); row !== undefined && !this.closing.signal.aborted; row = this.queue.shift()) {
      try {
        await this.workOn(row);
      } catch (error) {
        this.warn(row, error);
      }
    }
  }

  private async workOn(row: Row): Promise<void> {
    const { claim, work, workLimitMs } = this.options;
    if (!(await claim(row))) return;
    this.hasClaimed = true;
    if (this.closing.signal.aborted) return;
    await work(row, AbortSignal.any([this.closing.signal, AbortSignal.timeout(workLimitMs)]));
    this.isFailing = false;
  }

  private warn(row: Row, error: unknown): void {
    if (this.isFailing || this.closing.signal.aborted) return;
    this.isFailing = true;
    const { name, nameOf } = this.options;
    this.log.warn({ msg: `"${name}" failed for ${nameOf(row)}; it is tried again later`, err: error });
  }
}
