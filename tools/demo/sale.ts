// The sale itself: all buyers order one unit of the same product at the same time.
import { randomUUID } from 'node:crypto';
import { answerOf, ShopError } from '@hotdeal/client';
import { messageOf } from '../terminal';
import type { Buyer } from './buyers';
import { mapConcurrently } from './concurrency';
import { withRetries } from './shop-access';

const CONNECTIONS = 256;
/** How long the shop may take for the outcome before it answers 202. */
const PREFER = 'wait=30';
const ORDER_LIMIT_MS = 60_000;

export interface OrderOutcome {
  readonly buyer: number;
  /** such as `201 ORDER_SUCCESS` or `409 INSUFFICIENT_STOCK` */
  readonly kind: string;
  readonly orderId: number | undefined;
  /** from the common start to the end of the answer */
  readonly milliseconds: number;
}

export interface Sale {
  readonly outcomes: readonly OrderOutcome[];
  /** from the common start to the last answer */
  readonly milliseconds: number;
  /** requests that were sent again because the shop was busy or a connection broke */
  readonly retries: number;
}

/** The buyers take turns where there are more orders than buyers. */
export async function sell(
  buyers: readonly Buyer[],
  { productId, orders }: { readonly productId: number; readonly orders: number },
  advance: () => void,
): Promise<Sale> {
  let retries = 0;
  const begun = performance.now();
  const places = Array.from({ length: orders }, (_, index) => index % buyers.length);
  const outcomes = await mapConcurrently(places, CONNECTIONS, async (place) => {
    const outcome = await placeOrder(buyers[place] as Buyer, productId, () => (retries += 1));
    advance();
    return { buyer: place, ...outcome, milliseconds: performance.now() - begun };
  });
  return { outcomes, milliseconds: performance.now() - begun, retries };
}

async function placeOrder(
  { shop }: Buyer,
  productId: number,
  onRetry: () => void,
): Promise<Pick<OrderOutcome, 'kind' | 'orderId'>> {
  const header = { 'Idempotency-Key': randomUUID(), Prefer: PREFER };
  const body = { orderItems: [{ productId, quantity: 1 }] };
  let httpStatus = 0;
  const send = async () => {
    const signal = AbortSignal.timeout(ORDER_LIMIT_MS);
    const sent = await shop.api.POST('/api/orders/products', { params: { header }, body, signal });
    httpStatus = sent.response.status;
    return answerOf(Promise.resolve(sent));
  };
  try {
    const { orderId, status, failureReason } = await withRetries(send, onRetry);
    return { kind: [httpStatus, status, failureReason].filter(Boolean).join(' '), orderId };
  } catch (failure) {
    const kind =
      failure instanceof ShopError ? `${failure.status} ${failure.code}` : `no answer (${messageOf(failure)})`;
    return { kind, orderId: undefined };
  }
}
