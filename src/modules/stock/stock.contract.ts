import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** What an order wants taken: all of its lines or none. */
export interface StockRequest {
  readonly orderId: number;
  /** a product at most once */
  readonly lines: readonly { readonly productId: number; readonly quantity: number }[];
}

/** `ORDER_CANCELLED`: its stock was asked back before it was taken. */
export type RefusalReason = 'INSUFFICIENT_STOCK' | 'PRODUCT_UNAVAILABLE' | 'ORDER_CANCELLED';

export type StockDecision =
  | { readonly orderId: number; readonly outcome: 'TAKEN' }
  | { readonly orderId: number; readonly outcome: 'REFUSED'; readonly reason: RefusalReason };

/** What other modules may ask of stocks. */
export abstract class StockClient {
  /**
   * Decides each request once and for ever, in the order given among those that compete: TAKEN with all of its units,
   * or REFUSED with none. A request that comes again, from any instance, is answered as it was decided, and moves
   * nothing. Concurrent calls share one lock and one transaction; each request is atomic, the batch is not.
   * @throws Unavailable when the database does not answer; then nothing is known, and asking again is right
   */
  abstract take(requests: readonly StockRequest[]): Promise<readonly StockDecision[]>;

  /**
   * Gives back what these orders took, once, however often it is asked. An order that has taken nothing yet never
   * will: it is decided REFUSED.
   */
  abstract giveBack(requests: readonly StockRequest[]): Promise<void>;

  /**
   * Those of `productIds` that are known to have no unit left (or never had one), by a quantity read at most 1 s ago.
   */
  abstract soldOut(productIds: readonly number[]): Promise<readonly number[]>;
}

const stockChange = z.object({
  productId: z.number(),
  change: z.enum(['TAKEN', 'GIVEN_BACK', 'INCREASED', 'RESET', 'RETIRED']),
  /** in units; of all orders of one commit together */
  delta: z.number(),
  /** what is left afterwards */
  quantity: z.number(),
});
export type StockChange = z.infer<typeof stockChange>;

/** A stock was moved, or is not for sale any more. Published while its row is locked. */
export const StockChanged = defineEvent('stock.changed', stockChange);
