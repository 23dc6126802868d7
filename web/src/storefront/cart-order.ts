import { answerOf, ShopError } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../api/shop';
import type { Cart, Order } from '../api/views';
import { refreshCart } from './cart';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts } from './attempt-sending';
import { type Submission, submitAttempt } from './order-submission';
import { PendingAttempts } from './pending-attempts';

interface OrderedLine {
  readonly productId: number;
  readonly productName: string;
  readonly quantity: number;
  /** of one unit, as it was shown */
  readonly productPrice: number;
}

/** One attempt to order these lines of the cart, for this total or a lower one. */
interface CartAttempt {
  readonly lines: readonly OrderedLine[];
  readonly expectedTotal: number;
  readonly key: string;
}

export interface PriceChange {
  readonly line: OrderedLine;
  readonly price: number;
}

export type CartOrder =
  | { readonly step: 'none' }
  | Exclude<Submission, { readonly step: 'unknown' }>
  | { readonly step: 'unknown'; readonly attempt: CartAttempt }
  /** nothing was ordered, because there are not enough units of these */
  | { readonly step: 'sold-out'; readonly lines: readonly OrderedLine[] }
  /** nothing was ordered; the buyer decides whether to order at the new prices */
  | { readonly step: 'price-changed'; readonly changes: readonly PriceChange[] };

/** The order of the cart. It continues when the page of the cart is left, and is found again on return. */
export const cartOrder = signal<CartOrder>({ step: 'none' });

const pending = new PendingAttempts<CartAttempt>('hotdeal.pending-cart-orders');

onBuyerChange((userId) => {
  cartOrder.value = { step: 'none' };
  if (userId === undefined) return;
  const ask = (attempt: CartAttempt): void => {
    cartOrder.value = { step: 'unknown', attempt };
  };
  resumeAttempts(pending, userId, { submit: submitCart, ask });
});

/** @param lines of this cart that are ordered; the others stay in it */
export function orderCart(cart: Cart, lines: readonly OrderedLine[]): void {
  const expectedTotal = lines.reduce((sum, { productPrice, quantity }) => sum + productPrice * quantity, 0);
  submitCart({ lines, expectedTotal, key: cartOrderKey(cart, lines) });
}

/**
 * The same for the same lines of the same state of the cart: if they are ordered in two windows, or once more before the
 * order has taken them out of the cart, there is one order.
 */
export function cartOrderKey({ version }: Cart, lines: readonly Pick<OrderedLine, 'productId'>[]): string {
  const ids = lines.map(({ productId }) => productId).sort((one, other) => one - other);
  return `cart-${version}-${ids.length}-${fingerprint(ids.join()).toString(36)}`;
}

/** Short and even, so that two sets of products hardly ever share one (FNV-1a with 32 bits). */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

export function submitCart(attempt: CartAttempt): void {
  const show = (submission: Submission): void => {
    cartOrder.value = cartOrderAfter(attempt, submission);
    if (submission.step === 'refused') void refreshCart();
  };
  const onPlaced = (): void => void refreshUntilTakenOut(attempt.lines);
  void submitAttempt({ attempt, pending, show, onPlaced, send: () => send(attempt) });
}

function send({ lines, expectedTotal, key }: CartAttempt): Promise<Order> {
  return answerOf(
    shop.api.POST('/api/cart/order', {
      params: { header: { 'Idempotency-Key': key } },
      body: { productIds: lines.map(({ productId }) => productId), expectedTotal },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}

function cartOrderAfter(attempt: CartAttempt, submission: Submission): CartOrder {
  if (submission.step === 'unknown') return { step: 'unknown', attempt };
  if (submission.step !== 'refused' || !(submission.error instanceof ShopError)) return submission;
  const { error } = submission;
  const short = error.about('INSUFFICIENT_STOCK')?.productIds ?? [];
  const lines = attempt.lines.filter(({ productId }) => short.includes(productId));
  if (lines.length > 0) return { step: 'sold-out', lines };
  const changes = (error.about('PRICE_CHANGED')?.prices ?? []).flatMap(({ productId, productPrice: price }) => {
    const line = attempt.lines.find((one) => one.productId === productId);
    return line === undefined || line.productPrice === price ? [] : [{ line, price }];
  });
  return changes.length > 0 ? { step: 'price-changed', changes } : submission;
}

const TAKEN_OUT_AFTER_MS = [0, 300, 1_000, 3_000];

/** The order has been placed; its lines leave the cart a moment later. */
export async function refreshUntilTakenOut(lines: readonly Pick<OrderedLine, 'productId'>[]): Promise<void> {
  for (const milliseconds of TAKEN_OUT_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const items = (await refreshCart())?.items ?? [];
    if (!items.some((item) => lines.some(({ productId }) => productId === item.productId))) return;
  }
}
