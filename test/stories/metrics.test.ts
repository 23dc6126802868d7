import { Metrics } from '#platform/observability/metrics';
import { openShop, type Shop } from '../support/shop';

const WAIT = { Prefer: 'wait=30' };

describe('the metrics', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const value = async (sample: string): Promise<number> => {
    const text = await shop.app.get(Metrics).text();
    const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
    return Number(line?.split(' ').at(-1));
  };

  it('count orders by outcome and how long they took, and the locks that a sale needed', async () => {
    const lamp = await shop.stocked(2);
    const order = (quantity: number) => shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity }, WAIT);
    const { headers } = await order(1);
    await order(2);
    await order(1);
    await order(1);
    await shop.buyer(1).put(headers.get('location') ?? '');
    await shop.bus.drain();

    expect(await value('hotdeal_orders_total{outcome="success"}')).toBe(2);
    expect(await value('hotdeal_orders_total{outcome="failure"}')).toBe(1);
    expect(await value('hotdeal_orders_total{outcome="sold_out"}')).toBe(1);
    expect(await value('hotdeal_orders_total{outcome="cancelled"}')).toBe(1);
    expect(await value('hotdeal_order_settlement_seconds_count')).toBe(3);
    expect(await value('hotdeal_stock_lock_attempts_total{outcome="held"}')).toBe(3);
    expect(await value('hotdeal_stock_lock_attempts_total{outcome="held"}')).toBe(3);
    expect(await value('hotdeal_transaction_reruns_total')).toBe(0);
    expect(await value('hotdeal_deliveries{state="parked"}')).toBe(0);
    expect(await value('http_requests_total{method="POST",route="/api/orders/v1",status="201"}')).toBe(3);
  });
});
