import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { Outbox } from './persistence/outbox';
import { SubscriberCache } from './persistence/subscriber-cache';

/** What waits for the outside, read from the database when the metrics are; nothing where nobody is to be told. */
@Injectable()
export class OutboundMetrics {
  constructor(metrics: Metrics, outbox: Outbox, known: SubscriberCache) {
    let asked: ReturnType<Outbox['waiting']> | undefined;
    // Both gauges are read at once: the database is asked once for the two.
    const waiting = async () => {
      if (known.isNobody) return [];
      asked ??= outbox.waiting().finally(() => (asked = undefined));
      return asked.catch(() => []);
    };
    metrics.gauge({
      name: 'hotdeal_outbound_events',
      help: 'Events that are not sent yet, of all instances, by kind of receiver',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await waiting();
        for (const { kind, waiting } of rows) this.set({ receiver: kind.toLowerCase() }, waiting);
      },
    });
    metrics.gauge({
      name: 'hotdeal_outbound_oldest_seconds',
      help: 'How long the oldest event that is not sent yet has been waiting, by kind of receiver',
      labelNames: ['receiver'],
      async collect() {
        this.reset();
        const rows = await waiting();
        for (const { kind, seconds } of rows) this.set({ receiver: kind.toLowerCase() }, seconds);
      },
    });
  }
}
