import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { SingleFlight } from '#platform/timing/single-flight';
import { SHIPMENT_STATES } from '#shipping';
import { ShipmentMoves } from './persistence/shipment-moves';
import type { ShipmentStatistics } from './persistence/shipment.queries';

/** They are counted every hour: older ones are another instance's business now. */
const COUNTS_EXPIRE_AFTER_MS = 5_400_000;

/** How many shipments there are, and how late they are. */
@Injectable()
export class ShippingMetrics {
  private readonly failures;
  private counted: { readonly at: number; readonly counts: ShipmentStatistics['counts'] } | undefined;

  constructor(metrics: Metrics, moves: ShipmentMoves) {
    this.failures = metrics.counter({
      name: 'hotdeal_shipment_failures_total',
      help: 'Shipments that could not be moved, and are tried again later',
    });
    const counts = (): ShipmentStatistics['counts'] | undefined => this.counts;
    metrics.gauge({
      name: 'hotdeal_shipments',
      help: 'Shipments by state, counted every hour by the instance that shows them',
      labelNames: ['state'],
      collect() {
        this.reset();
        const known = counts();
        if (known === undefined) return;
        for (const state of SHIPMENT_STATES) this.set({ state: state.toLowerCase() }, known[state]);
      },
    });
    const lateness = new SingleFlight(() => moves.oldestDueSeconds().catch(() => undefined));
    metrics.gauge({
      name: 'hotdeal_shipments_oldest_due_seconds',
      help: 'For how long the oldest shipment has been due to move on; 0: none is due',
      async collect() {
        this.reset();
        const seconds = await lateness.run();
        if (seconds !== undefined) this.set(seconds);
      },
    });
  }

  moveFailed(): void {
    this.failures.inc();
  }

  count({ counts }: ShipmentStatistics): void {
    this.counted = { at: performance.now(), counts };
  }

  private get counts(): ShipmentStatistics['counts'] | undefined {
    const { counted } = this;
    if (counted === undefined || performance.now() - counted.at > COUNTS_EXPIRE_AFTER_MS) return undefined;
    return counted.counts;
  }
}
