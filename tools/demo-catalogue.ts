// A small catalogue for the first look: products of every category with stock, three hot deals, two coupons, and a few orders.
import { readFileSync } from 'node:fs';
import type { components, Shop } from '@hotdeal/client';
import { writeWhole } from './data-folder';
import { type DemoCoupon, demoCoupons } from './demo-coupons';
import { type DemoDeal, demoDeals } from './demo-deals';
import { demoOrders } from './demo-orders';
import { type DemoProduct, demoProducts, draftOf } from './demo-products';
import type { Preparation } from './preparation';
import { demoCatalogueFile } from './shop-data';
import { print } from './terminal';

type OrderBody = components['schemas']['PlaceOrderDto'];
type OrderView = components['schemas']['OrderView'];

const HOUR_MS = 3_600_000;
/** Points that can be charged at a time. */
const SMALLEST_CHARGE = 1_000;
const LARGEST_CHARGE = 1_000_000;

/** How a load began, until it is complete: continued, it sends the same requests under the same keys. */
type LoadState = { readonly begunAt: string; readonly address: string } | 'loaded';

/** Loaded once through the API, as an administrator would do it. Every request has a key, so it can safely be repeated. */
export async function loadDemoCatalogueOnce(
  address: string,
  dataFolder: string,
  { method, environment, configuration }: Preparation,
): Promise<void> {
  const file = demoCatalogueFile(dataFolder);
  const states = readStates(file);
  const server = method === 'env' ? `${environment['DB_HOST']}:${environment['DB_PORT']}` : method;
  const database = `${server}/${configuration.DB_SCHEME}`;
  const save = (state: LoadState): void => writeWhole(file, JSON.stringify({ ...states, [database]: state }));
  if (states[database] === 'loaded') return;

  const { openShop } = await import('@hotdeal/client');
  const shop = openShop({ baseUrl: address });
  await shop.login.logIn({ email: configuration.ADMIN_EMAIL, password: configuration.ADMIN_PASSWORD });
  // An interrupted load is continued; a catalogue that was not loaded by this is left alone.
  const interrupted = states[database];
  if (interrupted !== undefined || (await isEmpty(shop))) {
    const begun = interrupted ?? { begunAt: new Date().toISOString(), address };
    save(begun);
    await loadDemoCatalogue(shop, begun);
    print(
      `- Demo catalogue: ${demoProducts.length} products with stock, ${demoDeals.length} hot deals, ` +
        `${demoCoupons.length} coupons, and ${demoOrders.length} orders`,
    );
  }
  save('loaded');
}

async function isEmpty({ api }: Shop): Promise<boolean> {
  const { answerOf } = await import('@hotdeal/client');
  const { items } = await answerOf(api.GET('/api/products', { params: { query: { limit: 1 } } }));
  return items.length === 0;
}

/** @param address of the shop, which serves the pictures */
export async function loadDemoCatalogue(
  shop: Shop,
  { begunAt, address }: { readonly begunAt: string; readonly address: string },
): Promise<void> {
  const productIds = new Map<string, number>();
  for (const product of demoProducts) productIds.set(product.picture, await createProduct(shop, product, address));
  for (const deal of demoDeals) {
    const ids = deal.products.map((picture) => productIds.get(picture)).filter((id) => id !== undefined);
    await createDeal(shop, deal, { address, ids, begunAt: Date.parse(begunAt) });
  }
  for (const coupon of demoCoupons) await createCoupon(shop, coupon, Date.parse(begunAt));
  for (const [index, lines] of demoOrders.entries()) {
    const orderItems = lines.map(([picture, quantity]) => ({ productId: productIds.get(picture) ?? 0, quantity }));
    await placeOrder(shop, `demo-order-${index + 1}`, orderItems);
  }
}

/** In the name of the administrator, who is the only user of a new shop. */
async function placeOrder({ api }: Pick<Shop, 'api'>, key: string, orderItems: OrderBody['orderItems']): Promise<void> {
  const { answerOf } = await import('@hotdeal/client');
  const { header } = keyed(key);
  const params = { header: { ...header, Prefer: 'wait=5' } };
  const order = await answerOf(api.POST('/api/orders/products', { params, body: { orderItems } }));
  if (order.status === 'ORDER_PENDING') await payByPoints({ api }, key, order);
}

/** With PAYMENTS=on: otherwise the orders of the demo would expire. */
async function payByPoints(
  { api }: Pick<Shop, 'api'>,
  key: string,
  { orderId, amountDue = 0 }: OrderView,
): Promise<void> {
  const { answerOf } = await import('@hotdeal/client');
  for (let charged = 0; charged < amountDue; charged += LARGEST_CHARGE) {
    const body = { chargeAmount: Math.min(LARGEST_CHARGE, Math.max(SMALLEST_CHARGE, amountDue - charged)) };
    await answerOf(api.POST('/api/points/charge', { params: keyed(`${key}-points-${charged}`), body }));
  }
  const params = { path: { orderId }, ...keyed(`${key}-payment`) };
  await answerOf(api.POST('/api/orders/{orderId}/payment', { params, body: { method: 'POINTS' } }));
}

async function createProduct({ api }: Shop, product: DemoProduct, address: string): Promise<number> {
  const { answerOf } = await import('@hotdeal/client');
  const params = keyed(`demo-product-${product.picture}`);
  const { productId } = await answerOf(api.POST('/api/products', { params, body: draftOf(product, address) }));
  const stock = { ...keyed(`demo-stock-${product.picture}`), path: { productId }, query: { quantity: product.stock } };
  await answerOf(api.POST('/api/stocks/product/{productId}/increase', { params: stock }));
  return productId;
}

interface DealLoad {
  readonly address: string;
  readonly ids: readonly number[];
  readonly begunAt: number;
}

async function createDeal({ api }: Shop, deal: DemoDeal, { address, ids, begunAt }: DealLoad): Promise<void> {
  const { answerOf } = await import('@hotdeal/client');
  const body = {
    eventType: 'HOT_DEAL' as const,
    eventName: deal.name,
    bannerUrl: `${address}/images/deals/${deal.banner}.svg`,
    eventDiscount: deal.discount,
    eventDuration: deal.days,
    startEventTime: new Date(begunAt + deal.startsInHours * HOUR_MS).toISOString(),
    productIds: [...ids],
  };
  const params = keyed(`demo-deal-${deal.banner}`);
  const { eventId } = await answerOf(api.POST('/api/event/create', { params, body }));
  if (deal.isEnded) await answerOf(api.DELETE('/api/event/{eventId}', { params: { path: { eventId } } }));
}

async function createCoupon({ api }: Shop, coupon: DemoCoupon, begunAt: number): Promise<void> {
  const { answerOf } = await import('@hotdeal/client');
  const { key, startsInHours, days, isClaimed, ...terms } = coupon;
  const startsAt = begunAt + startsInHours * HOUR_MS;
  const body = {
    ...terms,
    issueStartTime: new Date(startsAt).toISOString(),
    issueEndTime: new Date(startsAt + days * 24 * HOUR_MS).toISOString(),
  };
  const { couponId } = await answerOf(api.POST('/api/coupons', { params: keyed(`demo-coupon-${key}`), body }));
  // When an interrupted load is continued, the administrator may have it already: that answer is as good.
  if (isClaimed) await api.POST('/api/coupons/{couponId}/issue', { params: { path: { couponId } } });
}

const keyed = (key: string): { header: { 'Idempotency-Key': string } } => ({ header: { 'Idempotency-Key': key } });

/** By database. */
function readStates(file: string): Readonly<Record<string, LoadState>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, LoadState>;
  } catch {
    return {};
  }
}
