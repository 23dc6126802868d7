import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';

/** How well the decisions share what they cost. */
@Injectable()
export class StockMetrics {
  private readonly batches;

  constructor(metrics: Metrics) {
    this.batches = metrics.histogram({
      name: 'hotdeal_stock_batch_size',
      help: 'Orders that were decided under one lock, by one transaction',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    });
  }

  decidedTogether(orders: number): void {
    this.batches.observe(orders);
  }
}
