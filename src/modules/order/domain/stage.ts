import type { OrderStage } from '#order';
import type { Order } from './order';

/** Derived from the order as it is read; nothing stores it. `persistence/stage-conditions.ts` says the same in SQL. */
export function stageOf({ status, cancelReason, payment, progress }: Order): OrderStage {
  switch (status) {
    case 'ORDER_BEFORE':
      return 'CREATED';
    case 'ORDER_PENDING': {
      const { requested = false, failed = 0 } = payment?.reservation ?? {};
      if (requested) return 'PAYMENT_REQUESTED';
      return failed > 0 ? 'PAYMENT_FAILED' : 'AWAITING_PAYMENT';
    }
    case 'ORDER_SUCCESS':
      return progress ?? 'PAYMENT_COMPLETED';
    case 'ORDER_FAILURE':
      return 'FAILED';
    case 'ORDER_CANCELLED':
      if (cancelReason === 'PAYMENT_FAILED') return 'PAYMENT_FAILED';
      return cancelReason === 'PAYMENT_EXPIRED' ? 'EXPIRED' : 'CANCELLED';
  }
}
