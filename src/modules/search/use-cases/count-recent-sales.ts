import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SalesFigures } from '#order';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { daysAfter } from '#platform/timing/zoned-time';
import { UnitsSoldRepository } from '../persistence/units-sold.repository';

const POLL_MS = 10_000;
/** With today. */
const DAYS = 30;
const MAX_PRODUCTS = 10_000_000;
/** In a large shop, the sums are read during a fiftieth of the time at most, and at least every ten minutes. */
const REST_PER_READING = 50;
const LONGEST_REST_MS = 600_000;

/**
 * Stores for each product how many units of it were sold in the last 30 days, on one instance, every ten seconds. All
 * sums are read anew: a day that has left the window counts no more, and a cancelled order is taken off.
 */
@Injectable()
export class CountRecentSales implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: Poller;
  private restsUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly sales: SalesFigures,
    private readonly units: UnitsSoldRepository,
    leases: PollerLeases,
  ) {
    this.poller = new Poller(leases, { name: 'search.count-sales', everyMs: POLL_MS, poll: () => this.pollOnce() });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  async execute(): Promise<void> {
    const today = this.sales.today();
    const sold = await this.sales.mostSold(daysAfter(today, 1 - DAYS), today, MAX_PRODUCTS);
    await this.units.replace(new Map(sold.map(({ productId, units }) => [productId, units])));
  }

  private async pollOnce(): Promise<void> {
    const begun = performance.now();
    if (begun < this.restsUntil) return;
    await this.execute();
    const tookMs = performance.now() - begun;
    this.restsUntil = begun + Math.min(tookMs * REST_PER_READING, LONGEST_REST_MS);
  }
}
