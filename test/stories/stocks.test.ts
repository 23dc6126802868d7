import { openShop, type Shop } from '../support/shop';

describe('the stock of a product', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());
  const path = (productId: number, verb = '') => `/api/stocks/product/${productId}${verb}`;

  it('is 0 and was never updated when the product never had stock', async () => {
    const lamp = await shop.stocked(0);
    expect((await shop.buyer(1).get(path(lamp))).body).toEqual({
      productId: lamp,
      quantity: 0,
      available: false,
      lastUpdated: null,
    });
  });

  it('is increased and reset by an administrator, and each change leaves a movement', async () => {
    const lamp = await shop.stocked(0);
    expect((await shop.admin.post(path(lamp, '/increase?quantity=7'))).body).toMatchObject({
      quantity: 7,
      available: true,
      lastUpdated: expect.stringMatching(/Z$/) as string,
    });
    expect((await shop.admin.post(path(lamp, '/reset?quantity=3'))).body).toMatchObject({ quantity: 3 });
    expect((await shop.admin.post(path(lamp, '/reset?quantity=0'))).body).toMatchObject({ available: false });
    const moved = await shop.database.query(
      'SELECT kind, delta FROM stock_movements WHERE product_id = ? ORDER BY movement_id',
      [lamp],
    );
    expect(moved).toEqual([
      { kind: 'INCREASE', delta: 7 },
      { kind: 'RESET', delta: -4 },
      { kind: 'RESET', delta: -3 },
    ]);
  });

  it('cannot be increased beyond 1,000,000,000 by an administrator, but may exceed it by a cancel', async () => {
    const lamp = await shop.stocked(1);
    const order = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, { Prefer: 'wait=30' });
    await shop.admin.post(path(lamp, '/reset?quantity=1000000000'));
    const answer = await shop.admin.post(path(lamp, '/increase?quantity=1'));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'STOCK_LIMIT_EXCEEDED']);
    expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 1_000_000_000 });

    await shop.buyer(1).put(`/api/orders/${(order.body as { orderId: number }).orderId}`);
    await shop.bus.drain();
    expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 1_000_000_001 });
  });

  it('includes every one of many concurrent increases', async () => {
    const lamp = await shop.stocked(0);
    await Promise.all(Array.from({ length: 20 }, () => shop.admin.post(path(lamp, '/increase?quantity=5'))));
    expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 100 });
  });

  it('is found for many products in the order of the ids, without those that do not exist', async () => {
    const [one, two] = [await shop.stocked(1), await shop.stocked(2)];
    const { status, body } = await shop.buyer(1).post('/api/stocks/search', { productIds: [two, 999_999, one] });
    expect(status).toBe(200);
    expect(
      (body as { productId: number; quantity: number }[]).map((stock) => [stock.productId, stock.quantity]),
    ).toEqual([
      [two, 2],
      [one, 1],
    ]);
  });

  it('is not found when the product is deleted or unknown', async () => {
    const lamp = await shop.stocked(4);
    await shop.admin.delete(`/api/products/${lamp}`);
    for (const productId of [lamp, 999_999]) {
      for (const answer of [
        await shop.buyer(1).get(path(productId)),
        await shop.admin.post(path(productId, '/increase?quantity=1')),
        await shop.admin.post(path(productId, '/reset?quantity=1')),
      ]) {
        expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
      }
    }
  });

  it.each(['0', '-1', '1.5', '1e3', '0x10', '007', ' 1', '', '1000000001', '1&quantity=2', 'NaN'])(
    'is not increased by %p',
    async (quantity) => {
      const lamp = await shop.stocked(4);
      const answer = await shop.admin.post(path(lamp, `/increase?quantity=${quantity}`));
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'VALIDATION_FAILED']);
      expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 4 });
    },
  );

  it('can be changed by administrators only', async () => {
    const lamp = await shop.stocked(4);
    for (const verb of ['/increase?quantity=1', '/reset?quantity=1']) {
      expect((await shop.buyer(1).post(path(lamp, verb))).status).toBe(403);
      expect((await shop.anonymous.post(path(lamp, verb))).status).toBe(401);
    }
    expect((await shop.anonymous.get(path(lamp))).status).toBe(200);
  });
});
