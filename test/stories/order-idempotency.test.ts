import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';
import { OrderRepository } from '../../src/modules/order/persistence/order.repository';

interface OrderBody {
  orderId: number;
  status: string;
}
const of = (productId: number, quantity = 1) => ({ orderItems: [{ productId, quantity }] });

describe('an order with an Idempotency-Key', () => {
  let shop: Shop;
  let other: Shop;
  let lamp: number;
  let buyer = 0;
  let keys = 0;
  const keyed = (key: string, more: Record<string, string> = {}) => ({ 'Idempotency-Key': key, ...more });

  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  beforeEach(async () => {
    buyer++;
    keys++;
    lamp = await shop.stocked(10);
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });
  const ordersOf = async (userId: number): Promise<number> =>
    (await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [userId])).length;

  it('is stored once; a repeated request returns it as it now is', async () => {
    const first = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    await shop.bus.drain();
    const again = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(again.body).toEqual({ ...(first.body as object), status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED' });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));

    const waiting = await shop
      .buyer(buyer)
      .post('/api/orders/products', of(lamp), keyed(`k${keys}`, { Prefer: 'wait=5' }));
    expect([waiting.status, waiting.headers.get('preference-applied')]).toEqual([201, 'wait=5']);
    expect(await ordersOf(buyer)).toBe(1);
  });

  it('is the same request on all three routes and in any order of its items', async () => {
    const second = await shop.stocked(10);
    const items = [lamp, second].map((productId) => ({ productId, quantity: 1 }));
    const first = await shop.buyer(buyer).post('/api/orders/products', { orderItems: items }, keyed(`k${keys}`));
    const reversed = await shop
      .buyer(buyer)
      .post('/api/orders/v2', { orderItems: [...items].reverse() }, keyed(`k${keys}`));
    expect((reversed.body as OrderBody).orderId).toBe((first.body as OrderBody).orderId);

    const single = await shop.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1 }, keyed(`s${keys}`));
    const listed = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`s${keys}`));
    expect((listed.body as OrderBody).orderId).toBe((single.body as OrderBody).orderId);
  });

  it('is refused and not stored when the key was used for a different request', async () => {
    await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    const reused = await other.buyer(buyer).post('/api/orders/products', of(lamp, 2), keyed(`k${keys}`));
    expect([reused.status, (reused.body as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await ordersOf(buyer)).toBe(1);
  });

  it('does not share its key with another user', async () => {
    await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    const otherUser = await shop.buyer(buyer + 500).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    expect([otherUser.status, otherUser.headers.get('idempotent-replayed')]).toEqual([202, null]);
  });

  it('is distinct from one whose key differs in case only', async () => {
    const lower = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`case${keys}`));
    const upper = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`CASE${keys}`));
    expect((upper.body as OrderBody).orderId).not.toBe((lower.body as OrderBody).orderId);
  });

  it('is refused as in progress while the first request is running', async () => {
    const adding = pauseStep(shop.app.get(OrderRepository, { strict: false }), 'add');
    const first = shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    await adding.reached;
    const second = await shop.buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`));
    expect([second.status, (second.body as { code: string }).code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    adding.release();
    expect((await first).status).toBe(202);
  });

  it('is stored once when it is sent to two instances many times at once, and every success names it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? shop : other).buyer(buyer).post('/api/orders/products', of(lamp), keyed(`k${keys}`)),
      ),
    );
    const named = new Set(
      answers.filter(({ status }) => status === 202).map(({ body }) => (body as OrderBody).orderId),
    );
    expect(named.size).toBe(1);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual(expect.arrayContaining([202]));
    for (const { status, body } of answers) {
      if (status !== 202) expect((body as { code: string }).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    }
    expect(await ordersOf(buyer)).toBe(1);
  });

  it('is returned as successful although its product is sold out or deleted by now', async () => {
    const last = await shop.stocked(1);
    const first = await shop.buyer(buyer).post('/api/orders/v1', { productId: last, quantity: 1 }, keyed(`k${keys}`));
    await shop.bus.drain();
    expect((await shop.buyer(buyer).post('/api/orders/v1', { productId: last, quantity: 1 })).status).toBe(409);
    const retried = await shop.buyer(buyer).post('/api/orders/v1', { productId: last, quantity: 1 }, keyed(`k${keys}`));
    expect((retried.body as OrderBody).orderId).toBe((first.body as OrderBody).orderId);

    await shop.admin.delete(`/api/products/${last}`);
    const later = await other.buyer(buyer).post('/api/orders/v1', { productId: last, quantity: 1 }, keyed(`k${keys}`));
    expect([later.status, (later.body as OrderBody).status]).toEqual([202, 'ORDER_SUCCESS']);
  });

  it('leaves its key free when it was refused', async () => {
    const empty = await shop.stocked(0);
    const refused = await shop.buyer(buyer).post('/api/orders/products', of(empty), keyed(`k${keys}`));
    expect(refused.status).toBe(409);
    await shop.admin.post(`/api/stocks/product/${empty}/increase?quantity=1`);
    const made = await shop.buyer(buyer).post('/api/orders/products', of(empty), keyed(`k${keys}`));
    expect([made.status, made.headers.get('idempotent-replayed')]).toEqual([202, null]);
  });

  it('changes a stock once when an increase or a reset is repeated', async () => {
    const path = `/api/stocks/product/${lamp}`;
    for (let time = 0; time < 3; time++) {
      const raised = await shop.admin.post(`${path}/increase?quantity=5`, undefined, keyed(`up${keys}`));
      expect([raised.status, (raised.body as { quantity: number }).quantity]).toEqual([200, 15]);
    }
    await shop.admin.post(`${path}/reset?quantity=2`, undefined, keyed(`to${keys}`));
    await shop.admin.post(`${path}/increase?quantity=1`);
    const again = await shop.admin.post(`${path}/reset?quantity=2`, undefined, keyed(`to${keys}`));
    expect([again.headers.get('idempotent-replayed'), (again.body as { quantity: number }).quantity]).toEqual([
      'true',
      3,
    ]);
  });

  it.each(['', ' ', 'with space', 'é', 'x'.repeat(256)])('is refused when the key is %p', async (key) => {
    const answer = await shop
      .buyer(buyer)
      .post('/api/orders/products', of(lamp), keyed(key))
      .catch(() => undefined);
    // A client library may refuse to send such a header at all.
    if (answer !== undefined && key.trim() !== '') expect(answer.status).toBe(400);
    expect(await ordersOf(buyer)).toBeLessThanOrEqual(1);
  });
});
