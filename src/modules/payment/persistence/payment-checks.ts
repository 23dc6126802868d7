import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold of payments, whatever their orders are. */
export const paymentChecks: readonly IntegrityCheck[] = [
  {
    name: 'payment.late',
    description: 'No payment waits for more than ten minutes for a look at its provider.',
    table: 'payments',
    sql: `
      SELECT payment_id AS id, CONCAT(state, ' at ', provider, ', to be looked at since ', resolve_at) AS detail
      FROM payments WHERE resolve_at <= :now - INTERVAL 10 MINUTE`,
  },
  {
    name: 'payment.settled',
    description: 'Every captured payment was judged by its order, unless its event is due.',
    table: 'payments',
    sql: `
      SELECT payment_id AS id, CONCAT('captured ', captured, ' for order ', order_id, ', which has not said what becomes of it') AS detail
      FROM payments
      WHERE state = 'CAPTURED' AND outcome IS NULL AND payment_id NOT IN (
        SELECT listed.payment_id
        FROM event_publications,
          JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]' COLUMNS (payment_id BIGINT PATH '$.paymentId')) AS listed
        WHERE state = 'DUE' AND handler = 'payment.settle-orders' AND listed.payment_id IS NOT NULL)`,
  },
  {
    name: 'payment.spent',
    description: 'Every payment by points that is being confirmed has its event, which takes the points.',
    table: 'payments',
    sql: `
      SELECT payment_id AS id, CONCAT('confirming ', amount, ' for order ', order_id, ' without an event') AS detail
      FROM payments
      WHERE state = 'CONFIRMING' AND resolve_at IS NULL AND payment_id NOT IN (
        SELECT listed.payment_id
        FROM event_publications,
          JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]' COLUMNS (payment_id BIGINT PATH '$.paymentId')) AS listed
        WHERE state = 'DUE' AND handler = 'payment.spend-points' AND listed.payment_id IS NOT NULL)`,
  },
];
