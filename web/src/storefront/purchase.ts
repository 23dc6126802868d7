import { answerOf, ShopError } from '@hotdeal/client';
import { effect, type Signal, signal } from '@preact/signals';
import { newIdempotencyKey } from '../api/idempotency';
import { shop } from '../api/shop';
import type { Order } from '../api/views';
import { visitor } from '../auth/session';
import { orderOutcome } from './order-outcome';
import { addPendingPurchase, pendingPurchases, type PurchaseAttempt, removePendingPurchase } from './pending-purchases';
import { beforeRetry, type RetryableError, retryableError } from './retryable-error';

export type Purchase =
  | { readonly step: 'none' }
  | { readonly step: 'ordering' }
  | { readonly step: 'retrying'; readonly reason: RetryableError }
  | { readonly step: 'completed'; readonly order: Order }
  | { readonly step: 'sold-out' }
  | { readonly step: 'refused'; readonly error: unknown }
  /** it is unknown whether there is an order, so only the same attempt may be sent again */
  | { readonly step: 'unknown'; readonly attempt: PurchaseAttempt };

const RETRIED_FOR_MS = 120_000;
const REQUEST_TIMEOUT_MS = 10_000;

const purchases = new Map<number, Signal<Purchase>>();

/** The purchase of this product. It continues when its page is left, and is found again on return. */
export function purchaseOf(productId: number): Signal<Purchase> {
  const purchase = purchases.get(productId) ?? signal<Purchase>({ step: 'none' });
  purchases.set(productId, purchase);
  return purchase;
}

let buyer: number | undefined;
/** counts the changes of the account */
let session = 0;

// A purchase belongs to the account that made it: another account that signs in on this page does not continue it.
effect(() => {
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  if (userId === buyer) return;
  session += 1;
  buyer = userId;
  // The pages that are shown stay subscribed to these.
  for (const purchase of purchases.values()) purchase.value = { step: 'none' };
  if (userId !== undefined) resume(userId);
});

/** Continues what was pending when the page was left or reloaded. An old attempt is sent only if the buyer says so. */
function resume(userId: number): void {
  for (const { attempt, since } of pendingPurchases(userId)) {
    if (Date.now() - since < RETRIED_FOR_MS) void submit(attempt);
    else purchaseOf(attempt.productId).value = { step: 'unknown', attempt };
  }
}

export function buy(productId: number, quantity: number): void {
  void submit({ productId, quantity, key: newIdempotencyKey() });
}

/** Sends the attempt until the shop has answered, for two minutes at most. */
export async function submit(attempt: PurchaseAttempt): Promise<void> {
  const begunIn = session;
  const show = (purchase: Purchase): void => {
    if (session === begunIn) purchaseOf(attempt.productId).value = purchase;
  };
  const until = Date.now() + RETRIED_FOR_MS;
  show({ step: 'ordering' });
  if (buyer !== undefined) addPendingPurchase(buyer, attempt);
  for (let attempts = 1; session === begunIn; attempts += 1) {
    try {
      const order = await orderOutcome(await send(attempt));
      removePendingPurchase(attempt);
      show({ step: 'completed', order });
      return;
    } catch (error) {
      const reason = retryableError(error);
      if (reason === undefined || Date.now() > until) {
        if (isFinal(error)) removePendingPurchase(attempt);
        show(reason === undefined ? refusal(error) : { step: 'unknown', attempt });
        return;
      }
      show({ step: 'retrying', reason });
      await beforeRetry(reason, attempts);
    }
  }
}

function send({ productId, quantity, key }: PurchaseAttempt): Promise<Order> {
  return answerOf(
    shop.api.POST('/api/orders/products', {
      params: { header: { 'Idempotency-Key': key } },
      body: { orderItems: [{ productId, quantity }] },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}

/** An expired login answers nothing: an earlier attempt may have become an order, so the next login continues. */
function isFinal(error: unknown): boolean {
  return retryableError(error) === undefined && error instanceof ShopError && error.status !== 401;
}

function refusal(error: unknown): Purchase {
  const isSoldOut = error instanceof ShopError && error.code === 'INSUFFICIENT_STOCK';
  return isSoldOut ? { step: 'sold-out' } : { step: 'refused', error };
}
