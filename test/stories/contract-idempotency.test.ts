import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { ProductClient } from '#product';
import { StockClient } from '#stock';
import { OrderCompletion } from '../../src/modules/order/persistence/order-completion';
import { OrderOutcomeChannel } from '../../src/modules/order/persistence/order-outcome-channel';
import { StockAdjustments } from '../../src/modules/stock/persistence/stock-adjustments';
import type { Caller } from '../support/caller';
import { integrityViolations } from '../support/integrity';
import { couponBody, createCoupon } from '../support/coupons';
import { daysAgo } from '../support/deals';
import { lampDraft } from '../support/products';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['post']>>;

/** The path and the raw body of a request that accepts an idempotency key. */
interface Request {
  readonly path: string;
  readonly body?: object;
}

const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: daysAgo(1) };
const item = (productId: number, quantity: number): object => ({ productId, quantity });
const items = (productId: number, quantity: number): object => ({ orderItems: [item(productId, quantity)] });

/** For each route with keys, a request and a different one of the same kind. The product is in the cart. */
const KEYED: Readonly<Record<string, (productId: number, couponId: number) => readonly [Request, Request, number]>> = {
  'POST /api/orders/products': (id) => [
    { path: '/api/orders/products', body: items(id, 1) },
    { path: '/api/orders/products', body: items(id, 2) },
    202,
  ],
  'POST /api/orders/v2': (id) => [
    { path: '/api/orders/v2', body: items(id, 1) },
    { path: '/api/orders/v1', body: item(id, 2) },
    202,
  ],
  'POST /api/orders/v1': (id) => [
    { path: '/api/orders/v1', body: item(id, 1) },
    { path: '/api/orders/products', body: items(id, 2) },
    202,
  ],
  'POST /api/cart/order': (id) => [
    { path: '/api/cart/order', body: { productIds: [id] } },
    { path: '/api/cart/order', body: { productIds: [id], expectedTotal: 1_000_000 } },
    202,
  ],
  'POST /api/products': () => [
    { path: '/api/products', body: lampDraft },
    { path: '/api/products', body: { ...lampDraft, productPrice: 1 } },
    201,
  ],
  'POST /api/event/create': (id) => [
    { path: '/api/event/create', body: { ...terms, productIds: [id] } },
    { path: '/api/event/create', body: { ...terms, productIds: [id], eventDiscount: 21 } },
    201,
  ],
  'POST /api/coupons': () => [
    { path: '/api/coupons', body: couponBody({ issueEndTime: '2099-01-01T00:00:00', issueStartTime: daysAgo(1) }) },
    { path: '/api/coupons', body: couponBody({ discountValue: 1 }) },
    201,
  ],
  'POST /api/coupons/{couponId}/increase': (_, couponId) => [
    { path: `/api/coupons/${couponId}/increase?quantity=5` },
    { path: `/api/coupons/${couponId}/increase?quantity=6` },
    200,
  ],
  'POST /api/stocks/product/{productId}/increase': (id) => [
    { path: `/api/stocks/product/${id}/increase?quantity=5` },
    { path: `/api/stocks/product/${id}/reset?quantity=5` },
    200,
  ],
  'POST /api/stocks/product/{productId}/reset': (id) => [
    { path: `/api/stocks/product/${id}/reset?quantity=50` },
    { path: `/api/stocks/product/${id}/reset?quantity=51` },
    200,
  ],
  'POST /api/stocks/product/{productId}/unlimited': (id) => [
    { path: `/api/stocks/product/${id}/unlimited` },
    { path: `/api/stocks/product/${id}/reset?quantity=51` },
    200,
  ],
};

