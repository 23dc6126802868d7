import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold within the tables of payments. */
export const refundChecks: readonly IntegrityCheck[] = [
  {
    name: 'payment.refunds',
    description: 'The refunds of a payment sum up to what it says is paid back, and to at most what it took.',
    table: 'payments',
    sql: `
      SELECT payments.payment_id AS id,
        CONCAT('says ', refund_total, ' of ', captured, ', its refunds say ', COALESCE(refunded, 0)) AS detail
      FROM payments LEFT JOIN (
        SELECT payment_id, SUM(amount) AS refunded FROM refunds GROUP BY payment_id
      ) AS summed ON summed.payment_id = payments.payment_id
      WHERE refund_total <> COALESCE(refunded, 0) OR refund_total > captured
      UNION ALL
      SELECT refunds.payment_id, CONCAT('does not exist, and has refund ', refund_id)
      FROM refunds LEFT JOIN payments ON payments.payment_id = refunds.payment_id WHERE payments.payment_id IS NULL`,
  },
  {
    name: 'refund.late',
    description: 'A refund that is due is sent within ten minutes, unless an earlier one of its payment comes first.',
    table: 'refunds',
    sql: `
      SELECT refund_id AS id, CONCAT('of ', amount, ', waiting since ', resolve_at) AS detail
      FROM refunds WHERE resolve_at <= :now - INTERVAL 10 MINUTE AND NOT EXISTS (
        SELECT 1 FROM refunds AS other WHERE other.payment_id = refunds.payment_id AND other.state = 'DUE'
          AND other.refund_id <> refunds.refund_id
          AND (other.refund_id < refunds.refund_id OR other.resolve_at > :now - INTERVAL 10 MINUTE))`,
  },
];
