import { untilHandled } from '../support/integrity';
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
});
