import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { ORDERS_UNDER_WAY } from './sale-checks';

const paymentsDueFor = (handler: string): string => `
  SELECT listed.payment_id
  FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
    COLUMNS (payment_id BIGINT PATH '$.paymentId')) AS listed
  WHERE state = 'DUE' AND handler = '${handler}' AND listed.payment_id IS NOT NULL`;

/** A coupon or points that are reserved for an order have come as far as the order. */
const AS_FAR_AS_ITS_ORDER = `COALESCE(CASE state
          WHEN 'HELD' THEN status IN ('ORDER_BEFORE', 'ORDER_PENDING')
          WHEN 'CONSUMED' THEN status = 'ORDER_SUCCESS'
          ELSE status IN ('ORDER_FAILURE', 'ORDER_CANCELLED', 'ORDER_BEFORE') END, 0)`;

/** All that was captured has gone back at the provider, and nothing of it by a refund of this shop. */
const TAKEN_BACK = `captured > 0 AND refund_total >= captured AND NOT EXISTS (
  SELECT 1 FROM refunds AS own WHERE own.payment_id = payments.payment_id AND cause <> 'EXTERNAL')`;
/** The goods of the order have left: it keeps the receipt of a payment that goes back by itself (`PaymentReversals`). */
const HAS_LEFT = 'EXISTS (SELECT 1 FROM order_progress WHERE order_progress.order_id = receipts.order_id)';
const PAYMENTS_UNDER_WAY = paymentsDueFor('payment.spend-points');
/** Their orders have not heard yet that the deposit has bounced. */
const REVERSALS_UNDER_WAY = paymentsDueFor('payment.settle-orders');

