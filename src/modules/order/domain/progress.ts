import type { OrderStatus } from '#order';
import type { ProgressOutcome, ProgressStep } from '#order-client';
import { hasEnded } from './order';

/**
 * Judges how far the goods of an order have come. Only the version decides: steps may come again, late, or out of order.
 * @param status undefined: there is no such order
 * @param version of the progress that is stored; 0: none is
 * @returns undefined if the order is not completed yet: nothing can be said
 */
export function judgeProgress(
  status: OrderStatus | undefined,
  version: number,
  step: ProgressStep,
): ProgressOutcome['outcome'] | undefined {
  if (status === undefined || hasEnded(status)) return 'OVER';
  if (status !== 'ORDER_SUCCESS') return undefined;
  return step.version > version ? 'DONE' : 'ALREADY';
}
