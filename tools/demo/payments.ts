// Payments of the demo: with a shop whose orders are to be paid, every buyer who got a unit pays at the payment simulator.
import { randomUUID } from 'node:crypto';
import { openShop } from '@hotdeal/client';
import { runningEnvironment } from '../data-folder';
import { setting } from '../environment';
import { LauncherError } from '../terminal';
import type { Buyer } from './buyers';
import { mapConcurrently } from './concurrency';
import type { PlacedOrder } from './placed-orders';
import { request } from './shop-access';

const CONCURRENCY = 32;
const BOOKS_LIMIT_MS = 10_000;

/** What the shop charged for orders, and what the simulator took for them, in won. */
export interface PaidOrders {
  readonly charged: number;
  /** unknown of a simulator that was not started by the `npm start` of this data folder */
  readonly captured: number | undefined;
}

/**
 * Whether orders of the shop are to be paid.
 * @throws LauncherError when money would move
 */
export async function areOrdersToBePaid(origin: string): Promise<boolean> {
  const { features } = await request(() => openShop({ baseUrl: origin }).api.GET('/api/shop'));
  if (!features.payments || features.paymentSimulator) return features.payments;
  throw new LauncherError(
    `The shop at ${origin} takes real payments, and the buyers of the demo have no money.\n` +
      'Start it with PAYMENT_SIMULATOR=on, or with PAYMENTS=off, to run the demo.',
  );
}

/** The orders that are reserved, each by its buyer and by card. */
export async function payAll(
  buyers: readonly Buyer[],
  orders: readonly PlacedOrder[],
  advance: () => void,
): Promise<void> {
  await mapConcurrently(orders, CONCURRENCY, async ({ buyer, orderId }) => {
    const { api } = (buyers[buyer] as Buyer).shop;
    const path = { orderId };
    const header = { 'Idempotency-Key': randomUUID() };
    const body = { method: 'CARD' as const };
    await request(() => api.POST('/api/orders/{orderId}/payment', { params: { path, header }, body }));
    await request(() => api.POST('/api/orders/{orderId}/payment/complete', { params: { path, query: {} } }));
    advance();
  });
}

/** Compares both books. */
export async function paidFor(orders: readonly PlacedOrder[], dataFolder: string): Promise<PaidOrders> {
  const paid = orders.filter(({ status }) => status === 'ORDER_SUCCESS');
  const charged = paid.reduce((total, { totalOrderPrice }) => total + totalOrderPrice, 0);
  const address = runningEnvironment(dataFolder)?.['TOSS_API'] ?? setting('TOSS_API');
  return { charged, captured: address === undefined ? undefined : await capturedFor(orders, address) };
}

/** The shop names its order to the provider: `주문번호 7`. */
async function capturedFor(orders: readonly PlacedOrder[], address: string): Promise<number> {
  const response = await fetch(`${address}/__books`, { signal: AbortSignal.timeout(BOOKS_LIMIT_MS) });
  const { payments } = (await response.json()) as { payments: { orderName: string; kept: number }[] };
  const names = new Set(orders.map(({ orderId }) => `주문번호 ${orderId}`));
  return payments.reduce((total, { orderName, kept }) => total + (names.has(orderName) ? kept : 0), 0);
}
