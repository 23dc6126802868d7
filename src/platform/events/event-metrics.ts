import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { PublicationQueries } from '#platform/events/publication-queries';
import { Metrics } from '../observability/metrics';

/** How far the event handlers are behind. What is stored is read from the database when the metrics are. */
@Injectable()
export class EventMetrics {
  constructor(metrics: Metrics, bus: EventBus, publications: PublicationQueries) {
    metrics.gauge({
      name: 'hotdeal_event_publications',
      help: 'Stored event publications by state: due (waiting or in progress), or dead_letter until an administrator retries it',
      labelNames: ['state'],
      async collect() {
        const counts = await publications.counts().catch(() => undefined);
        this.reset();
        for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
      },
    });
    metrics.gauge({
      name: 'hotdeal_event_publications_oldest_due_seconds',
      help: 'How late the oldest due publication of an event handler is, on any instance; 0: none is due',
      labelNames: ['handler'],
      async collect() {
        const oldest = await publications.lateness().catch(() => undefined);
        this.reset();
        if (oldest === undefined) return;
        for (const handler of bus.handlerNames) this.set({ handler }, 0);
        // Handlers of other releases are included: it may be that no running instance has them.
        for (const [handler, seconds] of oldest) this.set({ handler }, seconds);
      },
    });
    const delays = metrics.histogram({
      name: 'hotdeal_event_handler_delay_seconds',
      help: 'From the commit of an event to the completion of its handler; for a signal, until it is sent',
      labelNames: ['handler'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    bus.onDone((handler, seconds) => delays.observe({ handler }, seconds));
  }
}