/** Orders, payments and points must agree. The order decides first; payments and points follow by its events. */
export const salePaymentChecks: readonly IntegrityCheck[] = [
  {
    name: 'receipt.payment',
    description:
      'An order that is completed, or was, has the receipt of the captured payment that it has accepted, its own or that of the order that it replaces, unless its deposit has bounced, or all of it was paid back at the provider, before its goods left.',
    table: 'order_receipts',
    sql: `
      SELECT receipts.order_id AS id, CONCAT('payment ', receipts.payment_id, ': ', COALESCE(state, 'none'),
        ' of order ', COALESCE(payments.order_id, 'none'), ', ', receipts.amount, ' of ', COALESCE(captured, 0)) AS detail
      FROM order_receipts AS receipts
      LEFT JOIN payments ON payments.payment_id = receipts.payment_id
      LEFT JOIN order_replacements AS replacements ON replacements.order_id = receipts.order_id
      WHERE NOT COALESCE(state IN ('CAPTURED', 'REVERSED') AND captured = receipts.amount, 0)
        OR state = 'REVERSED' AND receipts.payment_id NOT IN (${REVERSALS_UNDER_WAY}) AND NOT ${HAS_LEFT}
        OR NOT (payments.order_id = receipts.order_id
          OR (replaces_order_id <=> payments.order_id AND replacements.payment_id <=> payments.payment_id))
      UNION ALL
      SELECT receipts.order_id, CONCAT('payment ', payment_id, ', but the order is ', COALESCE(status, 'none'))
      FROM order_receipts AS receipts LEFT JOIN orders ON orders.order_id = receipts.order_id
      WHERE NOT COALESCE(status IN ('ORDER_SUCCESS', 'ORDER_CANCELLED'), 0)
      UNION ALL
      SELECT payments.order_id, CONCAT('payment ', payments.payment_id, ' is ', outcome, ', with the receipt of ',
        COALESCE(CONCAT('order ', receipts.order_id), 'no order'))
      FROM payments LEFT JOIN order_receipts AS receipts ON receipts.payment_id = payments.payment_id
      WHERE outcome IS NOT NULL AND state <> 'REVERSED' AND (outcome = 'PAID') <> (receipts.order_id <=> payments.order_id)
        AND NOT (receipts.order_id IS NULL AND ${TAKEN_BACK})`,
  },
  {
    name: 'replacement.payment',
    description: 'A replacement is bought, or refused, by a payment that came too late for the order that it replaces.',
    table: 'order_replacements',
    sql: `
      SELECT replaces_order_id AS id, CONCAT('payment ', replacements.payment_id, ': ',
        COALESCE(CONCAT(state, COALESCE(CONCAT(' ', outcome), ''), ' of order ', payments.order_id), 'none')) AS detail
      FROM order_replacements AS replacements LEFT JOIN payments ON payments.payment_id = replacements.payment_id
      WHERE NOT COALESCE(payments.order_id = replaces_order_id AND captured > 0 AND COALESCE(outcome = 'LATE', 1), 0)`,
  },
  {
    name: 'payment.billed',
    description: 'A payment is of an order that is to be paid, of its buyer, and for what is due.',
    table: 'payments',
    sql: `
      SELECT payment_id AS id, CONCAT(amount, ' ', payments.currency, ' of user ', payments.user_id, ' for order ',
        payments.order_id, COALESCE(CONCAT(' of user ', orders.user_id), ', which does not exist'),
        COALESCE(CONCAT(', ', due, ' ', bills.currency, ' due'), ', nothing due')) AS detail
      FROM payments LEFT JOIN orders ON orders.order_id = payments.order_id
      LEFT JOIN order_bills AS bills ON bills.order_id = payments.order_id
      WHERE NOT COALESCE(amount = due AND payments.user_id = orders.user_id
        AND (captured > 0 OR payments.currency = bills.currency), 0)`,
  },
  {
    name: 'payment.points',
    description: 'A payment by points is captured exactly if its points were taken, unless its event is due.',
    table: 'payments',
    sql: `
      SELECT spendings.payment_id AS id, CONCAT('took ', spendings.amount, ' points of user ', spendings.user_id, ': ',
        COALESCE(CONCAT(provider, ' ', state, ' ', captured, ' of user ', payments.user_id), 'none')) AS detail
      FROM wallet_spendings AS spendings LEFT JOIN payments ON payments.payment_id = spendings.payment_id
      WHERE spendings.outcome = 'SPENT' AND spendings.payment_id NOT IN (${PAYMENTS_UNDER_WAY})
        AND NOT COALESCE(provider = 'points' AND captured = spendings.amount AND payments.user_id = spendings.user_id, 0)
      UNION ALL
      SELECT payments.payment_id, CONCAT('captured ', captured, ', its points are ', COALESCE(spendings.outcome, 'undecided'))
      FROM payments LEFT JOIN wallet_spendings AS spendings ON spendings.payment_id = payments.payment_id
      WHERE provider = 'points' AND captured > 0 AND NOT spendings.outcome <=> 'SPENT'`,
  },
  {
    name: 'refund.points',
    description: 'A refund by points is done only if its points were given back, and no other refund has given any.',
    table: 'refunds',
    sql: `
      SELECT refund_id AS id, CONCAT('of ', refunds.amount, ' to user ', payments.user_id, ': ',
        COALESCE(CONCAT(balance_delta, ' to user ', entries.user_id), 'none')) AS detail
      FROM refunds JOIN payments ON payments.payment_id = refunds.payment_id
      LEFT JOIN wallet_entries AS entries ON reference = 'REFUND' AND reference_id = refund_id AND kind = 'REFUND'
      WHERE COALESCE(settled_as, IF(provider = 'points', 'POINTS', 'HAND')) = 'POINTS'
        AND (refunds.state = 'DONE' OR entries.user_id IS NOT NULL)
        AND NOT (balance_delta <=> refunds.amount AND entries.user_id <=> payments.user_id)
      UNION ALL
      SELECT reference_id, CONCAT('gave ', balance_delta, ' points to user ', entries.user_id, ', but was not made in points')
      FROM wallet_entries AS entries LEFT JOIN refunds ON refund_id = reference_id
      LEFT JOIN payments ON payments.payment_id = refunds.payment_id
      WHERE reference = 'REFUND' AND kind = 'REFUND'
        AND NOT COALESCE(settled_as, IF(provider = 'points', 'POINTS', NULL)) <=> 'POINTS'`,
  },
  {
    name: 'payment.kept',
    description:
      'A captured payment is kept by a completed order, or is paid back, or a stored event will do either; never both, but for returns, for parts that were paid back at the provider, and for all of it after the goods left.',
    table: 'payments',
    sql: `
      SELECT payments.payment_id AS id, CONCAT('captured ', captured, ' for order ', payments.order_id, ' (',
        COALESCE(paid.status, 'none'), '), to be paid back ', refund_total) AS detail
      FROM payments
      LEFT JOIN order_receipts AS receipts ON receipts.payment_id = payments.payment_id
      LEFT JOIN orders AS paid ON paid.order_id = receipts.order_id
      LEFT JOIN order_replacements AS replacements ON replacements.payment_id = payments.payment_id
      LEFT JOIN orders AS replacement ON replacement.order_id = replacements.order_id
      WHERE state = 'CAPTURED' AND refund_total < captured AND NOT COALESCE(paid.status = 'ORDER_SUCCESS', 0)
        AND NOT COALESCE(replacement.status = 'ORDER_BEFORE', 0)
        AND payments.order_id NOT IN (${ORDERS_UNDER_WAY})
        AND COALESCE(replacements.order_id, 0) NOT IN (${ORDERS_UNDER_WAY})
      UNION ALL
      SELECT receipts.payment_id, CONCAT('kept by order ', receipts.order_id, ', and paid back ', refunds.amount, ' as ', cause)
      FROM order_receipts AS receipts JOIN orders ON orders.order_id = receipts.order_id
      JOIN refunds ON refunds.payment_id = receipts.payment_id
      WHERE status = 'ORDER_SUCCESS' AND cause NOT IN ('RETURN', 'EXTERNAL')
      UNION ALL
      SELECT payments.payment_id, CONCAT('kept by order ', receipts.order_id, ', and all of it was paid back at the provider')
      FROM order_receipts AS receipts JOIN orders ON orders.order_id = receipts.order_id
      JOIN payments ON payments.payment_id = receipts.payment_id
      WHERE status = 'ORDER_SUCCESS' AND ${TAKEN_BACK} AND NOT ${HAS_LEFT}
        AND payments.order_id NOT IN (${ORDERS_UNDER_WAY})`,
  },
  {
    name: 'benefit.points',
    description:
      'Points of its buyer are held for an order that is open, taken for one that is completed, and free after its end.',
    table: 'wallet_reservations',
    sql: `
      SELECT reservations.order_id AS id, CONCAT('points ', state, ', order ', COALESCE(status, 'none')) AS detail
      FROM wallet_reservations AS reservations LEFT JOIN orders ON orders.order_id = reservations.order_id
      WHERE NOT ${AS_FAR_AS_ITS_ORDER}
        AND reservations.order_id NOT IN (${ORDERS_UNDER_WAY})
        OR NOT orders.user_id <=> reservations.user_id`,
  },
  {
    name: 'benefit.coupon',
    description:
      'A coupon of its buyer is held for an order that is open, used by one that is completed, and free after its end.',
    table: 'coupon_claims',
    sql: `
      SELECT claims.order_id AS id, CONCAT('coupon ', state, ', order ', COALESCE(status, 'none')) AS detail
      FROM coupon_claims AS claims LEFT JOIN orders ON orders.order_id = claims.order_id
      WHERE NOT ${AS_FAR_AS_ITS_ORDER}
        AND claims.order_id NOT IN (${ORDERS_UNDER_WAY})
        OR NOT orders.user_id <=> claims.user_id`,
  },
  {
    name: 'benefit.billed',
    description:
      'An order that is reserved or completed has the coupon and the points of its bill, and no other coupon.',
    table: 'order_bills',
    sql: `
      SELECT bills.order_id AS id, CONCAT('points ', points, ', set aside ', COALESCE(amount, 'none'), ' ',
        COALESCE(state, '')) AS detail
      FROM order_bills AS bills JOIN orders ON orders.order_id = bills.order_id
      LEFT JOIN wallet_reservations AS reservations ON reservations.order_id = bills.order_id
      WHERE status IN ('ORDER_PENDING', 'ORDER_SUCCESS') AND points > 0
        AND NOT COALESCE(state IN ('HELD', 'CONSUMED') AND amount = points, 0)
      UNION ALL
      SELECT bills.order_id, CONCAT('coupon ', COALESCE(bills.user_coupon_id, 'none'), ' takes off ', bills.discount,
        ', claimed ', COALESCE(CONCAT(claims.user_coupon_id, ' for ', claims.discount, ' ', state), 'none'))
      FROM order_bills AS bills JOIN orders ON orders.order_id = bills.order_id
      LEFT JOIN coupon_claims AS claims ON claims.order_id = bills.order_id
      WHERE status IN ('ORDER_PENDING', 'ORDER_SUCCESS') AND NOT (bills.user_coupon_id <=> claims.user_coupon_id
        AND COALESCE(state IN ('HELD', 'CONSUMED') AND claims.discount = bills.discount, claims.order_id IS NULL))`,
  },
];
