import { DataSource } from 'typeorm';
import { STATEMENT_END } from '#platform/database/pipelined-statements';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import { ExpireReservations } from '../../src/modules/order/use-cases/expire-reservations';
import { StockClient } from '#stock';
import { untilBlocked } from '../support/database-connection';
import { untilHandled } from '../support/integrity';
import { interceptConnections } from '../support/intercepted-connections';
import { PayableSale, PRICE } from '../support/payable-sale';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** T6 cancel, T7 expire, T8 authorize, T9 settle: whichever comes first to the row of the order decides. */
describe('a reserved order', () => {
  let shop: Shop;
  let other: Shop;
  let sale: PayableSale;

  const openWithoutPoller = async (options: Parameters<typeof openShop>[0] = {}): Promise<Shop> => {
    const opened = await openShop({ ...options, variables: { PAYMENTS: 'on', PAYMENT_ATTEMPTS: '3' } });
    opened.app.get(ExpireReservations, { strict: false }).onModuleDestroy();
    return opened;
  };
  beforeAll(async () => {
    shop = await openWithoutPoller();
    other = await openWithoutPoller({ beside: shop });
  });
  beforeEach(async () => {
    sale = await PayableSale.of(shop);
    sale.record(other);
  });
  afterEach(async () => {
    await untilHandled(shop);
    await untilHandled(other);
    await shop.database.execute('UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL 1 HOUR');
    expect(await sale.violations()).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const expire = (instance = shop): Promise<boolean> =>
    instance.app.get(ExpireReservations, { strict: false }).execute();
  const authorize = async (orderId: number, purpose: 'REQUEST' | 'CONFIRM' | 'UNKNOWN', userId?: number) =>
    (await sale.payments().authorize([{ orderId, purpose, userId }]))[0];
  /** in seconds, to the nearest one */
  const left = async (orderId: number): Promise<number> => {
    const [row] = await shop.database.query<{ left: string }>(
      'SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), reserved_until) AS `left` FROM order_reservations WHERE order_id = ?',
      [orderId],
    );
    return Math.round(Number(row?.left) / 1_000_000);
  };
  /** Holds the row of an order until the returned function is called. */
  const lockRow = async (orderId: number): Promise<() => Promise<void>> => {
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    let locking: Promise<void> = Promise.resolve();
    await new Promise<void>((locked) => {
      locking = other.database.transaction(async (tx) => {
        await tx.query('SELECT 1 FROM orders WHERE order_id = ? FOR UPDATE', [orderId]);
        locked();
        await released;
      });
    });
    return () => {
      release();
      return locking;
    };
  };

  describe('when it is authorized', () => {
    it.each([
      ['REQUEST', 50, 1_000, 180],
      ['REQUEST', 50, 100, 100],
      ['REQUEST', 500, 1_000, 500],
      ['CONFIRM', 10, 1_000, 60],
      ['CONFIRM', 0, 0, 60],
      ['UNKNOWN', 10, 10, 120],
      ['UNKNOWN', 10, -500, 100],
    ] as const)(
      'by %s with %i s left and %i s to its limit, keeps its units for %i s',
      async (purpose, until, limit, kept) => {
        const orderId = await sale.reserved();
        await sale.endsIn(orderId, until, limit);
        const answer = await authorize(orderId, purpose);
        const { reservedUntil, reserveLimit } = await sale.order(orderId);
        expect(await left(orderId)).toBe(kept);
        expect(answer).toEqual({
          ...{ orderId, outcome: 'PAYABLE', userId: sale.userId, due: PRICE, currency: 'KRW' },
          ...{ reservedUntil, reserveLimit },
        });
      },
    );

    it.each([
      ['REQUEST', 44, 44],
      ['CONFIRM', 10, -16],
      ['UNKNOWN', 10, -556],
    ] as const)(
      'by %s is about to end, and stays as it is, when less than 45 s remain',
      async (purpose, until, limit) => {
        const orderId = await sale.reserved();
        await sale.endsIn(orderId, until, limit);
        const before = await sale.order(orderId);
        expect(await authorize(orderId, purpose)).toEqual({ orderId, outcome: 'EXPIRING', userId: sale.userId });
        expect(await sale.order(orderId)).toEqual(before);
        expect(sale.count('order.payment-requested', orderId)).toBe(0);
      },
    );

    it.each([
      ['raises its limit to five minutes after the deadline', 50, 100, 600, 900, 900],
      ['neither shortens it nor lowers its limit', 2_000, 3_000, 600, 2_000, 3_000],
      ['keeps it for five minutes when the money is there', 10, 10, 0, 300, 300],
    ])('by DEPOSIT %s', async (_, until, limit, dueIn, kept, limitKept) => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, until, limit);
      const deposit = { orderId, purpose: 'DEPOSIT', depositDueAt: new Date(Date.now() + dueIn * 1_000) } as const;
      const [answer] = await sale.payments().authorize([deposit]);
      const { reservedUntil, reserveLimit, requested } = await sale.order(orderId);
      expect(answer).toMatchObject({ outcome: 'PAYABLE', reservedUntil, reserveLimit });
      const limitLeft = (+(reserveLimit ?? 0) - Date.now()) / 10_000;
      expect([Math.round((await left(orderId)) / 10), Math.round(limitLeft)]).toEqual([kept / 10, limitKept / 10]);
      expect(requested).toBe(0);
    });

    it('by DEPOSIT is about to end, and stays as it is, when its deadline was too long ago', async () => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, 10, 10);
      const before = await sale.order(orderId);
      const deposit = { orderId, purpose: 'DEPOSIT', depositDueAt: new Date(Date.now() - 260_000) } as const;
      expect(await sale.payments().authorize([deposit])).toEqual([
        { orderId, outcome: 'EXPIRING', userId: sale.userId },
      ]);
      expect(await sale.order(orderId)).toEqual(before);
    });

    it('is requested once, and again after an attempt that failed', async () => {
      const orderId = await sale.reserved();
      await authorize(orderId, 'UNKNOWN');
      expect((await sale.order(orderId)).requested).toBe(0);
      await Promise.all([authorize(orderId, 'REQUEST'), authorize(orderId, 'CONFIRM'), authorize(orderId, 'REQUEST')]);
      expect([(await sale.order(orderId)).requested, sale.count('order.payment-requested', orderId)]).toEqual([1, 1]);
      await sale.settle(sale.failed(orderId, 1));
      await authorize(orderId, 'REQUEST');
      expect(sale.count('order.payment-requested', orderId)).toBe(2);
    });

    it('does not wait for its row when it lasts long enough, and else reads it again behind the lock', async () => {
      const [lasting, ending] = [await sale.reserved(), await sale.reserved()];
      await sale.endsIn(lasting, 500, 1_000);
      await sale.endsIn(ending, 10, 1_000);
      const releases = [await lockRow(lasting), await lockRow(ending)];
      expect((await authorize(lasting, 'CONFIRM'))?.outcome).toBe('PAYABLE');
      const answer = authorize(ending, 'CONFIRM');
      await untilBlocked(shop.database, { statement: 'FROM orders', work: answer });
      await sale.endsIn(ending, 10, -100);
      for (const release of releases) await release();
      expect((await answer)?.outcome).toBe('EXPIRING');
    });

    it('is not found for another user, and keeps its time', async () => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, 50, 1_000);
      expect(await authorize(orderId, 'REQUEST', sale.userId + 1)).toEqual({ orderId, outcome: 'NOT_FOUND' });
      expect(await left(orderId)).toBe(50);
      expect(await authorize(0, 'REQUEST')).toEqual({ orderId: 0, outcome: 'NOT_FOUND' });
    });

    it('is over after a cancel and paid after its payment, as all in one batch are answered in their order', async () => {
      const [cancelled, paid, open] = [await sale.reserved(), await sale.reserved(), await sale.reserved()];
      await sale.cancel(cancelled);
      await sale.settle(sale.captured(paid));
      const requests = [open, cancelled, paid].map((orderId) => ({ orderId, purpose: 'CONFIRM' }) as const);
      const answers = await sale.payments().authorize(requests);
      expect(answers.map(({ orderId, outcome }) => [orderId, outcome])).toEqual([
        [open, 'PAYABLE'],
        [cancelled, 'OVER'],
        [paid, 'PAID'],
      ]);
    });
  });

  describe('when its time is over', () => {
    it('is cancelled once by two instances, and its units and points come back once and can be bought', async () => {
      await sale.charge(PRICE);
      const orderIds = [await sale.reserved({ usePoints: 100 }), await sale.reserved({ quantity: 4 })];
      for (const orderId of orderIds) await sale.endsIn(orderId, 0);
      await Promise.all([expire(), expire(other), expire(), expire(other)]);
      await untilHandled(shop);
      await untilHandled(other);
      for (const orderId of orderIds) {
        expect(await sale.status(orderId)).toBe('ORDER_CANCELLED PAYMENT_EXPIRED');
        expect(['order.settled', 'order.released'].map((name) => sale.count(name, orderId))).toEqual([1, 1]);
      }
      expect([await sale.left(), await sale.points()]).toEqual([5, [PRICE, 0]]);
      await until(
        async () => (await shop.app.get(StockClient, { strict: false }).soldOut([sale.productId])).length === 0,
      );
      await sale.reserved({ quantity: 5 });
    });

    it('goes on while it is authorized before expiry has its row', async () => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, 0, 1_000);
      const due = await shop.app.get(ReservationExpiry, { strict: false }).due(10);
      expect(due.map((one) => one.orderId)).toContain(orderId);
      expect((await authorize(orderId, 'CONFIRM'))?.outcome).toBe('PAYABLE');
      await shop.app.get(ReservationExpiry, { strict: false }).expire(due);
      expect(await sale.status(orderId)).toBe('ORDER_PENDING');
    });

    it('is over for an authorization and late for a payment that come after expiry', async () => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, 0);
      await expire();
      expect(await authorize(orderId, 'CONFIRM')).toMatchObject({ outcome: 'OVER', status: 'ORDER_CANCELLED' });
      const payment = sale.captured(orderId);
      expect(await sale.settle(payment)).toEqual(['LATE']);
      expect(await sale.settle(payment)).toEqual(['LATE']);
    });

    it('takes the payment that comes before expiry, however late it is', async () => {
      const orderId = await sale.reserved();
      await sale.endsIn(orderId, -7_200, -7_200);
      const due = await shop.app.get(ReservationExpiry, { strict: false }).due(10);
      expect(await sale.settle(sale.captured(orderId))).toEqual(['PAID']);
      await shop.app.get(ReservationExpiry, { strict: false }).expire(due);
      expect(await sale.status(orderId)).toBe('ORDER_SUCCESS');
    });

    it('does not wait for an order that is locked, and ends it the next time', async () => {
      const [locked, free] = [await sale.reserved(), await sale.reserved()];
      for (const orderId of [locked, free]) await sale.endsIn(orderId, 0);
      const release = await lockRow(locked);
      await expire();
      expect([await sale.status(locked), await sale.status(free)]).toEqual([
        'ORDER_PENDING',
        'ORDER_CANCELLED PAYMENT_EXPIRED',
      ]);
      await release();
      await expire();
      expect(await sale.status(locked)).toBe('ORDER_CANCELLED PAYMENT_EXPIRED');
    });

    it('ends although another one beside it fails, which is put off alone', async () => {
      const orderIds = [await sale.reserved(), await sale.reserved(), await sale.reserved(), await sale.reserved()];
      for (const orderId of orderIds) await sale.endsIn(orderId, 0);
      const [, poison = 0] = orderIds;
      const expiry = shop.app.get(ReservationExpiry, { strict: false });
      const original = expiry.expire.bind(expiry);
      const batches: number[] = [];
      const spy = jest.spyOn(expiry, 'expire').mockImplementation((due) => {
        batches.push(due.length);
        if (due.some(({ orderId }) => orderId === poison)) throw new Error('poison');
        return original(due);
      });
      await expire();
      expect(await Promise.all(orderIds.map((orderId) => sale.status(orderId)))).toEqual([
        'ORDER_CANCELLED PAYMENT_EXPIRED',
        'ORDER_PENDING',
        'ORDER_CANCELLED PAYMENT_EXPIRED',
        'ORDER_CANCELLED PAYMENT_EXPIRED',
      ]);
      expect(batches).toEqual([4, 2, 1, 1, 2]);
      await expire();
      expect(batches).toHaveLength(5);
      spy.mockRestore();
      await expire(other);
      expect(await sale.status(poison)).toBe('ORDER_CANCELLED PAYMENT_EXPIRED');
    });

    it('ends once with 249 others, in batches, and all units come back', async () => {
      const expiries = jest.spyOn(shop.app.get(ReservationExpiry, { strict: false }), 'expire');
      const orderIds = await sale.reservedMany(250);
      await expire();
      expect(expiries.mock.calls.map(([due]) => due.length)).toEqual([100, 100, 50]);
      expiries.mockRestore();
      await untilHandled(shop);
      const settled = sale.events.filter(([name]) => name === 'order.settled').map(([, { orderId }]) => orderId);
      expect(settled.sort((one, another) => one - another)).toEqual(orderIds);
      expect(await sale.left()).toBe(255);
    });

    it('deletes a reservation without an order, and that of an order that does not await its payment', async () => {
      const paid = await sale.reserved();
      await sale.settle(sale.captured(paid));
      await shop.database.execute(
        `INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit)
         VALUES (?, 1, NOW(3), NOW(3)), (987654321, 1, NOW(3), NOW(3))`,
        [paid],
      );
      await expire();
      expect(
        await shop.database.query('SELECT 1 FROM order_reservations WHERE order_id IN (?, 987654321)', [paid]),
      ).toEqual([]);
      expect(await sale.status(paid)).toBe('ORDER_SUCCESS');
    });
  });

  describe('when its payment has ended', () => {
    it('is completed and counted with the first payment, answers it for ever, and refuses any other', async () => {
      await sale.charge(PRICE);
      const orderId = await sale.reserved({ usePoints: 100 });
      const [payment, second] = [1, 2].map(() => sale.captured(orderId, { amount: PRICE - 100 }));
      if (payment === undefined || second === undefined) throw new Error('No payments');
      const answers = await Promise.all([
        sale.payments().settle([payment, second, payment]),
        sale.payments(other).settle([payment]),
      ]);
      expect(answers.map((batch) => batch.map(({ outcome }) => outcome))).toEqual([
        ['PAID', 'DUPLICATE', 'PAID'],
        ['PAID'],
      ]);
      await untilHandled(shop);
      await untilHandled(other);
      expect(await sale.order(orderId)).toMatchObject({
        ...{ status: 'ORDER_SUCCESS', paymentId: payment.paymentId, reservedUntil: null },
        soldOn: expect.any(String) as string,
      });
      const events = ['order.settled', 'order.paid', 'order.benefits-kept', 'order.released'];
      expect(events.map((name) => sale.count(name, orderId))).toEqual([1, 1, 1, 0]);
      expect(await sale.points()).toEqual([PRICE - 100, 0]);
      await sale.cancel(orderId);
      expect(await sale.settle(payment, second)).toEqual(['PAID', 'DUPLICATE']);
    });

    it.each([
      ['another amount', { amount: PRICE - 1 }],
      ['another currency', { currency: 'USD' }],
    ])('refuses %s, and awaits its payment further', async (_, changes) => {
      const orderId = await sale.reserved();
      const payment = sale.captured(orderId, changes);
      expect(await sale.settle(payment)).toEqual(['MISMATCH']);
      expect(await sale.status(orderId)).toBe('ORDER_PENDING');
      expect(await sale.settle(sale.captured(orderId))).toEqual(['PAID']);
      expect(await sale.settle(payment)).toEqual(['DUPLICATE']);
    });

    it('counts attempts that failed once each, and is cancelled by the last one', async () => {
      const orderId = await sale.reserved();
      const first = sale.failed(orderId, 1);
      expect(await sale.settle(first, first)).toEqual(['NOTED', 'NOTED']);
      await authorize(orderId, 'REQUEST');
      expect(await sale.settle(first)).toEqual(['NOTED']);
      expect(await sale.order(orderId)).toMatchObject({ status: 'ORDER_PENDING', failed: 1, requested: 1 });
      await sale.settle(sale.failed(orderId, 3));
      await untilHandled(shop);
      expect([await sale.status(orderId), await sale.left()]).toEqual(['ORDER_CANCELLED PAYMENT_FAILED', 5]);
      expect(sale.count('order.payment-failed', orderId)).toBe(2);
      expect(await sale.settle(sale.captured(orderId))).toEqual(['LATE']);
    });

    it('is paid although attempts failed that come in the same batch', async () => {
      const orderId = await sale.reserved();
      expect(await sale.settle(sale.failed(orderId, 3), sale.captured(orderId))).toEqual(['NOTED', 'PAID']);
      expect([await sale.status(orderId), sale.count('order.payment-failed', orderId)]).toEqual(['ORDER_SUCCESS', 0]);
      expect(await sale.settle(sale.failed(orderId, 3))).toEqual(['NOTED']);
      expect(await sale.status(orderId)).toBe('ORDER_SUCCESS');
    });

    it('is over for a payment that comes after a cancel, and pays back the one that came before', async () => {
      const [before, after] = [await sale.reserved(), await sale.reserved()];
      const payment = sale.captured(before);
      await sale.settle(payment);
      await Promise.all([sale.cancel(before), sale.cancel(after)]);
      expect(await sale.settle(sale.captured(after))).toEqual(['OVER']);
      expect(sale.events.filter(([name]) => name === 'order.payment-released')).toEqual([
        ['order.payment-released', { orderId: before, paymentId: payment.paymentId, cause: 'CANCELLED' }],
      ]);
    });

    it('is cancelled or paid, never both, when a cancel competes with its payment', async () => {
      for (let round = 0; round < 10; round++) {
        const orderId = await sale.reserved();
        const payment = sale.captured(orderId);
        const [settled, cancelled] = await Promise.all([sale.settle(payment), sale.cancel(orderId, other)]);
        expect([cancelled.status, await sale.status(orderId)]).toEqual([200, 'ORDER_CANCELLED BY_BUYER']);
        expect(sale.count('order.payment-released', orderId)).toBe(settled[0] === 'PAID' ? 1 : 0);
        expect(['PAID', 'OVER']).toContain(settled[0]);
        await untilHandled(shop);
        await untilHandled(other);
        expect(await sale.left()).toBe(5);
      }
    });

    it('is cancelled once when its payment is reversed on two instances, and not when another payment is', async () => {
      const orderId = await sale.reserved();
      const payment = sale.captured(orderId);
      const reversed = { ...payment, outcome: 'REVERSED' } as const;
      const another = { ...sale.captured(orderId), outcome: 'REVERSED' } as const;
      expect(await sale.settle(reversed)).toEqual(['NOTED']);
      expect(await sale.status(orderId)).toBe('ORDER_PENDING');
      expect(await sale.settle(payment, another)).toEqual(['PAID', 'NOTED']);
      expect(await sale.order(orderId)).toMatchObject({ status: 'ORDER_SUCCESS', paymentId: payment.paymentId });
      await Promise.all([sale.settle(reversed, reversed), sale.payments(other).settle([reversed])]);
      await untilHandled(shop);
      await untilHandled(other);
      expect(await sale.order(orderId)).toMatchObject({ paymentId: null, soldOn: null });
      expect(await sale.status(orderId)).toBe('ORDER_CANCELLED PAYMENT_REVERSED');
      const events = ['order.released', 'order.settled', 'order.payment-released'];
      expect(events.map((name) => sale.count(name, orderId))).toEqual([1, 2, 0]);
      expect(await sale.left()).toBe(5);
    });

    it('keeps the reason of its cancel, and loses its receipt, when its payment is reversed afterwards', async () => {
      const orderId = await sale.reserved();
      const payment = sale.captured(orderId);
      await sale.settle(payment);
      await sale.cancel(orderId);
      expect((await sale.order(orderId)).paymentId).toBe(payment.paymentId);
      expect(await sale.settle({ ...payment, outcome: 'REVERSED' })).toEqual(['NOTED']);
      expect([await sale.status(orderId), (await sale.order(orderId)).paymentId]).toEqual([
        'ORDER_CANCELLED BY_BUYER',
        null,
      ]);
    });

    it('says that it does not wait for its payment any more when it is cancelled meanwhile, and only then', async () => {
      const [waiting, paid] = [await sale.reserved(), await sale.reserved()];
      await sale.settle(sale.captured(paid));
      for (const orderId of [waiting, paid, waiting]) await sale.cancel(orderId);
      const said = [waiting, paid].map((orderId) => sale.count('order.reservation-cancelled', orderId));
      expect(said).toEqual([1, 0]);
    });

    it('releases its payment once, however often and wherever it is cancelled', async () => {
      const orderId = await sale.reserved();
      await sale.settle(sale.captured(orderId));
      const cancels = Array.from({ length: 50 }, (_, index) => sale.cancel(orderId, index % 2 === 0 ? shop : other));
      expect(new Set((await Promise.all(cancels)).map(({ status }) => status))).toEqual(new Set([200]));
      const events = ['order.payment-released', 'order.released', 'order.settled'];
      expect(events.map((name) => sale.count(name, orderId))).toEqual([1, 1, 2]);
    });

    it('answers that nothing was due when it was placed without payments, or does not exist', async () => {
      expect(await sale.settle(sale.captured(987_654_321), sale.failed(987_654_321, 1))).toEqual(['OVER', 'NOTED']);
    });

    it.each([
      ['was made', true],
      ['was not made', false],
    ])('is paid once, and answers so, when its commit got no answer and %s', async (_, sent) => {
      const orderId = await sale.reserved();
      let cut = 0;
      const restore = interceptConnections(shop.app.get(DataSource), {
        query: (query, connection) => (sql, parameters, answered) => {
          const statements = sql.split(STATEMENT_END);
          if (!sql.includes('INSERT INTO order_receipts') || statements.at(-1)?.trim() !== 'COMMIT' || cut++ > 0) {
            return query(sql, parameters, answered);
          }
          const breakOff = (): void => {
            connection.destroy();
            answered(Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }), undefined);
          };
          return sent ? query(sql, parameters, breakOff) : breakOff();
        },
      });
      expect(await sale.settle(sale.captured(orderId))).toEqual(['PAID']);
      restore();
      expect([cut > 0, await sale.status(orderId)]).toEqual([true, 'ORDER_SUCCESS']);
    });
  });

  it.each([
    ['its buyer', 'BY_BUYER'],
    ['an administrator', 'BY_ADMIN'],
  ])('notes that %s has cancelled it', async (_, reason) => {
    const orderId = await sale.reserved();
    const caller = reason === 'BY_ADMIN' ? shop.admin : shop.buyer(sale.userId);
    await caller.put(`/api/orders/${orderId}`);
    await untilHandled(shop);
    expect([await sale.status(orderId), await sale.left()]).toEqual([`ORDER_CANCELLED ${reason}`, 5]);
  });
});
