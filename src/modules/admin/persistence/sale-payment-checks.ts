import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { ORDERS_UNDER_WAY } from './sale-checks';

/** Orders, payments and points must agree. The order decides first; payments and points follow by its events. */
export const salePaymentChecks: readonly IntegrityCheck[] = [
  {
    name: 'receipt.payment',
    description: 'A receipt is of a captured payment, of its amount and of this order or the one that it replaces.',
    table: 'order_receipts',
    sql: `
      SELECT receipts.order_id AS id, CONCAT('payment ', receipts.payment_id, ': ', COALESCE(state, 'none'),
        ' of order ', COALESCE(payments.order_id, 'none'), ', ', receipts.amount, ' of ', COALESCE(captured, 0)) AS detail
      FROM order_receipts AS receipts
      LEFT JOIN payments ON payments.payment_id = receipts.payment_id
      LEFT JOIN order_replacements AS replacements ON replacements.order_id = receipts.order_id
      WHERE NOT COALESCE(state = 'CAPTURED' AND captured = receipts.amount, FALSE)
        OR NOT (payments.order_id = receipts.order_id
          OR (replaces_order_id <=> payments.order_id AND replacements.payment_id <=> payments.payment_id))`,
  },
  {
    name: 'payment.kept',
    description: 'A captured payment is kept by a completed order, or is paid back, or a stored event will do either.',
    table: 'payments',
    sql: `
      SELECT payments.payment_id AS id, CONCAT('captured ', captured, ' for order ', payments.order_id, ' (',
        COALESCE(paid.status, 'none'), '), to be paid back ', refund_total) AS detail
      FROM payments
      LEFT JOIN order_receipts AS receipts ON receipts.payment_id = payments.payment_id
      LEFT JOIN orders AS paid ON paid.order_id = receipts.order_id
      LEFT JOIN order_replacements AS replacements ON replacements.payment_id = payments.payment_id
      LEFT JOIN orders AS replacement ON replacement.order_id = replacements.order_id
      WHERE state = 'CAPTURED' AND refund_total < captured AND NOT COALESCE(paid.status = 'ORDER_SUCCESS', FALSE)
        AND NOT COALESCE(replacement.status = 'ORDER_BEFORE', FALSE)
        AND payments.order_id NOT IN (${ORDERS_UNDER_WAY})
        AND COALESCE(replacements.order_id, 0) NOT IN (${ORDERS_UNDER_WAY})`,
  },
  {
    name: 'benefit.points',
    description: 'Points are held for an order that is open, taken for one that is completed, and free after its end.',
    table: 'wallet_reservations',
    sql: `
      SELECT reservations.order_id AS id, CONCAT('points ', state, ', order ', COALESCE(status, 'none')) AS detail
      FROM wallet_reservations AS reservations LEFT JOIN orders ON orders.order_id = reservations.order_id
      WHERE NOT COALESCE(CASE state
          WHEN 'HELD' THEN status IN ('ORDER_BEFORE', 'ORDER_PENDING')
          WHEN 'CONSUMED' THEN status = 'ORDER_SUCCESS'
          ELSE status IN ('ORDER_FAILURE', 'ORDER_CANCELLED', 'ORDER_BEFORE') END, FALSE)
        AND reservations.order_id NOT IN (${ORDERS_UNDER_WAY})`,
  },
  {
    name: 'benefit.billed',
    description: 'An order that is reserved or completed has set aside the points of its bill.',
    table: 'order_bills',
    sql: `
      SELECT bills.order_id AS id, CONCAT('points ', points, ', set aside ', COALESCE(amount, 'none'), ' ',
        COALESCE(state, '')) AS detail
      FROM order_bills AS bills JOIN orders ON orders.order_id = bills.order_id
      LEFT JOIN wallet_reservations AS reservations ON reservations.order_id = bills.order_id
      WHERE status IN ('ORDER_PENDING', 'ORDER_SUCCESS') AND points > 0
        AND NOT COALESCE(state IN ('HELD', 'CONSUMED') AND amount = points, FALSE)`,
  },
];
