import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { Outbox } from './persistence/outbox';

/** What waits for the outside, read from the database when the metrics are. */
@Injectable()
export class OutboundMetrics {
  constructor(metrics: Metrics, outbox: Outbox) {
    metrics.gauge({
      name: 'hotdeal_outbound_events',
      help: 'Events that are not sent yet, of all instances, by kind of receiver',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await outbox.waiting().catch(() => []);
        for (const { kind, waiting } of rows) this.set({ receiver: kind.toLowerCase() }, waiting);
      },
    });
    metrics.gauge({
      name: 'hotdeal_outbound_oldest_seconds',
      help: 'How long the oldest event that is not sent yet has been waiting, by kind of receiver',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await outbox.waiting().catch(() => []);
        for (const { kind, seconds } of rows) this.set({ receiver: kind.toLowerCase() }, seconds);
      },
    });
  }
}
