import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { type DueShipment, ShipmentMoves } from '../persistence/shipment-moves';
import { ShippingConfig } from '../shipping.config';
import { ShippingMetrics } from '../shipping-metrics';
import { AdvanceShipments } from './advance-shipments';

const NAME = 'shipping.move';
export const POLL_MS = 5_000;
/** Without shipping, and without shipments that move by the clock. */
const IDLE_POLL_MS = 60_000;
const BATCH = 500;
/** A shipment that fails alone is tried again after this time, and the others go on. */
const PUT_OFF_MS = 60_000;
const MOST_PUT_OFF = 10_000;

/** Ships and delivers what is due, on one instance, every five seconds, and when the next one is due before that. */
@Injectable()
export class MoveShipments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(NAME);
  private readonly poller: Poller;
  private readonly putOff = new LRUCache<number, true>({ max: MOST_PUT_OFF, ttl: PUT_OFF_MS });

  constructor(
    private readonly moves: ShipmentMoves,
    private readonly advance: AdvanceShipments,
    leases: PollerLeases,
    private readonly config: ShippingConfig,
    private readonly metrics: ShippingMetrics,
  ) {
    this.poller = new Poller(leases, {
      name: NAME,
      everyMs: POLL_MS,
      idleEveryMs: IDLE_POLL_MS,
      poll: () => this.pollOnce(),
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  wake(): void {
    this.poller.wake();
  }

  /** Moves all that is due, each shipment at most once. */
  async execute(): Promise<void> {
    let due: DueShipment[] = [];
    do {
      due = await this.moves.due(BATCH, due.at(-1));
      const held = due.filter((one) => one.held).map(({ orderId }) => orderId);
      if (held.length > 0) await this.moves.putByHand(held);
      await this.move(due.filter((one) => !one.held && !this.putOff.has(one.orderId)));
    } while (due.length === BATCH);
  }

  private async pollOnce(): Promise<number | undefined> {
    await this.execute();
    const { some, nextInMs } = await this.moves.outlook();
    return this.config.enabled || some ? (nextInMs ?? POLL_MS) : undefined;
  }

  private async move(due: readonly DueShipment[]): Promise<void> {
    if (due.length === 0) return;
    await bisect(due, (batch) => this.advance.execute(batch, 'FOR UPDATE SKIP LOCKED'), {
      failsAll: isTransient,
      onFailure: (failed, error) => {
        if (isTransient(error)) throw error;
        for (const { orderId } of failed) {
          this.putOff.set(orderId, true);
          this.metrics.moveFailed();
          this.log.error({
            msg: `The shipment of order ${orderId} could not be moved; it is tried again later`,
            err: error,
          });
        }
      },
    });
  }
}
