import type { OrderStage } from '#order';
import type { OrderProgress } from '#order-client';

/**
 * The conditions of `domain/stage.ts` over the tables of `ORDER_ROWS`. COALESCE keeps the outer joins to reservations and
 * progress outer ones: otherwise a server may begin with those of all users.
 */
const CONDITIONS: Readonly<Record<OrderStage, string>> = {
  CREATED: `status = 'ORDER_BEFORE'`,
  AWAITING_PAYMENT: `(status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 0 AND COALESCE(failed, 0) = 0)`,
  PAYMENT_REQUESTED: `(status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 1)`,
  PAYMENT_FAILED:
    `((status = 'ORDER_PENDING' AND COALESCE(requested, 0) = 0 AND COALESCE(failed, 0) > 0)` +
    ` OR (status = 'ORDER_CANCELLED' AND COALESCE(cancel_reason, 'BY_BUYER') = 'PAYMENT_FAILED'))`,
  PAYMENT_COMPLETED: inProgress('NONE'),
  SHIPPED: inProgress('SHIPPED'),
  DELIVERED: inProgress('DELIVERED'),
  RETURN_REQUESTED: inProgress('RETURN_REQUESTED'),
  RETURNED: inProgress('RETURNED'),
  CANCELLED:
    `(status = 'ORDER_CANCELLED'` +
    ` AND COALESCE(cancel_reason, 'BY_BUYER') NOT IN ('PAYMENT_EXPIRED', 'PAYMENT_FAILED'))`,
  EXPIRED: `(status = 'ORDER_CANCELLED' AND COALESCE(cancel_reason, 'BY_BUYER') = 'PAYMENT_EXPIRED')`,
  FAILED: `status = 'ORDER_FAILURE'`,
};

function inProgress(progress: OrderProgress | 'NONE'): string {
  return `(status = 'ORDER_SUCCESS' AND COALESCE(progress.progress, 'NONE') = '${progress}')`;
}

/** Holds for the orders in one of these stages. */
export function inStages(stages: readonly OrderStage[]): string {
  return `(${stages.map((stage) => CONDITIONS[stage]).join(' OR ')})`;
}
