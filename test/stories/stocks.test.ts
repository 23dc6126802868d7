import { StockClient } from '#stock';
import { integrityViolations, untilHandled } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

describe('the stock of a product', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());
  const movementsOf = async (productId: number, query = '') =>
    (await shop.admin.get(path(productId, `/movements${query}`))).body as {
      readonly items: readonly object[];
      readonly nextCursor: string | null;
    };
  const path = (productId: number, verb = '') => `/api/stocks/product/${productId}${verb}`;

  it('is 0 and was never updated when the product never had stock', async () => {
    const lamp = await shop.stocked(0);
    expect((await shop.buyer(1).get(path(lamp))).body).toEqual({
      productId: lamp,
      quantity: 0,
      available: false,
      unlimited: false,
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

  it('without a limit sells however much is ordered, and has its level again with a reset', async () => {
    const lamp = await shop.stocked(1);
    const order = (quantity: number) =>
      shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity }, { Prefer: 'wait=30' });
    expect((await order(2)).body).toMatchObject({ status: 'ORDER_FAILURE' });
    expect((await shop.admin.post(path(lamp, '/unlimited'))).body).toMatchObject({
      ...{ quantity: 1_000_000_000, available: true, unlimited: true },
    });
    const orders = await Promise.all(Array.from({ length: 20 }, () => order(1_000)));
    expect(orders.map(({ body }) => (body as { status: string }).status)).toEqual(orders.map(() => 'ORDER_SUCCESS'));
    const cancelled = orders.slice(0, 5).map(({ body }) => (body as { orderId: number }).orderId);
    await Promise.all(cancelled.map((orderId) => shop.buyer(1).put(`/api/orders/${orderId}`)));
    await untilHandled(shop);
    expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 1_000_000_000, unlimited: true });
    expect(await integrityViolations(shop.database)).toEqual([]);

    expect((await shop.admin.post(path(lamp, '/increase?quantity=1'))).body).toMatchObject({
      code: 'STOCK_LIMIT_EXCEEDED',
    });
    expect((await shop.admin.post(path(lamp, '/reset?quantity=3'))).body).toMatchObject({
      ...{ quantity: 3, available: true, unlimited: false },
    });
    expect((await order(4)).body).toMatchObject({ status: 'ORDER_FAILURE' });
    expect((await order(3)).body).toMatchObject({ status: 'ORDER_SUCCESS' });
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
    expect((await movementsOf(lamp)).items.slice(0, 2)).toMatchObject([
      { kind: 'ORDER', delta: -3 },
      { kind: 'RESET', delta: 3 - 1 + 15 * 1_000 },
    ]);
  });

  it('is listed for an administrator while it is lower than a number, page by page', async () => {
    const [low, empty, full] = [await shop.stocked(2), await shop.stocked(1), await shop.stocked(3)];
    const [never, unlimited, deleted] = [await shop.stocked(0), await shop.stocked(1), await shop.stocked(1)];
    await shop.admin.post(path(empty, '/reset?quantity=0'));
    await shop.admin.post(path(unlimited, '/unlimited'));
    await shop.admin.delete(`/api/products/${deleted}`);
    await shop.bus.drain();
    const listed: { productId: number; quantity: number; productName: string }[] = [];
    let cursor = '';
    do {
      const { body } = await shop.admin.get(`/api/stocks?below=3&limit=2${cursor}`);
      const page = body as { items: typeof listed; nextCursor: string | null };
      expect(page.items.length).toBeLessThanOrEqual(2);
      listed.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    const own = listed.filter(({ productId }) => [low, empty, full, never, unlimited, deleted].includes(productId));
    expect(own).toMatchObject([
      { productId: low, quantity: 2, available: true },
      { productId: empty, quantity: 0, available: false },
    ]);
    expect(own.every(({ productName }) => productName.length > 0)).toBe(true);
    expect((await shop.buyer(1).get('/api/stocks?below=3')).status).toBe(403);
    expect((await shop.admin.get('/api/stocks')).status).toBe(400);
  });

  it('has a ledger for administrators, newest first, in which a return names its order', async () => {
    const lamp = await shop.stocked(5);
    const order = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 2 }, { Prefer: 'wait=30' });
    const { orderId } = order.body as { orderId: number };
    await shop.app
      .get(StockClient, { strict: false })
      .restock([{ returnId: 900, orderId, lines: [{ productId: lamp, quantity: 1 }] }]);
    const first = await movementsOf(lamp, '?limit=2');
    expect(first.items).toMatchObject([
      { kind: 'RETURN', delta: 1, orderId, returnId: 900 },
      { kind: 'ORDER', delta: -2, orderId, returnId: null },
    ]);
    const second = await movementsOf(lamp, `?limit=2&cursor=${String(first.nextCursor)}`);
    expect(second).toMatchObject({
      ...{ items: [{ kind: 'INCREASE', delta: 5, orderId: null, returnId: null }], nextCursor: null },
    });
    await shop.admin.delete(`/api/products/${lamp}`);
    expect((await movementsOf(lamp)).items).toHaveLength(3);
    expect((await shop.admin.get(path(999_999, '/movements'))).body).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    expect((await shop.buyer(1).get(path(lamp, '/movements'))).status).toBe(403);
  });

  it('that was changed by hand is named by the integrity checks, and mended by a sync while the product sells', async () => {
    const lamp = await shop.stocked(300);
    const order = () => shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, { Prefer: 'wait=30' });
    await shop.database.execute('UPDATE stocks SET quantity = quantity + 9 WHERE product_id = ?', [lamp]);
    expect(await integrityViolations(shop.database, 'stock.')).toEqual([
      `stock.quantity: stocks ${lamp}: holds 309, its movements say 300`,
    ]);
    const selling = Array.from({ length: 40 }, order);
    const { status, body } = await shop.admin.post(`/api/inventory/${lamp}/sync`);
    const { before, after, ...rest } = body as { before: number; after: number };
    expect({ status, wrong: before - after, ...rest }).toEqual({
      ...{ status: 200, wrong: 9, productId: lamp, releasedOrders: 0 },
    });
    const sold = (await Promise.all(selling)).map((answer) => (answer.body as { status: string }).status);
    expect(sold).toEqual(sold.map(() => 'ORDER_SUCCESS'));
    expect((await shop.admin.get(path(lamp))).body).toMatchObject({ quantity: 260 });
    expect(await integrityViolations(shop.database, 'stock.')).toEqual([]);
    expect((await shop.admin.post(`/api/inventory/${lamp}/sync`)).body).toMatchObject({ before: 260, after: 260 });
  });

  it('whose ledger says less than nothing is left to people', async () => {
    const lamp = await shop.stocked(1);
    const mistake = [`INSERT INTO stock_movements (product_id, kind, delta) VALUES (?, 'RESET', -4)`, [lamp]] as const;
    await shop.database.execute(...mistake);
    const { status, body } = await shop.admin.post(`/api/inventory/${lamp}/sync`);
    expect({ status, body }).toMatchObject({
      ...{ status: 409, body: { code: 'INVENTORY_INCONSISTENT', about: { productId: lamp, counted: -3 } } },
    });
    await shop.database.execute('DELETE FROM stock_movements WHERE product_id = ? AND delta = -4', [lamp]);
    expect(await integrityViolations(shop.database, 'stock.')).toEqual([]);
  });

  it('answers whether it has so many units now, to everybody', async () => {
    const lamp = await shop.stocked(3);
    const ask = async (quantity: number | string) => {
      const answer = await shop.anonymous.get(`/api/inventory/${lamp}/available?quantity=${quantity}`);
      return [answer.status, (answer.body as { available?: boolean }).available];
    };
    expect([await ask(3), await ask(4)]).toEqual([
      [200, true],
      [200, false],
    ]);
    await shop.admin.post(path(lamp, '/unlimited'));
    expect(await ask(1_000_000_000)).toEqual([200, true]);
    expect([await ask(0), await ask('1.5'), await ask(1_000_000_001)]).toEqual([
      [400, undefined],
      [400, undefined],
      [400, undefined],
    ]);
    const never = await shop.stocked(0);
    expect((await shop.buyer(1).get(`/api/inventory/${never}/available?quantity=1`)).body).toEqual({
      ...{ productId: never, quantity: 1, available: false },
    });
    const unknown = [shop.admin.get('/api/inventory/999999/status'), shop.admin.post('/api/inventory/999999/sync')];
    for (const { body } of await Promise.all(unknown)) expect(body).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    expect((await shop.buyer(1).post(`/api/inventory/${lamp}/sync`)).status).toBe(403);
    expect((await shop.buyer(1).get(`/api/inventory/${lamp}/status`)).status).toBe(403);
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
