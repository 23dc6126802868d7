import { IdBlocks } from '#platform/database/id-blocks';
import { OrderPlacedToPay, type OrderToPay } from '#order-payments';
import { CouponClient } from '#coupon';
import { StockClient } from '#stock';
import { WalletClient } from '#wallet';
import { OrderBenefitsKept, OrderBenefitsReleased } from '../../src/modules/order/domain/order-benefits';
import { PayableOrderCompletion } from '../../src/modules/order/persistence/payable-order-completion';
import { ExpireReservations } from '../../src/modules/order/use-cases/expire-reservations';
import { untilHandled } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { PayableSale, PRICE } from '../support/payable-sale';
import { openShop, type Shop } from '../support/shop';

/** T2: points are set aside, T3: stock is taken, T4: the order follows. */
describe('an order that is to be paid', () => {
  let shop: Shop;
  let sale: PayableSale;

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
    shop.app.get(ExpireReservations, { strict: false }).onModuleDestroy();
  });
  beforeEach(async () => {
    sale = await PayableSale.of(shop);
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await sale.violations()).toEqual([]);
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get(type, { strict: false });
  const failOnce = (target: object, method: string): void => {
    jest.spyOn(target as Record<string, () => Promise<never>>, method).mockRejectedValueOnce(new Error('killed'));
  };
  const again = async (): Promise<void> => {
    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    await untilHandled(shop);
  };
  const entries = (orderId: number): Promise<{ kind: string }[]> =>
    shop.database.query(`SELECT kind FROM wallet_entries WHERE reference = 'ORDER' AND reference_id = ? ORDER BY 1`, [
      orderId,
    ]);
  const prepaid = async (paymentId: number, units = 1): Promise<number> => {
    const [orderId = 0] = await get(IdBlocks).take('orders', 1);
    const total = units * PRICE;
    await shop.database.transaction(async (tx) => {
      await tx.execute(
        `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at)
         VALUES (?, ?, 'ORDER_BEFORE', ?, ?, NOW(3))`,
        [orderId, sale.userId, units, total],
      );
      await tx.execute(
        `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, product_version)
         VALUES (?, 0, ?, 'lamp', ?, ?, ?, 1)`,
        [orderId, sale.productId, units, PRICE, PRICE],
      );
      await tx.execute(
        `INSERT INTO order_bills (order_id, total, discount, points, due, currency) VALUES (?, ?, 0, 0, ?, 'KRW')`,
        [orderId, total, total],
      );
      await tx.execute('INSERT INTO order_replacements (order_id, replaces_order_id, payment_id) VALUES (?, ?, ?)', [
        ...[orderId, 1_000_000 + orderId, paymentId],
      ]);
      const lines = [{ productId: sale.productId, quantity: units, price: PRICE }];
      const bill = { total, discount: 0, points: 0, due: total, userCouponId: null };
      const order: OrderToPay = {
        ...{ orderId, lines, bill, owner: { userId: sale.userId, orderedAt: Date.now() } },
        prepaid: { paymentId, amount: total },
      };
      await shop.bus.publish(tx, OrderPlacedToPay, [order]);
    });
    return orderId;
  };

  it('holds its units until the instant that its event names, by the database’s clock, and a waiting buyer is answered', async () => {
    const orderId = await sale.place({ wait: 20 });
    const { reservedUntil, reserveLimit, status, soldOn } = await sale.order(orderId);
    expect([status, soldOn, await sale.left()]).toEqual(['ORDER_PENDING', null, 4]);
    const event = sale.events.find(([name]) => name === 'order.reserved')?.[1];
    expect(event).toEqual({
      ...{ orderId, userId: sale.userId, due: PRICE, payBy: reservedUntil?.getTime() },
      lines: [{ productId: sale.productId, quantity: 1 }],
    });
    const [clock] = await shop.database.query<{ now: Date }>('SELECT NOW(3) AS now');
    const left = (until: Date | null) => ((until?.getTime() ?? 0) - (clock?.now.getTime() ?? 0)) / 1_000;
    expect(left(reservedUntil)).toBeGreaterThan(590);
    expect(left(reservedUntil)).toBeLessThanOrEqual(600);
    expect(left(reserveLimit) - left(reservedUntil)).toBe(1_200);
    expect([sale.count('order.settled', orderId), sale.count('order.benefits-kept', orderId)]).toEqual([0, 0]);
  });

  it('is completed and counted at once when its points pay for everything', async () => {
    await sale.charge(PRICE);
    const orderId = await sale.place({ usePoints: PRICE, wait: 20 });
    await untilHandled(shop);
    expect([await sale.status(orderId), await sale.points()]).toEqual(['ORDER_SUCCESS', [0, 0]]);
    expect((await sale.order(orderId)).soldOn).not.toBeNull();
    const events = ['order.settled', 'order.benefits-kept', 'order.paid', 'order.reserved'];
    expect(events.map((name) => sale.count(name, orderId))).toEqual([1, 1, 0, 0]);
  });

  it('fails without asking the stock when its points do not suffice any more', async () => {
    await sale.charge(PRICE);
    const reserving = pauseStep(get(WalletClient), 'reserve');
    const orderId = await sale.place({ usePoints: PRICE });
    await reserving.reached;
    await get(WalletClient).spend([{ paymentId: orderId, userId: sale.userId, amount: 1 }]);
    const take = jest.spyOn(get(StockClient), 'take');
    reserving.release();
    await untilHandled(shop);
    expect(await sale.status(orderId)).toBe('ORDER_FAILURE INSUFFICIENT_POINTS');
    expect(take).not.toHaveBeenCalled();
    expect([await sale.left(), await sale.points()]).toEqual([5, [PRICE - 1, 0]]);
    take.mockRestore();
  });

  it('gets its points back when the stock is refused', async () => {
    await sale.charge(PRICE);
    const orderId = await sale.place({ usePoints: 100, quantity: 6 });
    await untilHandled(shop);
    expect([await sale.status(orderId), await sale.points()]).toEqual(['ORDER_FAILURE INSUFFICIENT_STOCK', [PRICE, 0]]);
    expect(sale.count('order.benefits-released', orderId)).toBe(1);
  });

  it('is completed with its receipt when it was paid in advance, and its payment goes back when the stock is refused', async () => {
    const [paid, refused] = [await prepaid(1, 5), await prepaid(2, 1)];
    await untilHandled(shop);
    expect([await sale.status(paid), (await sale.order(paid)).paymentId]).toEqual(['ORDER_SUCCESS', 1]);
    expect(['order.paid', 'order.settled'].map((name) => sale.count(name, paid))).toEqual([1, 1]);
    expect(await sale.status(refused)).toBe('ORDER_FAILURE INSUFFICIENT_STOCK');
    expect(sale.events.filter(([name]) => name === 'order.payment-released')).toEqual([
      ['order.payment-released', { orderId: refused, paymentId: 2, cause: 'LATE' }],
    ]);
  });

  it('releases its payment once when it was paid in advance and is cancelled before its decision', async () => {
    const taking = pauseStep(get(StockClient), 'take');
    const orderId = await prepaid(3);
    await taking.reached;
    await sale.cancel(orderId);
    taking.release();
    await untilHandled(shop);
    expect([await sale.status(orderId), await sale.left()]).toEqual(['ORDER_CANCELLED BY_BUYER', 5]);
    expect(sale.events.filter(([name]) => name === 'order.payment-released')).toEqual([
      ['order.payment-released', { orderId, paymentId: 3, cause: 'CANCELLED' }],
    ]);
  });

  it.each([
    ['between its coupon and its points', () => failOnce(get(WalletClient), 'reserve')],
    ['before the stock', () => failOnce(get(StockClient), 'take')],
    ['before its status', () => failOnce(get(PayableOrderCompletion), 'complete')],
  ])('sets aside and takes once when the first attempt died %s', async (_, die) => {
    await sale.charge(PRICE);
    die();
    const orderId = await sale.place({ usePoints: 100, userCouponId: await sale.coupon(), quantity: 2 });
    await shop.bus.drain();
    expect(await sale.status(orderId)).toBe('ORDER_BEFORE');
    await again();
    expect([await sale.status(orderId), await sale.left()]).toEqual(['ORDER_PENDING', 3]);
    expect(await entries(orderId)).toEqual([{ kind: 'RESERVE' }]);
    expect(await sale.couponOf(orderId)).toEqual(['HELD', orderId]);
  });

  it('is not changed by a frozen instance that wakes after another has decided it', async () => {
    const other = await openShop({ beside: shop, variables: { PAYMENTS: 'on' } });
    try {
      sale.record(other);
      const frozen = pauseStep(get(PayableOrderCompletion), 'complete');
      const orderId = await sale.place();
      await frozen.reached;
      await shop.database.execute('UPDATE instances SET alive_until = NOW(3) - INTERVAL 1 SECOND');
      await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
      await other.bus.drain();
      const before = await sale.order(orderId);
      expect(before.status).toBe('ORDER_PENDING');
      frozen.release();
      await shop.bus.drain();
      expect(await sale.order(orderId)).toEqual(before);
      expect(sale.count('order.reserved', orderId)).toBe(1);
    } finally {
      await other.close();
    }
  });

  it.each([
    ['before its coupon is reserved', () => pauseStep(get(CouponClient), 'reserve')],
    ['before its points are set aside', () => pauseStep(get(WalletClient), 'reserve')],
    ['before its stock is taken', () => pauseStep(get(StockClient), 'take')],
    ['before its status', () => pauseStep(get(PayableOrderCompletion), 'complete')],
  ])('gives everything back once when it is cancelled %s', async (_, pause) => {
    await sale.charge(PRICE);
    const userCouponId = await sale.coupon();
    const step = pause();
    const orderId = await sale.place({ usePoints: 100, userCouponId });
    await step.reached;
    expect((await sale.cancel(orderId)).status).toBe(200);
    await untilOthersHandled();
    step.release();
    await untilHandled(shop);
    expect([await sale.status(orderId), await sale.left()]).toEqual(['ORDER_CANCELLED BY_BUYER', 5]);
    expect(await sale.points()).toEqual([PRICE, 0]);
    expect((await sale.couponOf(orderId))[1]).toBeNull();
    const next = await sale.reserved({ userCouponId });
    expect(await sale.couponOf(next)).toEqual(['HELD', next]);
  });

  it('keeps and releases its coupon and its points once, though both events come twice and in the wrong order', async () => {
    await sale.charge(PRICE);
    const userCouponId = await sale.coupon();
    const keeping = pauseStep(get(CouponClient), 'consume');
    const orderId = await sale.place({ usePoints: PRICE - 1_000, userCouponId, wait: 20 });
    expect(await sale.status(orderId)).toBe('ORDER_SUCCESS');
    await keeping.reached;
    await sale.cancel(orderId);
    const next = await reservedOnceFree(userCouponId);
    keeping.release();
    await untilHandled(shop);
    const benefits = { orderId, userId: sale.userId, points: PRICE - 1_000, userCouponId, discount: 1_000 };
    for (const event of [OrderBenefitsReleased, OrderBenefitsKept]) {
      await shop.database.transaction((tx) => shop.bus.publish(tx, event, [benefits, benefits]));
      await untilHandled(shop);
    }
    expect([await sale.couponOf(orderId), await sale.couponOf(next)]).toEqual([
      ['RELEASED', next],
      ['HELD', next],
    ]);
    expect(await sale.points()).toEqual([PRICE, 0]);
  });

  const reservedOnceFree = async (userCouponId: number): Promise<number> => {
    for (;;) {
      const { body } = await shop
        .buyer(sale.userId)
        .post('/api/orders/v1', { productId: sale.productId, quantity: 1, userCouponId }, { Prefer: 'wait=20' });
      if (body.status === 'ORDER_PENDING') return body.orderId as number;
      if (body.code !== 'COUPON_ALREADY_USED') throw new Error(JSON.stringify(body));
    }
  };

  /** Handlers run beside each other; the paused one is not waited for. */
  const untilOthersHandled = async (): Promise<void> => {
    for (let due = 1; due > 0;) {
      const rows = await shop.database.query(`SELECT 1 FROM event_publications WHERE handler <> 'order.reserve-stock'`);
      due = rows.length;
    }
  };

  it('of two that compete for the same points on two instances, one is reserved and the other fails', async () => {
    const other = await openShop({ beside: shop, variables: { PAYMENTS: 'on' } });
    try {
      sale.record(other);
      await sale.charge(PRICE);
      const order = { productId: sale.productId, quantity: 1, usePoints: PRICE - 1 };
      const answers = await Promise.all(
        [shop, other].map((instance) =>
          instance.buyer(sale.userId).post('/api/orders/v1', order, { Prefer: 'wait=20' }),
        ),
      );
      await untilHandled(shop);
      const stored = answers.filter(({ status }) => status === 201).map(({ body }) => body.status);
      expect(stored).toContain('ORDER_PENDING');
      expect(stored.filter((status) => status === 'ORDER_PENDING')).toHaveLength(1);
      expect(await sale.points()).toEqual([1, PRICE - 1]);
    } finally {
      await other.close();
    }
  });

  it('of two that want the same coupon on two instances, one is reserved, and the other fails without a unit', async () => {
    const other = await openShop({ beside: shop, variables: { PAYMENTS: 'on' } });
    try {
      sale.record(other);
      const userCouponId = await sale.coupon();
      const order = { productId: sale.productId, quantity: 1, userCouponId };
      const steps = [shop, other].map((instance) =>
        pauseStep(instance.app.get(CouponClient, { strict: false }), 'reserve'),
      );
      const placed = [shop, other].map((instance) => instance.buyer(sale.userId).post('/api/orders/v1', order));
      const orderIds = (await Promise.all(placed)).map(({ body }) => body.orderId as number);
      await Promise.all(steps.map(({ reached }) => reached));
      steps.forEach(({ release }) => release());
      await Promise.all([shop, other].map(untilHandled));
      expect((await Promise.all(orderIds.map((orderId) => sale.status(orderId)))).sort()).toEqual([
        'ORDER_FAILURE COUPON_UNAVAILABLE',
        'ORDER_PENDING',
      ]);
      expect(await sale.left()).toBe(4);
    } finally {
      await other.close();
    }
  });
});
