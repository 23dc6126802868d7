import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { SOON_MS } from '#platform/timing/repeat';
import { SHIPMENT_STATES } from '#shipping';
import { ShipmentQueries } from '../persistence/shipment.queries';
import { ShippingMetrics } from '../shipping-metrics';

const HOUR_MS = 3_600_000;

/** Logs every hour how many shipments are in each state, and shows it in the metrics, on one instance. */
@Injectable()
export class ReportShipments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Shipping');
  private readonly poller: Poller;

  constructor(
    private readonly shipments: ShipmentQueries,
    private readonly metrics: ShippingMetrics,
    leases: PollerLeases,
  ) {
    this.poller = new Poller(leases, { name: 'shipping.statistics', everyMs: HOUR_MS, poll: () => this.execute() });
  }

  onApplicationBootstrap(): void {
    this.poller.start(SOON_MS);
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  async execute(): Promise<void> {
    const statistics = await this.shipments.statistics();
    this.metrics.count(statistics);
    const { counts } = statistics;
    if (SHIPMENT_STATES.some((state) => counts[state] > 0)) this.log.log({ msg: 'Shipments by state', ...counts });
  }
}