describe('a request that is repeated with its key', () => {
  let shop: Shop;
  let other: Shop;
  let key = 0;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  beforeEach(() => {
    key++;
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const send = (at: Shop, { path, body }: Request, headers: Record<string, string> = {}): Promise<Answer> =>
    at.admin.post(path, body, { 'Idempotency-Key': `key-${key}`, ...headers });
  const outcome = ({ status, headers, body }: Answer): unknown[] => [
    status,
    headers.get('idempotent-replayed'),
    body.code ?? body.orderId ?? body.eventId ?? body.productId ?? body.couponId,
  ];

  const inCart = async (): Promise<number> => {
    const productId = await shop.stocked(10);
    await shop.admin.put(`/api/cart/items/${productId}`, { quantity: 1 });
    return productId;
  };

  describe.each(Object.entries(KEYED))('to %s', (_, requestsFor) => {
    it('gets the same answer on any instance, and a different request with its key is refused', async () => {
      const [request, different, status] = requestsFor(await inCart(), await createCoupon(shop.admin));
      const first = await send(shop, request);
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      const { body } = first;
      const made = body.orderId ?? body.eventId ?? body.productId ?? body.couponId;
      await shop.bus.drain();
      for (const at of [shop, other]) {
        const again = await send(at, request);
        expect(outcome(again)).toEqual([status, 'true', made]);
        expect(again.headers.get('location')).toBe(first.headers.get('location'));
        expect(outcome(await send(at, different))).toEqual([422, null, 'IDEMPOTENCY_KEY_REUSED']);
        expect(outcome(await send(at, { path: '/api/products', body: { ...lampDraft, productPrice: 2 } }))).toEqual([
          422,
          null,
          'IDEMPOTENCY_KEY_REUSED',
        ]);
      }
      expect(Object.keys((await send(shop, request)).body).sort()).toEqual(Object.keys(body).sort());
    });

    it('is refused as in progress while the first is running', async () => {
      const [request, , status] = requestsFor(await inCart(), await createCoupon(shop.admin));
      const lookingUp = pauseStep(shop.app.get(IdempotencyKeys), 'find');
      const first = send(shop, request);
      await lookingUp.reached;
      expect(outcome(await send(shop, request))).toEqual([409, null, 'IDEMPOTENCY_IN_PROGRESS']);
      lookingUp.release();
      expect((await first).status).toBe(status);
    });
  });

  it('gets the resource that it created as it now is', async () => {
    const lamp = await shop.stocked(10);
    const order = { path: '/api/orders/v1', body: item(lamp, 1) };
    const { orderId } = (await send(shop, order)).body;
    await shop.bus.drain();
    await shop.admin.put(`/api/orders/${orderId}`);
    const again = await send(other, order);
    expect([again.status, again.body.status]).toEqual([202, 'ORDER_CANCELLED']);
    const waiting = await send(other, order, { Prefer: 'wait=3' });
    expect([waiting.status, waiting.headers.get('preference-applied'), waiting.body.status]).toEqual([
      201,
      'wait=3',
      'ORDER_CANCELLED',
    ]);

    key++;
    const created = await send(shop, { path: '/api/products', body: lampDraft });
    await shop.admin.delete(`/api/products/${created.body.productId}`);
    expect(outcome(await send(shop, { path: '/api/products', body: lampDraft }))).toEqual([
      404,
      'true',
      'PRODUCT_NOT_FOUND',
    ]);
  });

  describe('and looked up its key before the first was done', () => {
    it('gets the order instead of a refusal when that order took the last unit', async () => {
      const lamp = await shop.stocked(1);
      const request = { path: '/api/orders/v1', body: item(lamp, 1) };
      const checking = pauseStep(other.app.get(StockClient, { strict: false }), 'soldOut');
      const late = send(other, request);
      await checking.reached;
      const first = await send(shop, request, { Prefer: 'wait=30' });
      expect(first.body.status).toBe('ORDER_SUCCESS');
      checking.release();
      expect(outcome(await late)).toEqual([202, 'true', first.body.orderId]);
    });

    it('gets the stock instead of a refusal when its own increase reached the limit', async () => {
      const lamp = await shop.stocked(1);
      const request = { path: `/api/stocks/product/${lamp}/increase?quantity=999999999` };
      const adding = pauseStep(other.app.get(StockAdjustments, { strict: false }), 'adjust');
      const late = send(other, request);
      await adding.reached;
      expect((await send(shop, request)).status).toBe(200);
      adding.release();
      expect(outcome(await late)).toEqual([200, 'true', lamp]);
    });

    it('gets the deal instead of a refusal when a product of it was deleted', async () => {
      const lamp = await shop.stocked(1);
      const request = { path: '/api/event/create', body: { ...terms, productIds: [lamp] } };
      const reading = pauseStep(other.app.get(ProductClient, { strict: false }), 'read');
      const late = send(other, request);
      await reading.reached;
      const first = await send(shop, request);
      await shop.admin.delete(`/api/products/${lamp}`);
      reading.release();
      expect(outcome(await late)).toEqual([201, 'true', first.body.eventId]);
    });
  });
});

describe('a client that prefers to wait', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop();
  });
  afterEach(() => shop.close());
  const place = (productId: number, prefer: string): Promise<Answer> =>
    shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: prefer });
  const summaryOf = ({ status, headers, body }: Answer): unknown[] => [
    status,
    headers.get('preference-applied'),
    body.status,
  ];

  it('gets 202 when its time is over first, and when the shop closes', async () => {
    const lamp = await shop.stocked(10);
    const completing = pauseStep(shop.app.get(OrderCompletion, { strict: false }), 'complete');
    const impatient = place(lamp, 'wait=1');
    await completing.reached;
    expect(summaryOf(await impatient)).toEqual([202, null, 'ORDER_BEFORE']);

    const interrupted = place(lamp, 'respond-async, wait=30');
    const waiters = shop.app.get(OrderOutcomeChannel, { strict: false });
    while (waiters['waiters'].size === 0) await new Promise((turn) => setImmediate(turn));
    shop.app.get(GracefulShutdown).begin();
    expect(waiters['waiters'].size).toBe(0);
    expect(summaryOf(await interrupted)).toEqual([202, null, 'ORDER_BEFORE']);
    completing.release();
    await shop.bus.drain();
  });
});
