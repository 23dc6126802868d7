import type { EventBatch } from '#platform/events/event-handler';
import type { EventBus } from '#platform/events/event-bus';
import { OrderPaymentReleased, OrderPayments, type OrderToPay } from '#order-payments';
import { CouponClient } from '#coupon';
import { StockClient } from '#stock';
import { WalletClient } from '#wallet';
import { ExpireReservations } from '../../src/modules/order/use-cases/expire-reservations';
import { OrderAddresses } from '../../src/modules/order/persistence/order-addresses';
import { ReplacementRepository } from '../../src/modules/order/persistence/replacement.repository';
import { ReserveStockWhenOrdersPlacedToPay } from '../../src/modules/order/use-cases/reserve-stock-when-orders-placed-to-pay';
import { ADDRESS } from '../support/addresses';
import { claim, createCoupon } from '../support/coupons';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

const WAIT = { Prefer: 'wait=10' };

describe('a payment of an order that has expired', () => {
  let shop: Shop;
  let other: Shop;
  let lamp: number;
  let buyer = 0;
  let payment = 0;
  /** what was published, and committed, about payments that are to be paid back */
  let released: unknown[] = [];

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
    other = await openShop({ variables: { PAYMENTS: 'on' }, beside: shop });
    const { bus } = shop;
    const publish: EventBus['publish'] = bus.publish.bind(bus);
    jest.spyOn(bus, 'publish').mockImplementation((tx, event, payloads, options) => {
      if ((event as object) === OrderPaymentReleased) tx.afterCommit(() => released.push(...payloads));
      return publish(tx, event, payloads, options);
    });
  });
  beforeEach(async () => {
    buyer++;
    payment++;
    lamp = await shop.stocked(1, 10_000);
    released = [];
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database, 'order')).toEqual([]);
    expect(await integrityViolations(shop.database, 'stock')).toEqual([]);
    expect(await integrityViolations(shop.database, 'wallet')).toEqual([]);
    expect(await integrityViolations(shop.database, 'coupon')).toEqual([]);
    expect(await integrityViolations(shop.database, 'benefit')).toEqual([]);
    expect(await integrityViolations(shop.database, 'bill')).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const shown = async (orderId: number) => (await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body;
  const place = async (usePoints = 0, productId = lamp, userCouponId?: number) => {
    const body = { productId, quantity: 1, usePoints, userCouponId };
    return (await shop.buyer(buyer).post('/api/orders/v1', body, WAIT)).body;
  };
  const replace = (orderId: number, at = shop, paymentId = payment) =>
    at.app.get(OrderPayments, { strict: false }).replace([{ paymentId, orderId }]);
  const quantity = async (): Promise<number> =>
    (await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`)).body.quantity;
  /** An order whose time is over; what it had taken is given back soon after. */
  const expired = async (usePoints = 0, userCouponId?: number): Promise<number> => {
    const { orderId } = await place(usePoints, lamp, userCouponId);
    await shop.database.execute(
      'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 1 SECOND WHERE order_id = ?',
      [orderId],
    );
    await get(ExpireReservations).execute();
    expect(await shown(orderId)).toMatchObject({ stage: 'EXPIRED', cancelReason: 'PAYMENT_EXPIRED' });
    return orderId;
  };

  it('buys an order of the same things at the same prices, which is paid', async () => {
    const missed = await expired();
    const capture = { paymentId: payment, orderId: missed, outcome: 'CAPTURED', amount: 10_000 } as const;
    const settled = await get(OrderPayments).settle([{ ...capture, currency: 'KRW', failedAttempts: 0 }]);
    expect(settled).toEqual([{ paymentId: payment, outcome: 'LATE' }]);
    const before = await shown(missed);
    const [replaced] = await replace(missed);
    expect(replaced).toEqual({ paymentId: payment, outcome: 'REPLACED', orderId: expect.any(Number) });
    await untilHandled(shop);
    const { orderId } = replaced as { orderId: number };
    const { orderId: _, cancelReason: __, ...same } = before;
    expect(await shown(orderId)).toEqual({
      ...same,
      orderId,
      status: 'ORDER_SUCCESS',
      stage: 'PAYMENT_COMPLETED',
      paidAt: expect.any(String),
      replacesOrderId: missed,
    });
    expect(await shown(missed)).toEqual({ ...before, replacedByOrderId: orderId });
    expect(await quantity()).toBe(0);
  });

  it('buys an order that goes where the missed one would have gone', async () => {
    const missed = await expired();
    await shop.database.execute('INSERT INTO order_addresses (order_id, address_sealed) VALUES (?, ?)', [
      missed,
      get(OrderAddresses).seal(missed, ADDRESS),
    ]);
    const [replaced] = await replace(missed);
    const { orderId } = replaced as { orderId: number };
    expect([(await shown(missed)).deliveryAddress, (await shown(orderId)).deliveryAddress]).toEqual([ADDRESS, ADDRESS]);
  });

  it('buys nothing when no key opens the address, and keeps no other payment from buying', async () => {
    const [closed, open] = [await expired(), await expired()];
    await shop.database.execute('INSERT INTO order_addresses (order_id, address_sealed) VALUES (?, ?)', [
      closed,
      get(OrderAddresses).seal(open, ADDRESS),
    ]);
    const both = [closed, open].map((orderId) => ({ paymentId: payment++, orderId }));
    const answers = await get(OrderPayments).replace(both);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REPLACED']);
  });

  it('buys one order however often it is told, on whatever instance', async () => {
    const missed = await expired();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, nth) => replace(missed, nth % 2 ? other : shop)));
    answers.push(await replace(missed));
    expect(new Set(answers.map(([one]) => JSON.stringify(one))).size).toBe(1);
    await untilHandled(shop);
    expect(await shop.database.query('SELECT status FROM orders WHERE user_id = ? ORDER BY order_id', [buyer])).toEqual(
      [{ status: 'ORDER_CANCELLED' }, { status: 'ORDER_SUCCESS' }],
    );
  });

  it('buys nothing when another payment has bought an order already', async () => {
    const missed = await expired();
    await replace(missed);
    expect(await replace(missed, other, ++payment)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
    const both = await get(OrderPayments).replace([
      { paymentId: payment, orderId: missed },
      { paymentId: payment - 1, orderId: missed },
    ]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REPLACED']);
  });

  it('of two in one call buys an order with the first', async () => {
    const missed = await expired();
    const both = [payment, ++payment].map((paymentId) => ({ paymentId, orderId: missed }));
    const answers = await get(OrderPayments).replace(both);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['REPLACED', 'REFUSED']);
  });

  it('goes back when the last unit was sold meanwhile', async () => {
    const missed = await expired();
    await untilHandled(shop);
    buyer++;
    await place();
    buyer--;
    const [replaced] = await replace(missed);
    await shop.bus.drain();
    const { orderId } = replaced as { orderId: number };
    expect(await shown(orderId)).toMatchObject({
      status: 'ORDER_FAILURE',
      failureReason: 'INSUFFICIENT_STOCK',
      replacesOrderId: missed,
    });
    expect(released).toEqual([{ orderId, paymentId: payment, cause: 'LATE' }]);
  });

  it('gets the unit of the expired order, though that was not given back yet', async () => {
    const giving = pauseStep(get(StockClient), 'giveBack');
    const missed = await expired();
    await giving.reached;
    const [replaced] = await replace(missed, other);
    await other.bus.drain();
    expect(await shown((replaced as { orderId: number }).orderId)).toMatchObject({ status: 'ORDER_SUCCESS' });
    giving.release();
    await untilHandled(shop);
    expect(await quantity()).toBe(0);
  });

  it('gets the points of the expired order for the new one, though those were not given back yet', async () => {
    await chargePoints(shop, buyer, 4_000);
    const releasing = pauseStep(get(WalletClient), 'release');
    const missed = await expired(4_000);
    await releasing.reached;
    const [replaced] = await replace(missed, other);
    await other.bus.drain();
    releasing.release();
    await untilHandled(shop);
    expect(await shown((replaced as { orderId: number }).orderId)).toMatchObject({
      status: 'ORDER_SUCCESS',
      pointsUsed: 4_000,
      amountDue: 6_000,
      items: [{ pointsShare: 4_000 }],
    });
    expect((await shop.buyer(buyer).get('/api/points')).body).toMatchObject({ balance: 0, available: 0 });
  });

  it('goes back when the points of the expired order were used meanwhile', async () => {
    await chargePoints(shop, buyer, 4_000);
    const missed = await expired(4_000);
    await untilHandled(shop);
    const chair = await shop.stocked(1, 4_000);
    expect((await place(4_000, chair)).status).toBe('ORDER_SUCCESS');
    const [replaced] = await replace(missed);
    await shop.bus.drain();
    const { orderId } = replaced as { orderId: number };
    expect(await shown(orderId)).toMatchObject({ status: 'ORDER_FAILURE', failureReason: 'INSUFFICIENT_POINTS' });
    expect(released).toEqual([{ orderId, paymentId: payment, cause: 'LATE' }]);
    expect(await quantity()).toBe(1);
  });

  describe('with a coupon', () => {
    let userCouponId: number;
    beforeEach(async () => {
      const couponId = await createCoupon(shop.admin, { discountValue: 3_000 });
      userCouponId = (await claim(shop.buyer(buyer), couponId))[1] as number;
    });
    const ownedBy = async (): Promise<unknown> =>
      (await shop.buyer(buyer).get(`/api/coupons/mine/${userCouponId}`)).body.orderId;

    it('buys one with the same discount, though the coupon was not given back yet and has expired since', async () => {
      await chargePoints(shop, buyer, 2_000);
      const releasing = pauseStep(get(CouponClient), 'release');
      const missed = await expired(2_000, userCouponId);
      await releasing.reached;
      await shop.database.execute(
        'UPDATE user_coupons SET expires_at = NOW(3) - INTERVAL 1 SECOND WHERE user_coupon_id = ?',
        [userCouponId],
      );
      await shop.database.execute('UPDATE orders SET ordered_at = ordered_at - INTERVAL 1 HOUR WHERE order_id = ?', [
        missed,
      ]);
      const before = await shown(missed);
      const [replaced] = await replace(missed, other);
      await other.bus.drain();
      releasing.release();
      await untilHandled(shop);
      const { orderId } = replaced as { orderId: number };
      const { items, orderDate, discount, pointsUsed, amountDue } = before;
      expect([discount, pointsUsed, amountDue]).toEqual([3_000, 2_000, 5_000]);
      expect(await shown(orderId)).toMatchObject({
        ...{ status: 'ORDER_SUCCESS', userCouponId, items, orderDate, discount, pointsUsed, amountDue },
      });
      expect(await ownedBy()).toBe(orderId);
    });

    it('goes back when the coupon was used for another order meanwhile', async () => {
      await chargePoints(shop, buyer, 2_000);
      const missed = await expired(2_000, userCouponId);
      await untilHandled(shop);
      const chair = await shop.stocked(1, 3_000);
      const newer = await place(0, chair, userCouponId);
      expect(newer).toMatchObject({ status: 'ORDER_SUCCESS', amountDue: 0 });
      const [replaced] = await replace(missed);
      await untilHandled(shop);
      const { orderId } = replaced as { orderId: number };
      expect(await shown(orderId)).toMatchObject({ status: 'ORDER_FAILURE', failureReason: 'COUPON_UNAVAILABLE' });
      expect(released).toEqual([{ orderId, paymentId: payment, cause: 'LATE' }]);
      expect([await ownedBy(), await quantity()]).toEqual([newer.orderId, 1]);
      expect((await shop.buyer(buyer).get('/api/points')).body).toMatchObject({ balance: 2_000, available: 2_000 });
    });
  });

  it('goes back when the buyer cancels the new order before it is decided', async () => {
    const missed = await expired();
    await untilHandled(shop);
    const deciding = pauseStep(get(ReserveStockWhenOrdersPlacedToPay) as Handler, 'handle');
    const [replaced] = await replace(missed);
    await deciding.reached;
    const { orderId } = replaced as { orderId: number };
    const cancelled = await shop.buyer(buyer).put(`/api/orders/${orderId}`);
    expect(cancelled.body).toMatchObject({ status: 'ORDER_CANCELLED', cancelReason: 'BY_BUYER' });
    deciding.release();
    await untilHandled(shop);
    expect(await shown(orderId)).not.toHaveProperty('paidAt');
    expect(await quantity()).toBe(1);
    expect(released).toEqual([{ orderId, paymentId: payment, cause: 'CANCELLED' }]);
  });

  describe('buys nothing', () => {
    it('when the buyer has ordered the same product again, and that is not changed by what becomes of that order', async () => {
      const missed = await expired();
      await untilHandled(shop);
      const { orderId: newer } = await place();
      expect(await replace(missed)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      await shop.buyer(buyer).put(`/api/orders/${newer}`);
      expect(await replace(missed, other)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      expect(await shown(missed)).not.toHaveProperty('replacedByOrderId');
      await untilHandled(shop);
      expect(await quantity()).toBe(1);
    });

    it('when another instance has refused it at the same moment', async () => {
      const missed = await expired();
      await untilHandled(shop);
      const storing = pauseStep(get(ReplacementRepository), 'store');
      const replacing = replace(missed);
      await storing.reached;
      await place();
      expect(await replace(missed, other)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      storing.release();
      expect(await replacing).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      expect(await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [buyer])).toHaveLength(2);
    });

    it('in place of an order that the buyer has cancelled, that is paid, or that does not exist', async () => {
      const { orderId } = await place();
      expect(await replace(orderId)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      await shop.buyer(buyer).put(`/api/orders/${orderId}`);
      expect(await replace(orderId)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      expect(await replace(999_999)).toEqual([{ paymentId: payment, outcome: 'REFUSED' }]);
      expect(await get(OrderPayments).replace([])).toEqual([]);
    });
  });

  it('buys an order when the one that its buyer has placed since has ended, or is for another product', async () => {
    const missed = await expired();
    await untilHandled(shop);
    const { orderId } = await place();
    await shop.buyer(buyer).put(`/api/orders/${orderId}`);
    await place(0, await shop.stocked(1));
    expect(await replace(missed)).toMatchObject([{ outcome: 'REPLACED' }]);
  });
});

interface Handler {
  handle(batch: EventBatch<OrderToPay>): Promise<void>;
}
