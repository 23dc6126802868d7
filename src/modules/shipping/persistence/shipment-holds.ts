import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { ShippingClient } from '#shipping';

/**
 * Orders whose parcel waits for an administrator, also before it is prepared. The clock looks for a hold right before it
 * asks the order, so a parcel that it is just shipping may leave beside a hold: it counts as having left before.
 */
@Injectable()
export class ShipmentHolds extends ShippingClient {
  constructor(private readonly database: Database) {
    super();
  }

  override async holdBack(orderIds: readonly number[]): Promise<void> {
    if (orderIds.length === 0) return;
    await this.database.execute(
      'INSERT INTO shipment_holds (order_id) VALUES ? ON DUPLICATE KEY UPDATE order_id = VALUES(order_id)',
      [orderIds.map((orderId) => [orderId])],
    );
  }
}
