import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { PublicationLag } from '#platform/events/publication-lag';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { Metrics } from './metrics';

/** How far the reactions are behind the facts. What is stored is read from the database when the metrics are. */
@Injectable()
export class EventMetrics {
  constructor(metrics: Metrics, bus: EventBus, deliveries: EventPublicationRepository, lag: PublicationLag) {
    metrics.gauge({
      name: 'hotdeal_deliveries',
      help: 'Stored deliveries of facts, by state: due or under way, or parked until an administrator retries them',
      labelNames: ['state'],
      async collect() {
        const counts = await deliveries.counts().catch(() => undefined);
        this.reset();
        for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
      },
    });
    metrics.gauge({
      name: 'hotdeal_deliveries_oldest_due_seconds',
      help: 'How late the oldest due delivery of a reaction is, whoever has it in hand; 0: none is due',
      labelNames: ['reaction'],
      async collect() {
        const oldest = await lag.seconds().catch(() => undefined);
        this.reset();
        if (oldest === undefined) return;
        for (const reaction of bus.handlerNames) this.set({ reaction }, oldest.get(reaction) ?? 0);
      },
    });
    const delays = metrics.histogram({
      name: 'hotdeal_reaction_delay_seconds',
      help: 'From the commit of a fact to the end of what follows from it: of a signal, until it is sent',
      labelNames: ['reaction'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    bus.onDone((reaction, seconds) => delays.observe({ reaction }, seconds));
  }
}
