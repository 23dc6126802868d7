import { createDeal } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { earphones } from '../support/products';
import { openShop, type Shop } from '../support/shop';

const UNKNOWN = 999_999;

describe('an order that names the prices which its buyer was shown', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    buyer++;
    lamp = await shop.stocked(10, 10_000);
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const order = (orderItems: object[], headers: Record<string, string> = {}) =>
    shop.buyer(buyer).post('/api/orders/products', { orderItems }, headers);
  const reprice = (productId: number, productPrice: number) =>
    shop.admin.put(`/api/products/${productId}`, { ...earphones, productPrice });
  const stored = async (): Promise<number> =>
    (await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [buyer])).length;
  const PRICE_CHANGED = (...prices: [productId: number, productPrice: number][]) => ({
    status: 409,
    body: {
      code: 'PRICE_CHANGED',
      about: { prices: prices.map(([productId, productPrice]) => ({ productId, productPrice })) },
    },
  });

  it.each([
    ['is stored when the price is the expected one', 10_000],
    ['is stored at the lower price when the price is lower', 10_001],
  ])('%s', async (_, expectedPrice) => {
    const { status, body } = await order([{ productId: lamp, quantity: 2, expectedPrice }]);
    expect([status, body.totalOrderPrice]).toEqual([202, 20_000]);
  });

  it('is refused and not stored when a price is higher, with the prices that are', async () => {
    const [chair, sofa] = [await shop.stocked(10, 500), await shop.stocked(10, 700)];
    const refused = await order([
      { productId: lamp, quantity: 1, expectedPrice: 9_999 },
      { productId: chair, quantity: 1, expectedPrice: 500 },
      { productId: sofa, quantity: 1 },
    ]);
    expect(refused).toMatchObject(PRICE_CHANGED([lamp, 10_000]));
    expect(await stored()).toBe(0);
    expect((await shop.anonymous.get(`/api/stocks/product/${lamp}`)).body.quantity).toBe(10);
  });

  it.each(['/api/orders/v1', '/api/orders/v2'])('is refused on %s as well', async (path) => {
    const item = { productId: lamp, quantity: 1, expectedPrice: 9_999 };
    const body = path.endsWith('v1') ? item : { orderItems: [item] };
    expect(await shop.buyer(buyer).post(path, body)).toMatchObject(PRICE_CHANGED([lamp, 10_000]));
  });

  it('is refused when the deal that gave the price is over', async () => {
    const deal = await createDeal(shop.admin, [lamp], { eventDiscount: 20 });
    expect((await order([{ productId: lamp, quantity: 1, expectedPrice: 8_000 }])).status).toBe(202);
    await shop.admin.delete(`/api/event/${deal}`);
    expect(await order([{ productId: lamp, quantity: 1, expectedPrice: 8_000 }])).toMatchObject(
      PRICE_CHANGED([lamp, 10_000]),
    );
    expect(await stored()).toBe(1);
  });

  it('is refused for a missing product first, then for one that is sold out, then for its price', async () => {
    const empty = await shop.stocked(0);
    const dear = { productId: lamp, quantity: 1, expectedPrice: 1 };
    const soldOut = { productId: empty, quantity: 1, expectedPrice: 1 };
    const codeOf = async (items: object[]) => (await order(items)).body.code as string;
    expect(await codeOf([dear, soldOut, { productId: UNKNOWN, quantity: 1 }])).toBe('PRODUCT_NOT_FOUND');
    expect(await codeOf([dear, soldOut])).toBe('INSUFFICIENT_STOCK');
    expect(await codeOf([dear])).toBe('PRICE_CHANGED');
  });

  it('leaves its key free when it is refused, for the corrected order', async () => {
    const key = { 'Idempotency-Key': `corrected-${buyer}` };
    expect((await order([{ productId: lamp, quantity: 1, expectedPrice: 9_999 }], key)).status).toBe(409);
    const corrected = await order([{ productId: lamp, quantity: 1, expectedPrice: 10_000 }], key);
    expect([corrected.status, corrected.headers.get('idempotent-replayed')]).toEqual([202, null]);
  });

  it('is another request than one with other expectations, and the same one in any order of its items', async () => {
    const key = { 'Idempotency-Key': `same-${buyer}` };
    const chair = await shop.stocked(10, 500);
    const items = [
      { productId: lamp, quantity: 1, expectedPrice: 10_000 },
      { productId: chair, quantity: 1 },
    ];
    const first = await order(items, key);
    await reprice(lamp, 20_000);
    const again = await order([...items].reverse(), key);
    expect([again.status, again.body.orderId]).toEqual([202, first.body.orderId]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const others = [
      { productId: lamp, quantity: 1 },
      { productId: chair, quantity: 1 },
    ];
    expect(await order(others, key)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await stored()).toBe(1);
  });
});
