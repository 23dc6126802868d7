import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold of orders that are to be paid, within the tables of orders. */
export const orderPaymentChecks: readonly IntegrityCheck[] = [
  {
    name: 'order.cancelled',
    description: 'Only a cancelled order has the reason of a cancel.',
    table: 'orders',
    sql: `
      SELECT order_id AS id, CONCAT(status, ' with the reason ', cancel_reason) AS detail
      FROM orders WHERE cancel_reason IS NOT NULL AND status <> 'ORDER_CANCELLED'`,
  },
  {
    name: 'reservation.pending',
    description: 'An order awaits its payment exactly while it has a reservation.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id,
        CONCAT(status, IF(reservations.order_id IS NULL, ', without a reservation', ', with a reservation')) AS detail
      FROM orders LEFT JOIN order_reservations AS reservations ON reservations.order_id = orders.order_id
      WHERE (status = 'ORDER_PENDING') <> (reservations.order_id IS NOT NULL)`,
  },
  {
    name: 'reservation.orphan',
    description: 'A reservation belongs to an order, and to its buyer.',
    table: 'order_reservations',
    sql: `
      SELECT reservations.order_id AS id, IF(orders.order_id IS NULL, 'of no order',
        CONCAT('of user ', reservations.user_id, ', the order of user ', orders.user_id)) AS detail
      FROM order_reservations AS reservations LEFT JOIN orders ON orders.order_id = reservations.order_id
      WHERE NOT orders.user_id <=> reservations.user_id`,
  },
  {
    name: 'reservation.late',
    description: 'A reservation ends at most a minute after its time, or after the pause that follows an outage.',
    table: 'order_reservations',
    sql: `
      SELECT order_id AS id, CONCAT('should have ended at ', reserved_until) AS detail
      FROM order_reservations WHERE reserved_until <= :now - INTERVAL 1 MINUTE
        AND NOT EXISTS (SELECT 1 FROM poller_leases
          WHERE name = 'order.expire-reservations/pause' AND leased_until > :now - INTERVAL 1 MINUTE)`,
  },
  {
    name: 'bill.paid',
    description: 'A completed order with a bill has a receipt of exactly what is due.',
    table: 'order_bills',
    sql: `
      SELECT bills.order_id AS id, CONCAT('due ', due, ', paid ', COALESCE(amount, 'nothing')) AS detail
      FROM order_bills AS bills JOIN orders ON orders.order_id = bills.order_id
      LEFT JOIN order_receipts AS receipts ON receipts.order_id = bills.order_id
      WHERE status = 'ORDER_SUCCESS' AND due > 0 AND NOT amount <=> due`,
  },
  {
    name: 'bill.total',
    description: 'A bill belongs to an order, and its total is that of the order.',
    table: 'order_bills',
    sql: `
      SELECT bills.order_id AS id, CONCAT('billed ', total, ', ordered for ', COALESCE(total_price, 'nothing')) AS detail
      FROM order_bills AS bills LEFT JOIN orders ON orders.order_id = bills.order_id
      WHERE NOT total <=> total_price`,
  },
  {
    name: 'bill.shares',
    description: 'The shares of the lines of an order sum up to the discount and the points of its bill.',
    table: 'order_bills',
    sql: `
      SELECT bills.order_id AS id, CONCAT('discount ', bills.discount, ' and points ', bills.points, ', its lines say ',
        COALESCE(shares.discount, 'nothing'), ' and ', COALESCE(shares.points, 'nothing')) AS detail
      FROM order_bills AS bills LEFT JOIN (
        SELECT order_id, SUM(discount) AS discount, SUM(points) AS points FROM order_item_shares GROUP BY order_id
      ) AS shares ON shares.order_id = bills.order_id
      WHERE NOT (COALESCE(shares.discount, 0) = bills.discount AND COALESCE(shares.points, 0) = bills.points)`,
  },
  {
    name: 'bill.share',
    description: 'A share belongs to a line of an order with a bill, and is not more than the line costs.',
    table: 'order_item_shares',
    sql: `
      SELECT shares.order_id AS id, CONCAT('line ', shares.line, ' costs ', COALESCE(quantity * price, 0), ', less ',
        shares.discount + shares.points, IF(bills.order_id IS NULL, ', without a bill', '')) AS detail
      FROM order_item_shares AS shares
      LEFT JOIN order_items AS items ON items.order_id = shares.order_id AND items.line = shares.line
      LEFT JOIN order_bills AS bills ON bills.order_id = shares.order_id
      WHERE bills.order_id IS NULL OR NOT COALESCE(quantity * price, 0) >= shares.discount + shares.points`,
  },
  {
    name: 'replacement.same',
    description: 'A replacement has the buyer, the lines and the prices of an order that expired without its payment.',
    table: 'order_replacements',
    sql: `
      SELECT replacements.order_id AS id,
        CONCAT('instead of order ', replaces_order_id, ' (', COALESCE(replaced.status, 'none'), ')') AS detail
      FROM order_replacements AS replacements
      LEFT JOIN orders AS replaced ON replaced.order_id = replaces_order_id
      LEFT JOIN orders ON orders.order_id = replacements.order_id
      WHERE replacements.order_id IS NOT NULL AND (
        NOT COALESCE(replaced.status = 'ORDER_CANCELLED' AND orders.user_id = replaced.user_id
          AND replaced.cancel_reason IN ('PAYMENT_EXPIRED', 'PAYMENT_FAILED'), 0)
        OR (SELECT COUNT(*) FROM order_items AS old JOIN order_items AS items
            ON items.order_id = replacements.order_id AND items.line = old.line AND items.product_id = old.product_id
              AND items.quantity = old.quantity AND items.price = old.price
            WHERE old.order_id = replaces_order_id) * 2
          <> (SELECT COUNT(*) FROM order_items WHERE order_id IN (replacements.order_id, replaces_order_id)))`,
  },
  {
    name: 'sale.money',
    description: 'What was sold with bills is what was paid, with points and discounts.',
    table: 'order_bills',
    sql: `
      SELECT 0 AS id, CONCAT('totals ', totals, ', paid ', paid, ', points ', points, ', discounts ', discounts) AS detail
      FROM (
        SELECT COALESCE(SUM(total), 0) AS totals, COALESCE(SUM(amount), 0) AS paid, COALESCE(SUM(points), 0) AS points,
          COALESCE(SUM(discount), 0) AS discounts
        FROM order_bills AS bills JOIN orders ON orders.order_id = bills.order_id
        LEFT JOIN order_receipts AS receipts ON receipts.order_id = bills.order_id
        WHERE status = 'ORDER_SUCCESS'
      ) AS sums WHERE totals <> paid + points + discounts`,
  },
];
