import { answerOf, ShopError } from '@hotdeal/client';
import { effect, type Signal, signal } from '@preact/signals';
import { newKey } from '../ground/new-key';
import { shop, visitor } from '../ground/shop';
import type { Order } from './answers';
import { decisionOn } from './decision';
import { drop, keep, keptBy } from './unsettled-intents';
import { type Trouble, troubleOf, untilNextTry } from './purchase-trouble';

/** One wish to buy. Its key goes with every try: however often it is sent, it is one order. */
export interface Intent {
  readonly productId: number;
  readonly quantity: number;
  readonly key: string;
}

export type Purchase =
  | { readonly step: 'none' }
  | { readonly step: 'ordering' }
  | { readonly step: 'trying-again'; readonly trouble: Trouble }
  | { readonly step: 'ended'; readonly order: Order }
  | { readonly step: 'sold-out' }
  | { readonly step: 'refused'; readonly error: unknown }
  /** nobody has said whether there is an order: only the same intent may be sent */
  | { readonly step: 'unclear'; readonly intent: Intent };

const TRIED_FOR_MS = 120_000;
const ANSWERED_WITHIN_MS = 10_000;

const purchases = new Map<number, Signal<Purchase>>();

/** What becomes of the purchase of this product. It goes on when its page is left, and is found there again. */
export function purchaseOf(productId: number): Signal<Purchase> {
  const known = purchases.get(productId) ?? signal<Purchase>({ step: 'none' });
  purchases.set(productId, known);
  return known;
}

let buyer: number | undefined;

// A purchase belongs to who has made it: whoever comes after on this page does not send it on.
effect(() => {
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  if (userId === buyer) return;
  purchases.clear();
  buyer = userId;
  if (userId !== undefined) resume(userId);
});

/** What was under way when the page was left or loaded anew: goes on, unless it is too old to be still wanted. */
function resume(userId: number): void {
  for (const { intent, since } of keptBy(userId)) {
    if (Date.now() - since < TRIED_FOR_MS) void pursue(intent);
    else purchaseOf(intent.productId).value = { step: 'unclear', intent };
  }
}

export function buy(productId: number, quantity: number): void {
  void pursue({ productId, quantity, key: newKey() });
}

/** Sends the intent until the shop has said what becomes of it, or for as long as somebody may want to wait. */
export async function pursue(intent: Intent): Promise<void> {
  const purchase = purchaseOf(intent.productId);
  const until = Date.now() + TRIED_FOR_MS;
  purchase.value = { step: 'ordering' };
  if (buyer !== undefined) keep(buyer, intent);
  for (let tries = 1; purchases.get(intent.productId) === purchase; tries += 1) {
    try {
      const order = await decisionOn(await send(intent));
      drop(intent);
      purchase.value = { step: 'ended', order };
      return;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined || Date.now() > until) {
        if (isAnswered(error)) drop(intent);
        purchase.value = trouble === undefined ? refusal(error) : { step: 'unclear', intent };
        return;
      }
      purchase.value = { step: 'trying-again', trouble };
      await untilNextTry(trouble, tries);
    }
  }
}

function send({ productId, quantity, key }: Intent): Promise<Order> {
  return answerOf(
    shop.api.POST('/api/orders/products', {
      params: { header: { 'Idempotency-Key': key } },
      body: { orderItems: [{ productId, quantity }] },
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    }),
  );
}

/** A login that is over answers nothing: an earlier try may have ordered, and the next login asks on. */
function isAnswered(error: unknown): boolean {
  return troubleOf(error) === undefined && error instanceof ShopError && error.status !== 401;
}

function refusal(error: unknown): Purchase {
  const isSoldOut = error instanceof ShopError && error.code === 'INSUFFICIENT_STOCK';
  return isSoldOut ? { step: 'sold-out' } : { step: 'refused', error };
}
