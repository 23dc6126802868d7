import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** Orders that a stored event will still change, or their stock, points or payment; a dead letter does nothing. */
export const ORDERS_UNDER_WAY = `
  SELECT pending.order_id
  FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
    COLUMNS (order_id BIGINT PATH '$.orderId')) AS pending
  WHERE state = 'DUE' AND pending.order_id IS NOT NULL
    AND handler IN ('order.take-stock', 'order.reserve-stock', 'order.give-stock-back', 'order.keep-benefits',
      'order.release-benefits', 'payment.settle-orders', 'payment.reverse-orders', 'payment.refund-released')`;

/** Orders and stock must agree. The stock decides first, then the order follows. */
export const saleChecks: readonly IntegrityCheck[] = [
  {
    name: 'sale.taken',
    description: 'For each line of a successful order, exactly its units were taken.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT('product ', items.product_id, ': ordered ', items.quantity, ', took ',
        COALESCE(-taken.delta, 'none')) AS detail
      FROM orders JOIN order_items AS items ON items.order_id = orders.order_id
      LEFT JOIN stock_movements AS taken ON taken.order_id = items.order_id
        AND taken.product_id = items.product_id AND taken.kind = 'ORDER'
      WHERE status IN ('ORDER_SUCCESS', 'ORDER_PENDING') AND NOT taken.delta <=> -items.quantity`,
  },
  {
    name: 'sale.kept',
    description: 'A successful order has given back nothing.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT(status, ', product ', product_id, ': gave back ', delta) AS detail
      FROM stock_movements JOIN orders ON orders.order_id = stock_movements.order_id
      WHERE kind = 'CANCEL' AND status IN ('ORDER_SUCCESS', 'ORDER_PENDING')`,
  },
  {
    name: 'sale.released',
    description: 'A failed or cancelled order has given back what was taken for it.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT(status, ', product ', taken.product_id, ': took ', -taken.delta,
        ', gave back ', COALESCE(given_back.delta, 'none')) AS detail
      FROM orders JOIN stock_movements AS taken ON taken.order_id = orders.order_id AND taken.kind = 'ORDER'
      LEFT JOIN stock_movements AS given_back ON given_back.order_id = taken.order_id
        AND given_back.product_id = taken.product_id AND given_back.kind = 'CANCEL'
      WHERE status IN ('ORDER_FAILURE', 'ORDER_CANCELLED') AND NOT given_back.delta <=> -taken.delta
        AND orders.order_id NOT IN (${ORDERS_UNDER_WAY})`,
  },
  {
    name: 'sale.lines',
    description: 'An order that took stock has one movement per line.',
    table: 'stock_decisions',
    sql: `
      SELECT id, CONCAT('took ', products, ' products for ', lines_ordered, ' lines') AS detail
      FROM (
        SELECT order_id AS id,
          (SELECT COUNT(*) FROM stock_movements AS taken
           WHERE taken.order_id = stock_decisions.order_id AND kind = 'ORDER') AS products,
          (SELECT COUNT(*) FROM order_items WHERE order_items.order_id = stock_decisions.order_id) AS lines_ordered
        FROM stock_decisions WHERE outcome = 'TAKEN'
      ) AS counted WHERE products <> lines_ordered`,
  },
  {
    name: 'sale.decision',
    description:
      'A completed order has the outcome that the stock decided, for the same reason; for one that failed by its points or its coupon, nothing was taken.',
    table: 'orders',
    sql: `
      SELECT orders.order_id AS id, CONCAT(status, COALESCE(CONCAT(' ', failure_reason), ''), ', decided ',
        COALESCE(outcome, 'never'), COALESCE(CONCAT(' ', reason), '')) AS detail
      FROM orders LEFT JOIN stock_decisions ON stock_decisions.order_id = orders.order_id
      WHERE (status IN ('ORDER_SUCCESS', 'ORDER_PENDING') AND NOT outcome <=> 'TAKEN')
        OR (status = 'ORDER_FAILURE' AND NOT COALESCE(failure_reason IN ('COUPON_UNAVAILABLE', 'INSUFFICIENT_POINTS'), 0)
          AND NOT (outcome <=> 'REFUSED' AND CONCAT(reason) <=> CONCAT(failure_reason)))
        OR (status = 'ORDER_FAILURE' AND failure_reason IN ('COUPON_UNAVAILABLE', 'INSUFFICIENT_POINTS')
          AND outcome <=> 'TAKEN')
        OR (status = 'ORDER_CANCELLED' AND outcome IS NULL AND orders.order_id NOT IN (${ORDERS_UNDER_WAY}))`,
  },
  {
    name: 'sale.order',
    description: 'Every stock decision belongs to an order.',
    table: 'stock_decisions',
    sql: `
      SELECT stock_decisions.order_id AS id, CONCAT(outcome, ', but there is no such order') AS detail
      FROM stock_decisions LEFT JOIN orders ON orders.order_id = stock_decisions.order_id
      WHERE orders.order_id IS NULL`,
  },
  {
    name: 'sale.deal',
    description: 'A discounted line refers to its deal, with its product and its prices.',
    table: 'order_items',
    sql: `
      SELECT sold.order_id AS id, CONCAT('line ', line, ': product ', sold.product_id, ' at ', price, ', in deal ',
        sold.event_id, COALESCE(CONCAT(' at ', discount_price), ' never')) AS detail
      FROM order_items AS sold LEFT JOIN hot_deal_items AS deals
        ON deals.event_id = sold.event_id AND deals.product_id = sold.product_id
      WHERE sold.event_id IS NOT NULL AND NOT (price <=> discount_price AND sold.original_price <=> deals.original_price)`,
  },
  {
    name: 'sale.counted',
    description:
      'The sales of a day are those of its successful orders: units, orders and revenue of each product, and of the whole shop (product 0).',
    table: 'sales_by_day',
    sql: `
      SELECT product_id AS id, CONCAT(sold_on, ': counted ', SUM(units), ' units in ', SUM(orders), ' orders for ',
        SUM(revenue), ', sold ', SUM(sold_units), ' in ', SUM(sold_orders), ' for ', SUM(sold_revenue)) AS detail
      FROM (
        SELECT sold_on, product_id, units, orders, revenue, 0 AS sold_units, 0 AS sold_orders, 0 AS sold_revenue
        FROM sales_by_day
        UNION ALL
        SELECT sold_on, 0, 0, 0, 0, SUM(total_count), COUNT(*), SUM(total_price)
        FROM orders WHERE status = 'ORDER_SUCCESS' AND sold_on IS NOT NULL GROUP BY sold_on
        UNION ALL
        SELECT sold_on, product_id, 0, 0, 0, SUM(quantity), COUNT(*), SUM(quantity * price)
        FROM orders JOIN order_items ON order_items.order_id = orders.order_id
        WHERE status = 'ORDER_SUCCESS' AND sold_on IS NOT NULL GROUP BY sold_on, product_id
      ) AS sales
      GROUP BY sold_on, product_id
      HAVING SUM(units) <> SUM(sold_units) OR SUM(orders) <> SUM(sold_orders) OR SUM(revenue) <> SUM(sold_revenue)`,
  },
];
