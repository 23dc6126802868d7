import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { SingleFlight } from '#platform/timing/single-flight';
import { Outbox } from './persistence/outbox';
import { SubscriberCache } from './persistence/subscriber-cache';

/** The events that are not sent yet, read from the database at each scrape; not read while there are no subscribers. */
@Injectable()
export class OutboundMetrics {
  constructor(metrics: Metrics, outbox: Outbox, subscribers: SubscriberCache) {
    // Both gauges are collected at once and share one query.
    const query = new SingleFlight(() => outbox.waiting());
    const waiting = async () => {
      if (subscribers.isEmpty) return [];
      return query.run().catch(() => []);
    };
    metrics.gauge({
      name: 'hotdeal_outbound_events',
      help: 'Events that are not sent yet, of all instances, by kind of subscriber',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await waiting();
        for (const { kind, waiting } of rows) this.set({ receiver: kind.toLowerCase() }, waiting);
      },
    });
    metrics.gauge({
      name: 'hotdeal_outbound_oldest_seconds',
      help: 'How long the oldest event that is not sent yet has been waiting, by kind of subscriber',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await waiting();
        for (const { kind, seconds } of rows) this.set({ receiver: kind.toLowerCase() }, seconds);
      },
    });
  }
}
