import { isDeepStrictEqual } from 'node:util';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { OrderRepository } from '../../src/modules/order/persistence/order.repository';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const LATE_PUBLICATION = 9_000_000_000;
const WAIT = { Prefer: 'wait=10' };

describe('an order that is to be paid', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on', RESERVATIONS_PER_USER: '2' } });
  });
  beforeEach(async () => {
    buyer++;
    lamp = await shop.stocked(10, 10_000);
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const of = (quantity = 1, productId = lamp) => ({ orderItems: [{ productId, quantity }] });
  const place = (body: object, headers: Record<string, string> = WAIT) =>
    shop.buyer(buyer).post('/api/orders/products', body, headers);
  const shown = async (orderId: number) => (await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body;
  const stored = async (): Promise<number> =>
    (await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [buyer])).length;
  const quote = (body: object) => shop.buyer(buyer).post('/api/orders/quote', body);

  it('waits for its payment with its units reserved, and a preferred wait ends there', async () => {
    const { status, headers, body } = await place(of(2));
    expect([status, headers.get('preference-applied')]).toEqual([201, 'wait=10']);
    expect(body).toMatchObject({
      status: 'ORDER_PENDING',
      stage: 'AWAITING_PAYMENT',
      totalOrderPrice: 20_000,
      amountDue: 20_000,
    });
    const minutes = (Date.parse(body.payBy) - Date.parse(body.orderDate)) / 60_000;
    expect(minutes).toBeGreaterThan(9.9);
    expect(minutes).toBeLessThan(10.5);
    for (const absent of ['discount', 'pointsUsed', 'paidAt', 'cancelReason', 'replacesOrderId', 'replacedByOrderId'])
      expect(body).not.toHaveProperty(absent);
    expect(body.items[0]).not.toHaveProperty('pointsShare');
    expect(await shown(body.orderId)).toEqual(body);
    expect((await shop.buyer(buyer).get('/api/orders')).body.items).toEqual([body]);
    expect((await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`)).body.quantity).toBe(8);
  });

  it('has its units on hand as reserved until it is paid, also of a product without a limit', async () => {
    const status = async () => {
      const { asOf, ...figures } = (await shop.admin.get(`/api/inventory/${lamp}/status`)).body;
      expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(60_000);
      return figures as object;
    };
    const figures = (onHand: number, reserved: number, available: number) => ({
      ...{ productId: lamp, onHand, reserved, available, setAside: 0, waiting: 0 },
    });
    const { orderId } = (await place(of(2))).body;
    expect(await status()).toEqual(figures(10, 2, 8));
    await chargePoints(shop, buyer, 20_000);
    await shop.buyer(buyer).post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, WAIT);
    await until(async () => isDeepStrictEqual(await status(), figures(8, 0, 8)));
    await shop.admin.post(`/api/stocks/product/${lamp}/unlimited`);
    await place(of(3));
    await until(async () => isDeepStrictEqual(await status(), figures(1_000_000_003, 3, 1_000_000_000)));
    await shop.admin.post(`/api/stocks/product/${lamp}/reset?quantity=5`);
    await until(async () => isDeepStrictEqual(await status(), figures(8, 3, 5)));
  });

  it('is stored with what it has to pay, before its stock is decided', async () => {
    const { body } = await place(of(2), {});
    expect(body).toMatchObject({ status: 'ORDER_BEFORE', stage: 'CREATED', amountDue: 20_000 });
    expect(await shop.database.query('SELECT * FROM order_bills WHERE order_id = ?', [body.orderId])).toEqual([
      {
        order_id: body.orderId,
        total: 20_000,
        discount: 0,
        points: 0,
        due: 20_000,
        currency: 'KRW',
        user_coupon_id: null,
      },
    ]);
  });

  it('shows when it was paid, and no time until which it is to be paid', async () => {
    const { orderId } = (await place(of())).body;
    await chargePoints(shop, buyer, 10_000);
    await shop.buyer(buyer).post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, WAIT);
    const paid = await shown(orderId);
    expect(paid).toMatchObject({ status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED', amountDue: 10_000 });
    expect(Date.parse(paid.paidAt)).toBeGreaterThan(Date.parse(paid.orderDate));
    expect(paid).not.toHaveProperty('payBy');
    const { body: cancelled } = await shop.buyer(buyer).put(`/api/orders/${orderId}`);
    expect(cancelled).toMatchObject({ stage: 'CANCELLED', cancelReason: 'BY_BUYER', paidAt: paid.paidAt });
  });

  it('fails like any other when the stock does not suffice', async () => {
    const { status, body } = await place(of(11));
    expect([status, body.status, body.stage, body.failureReason]).toEqual([
      201,
      'ORDER_FAILURE',
      'FAILED',
      'INSUFFICIENT_STOCK',
    ]);
  });

  describe('with points', () => {
    beforeEach(() => chargePoints(shop, buyer, 15_000));
    const points = async () => (await shop.buyer(buyer).get('/api/points')).body;

    it('has less to pay, and each item has its share', async () => {
      const chair = await shop.stocked(10, 5_000);
      const orderItems = [
        { productId: lamp, quantity: 1 },
        { productId: chair, quantity: 1 },
      ];
      const { body } = await place({ orderItems, usePoints: 10_000 });
      expect(body).toMatchObject({
        stage: 'AWAITING_PAYMENT',
        totalOrderPrice: 15_000,
        pointsUsed: 10_000,
        amountDue: 5_000,
      });
      const shares = (body.items as { discountShare: number; pointsShare: number }[]).map(
        ({ discountShare, pointsShare }) => [discountShare, pointsShare],
      );
      expect(shares).toEqual([
        [0, 6_667],
        [0, 3_333],
      ]);
      expect(await shown(body.orderId)).toEqual(body);
      expect(
        await shop.database.query('SELECT line, points FROM order_item_shares WHERE order_id = ? ORDER BY line', [
          body.orderId,
        ]),
      ).toEqual([
        { line: 0, points: 6_667 },
        { line: 1, points: 3_333 },
      ]);
      expect(await points()).toMatchObject({ balance: 15_000, reserved: 10_000, available: 5_000 });
    });

    it('for all of it is complete at once', async () => {
      const { status, body } = await place({ ...of(), usePoints: 10_000 });
      expect([status, body.status, body.stage, body.amountDue]).toEqual([201, 'ORDER_SUCCESS', 'PAYMENT_COMPLETED', 0]);
      expect(body).not.toHaveProperty('paidAt');
      await untilHandled(shop);
      expect(await points()).toMatchObject({ balance: 5_000, available: 5_000 });
    });

    it('is quoted as it is placed', async () => {
      const request = { ...of(1), usePoints: 4_000 };
      const quoted = await quote(request);
      const { body } = await place(request);
      expect([quoted.status, quoted.body]).toEqual([
        200,
        {
          items: body.items,
          totalOrderPrice: 10_000,
          discount: 0,
          pointsUsed: 4_000,
          amountDue: 6_000,
        },
      ]);
    });

    it('of one route, of the other, and from the cart has them too', async () => {
      const one = await shop
        .buyer(buyer)
        .post('/api/orders/v1', { productId: lamp, quantity: 1, usePoints: 1_000 }, WAIT);
      const other = await shop.buyer(buyer).post('/api/orders/v2', { ...of(), usePoints: 2_000 }, WAIT);
      await shop.buyer(buyer).put(`/api/orders/${one.body.orderId}`);
      await shop.buyer(buyer).post('/api/cart/items', { productId: lamp, quantity: 1 });
      const cart = await shop.buyer(buyer).post('/api/cart/order', { usePoints: 3_000 }, WAIT);
      expect([one, other, cart].map(({ body }) => [body.pointsUsed, body.amountDue])).toEqual([
        [1_000, 9_000],
        [2_000, 8_000],
        [3_000, 7_000],
      ]);
    });

    it.each(['/api/orders/products', '/api/orders/quote'])(
      'above what is left to pay is refused by %s, and names the field',
      async (path) => {
        const { status, body } = await shop.buyer(buyer).post(path, { ...of(), usePoints: 10_001 });
        expect([status, body.code, body.errors]).toEqual([
          400,
          'VALIDATION_FAILED',
          [{ field: 'usePoints', rule: 'TOO_LARGE', message: 'must be at most 10000, which is left to pay' }],
        ]);
        expect(await stored()).toBe(0);
      },
    );

    it.each(['/api/orders/products', '/api/orders/quote'])(
      'that the buyer does not have is refused by %s, and says how many there are',
      async (path) => {
        await place({ ...of(), usePoints: 10_000 });
        const { status, body } = await shop.buyer(buyer).post(path, { ...of(), usePoints: 5_001 });
        expect([status, body.code, body.about]).toEqual([409, 'INSUFFICIENT_POINTS', { available: 5_000 }]);
        expect(await stored()).toBe(1);
      },
    );
  });

  it('is refused while too many others wait for their payment, and placed once one of them has ended', async () => {
    const first = await place(of());
    await place(of());
    const third = await place(of());
    expect([third.status, third.body.code, third.body.about]).toEqual([409, 'TOO_MANY_UNPAID_ORDERS', { limit: 2 }]);
    expect((await quote(of())).body.code).toBe('TOO_MANY_UNPAID_ORDERS');
    await chargePoints(shop, buyer, 10_000);
    expect((await place({ ...of(), usePoints: 10_000 })).body.status).toBe('ORDER_SUCCESS');
    await shop.buyer(buyer).put(`/api/orders/${first.body.orderId}`);
    expect((await place(of())).status).toBe(201);
  });

  it('shares the limit with no other user', async () => {
    await place(of());
    await place(of());
    buyer++;
    expect((await place(of())).status).toBe(201);
  });

  describe('with an Idempotency-Key', () => {
    let key = 0;
    const keyed = (body: object) => place(body, { 'Idempotency-Key': `key-${key}` });
    beforeEach(async () => {
      key++;
      await chargePoints(shop, buyer, 20_000);
    });

    it('and points is placed once, and another number of points is another request', async () => {
      const first = await keyed({ ...of(), usePoints: 1_000 });
      const again = await keyed({ ...of(), usePoints: 1_000 });
      expect([again.status, again.headers.get('idempotent-replayed'), again.body.orderId]).toEqual([
        202,
        'true',
        first.body.orderId,
      ]);
      for (const body of [of(), { ...of(), usePoints: 0 }, { ...of(), usePoints: 1_001 }])
        expect((await keyed(body)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await stored()).toBe(1);
    });

    it('and no points is the same request as without the field', async () => {
      const first = await keyed(of());
      const again = await keyed({ ...of(), usePoints: 0 });
      expect(again.body.orderId).toBe(first.body.orderId);
    });

    it('is the same request as on the other route', async () => {
      const first = await keyed({ ...of(), usePoints: 1_000 });
      const body = { productId: lamp, quantity: 1, usePoints: 1_000 };
      const again = await shop.buyer(buyer).post('/api/orders/v1', body, { 'Idempotency-Key': `key-${key}` });
      expect(again.body.orderId).toBe(first.body.orderId);
    });

    it('of before there were payments is still known', async () => {
      const withoutPayments = await openShop({ beside: shop });
      const before = await withoutPayments
        .buyer(buyer)
        .post('/api/orders/products', of(), { 'Idempotency-Key': `key-${key}` });
      await withoutPayments.close();
      expect(before.body).not.toHaveProperty('amountDue');
      const again = await keyed(of());
      expect([again.headers.get('idempotent-replayed'), again.body.orderId]).toEqual(['true', before.body.orderId]);
    });

    it('from the cart may have points, which belong to the request', async () => {
      const order = (body: object) =>
        shop.buyer(buyer).post('/api/cart/order', body, { 'Idempotency-Key': `key-${key}` });
      await shop.buyer(buyer).post('/api/cart/items', { productId: lamp, quantity: 1 });
      const first = await order({ usePoints: 1_000 });
      expect((await order({ usePoints: 1_000 })).body.orderId).toBe(first.body.orderId);
      expect((await order({})).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });
  });

  it('is shed while orders of its kind wait too long for their decision', async () => {
    await shop.app.get(EventPublicationRepository, { strict: false }).renewLease('live instance', 60_000);
    await shop.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, due_at)
       VALUES (?, 'order.reserve-stock', 'order.placed-to-pay', '[]', 0, 'live instance', NOW(3) - INTERVAL 6 SECOND)`,
      [LATE_PUBLICATION],
    );
    const orders = shop.app.get(OrderRepository, { strict: false });
    // What is known of the handlers may be a second old.
    await until(async () =>
      orders.assertBacklogIsShort().then(
        () => false,
        () => true,
      ),
    );
    const { status, headers } = await place(of());
    await shop.database.execute('DELETE FROM event_publications WHERE id = ?', [LATE_PUBLICATION]);
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(await stored()).toBe(0);
  });
});

describe('a shop without payments', () => {
  let shop: Shop;
  let lamp: number;
  beforeAll(async () => {
    shop = await openShop();
    lamp = await shop.stocked(10, 10_000);
  });
  afterAll(() => shop.close());

  it.each(['/api/orders/products', '/api/orders/v1', '/api/orders/v2', '/api/orders/quote', '/api/cart/order'])(
    'does not know points and coupons at %s',
    async (path) => {
      const item = { productId: lamp, quantity: 1 };
      const order = path.endsWith('v1') ? item : path.startsWith('/api/cart') ? {} : { orderItems: [item] };
      for (const field of ['usePoints', 'userCouponId']) {
        const { status, body } = await shop.buyer(1).post(path, { ...order, [field]: 1 });
        expect([status, body.errors]).toEqual([
          400,
          [{ field, rule: 'UNKNOWN_FIELD', message: 'is not a known field' }],
        ]);
      }
    },
  );

  it('quotes an order, all of which would be left to pay', async () => {
    const orderItems = [{ productId: lamp, quantity: 2 }];
    const { status, body } = await shop.buyer(1).post('/api/orders/quote', { orderItems });
    expect([status, body]).toEqual([
      200,
      {
        items: [
          {
            productId: lamp,
            productVersion: 1,
            productName: '램프',
            quantity: 2,
            originalPrice: 10_000,
            productPrice: 10_000,
            eventId: null,
            itemTotalPrice: 20_000,
          },
        ],
        totalOrderPrice: 20_000,
        discount: 0,
        pointsUsed: 0,
        amountDue: 20_000,
      },
    ]);
    expect(await shop.database.query('SELECT 1 FROM orders')).toEqual([]);
  });

  it('refuses a quote as it would refuse the order', async () => {
    const refused = async (item: object): Promise<string> =>
      (await shop.buyer(1).post('/api/orders/quote', { orderItems: [item] })).body.code;
    expect(await refused({ productId: 999_999, quantity: 1 })).toBe('PRODUCT_NOT_FOUND');
    expect(await refused({ productId: lamp, quantity: 1, expectedPrice: 9_999 })).toBe('PRICE_CHANGED');
    const soldOut = await shop.stocked(0);
    expect(await refused({ productId: soldOut, quantity: 1 })).toBe('INSUFFICIENT_STOCK');
    expect((await shop.anonymous.post('/api/orders/quote', {})).status).toBe(401);
  });

  it('shows the stage of an order, and nothing about its payment', async () => {
    const { body } = await shop.buyer(2).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    expect(body).toMatchObject({ status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED' });
    for (const absent of ['amountDue', 'payBy', 'pointsUsed', 'discount']) expect(body).not.toHaveProperty(absent);
    expect(await shop.database.query('SELECT 1 FROM order_bills')).toEqual([]);
  });
});
