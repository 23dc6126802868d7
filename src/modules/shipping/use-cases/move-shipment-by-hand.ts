import { Injectable } from '@nestjs/common';
import { isDuplicateKey } from '#platform/database/errors';
import { type ReachedState, type Shipment, stepByHand, trackingNumberTaken } from '../domain/shipment';
import type { ParcelLabel } from '../persistence/shipment-moves';
import { ShipmentQueries } from '../persistence/shipment.queries';
import { AdvanceShipments } from './advance-shipments';
import { MoveShipments } from './move-shipments';

/**
 * SHIPPED: it leaves now, or had left before. HELD: it waits for a decision about this order alone. CANCELLED: its order
 * was cancelled. NOT_FOUND: the order has no delivery.
 */
export const BULK_OUTCOMES = ['SHIPPED', 'HELD', 'CANCELLED', 'NOT_FOUND'] as const;
export interface BulkOutcome {
  readonly orderId: number;
  readonly outcome: (typeof BULK_OUTCOMES)[number];
}

/** Ships and delivers where an administrator says so, whatever the clock would do. */
@Injectable()
export class MoveShipmentByHand {
  constructor(
    private readonly shipments: ShipmentQueries,
    private readonly advance: AdvanceShipments,
    private readonly poller: MoveShipments,
  ) {}

  /**
   * Brings a shipment to a state, and ends that it is held. One that is there already stays as it is.
   * @throws DomainError SHIPMENT_NOT_FOUND, DELIVERY_STATUS_INVALID, TRACKING_NUMBER_TAKEN
   */
  async execute(orderId: number, wanted: ReachedState, label: ParcelLabel): Promise<Shipment> {
    const before = await this.shipments.get(orderId, null);
    const state = stepByHand(before.state, wanted);
    if (state === undefined) return before;
    const { trackingNumber } = label;
    // Asked before the order hears that it is shipped; the unique key is the judge.
    if (trackingNumber !== undefined && (await this.shipments.isTaken(trackingNumber, orderId)))
      throw trackingNumberTaken();
    await this.advance.byHand({ orderId, state }, label).catch((error: unknown) => {
      throw trackingNumber !== undefined && isDuplicateKey(error) ? trackingNumberTaken() : error;
    });
    const after = await this.shipments.get(orderId, null);
    // The order may be over, or the clock may have been faster: then it is there already.
    stepByHand(after.state, wanted);
    this.poller.wake();
    return after;
  }

  /** Ships all of these orders that are being prepared; those that are held stay. */
  async ship(orderIds: readonly number[]): Promise<BulkOutcome[]> {
    const before = await this.shipments.find(orderIds);
    const leaving = [...before.values()].filter(({ state, held }) => state === 'SHIPMENT_PREPARING' && !held);
    if (leaving.length > 0) {
      const moving = leaving.map(({ orderId }) => ({ orderId, state: 'SHIPMENT_PREPARING' as const }));
      await this.advance.execute(moving, 'FOR UPDATE');
      this.poller.wake();
    }
    const after = await this.shipments.find(orderIds);
    return orderIds.map((orderId) => ({ orderId, outcome: outcomeOf(before.get(orderId), after.get(orderId)) }));
  }
}

function outcomeOf(before: Shipment | undefined, after: Shipment | undefined): BulkOutcome['outcome'] {
  if (before === undefined) return 'NOT_FOUND';
  if (after?.state === 'CANCELLED') return 'CANCELLED';
  return before.held ? 'HELD' : 'SHIPPED';
}
