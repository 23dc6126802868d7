import { CouponClient } from '#coupon';
import { StockClient } from '#stock';
import { WalletClient } from '#wallet';
import { ExpireReservations } from '../../src/modules/order/use-cases/expire-reservations';
import { claim, createCoupon } from '../support/coupons';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

const WAIT = { Prefer: 'wait=10' };
const PRICE = 10_000;

describe('an order with a coupon', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on', RATE_LIMIT_COUPONS: '1000' } });
  });
  beforeEach(async () => {
    buyer++;
    lamp = await shop.stocked(10, PRICE);
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  /** A coupon of the buyer that takes off an amount. @returns its id */
  const coupon = async (discountValue = 3_000, fields: object = {}, userId = buyer): Promise<number> => {
    const couponId = await createCoupon(shop.admin, { discountType: 'AMOUNT', discountValue, ...fields });
    return (await claim(shop.buyer(userId), couponId))[1] as number;
  };
  const place = (body: object, headers: Record<string, string> = WAIT) =>
    shop.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1, ...body }, headers);
  const quote = (body: object, quantity = 1) =>
    shop.buyer(buyer).post('/api/orders/quote', { orderItems: [{ productId: lamp, quantity }], ...body });
  const shown = async (orderId: number) => (await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body;
  const owned = async (userCouponId: number): Promise<[status: string, orderId: number | null]> => {
    const { status, orderId } = (await shop.buyer(buyer).get(`/api/coupons/mine/${userCouponId}`)).body;
    return [status, orderId];
  };
  const claimOf = async (orderId: number): Promise<unknown> => {
    const sql = 'SELECT state FROM coupon_claims WHERE order_id = ?';
    return (await shop.database.query<{ state: string }>(sql, [orderId]))[0]?.state;
  };
  /** Changes the definition of a coupon by hand. */
  const change = (userCouponId: number, to: string) =>
    shop.database.execute(
      `UPDATE coupons SET ${to} WHERE coupon_id = (SELECT coupon_id FROM user_coupons WHERE user_coupon_id = ?)`,
      [userCouponId],
    );
  const points = async (): Promise<[available: number, reserved: number]> => {
    const { available, reserved } = (await shop.buyer(buyer).get('/api/points')).body;
    return [available, reserved];
  };
  const quantity = async (): Promise<number> =>
    (await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`)).body.quantity;
  const cancel = (orderId: number) => shop.buyer(buyer).put(`/api/orders/${orderId}`);
  const expire = async (orderId: number): Promise<void> => {
    await shop.database.execute(
      'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 1 SECOND WHERE order_id = ?',
      [orderId],
    );
    await get(ExpireReservations).execute();
    await untilHandled(shop);
  };

  it('has less to pay, the rest by points and money, and each item has its shares', async () => {
    const chair = await shop.stocked(10, 5_000);
    const userCouponId = await coupon(1_000);
    await chargePoints(shop, buyer, 10_000);
    const orderItems = [
      { productId: lamp, quantity: 1 },
      { productId: chair, quantity: 1 },
    ];
    const request = { orderItems, userCouponId, usePoints: 10_000 };
    const quoted = await shop.buyer(buyer).post('/api/orders/quote', request);
    const { body } = await shop.buyer(buyer).post('/api/orders/products', request, WAIT);
    expect(body).toMatchObject({
      ...{ stage: 'AWAITING_PAYMENT', totalOrderPrice: 15_000, userCouponId },
      ...{ discount: 1_000, pointsUsed: 10_000, amountDue: 4_000 },
    });
    const shares = (body.items as { discountShare: number; pointsShare: number }[]).map((item) => [
      item.discountShare,
      item.pointsShare,
    ]);
    expect(shares).toEqual([
      [667, 6_666],
      [333, 3_334],
    ]);
    expect(quoted.body).toEqual({
      ...{ items: body.items, totalOrderPrice: 15_000, discount: 1_000, pointsUsed: 10_000, amountDue: 4_000 },
    });
    expect(await shown(body.orderId)).toEqual(body);
    expect((await shop.buyer(buyer).get('/api/orders')).body.items).toEqual([body]);
    expect(await owned(userCouponId)).toEqual(['USED', body.orderId]);
    const used = await shop.buyer(buyer).get('/api/coupons/mine?status=used');
    expect(used.body.items).toMatchObject([{ userCouponId, status: 'USED', orderId: body.orderId }]);
  });

  it.each(['products', 'v2', 'v1', 'cart'])('can be placed by the route %s', async (route) => {
    const userCouponId = await coupon();
    const item = { productId: lamp, quantity: 1 };
    if (route === 'cart') await shop.buyer(buyer).post('/api/cart/items', item);
    const path = route === 'cart' ? '/api/cart/order' : `/api/orders/${route}`;
    const order = route === 'cart' ? {} : route === 'v1' ? item : { orderItems: [item] };
    const { status, body } = await shop.buyer(buyer).post(path, { ...order, userCouponId }, WAIT);
    expect([status, body.userCouponId, body.discount, body.amountDue]).toEqual([201, userCouponId, 3_000, 7_000]);
  });

  it('that is over everything is complete at once, and leaves nothing for points', async () => {
    const userCouponId = await coupon(PRICE + 1);
    await chargePoints(shop, buyer, 1_000);
    const refused = await quote({ userCouponId, usePoints: 1 });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'usePoints', rule: 'TOO_LARGE', message: 'must be at most 0, which is left to pay' }],
    ]);
    const { status, body } = await place({ userCouponId });
    expect([status, body.status, body.stage]).toEqual([201, 'ORDER_SUCCESS', 'PAYMENT_COMPLETED']);
    expect([body.discount, body.amountDue, body.items[0].discountShare]).toEqual([PRICE, 0, PRICE]);
    expect(body).not.toHaveProperty('paidAt');
    await untilHandled(shop);
    expect(await owned(userCouponId)).toEqual(['USED', body.orderId]);
    expect(await claimOf(body.orderId)).toBe('CONSUMED');
  });

  it('keeps it when it is completed, and gives it back with its money and its points when it is cancelled', async () => {
    const userCouponId = await coupon();
    await chargePoints(shop, buyer, 9_000);
    const { orderId } = (await place({ userCouponId, usePoints: 2_000 })).body;
    await shop.buyer(buyer).post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, WAIT);
    await untilHandled(shop);
    expect((await shown(orderId)).status).toBe('ORDER_SUCCESS');
    expect([await claimOf(orderId), await owned(userCouponId), await points()]).toEqual([
      'CONSUMED',
      ['USED', orderId],
      [2_000, 0],
    ]);
    expect((await cancel(orderId)).status).toBe(200);
    await untilHandled(shop);
    expect([await claimOf(orderId), await owned(userCouponId), await points()]).toEqual([
      'RELEASED',
      ['USABLE', null],
      [9_000, 0],
    ]);
    expect(await shown(orderId)).toMatchObject({ stage: 'CANCELLED', userCouponId, discount: 3_000 });
  });

  it('that has expired gives it back, and the next order uses it', async () => {
    const userCouponId = await coupon();
    const { orderId } = (await place({ userCouponId })).body;
    expect((await quote({ userCouponId })).body.code).toBe('COUPON_ALREADY_USED');
    await expire(orderId);
    expect([(await shown(orderId)).stage, await owned(userCouponId)]).toEqual(['EXPIRED', ['USABLE', null]]);
    const next = (await place({ userCouponId })).body;
    expect([next.status, await owned(userCouponId)]).toEqual(['ORDER_PENDING', ['USED', next.orderId]]);
  });

  it('of two that are placed at once with one, one has it, and the other fails without asking the stock', async () => {
    const userCouponId = await coupon();
    const reserving = pauseStep(get(CouponClient), 'reserve');
    const orderIds: number[] = [];
    for (let nth = 0; nth < 2; nth++) orderIds.push((await place({ userCouponId }, {})).body.orderId);
    await reserving.reached;
    const take = jest.spyOn(get(StockClient), 'take');
    reserving.release();
    await untilHandled(shop);
    const orders = await Promise.all(orderIds.map(shown));
    expect(orders.map(({ status, failureReason }) => [status, failureReason]).sort()).toEqual([
      ['ORDER_FAILURE', 'COUPON_UNAVAILABLE'],
      ['ORDER_PENDING', null],
    ]);
    const asked = take.mock.calls.flatMap(([requests]) => requests.map(({ orderId }) => orderId));
    take.mockRestore();
    const winner = orders.find(({ status }) => status === 'ORDER_PENDING')?.orderId;
    expect([asked, await quantity(), await owned(userCouponId)]).toEqual([[winner], 9, ['USED', winner]]);
  });

  it('fails without asking the stock when its points do not suffice any more, and gives it back', async () => {
    const userCouponId = await coupon();
    await chargePoints(shop, buyer, 1_000);
    const reserving = pauseStep(get(CouponClient), 'reserve');
    const { orderId } = (await place({ userCouponId, usePoints: 1_000 }, {})).body;
    await reserving.reached;
    await get(WalletClient).spend([{ paymentId: 900_000 + orderId, userId: buyer, amount: 1 }]);
    const take = jest.spyOn(get(StockClient), 'take');
    reserving.release();
    await untilHandled(shop);
    expect((await shown(orderId)).failureReason).toBe('INSUFFICIENT_POINTS');
    expect(take).not.toHaveBeenCalled();
    take.mockRestore();
    expect([await owned(userCouponId), await points()]).toEqual([
      ['USABLE', null],
      [999, 0],
    ]);
    // The points were spent without a payment.
    await shop.database.execute('DELETE FROM wallet_spendings WHERE user_id = ?', [buyer]);
    await shop.database.execute(`DELETE FROM wallet_entries WHERE user_id = ? AND kind = 'SPEND'`, [buyer]);
    await shop.database.execute('UPDATE wallets SET balance = balance + 1 WHERE user_id = ?', [buyer]);
  });

  it('that fails by it reserves none of its points', async () => {
    const userCouponId = await coupon();
    await chargePoints(shop, buyer, 1_000);
    const reserving = pauseStep(get(CouponClient), 'reserve');
    const { orderId } = (await place({ userCouponId, usePoints: 1_000 }, {})).body;
    await reserving.reached;
    await get(CouponClient).reserve([
      { orderId: orderId + 500_000, userId: buyer, userCouponId, orderPrice: PRICE, instant: new Date() },
    ]);
    const reserve = jest.spyOn(get(WalletClient), 'reserve');
    reserving.release();
    await untilHandled(shop);
    expect((await shown(orderId)).failureReason).toBe('COUPON_UNAVAILABLE');
    expect(reserve).not.toHaveBeenCalled();
    reserve.mockRestore();
    expect([await points(), await quantity()]).toEqual([[1_000, 0], 10]);
    await shop.database.execute('DELETE FROM coupon_claims WHERE order_id = ?', [orderId + 500_000]);
    await shop.database.execute('UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = ?', [
      userCouponId,
    ]);
  });

  it('gives it back when the stock is refused', async () => {
    const userCouponId = await coupon();
    const { body } = await place({ userCouponId, quantity: 11 });
    await untilHandled(shop);
    expect([body.failureReason, await owned(userCouponId)]).toEqual(['INSUFFICIENT_STOCK', ['USABLE', null]]);
  });

  it('fails when it would take off another amount than was billed, and gives it back', async () => {
    const userCouponId = await coupon();
    const reserving = pauseStep(get(CouponClient), 'reserve');
    const { orderId } = (await place({ userCouponId }, {})).body;
    await reserving.reached;
    await change(userCouponId, 'discount_value = 2999');
    reserving.release();
    await untilHandled(shop);
    expect(await shown(orderId)).toMatchObject({ status: 'ORDER_FAILURE', failureReason: 'COUPON_UNAVAILABLE' });
    expect([await owned(userCouponId), await quantity()]).toEqual([['USABLE', null], 10]);
  });

  it('has it although it expires and is revoked before the order is decided', async () => {
    const userCouponId = await coupon();
    const reserving = pauseStep(get(CouponClient), 'reserve');
    const { orderId } = (await place({ userCouponId }, {})).body;
    await reserving.reached;
    await change(userCouponId, 'revoked_at = NOW(3)');
    await shop.database.execute('UPDATE user_coupons SET expires_at = NOW(3) WHERE user_coupon_id = ?', [userCouponId]);
    reserving.release();
    await untilHandled(shop);
    expect(await shown(orderId)).toMatchObject({ status: 'ORDER_PENDING', discount: 3_000 });
  });

  describe('is refused, and nothing is stored,', () => {
    const refusal = async (userCouponId: unknown, path = '/api/orders/products') => {
      const orderItems = [{ productId: lamp, quantity: 1 }];
      const { status, body } = await shop.buyer(buyer).post(path, { orderItems, userCouponId });
      expect(await shop.database.query('SELECT 1 FROM order_bills WHERE user_coupon_id = ?', [userCouponId])).toEqual(
        [],
      );
      return [status, body.code, body.about];
    };

    it.each(['/api/orders/products', '/api/orders/quote'])(
      'by %s, for each reason that the coupon can have',
      async (path) => {
        expect(await refusal(await coupon(1, {}, buyer + 1_000), path)).toEqual([409, 'COUPON_NOT_OWNED', undefined]);
        expect(await refusal(999_999_999, path)).toEqual([409, 'COUPON_NOT_OWNED', undefined]);
        const expired = await coupon();
        await shop.database.execute('UPDATE user_coupons SET expires_at = NOW(3) WHERE user_coupon_id = ?', [expired]);
        expect(await refusal(expired, path)).toEqual([409, 'COUPON_EXPIRED', undefined]);
        const revoked = await coupon();
        await change(revoked, 'revoked_at = NOW(3)');
        expect(await refusal(revoked, path)).toEqual([409, 'COUPON_REVOKED', undefined]);
        const dear = await coupon(1, { minOrderPrice: PRICE + 1 });
        expect(await refusal(dear, path)).toEqual([409, 'COUPON_BELOW_MINIMUM', { minOrderPrice: PRICE + 1 }]);
      },
    );

    it('when it would take off nothing, and says from which price on it takes something', async () => {
      lamp = await shop.stocked(10, 33);
      const rate = await coupon(3, { discountType: 'RATE' });
      expect(await refusal(rate)).toEqual([409, 'COUPON_BELOW_MINIMUM', { minOrderPrice: 34 }]);
      const { body } = await shop.buyer(buyer).get('/api/coupons/mine?status=usable&orderPrice=33');
      expect(body.items).toMatchObject([{ userCouponId: rate, discount: 0 }]);
      lamp = await shop.stocked(10, 34);
      expect((await place({ userCouponId: rate })).body).toMatchObject({ discount: 1, amountDue: 33 });
    });

    it.each([0, -1, 1.5, '1', null, [1], 2 ** 53])('when its id is %j', async (userCouponId) => {
      const { status, body } = await quote({ userCouponId });
      expect([status, body.errors]).toMatchObject([400, [{ field: 'userCouponId' }]]);
    });

    it('before its points are judged, and after its prices', async () => {
      const body = { userCouponId: 999_999_999, usePoints: PRICE + 1 };
      expect((await quote(body)).body.code).toBe('COUPON_NOT_OWNED');
      const orderItems = [{ productId: lamp, quantity: 1, expectedPrice: 1 }];
      const dearer = await shop.buyer(buyer).post('/api/orders/quote', { ...body, orderItems });
      expect(dearer.body.code).toBe('PRICE_CHANGED');
    });
  });

  describe('and an Idempotency-Key', () => {
    let key = 0;
    const keyed = (body: object) => place(body, { 'Idempotency-Key': `coupon-${key}` });
    beforeEach(() => void key++);

    it('is placed once; another coupon, or none, is another request', async () => {
      const [one, other] = [await coupon(), await coupon()];
      const first = await keyed({ userCouponId: one });
      await untilHandled(shop);
      const again = await keyed({ userCouponId: one });
      expect([again.headers.get('idempotent-replayed'), again.body.orderId]).toEqual(['true', first.body.orderId]);
      const byList = await shop
        .buyer(buyer)
        .post(
          '/api/orders/products',
          { orderItems: [{ productId: lamp, quantity: 1 }], userCouponId: one, usePoints: 0 },
          { 'Idempotency-Key': `coupon-${key}` },
        );
      expect(byList.body.orderId).toBe(first.body.orderId);
      for (const body of [{}, { userCouponId: other }, { userCouponId: one, usePoints: 1 }])
        expect((await keyed(body)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('from the cart is placed once; without the coupon it is another request', async () => {
      const userCouponId = await coupon();
      await shop.buyer(buyer).post('/api/cart/items', { productId: lamp, quantity: 1 });
      const order = (body: object) =>
        shop.buyer(buyer).post('/api/cart/order', body, { 'Idempotency-Key': `coupon-${key}` });
      const first = await order({ userCouponId });
      expect((await order({ userCouponId })).body.orderId).toBe(first.body.orderId);
      expect((await order({})).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('that was refused leaves the key free', async () => {
      expect((await keyed({ userCouponId: 999_999_999 })).body.code).toBe('COUPON_NOT_OWNED');
      expect((await keyed({ userCouponId: await coupon() })).status).toBe(202);
    });
  });
});
