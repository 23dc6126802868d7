import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints, reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';

describe('a payment by points', () => {
  let shop: Shop;
  let user = 0;
  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
  });
  beforeEach(() => {
    user++;
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const statusOf = async (orderId: number): Promise<unknown> => {
    const [order] = await shop.database.query<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [
      orderId,
    ]);
    return order?.status;
  };

  it('is captured, and completes the order', async () => {
    const orderId = await reservedOrder(shop, user);
    expect(await statusOf(orderId)).toBe('ORDER_PENDING');
    await chargePoints(shop, user, 15_000);
    const { status, headers, body } = await shop
      .buyer(user)
      .post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, { Prefer: 'wait=5' });
    expect([status, headers.get('preference-applied')]).toEqual([201, 'wait=5']);
    expect(body).toMatchObject({ orderId, status: 'CAPTURED', amount: 10_000, method: 'POINTS', provider: 'points' });
    expect(await statusOf(orderId)).toBe('ORDER_SUCCESS');
    await untilHandled(shop);
    expect(await shop.database.query('SELECT state, outcome, captured, live FROM payments')).toEqual([
      { state: 'CAPTURED', outcome: 'PAID', captured: 10_000, live: 1 },
    ]);
    expect((await shop.buyer(user).get('/api/points')).body.balance).toBe(5_000);
    const again = await shop.buyer(user).post(`/api/orders/${orderId}/payment`);
    expect([again.status, again.body.code]).toEqual([409, 'ORDER_ALREADY_PAID']);
  });

  it('fails without enough points, and may be tried again', async () => {
    const orderId = await reservedOrder(shop, user);
    const pay = () => shop.buyer(user).post(`/api/orders/${orderId}/payment`, undefined, { Prefer: 'wait=5' });
    const failed = await pay();
    expect([failed.status, failed.body.status, failed.body.failureCode]).toEqual([
      201,
      'FAILED',
      'INSUFFICIENT_POINTS',
    ]);
    await chargePoints(shop, user, 10_000);
    const paid = await pay();
    expect([paid.status, paid.body.status, paid.body.paymentId > failed.body.paymentId]).toEqual([
      201,
      'CAPTURED',
      true,
    ]);
    const shown = await shop.buyer(user).get(`/api/orders/${orderId}/payment`);
    expect([shown.status, shown.body]).toEqual([200, paid.body]);
    expect((await shop.buyer(user + 1).get(`/api/orders/${orderId}/payment`)).body.code).toBe('PAYMENT_NOT_FOUND');
  });

  it('is refused of orders that cannot be paid, without a change', async () => {
    const other = await reservedOrder(shop, user);
    const pay = (orderId: number, by = user, body?: object) =>
      shop.buyer(by).post(`/api/orders/${orderId}/payment`, body);
    const refusal = ({ status, body }: Awaited<ReturnType<typeof pay>>) => [status, body.code, body.about];
    expect(refusal(await pay(other, user + 1))).toEqual([404, 'ORDER_NOT_FOUND', undefined]);
    expect(refusal(await pay(999_999))).toEqual([404, 'ORDER_NOT_FOUND', undefined]);
    await shop.buyer(user).put(`/api/orders/${other}`);
    expect(refusal(await pay(other))).toEqual([409, 'ORDER_NOT_PAYABLE', { reason: 'CANCELLED' }]);
    const method = await pay(other, user, { method: 'CARD' });
    expect([method.status, method.body.errors]).toMatchObject([
      400,
      [{ field: 'method', message: 'must be one of POINTS' }],
    ]);
    const provider = await pay(other, user, { provider: 'toss' });
    expect([provider.status, provider.body.errors]).toMatchObject([400, [{ field: 'provider', rule: 'NOT_A_CHOICE' }]]);
    expect(await shop.database.query('SELECT 1 FROM payments WHERE order_id = ?', [other])).toEqual([]);
  });

  it('is made once under one key, and once for a crowd of requests on two instances', async () => {
    const beside = await openShop({ variables: { PAYMENTS: 'on' }, beside: shop });
    const orderId = await reservedOrder(shop, user);
    await chargePoints(shop, user, 50_000);
    const pay = (at: Shop, key: string) =>
      at.buyer(user).post(`/api/orders/${orderId}/payment`, undefined, { 'Idempotency-Key': key, Prefer: 'wait=20' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pay(index % 2 ? shop : beside, `key-${index}`)),
    );
    const allowed = [200, 201, 409];
    expect(answers.filter(({ status }) => !allowed.includes(status))).toEqual([]);
    const first = answers.find(({ status }) => status === 201);
    const key = `key-${answers.indexOf(first as (typeof answers)[0])}`;
    const again = await pay(shop, key);
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first?.body]);
    expect((await shop.buyer(user).get('/api/points')).body.balance).toBe(40_000);
    await beside.close();
  });

  it('goes on with payments off: only new ones are not found', async () => {
    const orderId = await reservedOrder(shop, user);
    await shop.buyer(user).post(`/api/orders/${orderId}/payment`, undefined, { Prefer: 'wait=5' });
    const off = await openShop({ beside: shop });
    const refused = await off.buyer(user).post(`/api/orders/${orderId}/payment`);
    expect([refused.status, refused.body.code]).toEqual([404, 'ROUTE_NOT_FOUND']);
    expect((await off.buyer(user).get(`/api/orders/${orderId}/payment`)).body.status).toBe('FAILED');
    await off.close();
  });

  it('stops the start when a provider is unknown', async () => {
    const opening = openShop({ variables: { PAYMENT_PROVIDERS: 'points,tosss' }, beside: shop });
    await expect(opening).rejects.toThrow(
      'PAYMENT_PROVIDERS names tosss, which is not a payment provider. There are: points, stripe, toss.',
    );
  });
});
