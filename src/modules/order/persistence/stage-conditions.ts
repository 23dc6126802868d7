import type { OrderStage } from '#order';

/**
 * The conditions of `domain/stage.ts` over the tables of `ORDER_ROWS`. COALESCE keeps the outer join to reservations an
 * outer one: otherwise a server may begin with the reservations of all users.
 */
const CONDITIONS: Readonly<Record<OrderStage, string>> = {
  CREATED: `status = 'ORDER_BEFORE'`,
  AWAITING_PAYMENT: `(status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 0 AND COALESCE(failed, 0) = 0)`,
  PAYMENT_REQUESTED: `(status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 1)`,
  PAYMENT_FAILED:
    `((status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 0 AND COALESCE(failed, 0) > 0)` +
    ` OR (status = 'ORDER_CANCELLED' AND COALESCE(cancel_reason, 'BY_BUYER') = 'PAYMENT_FAILED'))`,
  PAYMENT_COMPLETED: `status = 'ORDER_SUCCESS'`,
  CANCELLED:
    `(status = 'ORDER_CANCELLED'` +
    ` AND COALESCE(cancel_reason, 'BY_BUYER') NOT IN ('PAYMENT_EXPIRED', 'PAYMENT_FAILED'))`,
  EXPIRED: `(status = 'ORDER_CANCELLED' AND COALESCE(cancel_reason, 'BY_BUYER') = 'PAYMENT_EXPIRED')`,
  FAILED: `status = 'ORDER_FAILURE'`,
};

/** Holds for the orders in one of these stages. */
export function inStages(stages: readonly OrderStage[]): string {
  return `(${stages.map((stage) => CONDITIONS[stage]).join(' OR ')})`;
}
