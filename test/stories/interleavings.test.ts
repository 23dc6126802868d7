import { DataSource } from 'typeorm';
import { OrderMetrics } from '../../src/modules/order/order-metrics';
import { OrderCompletion } from '../../src/modules/order/persistence/order-completion';
import { OrderOutcomeChannel } from '../../src/modules/order/persistence/order-outcome-channel';
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

/** The steps of a sale: T1 place, T2 take, T3 settle, T4 cancel, T5 give back; each test holds one of them open. */
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

  it('died between taking and settling: the second attempt finds the decision and takes nothing more', async () => {
    const settlement = shop.app.get(OrderCompletion);
    const original = settlement.complete.bind(settlement);
    let deaths = 1;
    settlement.complete = (...parameters) =>
      deaths-- > 0 ? Promise.reject(new Error('killed')) : original(...parameters);
    const path = await place(2);
    await shop.bus.drain();
    expect(await left()).toBe(3);

    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_SUCCESS', 3]);
  });

  it('a zombie wakes after another instance has refused its order and stock has come back', async () => {
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

      frozen.letGo();
      await shop.bus.drain();
      expect([await status(path), await left()]).toEqual(['ORDER_FAILURE', 15]);
    } finally {
      await other.close();
    }
  });

  it('cancelled before its stock is taken: the late taking finds itself refused', async () => {
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const path = await place(2);
    await taking.reached;
    await shop.buyer(1).put(path);
    const givenBack = async (): Promise<boolean> =>
      (await shop.database.query('SELECT 1 FROM stock_decisions WHERE outcome = ?', ['REFUSED'])).length > 0;
    while (!(await givenBack())) await shop.database.query('SELECT 1');

    taking.letGo();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('cancelled between taking and settling: the winner is the cancel, and the units go back once', async () => {
    const settling = pauseStep(shop.app.get(OrderCompletion), 'complete');
    const path = await place(2);
    await settling.reached;
    expect(await left()).toBe(3);
    await shop.buyer(1).put(path);

    settling.letGo();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('cancelled and never given back by the cancel: the settlement releases what it finds unheld', async () => {
    const settling = pauseStep(shop.app.get(OrderCompletion), 'complete');
    const path = await place(2);
    await settling.reached;
    await shop.database.execute(`UPDATE orders SET status = 'ORDER_CANCELLED' WHERE status = 'ORDER_BEFORE'`);

    settling.letGo();
    await shop.bus.drain();
    expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
  });

  it('cancelled while the settlement waits for the same row: one of the two wins, the other sees it', async () => {
    for (let round = 0; round < 20; round++) {
      const settling = pauseStep(shop.app.get(OrderCompletion), 'complete');
      const path = await place(1);
      await settling.reached;
      settling.letGo();
      await shop.buyer(1).put(path);
      await shop.bus.drain();
      expect([await status(path), await left()]).toEqual(['ORDER_CANCELLED', 5]);
    }
  });

  it('tells the end of exactly those orders that the settlement changed', async () => {
    const told: unknown[] = [];
    const publish = shop.bus.publish.bind(shop.bus);
    shop.bus.publish = (tx, fact, payloads, options) => {
      if (fact.name === 'order.settled') tx.afterCommit(() => told.push(...payloads));
      return publish(tx, fact, payloads, options);
    };
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const [first, cancelled, third] = [await place(1), await place(1), await place(1)];
    await taking.reached;
    await shop.buyer(1).put(cancelled);
    taking.letGo();
    await shop.bus.drain();
    shop.bus.publish = publish;

    const numbers = [first, cancelled, third].map((path) => Number(path.split('/').at(-1)));
    const ends = (told as OrderBody[]).map((end) => [end.orderId, end.status]);
    expect(ends.sort()).toEqual([
      [numbers[0], 'ORDER_SUCCESS'],
      [numbers[1], 'ORDER_CANCELLED'],
      [numbers[2], 'ORDER_SUCCESS'],
    ]);
  });

  it('compares before it sets: a status that is not the one read is never overwritten', async () => {
    const taking = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    const path = await place(2);
    await taking.reached;
    const settlement = new OrderCompletion(
      intercepted(shop.database, `UPDATE orders SET status = 'ORDER_CANCELLED' WHERE status = 'ORDER_BEFORE'`),
      shop.bus,
      shop.app.get(OrderOutcomeChannel),
      shop.app.get(OrderMetrics),
    );
    const orderId = Number(path.split('/').at(-1));
    const settling = settlement.complete([{ orderId, outcome: 'TAKEN' }], [{ orderId, lines: [] }], () =>
      Promise.resolve(),
    );
    await expect(settling).rejects.toThrow(UnexpectedRowCount);
    expect(await shop.database.query(`SELECT 1 FROM orders WHERE status = 'ORDER_BEFORE'`)).toHaveLength(1);
    taking.letGo();
  });

  describe('a commit answered by silence', () => {
    /** The next commit of an order is sent, or not, and then its connection is cut. */
    const cutNextCommit = (sent: boolean, done: () => void): void => {
      const restore = interceptConnections(shop.app.get(DataSource), {
        query: (query, connection) => {
          let places = false;
          return (sql, parameters, answered) => {
            places ||= sql.includes('INSERT INTO orders');
            if (!places || !sql.endsWith('COMMIT')) return query(sql, parameters, answered);
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
      ['had happened', true],
      ['had not happened', false],
    ])('that %s makes one order, and it is decided', async (_, sent) => {
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
