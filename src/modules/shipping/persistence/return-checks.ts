import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold of returns, within the tables of shipping. */
export const returnChecks: readonly IntegrityCheck[] = [
  {
    name: 'return.late',
    description: 'A return that is due is completed within ten minutes.',
    table: 'shipment_returns',
    sql: `
      SELECT return_id AS id, CONCAT('of order ', order_id, ', due since ', due_at) AS detail
      FROM shipment_returns WHERE due_at <= :now - INTERVAL 10 MINUTE`,
  },
  {
    name: 'return.shipment',
    description: 'A return has units, and belongs to an order of its buyer that was delivered.',
    table: 'shipment_returns',
    sql: `
      SELECT returns.return_id AS id, CONCAT('of user ', returns.user_id, ' for order ', returns.order_id, ': ',
        COALESCE(CONCAT(shipments.state, ' of user ', shipments.user_id), 'no shipment')) AS detail
      FROM shipment_returns AS returns LEFT JOIN shipments ON shipments.order_id = returns.order_id
      WHERE NOT COALESCE(shipments.state = 'DELIVERED' AND shipments.user_id = returns.user_id, 0)
      UNION ALL
      SELECT returns.return_id, 'has no units'
      FROM shipment_returns AS returns LEFT JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
      WHERE parts.return_id IS NULL
      UNION ALL
      SELECT parts.return_id, CONCAT('does not exist, and has ', quantity, ' units of product ', product_id)
      FROM shipment_return_lines AS parts LEFT JOIN shipment_returns AS returns ON returns.return_id = parts.return_id
      WHERE returns.return_id IS NULL`,
  },
];
