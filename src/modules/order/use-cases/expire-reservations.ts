import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { OrderConfig } from '../order.config';
import { OrderMetrics } from '../order-metrics';
import { type DueReservation, ReservationExpiry } from '../persistence/reservation-expiry';

const NAME = 'order.expire-reservations';
const POLL_MS = 1_000;
/** Without payments and without open reservations. */
const IDLE_POLL_MS = 60_000;
/**
 * Small batches let orders in between: while 10,000 reservations expired at once, the p99 of orders beside it was 2.5 times
 * its usual value with batches of 500, and no higher with these. The last unit was for sale after 1.5 instead of 1.1 s
 * (two cores, MariaDB 10.11, 2026-11-30).
 */
const BATCH = 100;
/**
 * An outage that delays the poller has delayed payments as well. Those that were made in time are settled during the
 * pause, before their orders expire.
 */
const AFTER_OUTAGE = { outageMs: 10_000, pauseMs: 30_000 };
/** A reservation that fails alone is tried again after this time, and the others go on. */
const PUT_OFF_MS = 60_000;
const MOST_PUT_OFF = 10_000;

/** Ends orders that were not paid in time, on one instance, every second. */
@Injectable()
export class ExpireReservations implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(NAME);
  private readonly poller: Poller;
  private readonly putOff = new LRUCache<number, true>({ max: MOST_PUT_OFF, ttl: PUT_OFF_MS });

  constructor(
    private readonly expiry: ReservationExpiry,
    private readonly leases: PollerLeases,
    private readonly config: OrderConfig,
    private readonly metrics: OrderMetrics,
  ) {
    metrics.gaugeReservations(() => expiry.open());
    this.poller = new Poller(leases, {
      name: NAME,
      everyMs: POLL_MS,
      idleEveryMs: config.enabled ? POLL_MS : IDLE_POLL_MS,
      afterOutage: AFTER_OUTAGE,
      poll: () => this.pollOnce(),
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  /**
   * Expires all that is due, each reservation at most once.
   * @returns false if it was interrupted by an outage of its own
   */
  async execute(): Promise<boolean> {
    let due: DueReservation[] = [];
    do {
      const begunAt = performance.now();
      due = await this.expiry.due(BATCH, due.at(-1));
      await this.expire(due.filter(({ orderId }) => !this.putOff.has(orderId)));
      // This process was frozen, or the database was, and its lease may have been renewed since.
      if (performance.now() - begunAt > AFTER_OUTAGE.outageMs) return false;
    } while (due.length === BATCH);
    return true;
  }

  private async pollOnce(): Promise<number | undefined> {
    if (!(await this.execute())) await this.leases.pause(NAME, AFTER_OUTAGE.pauseMs);
    return this.config.enabled || (await this.expiry.open()) > 0 ? POLL_MS : undefined;
  }

  private async expire(due: readonly DueReservation[]): Promise<void> {
    if (due.length === 0) return;
    await bisect(due, (batch) => this.expiry.expire(batch), {
      failsAll: isTransient,
      onFailure: (failed, error) => {
        if (isTransient(error)) throw error;
        for (const { orderId } of failed) {
          this.putOff.set(orderId, true);
          this.metrics.expiryFailed();
          this.log.error({ msg: `Order ${orderId} could not be expired; it is tried again later`, err: error });
        }
      },
    });
  }
}
