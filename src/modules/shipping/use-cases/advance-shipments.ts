import { Injectable } from '@nestjs/common';
import { OrderClient } from '#order-client';
import { type MovingShipment, stepFrom } from '../domain/shipment';
import { type JudgedShipment, type ParcelLabel, type RowLock, ShipmentMoves } from '../persistence/shipment-moves';

/**
 * Moves shipments on by one state. The order's row judges first: no cancel comes through after it has said DONE, and
 * nothing leaves after it has said OVER. What can meet:
 *
 * - The instance dies between the two commits: the shipment is still due, the order answers ALREADY, and it is moved then.
 * - Two instances, or the clock and an administrator: both ask, the order publishes one event, and the state that was read
 *   decides under the row's lock who moves the shipment.
 * - Everything is down for hours: the shipment is moved at the next poll. Its delivery is due so long after that.
 * - A cancel before: OVER, and a shipment that is being prepared is cancelled. A cancel after DONE is refused by the order.
 */
@Injectable()
export class AdvanceShipments {
  constructor(
    private readonly orders: OrderClient,
    private readonly moves: ShipmentMoves,
  ) {}

  /** @throws Error of an order that is over although its parcel has left */
  async execute(shipments: readonly MovingShipment[], how: RowLock): Promise<void> {
    await this.moves.store(await this.judge(shipments), how);
  }

  /** The same for one shipment, by an administrator: also one that is held. */
  async byHand(shipment: MovingShipment, label: ParcelLabel): Promise<void> {
    for (const judged of await this.judge([shipment])) await this.moves.storeByHand(judged, label);
  }

  private async judge(shipments: readonly MovingShipment[]): Promise<JudgedShipment[]> {
    const answers = await this.orders.progress(
      shipments.map(({ orderId, state }) => {
        const { to: progress, version } = stepFrom(state);
        return { orderId, progress, version };
      }),
    );
    const outcomes = new Map(answers.map(({ orderId, outcome }) => [orderId, outcome]));
    return shipments.map(({ orderId, state }) => {
      const outcome = outcomes.get(orderId);
      if (outcome === undefined || (outcome === 'OVER' && state !== 'SHIPMENT_PREPARING')) {
        throw new Error(`Order ${orderId} is over, although its parcel is ${state}`);
      }
      return { orderId, state, to: outcome === 'OVER' ? 'CANCELLED' : stepFrom(state).to };
    });
  }
}
