import type { Database } from '#platform/database/database';

let lastNumber = 0;

/** The shipment of an order of a shop without shipping, or of an order that does not exist. */
export async function insertShipment(database: Database, orderId: number, userId: number): Promise<void> {
  await database.execute(
    `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier) VALUES (?, ?, 'SHIPMENT_PREPARING', ?, '한진택배')`,
    [orderId, userId, `TEST-${++lastNumber}`],
  );
}
