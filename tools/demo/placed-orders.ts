import { setTimeout as pause } from 'node:timers/promises';
import type { components } from '@hotdeal/client';
import type { Buyer } from './buyers';
import { mapConcurrently } from './concurrency';
import { request } from './shop-access';

const CONCURRENCY = 16;
const COMPLETION_LIMIT_MS = 30_000;
const PAUSE_MS = 250;
const PAGE_SIZE = 100;

export type PlacedOrder = components['schemas']['OrderView'] & {
  /** the place of its buyer */
  readonly buyer: number;
};

/**
 * Every order for the product since the sale began, from the order lists of all buyers. Waits until each order is
 * complete, within a limit.
 */
export async function ordersOfSale(buyers: readonly Buyer[], productId: number): Promise<readonly PlacedOrder[]> {
  const deadline = performance.now() + COMPLETION_LIMIT_MS;
  for (;;) {
    const lists = await mapConcurrently(buyers, CONCURRENCY, newOrders);
    const orders = lists.flat().filter(({ items }) => items.some((item) => item.productId === productId));
    const areComplete = orders.every(({ status }) => status !== 'ORDER_BEFORE');
    if (areComplete || performance.now() > deadline) return orders;
    await pause(PAUSE_MS);
  }
}

/** Newest first, down to the newest one before the sale. */
async function newOrders({ shop, newestOrder }: Buyer, buyer: number): Promise<readonly PlacedOrder[]> {
  const orders: PlacedOrder[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const page = await request(() => shop.api.GET('/api/orders', { params: { query } }));
    for (const order of page.items) {
      if (order.orderId === newestOrder) return orders;
      orders.push({ ...order, buyer });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return orders;
}
