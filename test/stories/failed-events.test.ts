import { Metrics } from '#platform/observability/metrics';
import { StockClient } from '#stock';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

interface FailedEvents {
  items: { deliveryId: number; reaction: string; lastError: string; attempts: number }[];
  nextCursor: string | null;
}
const LIST = '/api/admin/failed-events?state=parked';

describe('an event that always fails', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('is listed until an administrator retries it, while all other orders complete', async () => {
    const [lamp, poison] = [await shop.stocked(10), await shop.stocked(10)];
    const stock = shop.app.get(StockClient, { strict: false });
    const take = stock.take.bind(stock);
    stock.take = async (requests) => {
      if (requests.some(({ lines }) => lines.some(({ productId }) => productId === poison))) throw new Error('no luck');
      return take(requests);
    };
    const order = (productId: number) => shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 });
    const orders = await Promise.all([order(lamp), order(poison), order(lamp), order(poison), order(lamp)]);
    for (let attempt = 0; attempt < 12; attempt++) {
      await shop.bus.drain();
      await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    }
    const statuses = async () => {
      const paths = orders.map(({ headers }) => headers.get('location') ?? '');
      const seen = await Promise.all(paths.map((path) => shop.buyer(1).get(path)));
      return seen.map(({ body }) => (body as { status: string }).status);
    };
    const [success, open] = ['ORDER_SUCCESS', 'ORDER_BEFORE'];
    expect(await statuses()).toEqual([success, open, success, open, success]);

    const deadLetters = async () => {
      const text = await shop.app.get(Metrics).text();
      return /^hotdeal_event_publications\{state="dead_letter"\} (\d+)$/m.exec(text)?.[1];
    };
    expect(await deadLetters()).toBe('2');

    const former = await shop.admin.get('/api/admin/deliveries?state=parked&limit=1');
    expect(former.body).toEqual((await shop.admin.get(`${LIST}&limit=1`)).body);
    const first = (await shop.admin.get(`${LIST}&limit=1`)).body as FailedEvents;
    expect(first.items).toMatchObject([{ reaction: 'order.take-stock', attempts: 10, lastError: 'Error: no luck' }]);
    const rest = (await shop.admin.get(`${LIST}&limit=1&cursor=${first.nextCursor}`)).body as FailedEvents;
    expect(rest).toMatchObject({ items: [{ reaction: 'order.take-stock' }], nextCursor: null });

    stock.take = take;
    for (const { deliveryId } of [...first.items, ...rest.items]) {
      expect((await shop.admin.post(`/api/admin/failed-events/${deliveryId}/retry`)).status).toBe(204);
    }
    await shop.bus.drain();
    expect(await statuses()).toEqual([success, success, success, success, success]);
    expect((await shop.admin.get(LIST)).body).toEqual({ items: [], nextCursor: null });
    expect(await deadLetters()).toBe('0');
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('is refused to anyone but administrators, and to a retry of an event that has not failed', async () => {
    expect((await shop.buyer(1).get(LIST)).status).toBe(403);
    expect((await shop.buyer(1).post('/api/admin/failed-events/1/retry')).status).toBe(403);
    expect((await shop.anonymous.get(LIST)).status).toBe(401);
    for (const [path, code] of [
      ['failed-events', 'FAILED_EVENT_NOT_FOUND'],
      ['deliveries', 'DELIVERY_NOT_FOUND'],
    ]) {
      const unknown = await shop.admin.post(`/api/admin/${path}/1/retry`);
      expect([unknown.status, (unknown.body as { code: string }).code]).toEqual([404, code]);
      expect((await shop.admin.get(`/api/admin/${path}?state=due`)).status).toBe(400);
    }
  });
});
