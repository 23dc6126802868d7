import { answerOf, ShopError } from '@hotdeal/client';
import { type Signal, signal } from '@preact/signals';
import { newIdempotencyKey } from '../api/idempotency';
import { shop } from '../api/shop';
import type { Order } from '../api/views';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts } from './attempt-sending';
import { type Submission, submitAttempt } from './order-submission';
import { PendingAttempts } from './pending-attempts';

/** One attempt to buy, at this price for each unit or a lower one. */
interface PurchaseAttempt {
  readonly productId: number;
  readonly quantity: number;
  /** none in an attempt that an earlier release of the pages has stored */
  readonly expectedPrice?: number;
  readonly key: string;
}

export type Purchase =
  | { readonly step: 'none' }
  | Exclude<Submission, { readonly step: 'unknown' }>
  | { readonly step: 'unknown'; readonly attempt: PurchaseAttempt }
  | { readonly step: 'sold-out' }
  /** nothing was ordered; the buyer decides whether to buy at the new price */
  | { readonly step: 'price-changed'; readonly attempt: PurchaseAttempt; readonly price: number };

const purchases = new Map<number, Signal<Purchase>>();

/** The purchase of this product. It continues when its page is left, and is found again on return. */
export function purchaseOf(productId: number): Signal<Purchase> {
  const purchase = purchases.get(productId) ?? signal<Purchase>({ step: 'none' });
  purchases.set(productId, purchase);
  return purchase;
}

const pending = new PendingAttempts<PurchaseAttempt>('hotdeal.pending-purchases');

// A purchase belongs to the account that made it: another account that signs in on this page does not continue it.
onBuyerChange((userId) => {
  // The pages that are shown stay subscribed to these.
  for (const purchase of purchases.values()) purchase.value = { step: 'none' };
  if (userId === undefined) return;
  const ask = (attempt: PurchaseAttempt): void => {
    purchaseOf(attempt.productId).value = { step: 'unknown', attempt };
  };
  resumeAttempts(pending, userId, { submit, ask });
});

/** @param expectedPrice of one unit, as it is shown: at a higher price nothing is ordered */
export function buy(productId: number, quantity: number, expectedPrice: number): void {
  submit({ productId, quantity, expectedPrice, key: newIdempotencyKey() });
}

export function submit(attempt: PurchaseAttempt): void {
  const show = (submission: Submission): void => {
    purchaseOf(attempt.productId).value = purchaseAfter(attempt, submission);
  };
  void submitAttempt({ attempt, pending, show, send: () => send(attempt) });
}

function send({ productId, quantity, expectedPrice, key }: PurchaseAttempt): Promise<Order> {
  return answerOf(
    shop.api.POST('/api/orders/products', {
      params: { header: { 'Idempotency-Key': key } },
      body: { orderItems: [{ productId, quantity, expectedPrice }] },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}

function purchaseAfter(attempt: PurchaseAttempt, submission: Submission): Purchase {
  if (submission.step === 'unknown') return { step: 'unknown', attempt };
  if (submission.step !== 'refused' || !(submission.error instanceof ShopError)) return submission;
  const { error } = submission;
  if (error.code === 'INSUFFICIENT_STOCK') return { step: 'sold-out' };
  const price = error.about('PRICE_CHANGED')?.prices.find(({ productId }) => productId === attempt.productId);
  return price === undefined ? submission : { step: 'price-changed', attempt, price: price.productPrice };
}
