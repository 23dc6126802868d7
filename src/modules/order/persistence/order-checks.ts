import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold within the tables of orders. */
export const orderChecks: readonly IntegrityCheck[] = [
  {
    name: 'order.undecided',
    description:
      'An order is decided within a minute, and until then a stored event publication will decide it. One that replaces an' +
      ' expired order has the instant of that one, which says nothing.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT('placed at ', ordered_at, ', its event publication is ',
        CASE MAX(waiting.state) WHEN 'DUE' THEN 'due' WHEN 'DEAD_LETTER' THEN 'a dead letter' ELSE 'missing' END) AS detail
      FROM orders LEFT JOIN (
        SELECT placed.order_id, CONCAT(state) AS state
        FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
          COLUMNS (order_id BIGINT PATH '$.orderId')) AS placed
        WHERE handler IN ('order.take-stock', 'order.reserve-stock')
      ) AS waiting ON waiting.order_id = orders.order_id
      WHERE orders.status = 'ORDER_BEFORE'
      GROUP BY orders.order_id, ordered_at
      HAVING COUNT(waiting.order_id) = 0 OR (ordered_at <= :now - INTERVAL 1 MINUTE
        AND NOT EXISTS (SELECT 1 FROM order_replacements WHERE order_replacements.order_id = orders.order_id))`,
  },
  {
    name: 'order.totals',
    description: 'An order has lines, and its totals are their sums.',
    table: 'orders',
    sql: `
      SELECT order_id AS id, CONCAT(total_count, ' units for ', total_price, ', its lines say ', COALESCE(
        (SELECT CONCAT(SUM(quantity), ' for ', SUM(quantity * price)) FROM order_items AS items
         WHERE items.order_id = orders.order_id), 'nothing')) AS detail
      FROM orders WHERE NOT (
        (SELECT SUM(quantity) = orders.total_count AND SUM(quantity * price) = orders.total_price
         FROM order_items AS items WHERE items.order_id = orders.order_id) <=> 1)`,
  },
  {
    name: 'order.line',
    description:
      'A line belongs to an order and has a quantity and a price, which is the ordinary price, or with a deal at most that.',
    table: 'order_items',
    sql: `
      SELECT order_items.order_id AS id, CONCAT('line ', line, ': ', quantity, ' at ', price, ' instead of ',
        original_price, IF(orders.order_id IS NULL, ', of no order', '')) AS detail
      FROM order_items LEFT JOIN orders ON orders.order_id = order_items.order_id
      WHERE orders.order_id IS NULL OR quantity < 1 OR price < 1 OR price > original_price
        OR (event_id IS NULL AND price <> original_price)`,
  },
  {
    name: 'order.reason',
    description: 'An order has a failure reason if it failed, and only then.',
    table: 'orders',
    sql: `
      SELECT order_id AS id, CONCAT(status, COALESCE(CONCAT(' with the reason ', failure_reason), ' without a reason')) AS detail
      FROM orders WHERE (status = 'ORDER_FAILURE') <> (failure_reason IS NOT NULL)`,
  },
  {
    name: 'order.progress',
    description: 'Only the goods of a completed order have left.',
    table: 'order_progress',
    sql: `
      SELECT order_progress.order_id AS id, CONCAT(progress, ', order ', COALESCE(status, 'none')) AS detail
      FROM order_progress LEFT JOIN orders ON orders.order_id = order_progress.order_id
      WHERE NOT status <=> 'ORDER_SUCCESS'`,
  },
  {
    name: 'order.id',
    description: 'The id of an order is below the next id to be assigned.',
    table: 'orders',
    sql: `
      SELECT order_id AS id, CONCAT('the next id is ', next_id) AS detail
      FROM id_blocks JOIN orders ON order_id >= next_id WHERE name = 'orders'`,
  },
  {
    name: 'order.address',
    description: 'An address that is kept for an order belongs to one, and is sealed in a known version.',
    table: 'order_addresses',
    sql: `
      SELECT order_addresses.order_id AS id, CONCAT('its version is ', HEX(SUBSTRING(address_sealed, 1, 1)),
        IF(orders.order_id IS NULL, ', of no order', '')) AS detail
      FROM order_addresses LEFT JOIN orders ON orders.order_id = order_addresses.order_id
      WHERE orders.order_id IS NULL OR HEX(SUBSTRING(address_sealed, 1, 1)) <> '01'`,
  },
];
