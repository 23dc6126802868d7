import { OrderClient, type ProgressStep } from '#order-client';
import { Metrics } from '#platform/observability/metrics';
import { StockClient } from '#stock';
import { untilBlocked } from '../support/database-connection';
import { untilHandled } from '../support/integrity';
import { PayableSale, PRICE } from '../support/payable-sale';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const SHIPPED = { progress: 'SHIPPED', version: 1 } as const;
const DELIVERED = { progress: 'DELIVERED', version: 2 } as const;
const REQUESTED = { progress: 'RETURN_REQUESTED', version: 3 } as const;
const RETURNED = { progress: 'RETURNED', version: 4 } as const;

/** T10 progress against T6 cancel and T9 reversal: whichever comes first to the row of the order decides. */
describe('a completed order', () => {
  let shop: Shop;
  let other: Shop;
  let sale: PayableSale;

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
    other = await openShop({ beside: shop, variables: { PAYMENTS: 'on' } });
  });
  beforeEach(async () => {
    sale = await PayableSale.of(shop);
    sale.record(other);
  });
  afterEach(async () => {
    await untilHandled(shop);
    await untilHandled(other);
    expect(await sale.violations()).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const orders = (instance = shop): OrderClient => instance.app.get(OrderClient, { strict: false });
  const progress = async (orderId: number, ...steps: Omit<ProgressStep, 'orderId'>[]): Promise<string[]> =>
    (await orders().progress(steps.map((step) => ({ orderId, ...step })))).map(({ outcome }) => outcome);
  const completed = async (options: Parameters<PayableSale['reserved']>[0] = {}): Promise<number> => {
    const orderId = await sale.reserved(options);
    await sale.settle(sale.captured(orderId, { amount: PRICE * (options.quantity ?? 1) - (options.usePoints ?? 0) }));
    return orderId;
  };
  const view = async (orderId: number) => (await shop.buyer(sale.userId).get(`/api/orders/${orderId}`)).body;
  const stored = async (orderId: number): Promise<unknown> =>
    (
      await shop.database.query('SELECT version, CONCAT(progress) AS progress FROM order_progress WHERE order_id = ?', [
        orderId,
      ])
    )[0];
  /** Runs both while the row of an order is locked, the second one once the first waits for the row. */
  const race = async <A, B>(orderId: number, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> => {
    let running: [Promise<A>, Promise<B>] | undefined;
    await shop.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM orders WHERE order_id = ? FOR UPDATE', [orderId]);
      const one = first();
      await untilBlocked(shop.database, { statement: 'FROM orders', work: one });
      const two = second();
      await untilBlocked(shop.database, { statement: 'FROM orders', count: 2, work: two });
      running = [one, two];
    });
    if (running === undefined) throw new Error('Nothing has run');
    return Promise.all(running);
  };

  describe('whose goods leave', () => {
    it('has the stage that they have come to, with an event for each step', async () => {
      const orderId = await completed();
      expect((await view(orderId)).stage).toBe('PAYMENT_COMPLETED');
      for (const step of [SHIPPED, DELIVERED, REQUESTED, RETURNED]) {
        expect(await progress(orderId, step)).toEqual(['DONE']);
        expect(await view(orderId)).toMatchObject({ status: 'ORDER_SUCCESS', stage: step.progress });
      }
      const { userId } = sale;
      const published = sale.events.filter(([name]) => name === 'order.progressed').map(([, payload]) => payload);
      expect(published).toEqual(
        [SHIPPED, DELIVERED, REQUESTED, RETURNED].map((step) => ({ orderId, userId, ...step })),
      );
    });

    it('changes by the higher version only: by no repeated step, and by none that comes late', async () => {
      const orderId = await completed();
      expect(await progress(orderId, SHIPPED, SHIPPED, DELIVERED)).toEqual(['DONE', 'ALREADY', 'DONE']);
      expect(await progress(orderId, RETURNED, REQUESTED, DELIVERED, SHIPPED)).toEqual([
        ...['DONE', 'ALREADY', 'ALREADY', 'ALREADY'],
      ]);
      expect(await progress(orderId, { ...DELIVERED, version: 4 })).toEqual(['ALREADY']);
      expect(await stored(orderId)).toEqual(RETURNED);
      expect(sale.count('order.progressed', orderId)).toBe(3);
    });

    it('has one event for a step that two instances store at once', async () => {
      const orderId = await completed();
      const step = [{ orderId, ...SHIPPED }];
      const [[one], [two]] = await race(
        orderId,
        () => orders().progress(step),
        () => orders(other).progress(step),
      );
      expect([one?.outcome, two?.outcome]).toEqual(['DONE', 'ALREADY']);
      expect(sale.count('order.progressed', orderId)).toBe(1);
    });

    it('is stored beside another one whose step contradicts its version, which fails alone', async () => {
      const [good, bad] = [await completed(), await completed()];
      const answers = await Promise.allSettled([
        orders().progress([{ orderId: bad, progress: 'RETURNED', version: 2 }]),
        orders().progress([{ orderId: good, ...SHIPPED }]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect([await stored(bad), await stored(good)]).toEqual([undefined, SHIPPED]);
    });

    it('is over when it has failed, was cancelled or does not exist, and not known before it is completed', async () => {
      const [reserved, cancelled] = [await sale.reserved(), await completed()];
      await sale.cancel(cancelled);
      const [failed, , beside] = [await sale.place({ quantity: 9, wait: 20 }), 0, await completed()];
      const ids = [cancelled, failed, 987_654_321, beside];
      const answers = await orders().progress(ids.map((orderId) => ({ orderId, ...SHIPPED })));
      expect(answers.map(({ outcome }) => outcome)).toEqual(['OVER', 'OVER', 'OVER', 'DONE']);
      await expect(progress(reserved, SHIPPED)).rejects.toThrow('is not completed yet');
      expect(await stored(reserved)).toBeUndefined();
    });
  });

  describe('that is cancelled', () => {
    it('is refused to its buyer and to administrators once its goods have left, and keeps what it has', async () => {
      await sale.charge(PRICE);
      const orderId = await completed({ usePoints: 100 });
      for (const step of [SHIPPED, DELIVERED, REQUESTED, RETURNED]) {
        await progress(orderId, step);
        for (const caller of [shop.buyer(sale.userId), shop.admin]) {
          expect(await caller.put(`/api/orders/${orderId}`)).toMatchObject({
            status: 409,
            body: {
              code: 'ORDER_NOT_CANCELLABLE',
              detail: 'An order that has been shipped cannot be cancelled.',
              about: { status: 'ORDER_SUCCESS', stage: step.progress },
            },
          });
        }
      }
      await untilHandled(shop);
      expect([await sale.left(), await sale.points()]).toEqual([4, [PRICE - 100, 0]]);
      expect(sale.count('order.released', orderId)).toBe(0);
    });

    it('is refused when its goods leave first, on another instance', async () => {
      const orderId = await completed();
      const [[shipped], cancelled] = await race(
        orderId,
        () => orders(other).progress([{ orderId, ...SHIPPED }]),
        () => sale.cancel(orderId),
      );
      expect([shipped?.outcome, cancelled.status]).toEqual(['DONE', 409]);
      expect(await view(orderId)).toMatchObject({ status: 'ORDER_SUCCESS', stage: 'SHIPPED' });
      expect(['order.progressed', 'order.payment-released'].map((name) => sale.count(name, orderId))).toEqual([1, 0]);
    });

    it('keeps its goods at home when it comes first, on another instance', async () => {
      const orderId = await completed();
      const [cancelled, [shipped]] = await race(
        orderId,
        () => sale.cancel(orderId, other),
        () => orders().progress([{ orderId, ...SHIPPED }]),
      );
      expect([cancelled.status, shipped?.outcome]).toEqual([200, 'OVER']);
      expect([await view(orderId), await stored(orderId)]).toMatchObject([{ stage: 'CANCELLED' }, undefined]);
      expect(['order.progressed', 'order.payment-released'].map((name) => sale.count(name, orderId))).toEqual([0, 1]);
    });
  });

  describe('whose payment goes back by itself', () => {
    const reversed = (paymentId: number, orderId: number) => sale.captured(orderId, { paymentId, outcome: 'REVERSED' });
    const alerted = async (): Promise<number> => {
      const text = await shop.app.get(Metrics).text();
      return Number(/^hotdeal_shipped_orders_unpaid_total (\d+)$/m.exec(text)?.[1]);
    };

    it('stays as it is and raises an alert when its goods have left, and only if it has accepted that payment', async () => {
      const orderId = await sale.reserved();
      const payment = sale.captured(orderId);
      await sale.settle(payment);
      await progress(orderId, SHIPPED);
      const [before, alertsBefore] = [await sale.order(orderId), await alerted()];
      await sale.settle(reversed(payment.paymentId + 1_000_000, orderId));
      expect(await alerted()).toBe(alertsBefore);
      expect(await sale.settle(reversed(payment.paymentId, orderId))).toEqual(['NOTED']);
      expect([await sale.order(orderId), await alerted()]).toEqual([before, alertsBefore + 1]);
      expect(sale.count('order.released', orderId)).toBe(0);
    });

    it('is cancelled, and its goods stay at home, when that comes before they leave', async () => {
      const orderId = await sale.reserved();
      const payment = sale.captured(orderId);
      await sale.settle(payment);
      const [, [shipped]] = await race(
        orderId,
        () => sale.settle(reversed(payment.paymentId, orderId)),
        () => orders(other).progress([{ orderId, ...SHIPPED }]),
      );
      expect([shipped?.outcome, await sale.status(orderId)]).toEqual(['OVER', 'ORDER_CANCELLED PAYMENT_REVERSED']);
    });
  });

  describe('that others ask for', () => {
    it('is found with its lines, their shares and its receipt; unknown ones are left out', async () => {
      await sale.charge(PRICE);
      const paid = await completed({ quantity: 2, usePoints: 100 });
      const reserved = await sale.reserved();
      const found = await orders().find([reserved, paid, 987_654_321]);
      const line = { productId: sale.productId, productName: '램프', price: PRICE };
      const common = { userId: sale.userId, orderDate: expect.any(Date) as Date, address: null };
      const { paymentId } = await sale.order(paid);
      expect(found.toSorted((one, another) => one.orderId - another.orderId)).toEqual([
        {
          ...{ ...common, orderId: paid, status: 'ORDER_SUCCESS', totalPrice: 2 * PRICE },
          lines: [{ ...line, quantity: 2, discountShare: 0, pointsShare: 100 }],
          receipt: { paymentId, amount: 2 * PRICE - 100, paidAt: expect.any(Date) as Date },
        },
        {
          ...{ ...common, orderId: reserved, status: 'ORDER_PENDING', totalPrice: PRICE, receipt: null },
          lines: [{ ...line, quantity: 1, discountShare: 0, pointsShare: 0 }],
        },
      ]);
      expect(await orders().find([])).toEqual([]);
    });

    it('has the receipt of the late payment that has bought it in place of an expired one', async () => {
      const expired = await sale.reserved();
      await sale.endsIn(expired, 0);
      await sale.untilStatus(expired, 'ORDER_CANCELLED PAYMENT_EXPIRED');
      const payment = sale.captured(expired);
      expect(await sale.settle(payment)).toEqual(['LATE']);
      const [replacement] = await sale.payments().replace([{ paymentId: payment.paymentId, orderId: expired }]);
      const bought = replacement?.outcome === 'REPLACED' ? replacement.orderId : 0;
      await untilHandled(shop);
      const receipts = (await orders().find([expired, bought])).map(({ orderId, receipt }) => [
        orderId,
        receipt?.paymentId,
      ]);
      expect(receipts).toEqual([
        [expired, undefined],
        [bought, payment.paymentId],
      ]);
    });

    it('reserves its units until it is paid, and they are counted at most a second later', async () => {
      const reserved = async () => (await orders().reservedUnits([sale.productId, 987_654_321])).get(sale.productId);
      const [one] = [await sale.reserved({ quantity: 2 }), await sale.reserved()];
      await until(async () => (await reserved()) === 3);
      await sale.settle(sale.captured(one, { amount: 2 * PRICE }));
      await until(async () => (await reserved()) === 1);
      expect([...(await orders().reservedUnits([987_654_321]))]).toEqual([]);
    });
  });

  describe('that has ended, whose units are forgotten', () => {
    const stock = (): StockClient => shop.app.get(StockClient, { strict: false });
    /** Cancelled orders whose event was lost. */
    const forgotten = async (): Promise<number> => {
      const orderId = await sale.reserved();
      await shop.database.execute('DELETE FROM order_reservations WHERE order_id = ?', [orderId]);
      await shop.database.execute(
        `UPDATE orders SET status = 'ORDER_CANCELLED', cancel_reason = 'BY_ADMIN' WHERE order_id = ?`,
        [orderId],
      );
      return orderId;
    };

    it('gives them back once, by two instances at once, and those of other orders stay', async () => {
      await completed();
      await sale.reserved();
      await forgotten();
      await forgotten();
      const released = await Promise.all([
        orders().releaseForgotten(sale.productId),
        orders(other).releaseForgotten(sale.productId),
      ]);
      expect((released[0] ?? 0) + (released[1] ?? 0)).toBe(2);
      expect([await orders().releaseForgotten(sale.productId), await sale.left()]).toEqual([0, 3]);
    });

    it('leaves them to an event that is stored, and not to a dead letter', async () => {
      const orderId = await forgotten();
      const lines = [{ productId: sale.productId, quantity: 1 }];
      const later = (state: string) =>
        shop.database.execute(
          `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, state, due_at)
           VALUES (987654, 'order.give-stock-back', 'order.released', ?, 1, 0, '', 0, ?, NOW(3) + INTERVAL 1 HOUR)`,
          [JSON.stringify([{ orderId, lines }]), state],
        );
      const removed = () => shop.database.execute('DELETE FROM event_publications WHERE id = 987654');
      await later('DUE');
      expect([await orders().releaseForgotten(sale.productId), await sale.left()]).toEqual([0, 4]);
      await removed();
      await later('DEAD_LETTER');
      expect([await orders().releaseForgotten(sale.productId), await sale.left()]).toEqual([1, 5]);
      await removed();
      expect(await stock().giveBack([{ orderId, lines }])).toEqual([]);
    });
  });
});
