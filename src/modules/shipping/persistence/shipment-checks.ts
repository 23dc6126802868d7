import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { SHIPMENTS_HANDLER } from '#shipping';

/** Orders whose shipment a stored event of this handler will still make or end; a dead letter does nothing. */
const ordersDueFor = (handler: string): string => `
  SELECT listed.order_id
  FROM event_publications,
    JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]' COLUMNS (order_id BIGINT PATH '$.orderId')) AS listed
  WHERE event_publications.state = 'DUE' AND handler = '${handler}' AND listed.order_id IS NOT NULL`;

/** What must hold of shipments and the orders that they belong to. */
export const shipmentChecks: readonly IntegrityCheck[] = [
  {
    name: 'shipment.order',
    description: 'A shipment that has left belongs to a successful order that knows it.',
    table: 'shipments',
    sql: `
      SELECT shipments.order_id AS id,
        CONCAT(state, ', its order: ', COALESCE(orders.status, 'none'), ', ', COALESCE(progress, 'not shipped')) AS detail
      FROM shipments LEFT JOIN orders ON orders.order_id = shipments.order_id
      LEFT JOIN order_progress AS progressed ON progressed.order_id = shipments.order_id
      WHERE state IN ('SHIPPED', 'DELIVERED')
        AND NOT COALESCE(orders.status = 'ORDER_SUCCESS' AND version >= IF(state = 'SHIPPED', 1, 2), 0)`,
  },
  {
    name: 'shipment.cancelled',
    description: 'Nothing waits to be packed by hand for an order that has ended, unless its event is due.',
    table: 'shipments',
    sql: `
      SELECT shipments.order_id AS id, CONCAT(state, ' by hand, its order: ', COALESCE(orders.status, 'none')) AS detail
      FROM shipments LEFT JOIN orders ON orders.order_id = shipments.order_id
      WHERE state = 'SHIPMENT_PREPARING' AND due_at IS NULL AND NOT orders.status <=> 'ORDER_SUCCESS'
        AND shipments.order_id NOT IN (${ordersDueFor(SHIPMENTS_HANDLER)})
        AND shipments.order_id NOT IN (${ordersDueFor('shipping.cancel-shipments')})`,
  },
  {
    name: 'shipment.late',
    description: 'No shipment is due for more than ten minutes.',
    table: 'shipments',
    sql: `
      SELECT order_id AS id, CONCAT(state, ', due since ', due_at) AS detail
      FROM shipments WHERE due_at <= :now - INTERVAL 10 MINUTE`,
  },
  {
    name: 'shipment.missing',
    description:
      'A successful order that was placed since shipping was switched on has a shipment, unless its event is due.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT('placed at ', ordered_at, ', and shipping is on since ', began_at) AS detail
      FROM shipping_periods AS periods JOIN orders ON ordered_at >= began_at
      LEFT JOIN shipments ON shipments.order_id = orders.order_id
      WHERE periods.open = 1 AND status = 'ORDER_SUCCESS' AND shipments.order_id IS NULL AND orders.order_id NOT IN (${ordersDueFor(SHIPMENTS_HANDLER)})`,
  },
];
