import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** Returns that a stored event of this handler will still work off; a dead letter does nothing. */
const returnsDueFor = (handler: string): string => `
  SELECT listed.return_id
  FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
    COLUMNS (return_id BIGINT PATH '$.returnId')) AS listed
  WHERE state = 'DUE' AND handler = '${handler}' AND listed.return_id IS NOT NULL`;

/** The worth of each completed return: the sums of its lines. */
const WORTH = `(
  SELECT returns.return_id, MIN(order_id) AS order_id, MIN(user_id) AS user_id, MIN(payment_id) AS payment_id,
    SUM(money) AS money, SUM(points) AS points
  FROM shipment_returns AS returns JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
  WHERE state = 'RETURNED' GROUP BY returns.return_id
) AS worth`;

/** Returns, orders, stock, payments and points must agree. The return is completed first; the others follow by its event. */
export const saleReturnChecks: readonly IntegrityCheck[] = [
  {
    name: 'return.units',
    description:
      'Of no line more units are returned than were bought, nor more money and points than it had cost; of a line that has come back as a whole, exactly these.',
    table: 'orders',
    sql: `
      SELECT order_id AS id, CONCAT('product ', product_id, ': bought ', COALESCE(bought, 0), ' for ', COALESCE(net, 0), ' and ',
        COALESCE(line_points, 0), ' points, returned ', units, ' for ', money, ' and ', points, ' points') AS detail
      FROM (
        SELECT summed.order_id, summed.product_id, units, money, summed.points, items.quantity AS bought,
          IF(receipts.order_id IS NULL, 0,
            items.quantity * items.price - COALESCE(shares.discount, 0) - COALESCE(shares.points, 0)) AS net,
          COALESCE(shares.points, 0) AS line_points
        FROM (
          SELECT order_id, product_id, SUM(quantity) AS units, SUM(money) AS money, SUM(points) AS points
          FROM shipment_returns AS returns JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
          WHERE state <> 'REJECTED' GROUP BY order_id, product_id
        ) AS summed
        LEFT JOIN order_items AS items ON items.order_id = summed.order_id AND items.product_id = summed.product_id
        LEFT JOIN order_item_shares AS shares ON shares.order_id = items.order_id AND shares.line = items.line
        LEFT JOIN order_receipts AS receipts ON receipts.order_id = summed.order_id
      ) AS lines_returned
      WHERE NOT COALESCE(IF(units < bought, units > 0 AND money <= net AND points <= line_points,
        units = bought AND money = net AND points = line_points), 0)`,
  },
  {
    name: 'return.restocked',
    description: 'The units of a completed return are in stock again, exactly once, unless its event is due.',
    table: 'shipment_returns',
    sql: `
      SELECT parts.return_id AS id, CONCAT('product ', parts.product_id, ': returned ', parts.quantity, ', restocked ',
        COALESCE(restocked.quantity, 'none')) AS detail
      FROM shipment_returns AS returns JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
      LEFT JOIN stock_returns AS restocked
        ON restocked.return_id = parts.return_id AND restocked.product_id = parts.product_id
      WHERE state = 'RETURNED' AND NOT restocked.quantity <=> parts.quantity
        AND parts.return_id NOT IN (${returnsDueFor('shipping.restock-returns')})
      UNION ALL
      SELECT restocked.return_id, CONCAT('product ', restocked.product_id, ': restocked ', restocked.quantity, ' for order ',
        restocked.order_id, ', the return is ', COALESCE(CONCAT(state, ' of order ', returns.order_id), 'missing'))
      FROM stock_returns AS restocked
      LEFT JOIN shipment_returns AS returns ON returns.return_id = restocked.return_id
      LEFT JOIN shipment_return_lines AS parts
        ON parts.return_id = restocked.return_id AND parts.product_id = restocked.product_id
      WHERE NOT COALESCE(state = 'RETURNED' AND returns.order_id = restocked.order_id AND parts.quantity IS NOT NULL, 0)`,
  },
  {
    name: 'return.refunded',
    description:
      'The money of a completed return is a refund of the payment that its order has accepted, unless its event is due, or nothing of the payment was left.',
    table: 'shipment_returns',
    sql: `
      SELECT worth.return_id AS id, CONCAT('of order ', worth.order_id, ', payment ', COALESCE(worth.payment_id, 'none'),
        ': worth ', money, ', refunded ', COALESCE(refunds.amount, 'nothing')) AS detail
      FROM ${WORTH}
      LEFT JOIN refunds ON refunds.payment_id = worth.payment_id AND cause = 'RETURN' AND cause_id = worth.return_id
      LEFT JOIN payments ON payments.payment_id = worth.payment_id
      LEFT JOIN order_receipts AS receipts ON receipts.order_id = worth.order_id
      WHERE NOT COALESCE(refunds.amount, 0) <=> money AND worth.return_id NOT IN (${returnsDueFor('payment.refund-returns')})
          AND NOT COALESCE(COALESCE(refunds.amount, 0) < money AND (payments.state = 'REVERSED' OR refund_total = captured), 0)
        OR NOT receipts.payment_id <=> worth.payment_id AND NOT COALESCE(payments.state = 'REVERSED', 0)
      UNION ALL
      SELECT cause_id, CONCAT('refund ', refund_id, ' of ', amount, ' from payment ', refunds.payment_id, ', the return is ',
        COALESCE(CONCAT(returns.state, ', payment ', COALESCE(returns.payment_id, 'none')), 'missing'))
      FROM refunds LEFT JOIN shipment_returns AS returns ON returns.return_id = cause_id
      WHERE cause = 'RETURN' AND NOT COALESCE(returns.state = 'RETURNED' AND returns.payment_id = refunds.payment_id, 0)`,
  },
  {
    name: 'return.points',
    description: 'The points of a completed return are back with its buyer, exactly once, unless its event is due.',
    table: 'shipment_returns',
    sql: `
      SELECT worth.return_id AS id, CONCAT('of user ', worth.user_id, ': worth ', points, ' points, gave back ',
        COALESCE(CONCAT(balance_delta, ' to user ', entries.user_id), 'none')) AS detail
      FROM ${WORTH}
      LEFT JOIN wallet_entries AS entries ON reference = 'RETURN' AND reference_id = return_id AND kind = 'REFUND'
      WHERE (NOT COALESCE(balance_delta, 0) <=> points OR entries.user_id <> worth.user_id)
        AND return_id NOT IN (${returnsDueFor('payment.give-points-of-returns-back')})
      UNION ALL
      SELECT reference_id, CONCAT('gave ', balance_delta, ' points to user ', entries.user_id, ', the return is ',
        COALESCE(CONCAT(state), 'missing'))
      FROM wallet_entries AS entries LEFT JOIN shipment_returns AS returns ON returns.return_id = reference_id
      WHERE reference = 'RETURN' AND NOT state <=> 'RETURNED'`,
  },
];
