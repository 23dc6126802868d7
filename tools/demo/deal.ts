import { randomUUID } from 'node:crypto';
import { type Shop, ShopError } from '@hotdeal/client';
import { LauncherError } from '../terminal';
import type { DemoState } from './demo-state';
import { request } from './shop-access';

const DISCOUNT_PERCENT = 50;

export interface Deal {
  readonly eventId: number;
  /** of one unit of the hot product */
  readonly price: number;
  /** when the request began, by `performance.now()` */
  readonly requestedAt: number;
  /** when its response came */
  readonly answeredAt: number;
}

/**
 * Opens one deal over all the products.
 *
 * @param productIds the hot product first
 */
export async function openDeal(admin: Shop, state: DemoState, productIds: readonly number[]): Promise<Deal> {
  const [productId = 0] = productIds;
  const { productPrice } = await request(() =>
    admin.api.GET('/api/products/{productId}', { params: { path: { productId } } }),
  );
  const body = {
    eventType: 'HOT_DEAL' as const,
    eventName: 'npm run demo',
    eventDiscount: DISCOUNT_PERCENT,
    eventDuration: 1,
    // The clock of the shop may differ from this one.
    startEventTime: new Date(Date.now() - 3_600_000).toISOString(),
    productIds: [...productIds],
  };
  const header = { 'Idempotency-Key': randomUUID() };
  const requestedAt = performance.now();
  const { eventId } = await request(() => admin.api.POST('/api/event/create', { params: { header }, body }));
  const answeredAt = performance.now();
  state.values.openDeal = eventId;
  state.save();
  const price = Math.max(1, Math.floor((productPrice * (100 - DISCOUNT_PERCENT)) / 100));
  return { eventId, price, requestedAt, answeredAt };
}

/** Ends the deal of this run, or the one that a killed run left open. */
export async function endOpenDeal(admin: Shop, state: DemoState): Promise<void> {
  const eventId = state.values.openDeal;
  if (eventId === null) return;
  const params = { path: { eventId } };
  const end = request(() => admin.api.DELETE('/api/event/{eventId}', { params }));
  await end.catch((failure: unknown) => {
    if (!(failure instanceof ShopError) || failure.status !== 404) throw failure;
  });
  state.values.openDeal = null;
  state.save();
}

/** A better deal that already runs over this product would rightly decide its price. */
export async function assertBestDeal(admin: Shop, { eventId }: Deal, productId: number): Promise<void> {
  const body = { productIds: [productId] };
  const [best] = await request(() => admin.api.POST('/api/event/search-event', { body }));
  if (best?.eventId === eventId) return;
  throw new LauncherError(
    best === undefined
      ? `Event ${eventId} was created, but search-event returns no deal for product ${productId}.`
      : `Product ${productId} is also part of event ${best.eventId}, which is better or older. End that event first.`,
  );
}
