import { DataSource } from 'typeorm';
import { OrderCompletion } from '../../src/modules/order/persistence/order-completion';
import { OrderStatusWriter } from '../../src/modules/order/persistence/order-status-writer';
import { SalesByDay } from '../../src/modules/order/persistence/sales-by-day';
import { UnexpectedRowCount } from '#platform/database/transaction';
import { StockClient } from '#stock';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { intercepted } from '../support/interceptor';
import { interceptConnections } from '../support/intercepted-connections';
import { openShop, type Shop } from '../support/shop';

interface OrderBody {
  orderId: number;
  status: string;
}
const of = (productId: number, quantity: number) => ({ orderItems: [{ productId, quantity }] });

/** The steps of a sale: T1 place, T2 take, T3 complete, T4 cancel, T5 give back. Each test pauses one of them. */
describe('the steps of a sale, interleaved', () => {
  let shop: Shop;
  let lamp: number;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    lamp = await shop.stocked(5);
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const place = async (quantity: number): Promise<string> => {
    const { body } = await shop.buyer(1).post('/api/orders/products', of(lamp, quantity));
    return `/api/orders/${(body as OrderBody).orderId}`;
  };
  const status = async (path: string): Promise<unknown> => ((await shop.buyer(1).get(path)).body as OrderBody).status;
  const left = async (): Promise<unknown> =>
    ((await shop.buyer(1).get(`/api/stocks/product/${lamp}`)).body as { quantity: number }).quantity;

  it('take nothing more on the second attempt when the first died between taking and completing', async () => {
    const completion = shop.app.get(OrderCompletion);
    const original = completion.complete.bind(completion);
    let failures = 1;
    completion.complete = (...parameters) =>
      failures-- > 0 ? Promise.reject(new Error('killed')) : original(...parameters);
    const path = await place(2);
    await shop.bus.drain();
    expect(await left()).toBe(3);

    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_SUCCESS', 3]);
  });

  it('change nothing when a frozen instance wakes after another has refused its order and stock was added', async () => {
    const other = await openShop({ beside: shop });
    try {
      const frozen = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
      const path = await place(6);
      await frozen.reached;
      await shop.database.execute('UPDATE instances SET alive_until = NOW(3) - INTERVAL 1 SECOND');
      await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
      await other.bus.drain();
      expect(await status(path)).toBe('ORDER_FAILURE');
      await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=10`);

      frozen.release();
      await shop.bus.drain();
      expect([await status(path), await left()]).toEqual(['ORDER_FAILURE', 15]);
    } finally {
      await other.close();
    }
  });

  it('refuse a late take when the order was cancelled before it', async () => {
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const path = await place(2);
    await taking.reached;
    await shop.buyer(1).put(path);
    const givenBack = async (): Promise<boolean> =>
      (await shop.database.query('SELECT 1 FROM stock_decisions WHERE outcome = ?', ['REFUSED'])).length > 0;
    while (!(await givenBack())) await shop.database.query('SELECT 1');

    taking.release();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('keep the cancel and give the units back once when it comes between taking and completing', async () => {
    const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
    const path = await place(2);
    await completing.reached;
    expect(await left()).toBe(3);
    await shop.buyer(1).put(path);

    completing.release();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('release units on completion when the order was cancelled without giving them back', async () => {
    const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
    const path = await place(2);
    await completing.reached;
    await shop.database.execute(`UPDATE orders SET status = 'ORDER_CANCELLED' WHERE status = 'ORDER_BEFORE'`);

    completing.release();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('end as cancelled when the cancel and the completion compete for the same row', async () => {
    for (let round = 0; round < 20; round++) {
      const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
      const path = await place(1);
      await completing.reached;
      completing.release();
      await shop.buyer(1).put(path);
      await shop.bus.drain();
      expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
    }
  });

  it('publish order.settled for exactly the orders that a completion changed', async () => {
    const settled: unknown[] = [];
    const publish = shop.bus.publish.bind(shop.bus);
    shop.bus.publish = (tx, event, payloads, options) => {
      if (event.name === 'order.settled') tx.afterCommit(() => settled.push(...payloads));
      return publish(tx, event, payloads, options);
    };
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const [first, cancelled, third] = [await place(1), await place(1), await place(1)];
    await taking.reached;
    await shop.buyer(1).put(cancelled);
    taking.release();
    await shop.bus.drain();
    shop.bus.publish = publish;

    const numbers = [first, cancelled, third].map((path) => Number(path.split('/').at(-1)));
    const outcomes = (settled as OrderBody[]).map(({ orderId, status: outcome }) => [orderId, outcome]);
    expect(outcomes.sort()).toEqual([
      [numbers[0], 'ORDER_SUCCESS'],
      [numbers[1], 'ORDER_CANCELLED'],
      [numbers[2], 'ORDER_SUCCESS'],
    ]);
  });

  it('fail rather than overwrite a status that changed since it was read', async () => {
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const path = await place(2);
    await taking.reached;
    const completion = new OrderCompletion(
      intercepted(shop.database, `UPDATE orders SET status = 'ORDER_CANCELLED' WHERE status = 'ORDER_BEFORE'`),
      shop.bus,
      shop.app.get(OrderStatusWriter),
      shop.app.get(SalesByDay),
    );
    const orderId = Number(path.split('/').at(-1));
    const completing = completion.complete([{ orderId, outcome: 'TAKEN' }], [{ orderId, lines: [] }], () =>
      Promise.resolve(),
    );
    await expect(completing).rejects.toThrow(UnexpectedRowCount);
    expect(await shop.database.query(`SELECT 1 FROM orders WHERE status = 'ORDER_BEFORE'`)).toHaveLength(1);
    taking.release();
  });

  describe('a commit without an answer', () => {
    /** Sends or drops the next COMMIT of an order, and then cuts its connection. */
    const cutNextCommit = (sent: boolean, done: () => void): void => {
      const restore = interceptConnections(shop.app.get(DataSource), {
        query: (query, connection) => {
          let placesOrder = false;
          return (sql, parameters, answered) => {
            placesOrder ||= sql.includes('INSERT INTO orders');
            if (!placesOrder || !sql.endsWith('COMMIT')) return query(sql, parameters, answered);
            restore();
            done();
            const cut = (): void => {
              connection.destroy();
              answered(Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }), undefined);
            };
            return sent ? query(sql, parameters, cut) : cut();
          };
        },
      });
    };

    it.each([
      ['was made', true],
      ['was not made', false],
    ])('that %s results in one order, which is decided', async (_, sent) => {
      let cut = false;
      cutNextCommit(sent, () => (cut = true));
      const answer = await shop.buyer(2).post('/api/orders/products', of(lamp, 1), {
        Prefer: 'wait=30',
        'Idempotency-Key': `silence ${sent}`.replace(' ', '-'),
      });
      expect([answer.status, (answer.body as OrderBody).status]).toEqual([201, 'ORDER_SUCCESS']);
      expect(await left()).toBe(4);
      expect(cut).toBe(true);
    });
  });
});
