import { Backlog } from '#platform/events/backlog';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { PublicationQueries } from '#platform/events/publication-queries';
import { StockClient } from '#stock';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const HANDLER = 'order.take-stock';

class CountingQueries extends PublicationQueries {
  queries = 0;

  override late(...queries: Parameters<PublicationQueries['late']>): Promise<string[]> {
    this.queries++;
    return super.late(...queries);
  }
}

describe('orders that are decided too late', () => {
  let shop: Shop;
  let lamp: number;

  beforeAll(async () => {
    shop = await openShop();
    lamp = await shop.stocked(10_000);
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const order = (key: string) =>
    shop
      .buyer(1)
      .post('/api/orders/products', { orderItems: [{ productId: lamp, quantity: 1 }] }, { 'idempotency-key': key });
  /** Makes every publication due earlier, as if that time had passed. */
  const age = (seconds: number) =>
    shop.database.execute('UPDATE event_publications SET due_at = due_at - INTERVAL ? SECOND', [seconds]);
  const isLate = () => new Backlog(get(PublicationQueries)).isLate(HANDLER);

  it('make the shop refuse new orders until they are decided, but not repeats, cancels and reads', async () => {
    const step = pauseStep(get(StockClient), 'take');
    const first = await order('first');
    const path = `/api/orders/${(first.body as { orderId: number }).orderId}`;
    await step.reached;
    expect((await order('second')).status).toBe(202);
    await age(6);

    let attempts = 0;
    const refused = await until(async () => {
      const answer = await order(`new-${attempts++}`);
      return answer.status !== 202 && answer;
    });
    expect([refused.status, refused.body]).toEqual([503, expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' })]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const repeated = await order('first');
    expect([repeated.status, repeated.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect((await shop.buyer(1).get(path)).status).toBe(200);
    expect((await shop.buyer(1).put(path)).body).toMatchObject({ status: 'ORDER_CANCELLED' });

    step.release();
    await until(async () => (await order('afterwards')).status === 202);
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  describe('in the table of publications', () => {
    const insertPublication = (
      id: number,
      values: { due: number; handler?: string; state?: string; attempts?: number },
    ) =>
      shop.database.execute(
        `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, state, attempts, due_at, created_at)
         VALUES (?, ?, 'order.placed', '[]', 0, 'live instance', ?, ?, NOW(3) + INTERVAL ? SECOND, NOW(3) - INTERVAL 1 HOUR)`,
        [id, values.handler ?? HANDLER, values.state ?? 'DUE', values.attempts ?? 1, values.due],
      );
    beforeEach(() => get(EventPublicationRepository).renewLease('live instance', 60_000));
    afterEach(() => shop.database.execute("DELETE FROM event_publications WHERE owner = 'live instance'"));

    it('are those that have been due for five seconds, whichever instance owns them', async () => {
      await insertPublication(9_000_001, { due: -4 });
      expect(await isLate()).toBe(false);
      await insertPublication(9_000_002, { due: -6 });
      expect(await isLate()).toBe(true);
    });

    it('make the shop refuse new orders also where those that are to be paid wait for their reservation', async () => {
      let attempts = 0;
      const isAnswered = (status: number) => until(async () => (await order(`beside-${attempts++}`)).status === status);
      await isAnswered(202);
      await insertPublication(9_000_010, { due: -6, handler: 'order.reserve-stock' });
      await isAnswered(503);
      await shop.database.execute("DELETE FROM event_publications WHERE owner = 'live instance'");
      await isAnswered(202);
    });

    it('are not those that are retried or dead letters, nor publications of other handlers', async () => {
      await insertPublication(9_000_003, { due: 4, attempts: 9 });
      await insertPublication(9_000_004, { due: -60, state: 'DEAD_LETTER' });
      await insertPublication(9_000_005, { due: -60, handler: 'notification.send-signal' });
      expect(await isLate()).toBe(false);
    });
  });

  it('are queried at most once a second, for all orders together', async () => {
    const publications = new CountingQueries(shop.database);
    const backlog = new Backlog(publications);
    await Promise.all(Array.from({ length: 50 }, () => backlog.isLate(HANDLER)));
    await backlog.isLate(HANDLER);
    expect(publications.queries).toBe(1);
  });
});
