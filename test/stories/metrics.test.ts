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
    expect(await value('hotdeal_order_completion_seconds_count')).toBe(3);
    expect(await value('hotdeal_stock_lock_attempts_total{outcome="held"}')).toBe(3);
    expect(await value('hotdeal_stock_lock_wait_seconds_count')).toBe(3);
    expect(await value('hotdeal_transaction_retries_total{error="1213"}')).toBe(0);
    expect(await value('hotdeal_order_batch_size_sum')).toBe(3);
    expect(await value('hotdeal_stock_batch_size_sum')).toBe(3);
    expect(await value('hotdeal_event_handler_delay_seconds_count{handler="order.take-stock"}')).toBe(3);
    expect(await value('hotdeal_event_handler_delay_seconds_count{handler="notification.signal-owners"}')).toBe(4);
    expect(await value('hotdeal_redis_up{purpose="locks"}')).toBe(1);
    expect(await value('hotdeal_db_connections_in_use')).toBeGreaterThanOrEqual(0);
    expect(await value('hotdeal_event_publications{state="dead_letter"}')).toBe(0);
    expect(await value('http_requests_total{method="POST",route="/api/orders/v1",status="201"}')).toBe(3);
    const durations = 'http_request_duration_seconds_count{method="POST",route="/api/orders/v1"';
    expect(await value(`${durations},status="201"}`)).toBe(3);
    expect(await value(`${durations},status="409"}`)).toBe(1);
  });
});
