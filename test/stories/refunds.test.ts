import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { insertStuckRefund } from '../support/refunds';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

describe('a refund', () => {
  let shop: Shop;
  let user = 0;
  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
  });
  beforeEach(() => {
    user++;
  });
  afterAll(() => shop.close());

  /** An order of one lamp for 10,000 that is paid by points. @returns its id */
  const paidOrder = async (): Promise<number> => {
    const body = { productId: await shop.stocked(5, 10_000), quantity: 1 };
    await chargePoints(shop, user, 10_000);
    const { orderId } = (await shop.buyer(user).post('/api/orders/v1', body, { Prefer: 'wait=30' })).body;
    const paid = await shop
      .buyer(user)
      .post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, { Prefer: 'wait=30' });
    expect([paid.status, paid.body.status]).toEqual([201, 'CAPTURED']);
    return orderId;
  };
  const points = async () => (await shop.buyer(user).get('/api/points')).body.balance;
  const paymentOf = async (orderId: number) => (await shop.buyer(user).get(`/api/orders/${orderId}/payment`)).body;

  it('comes once when a paid order is cancelled many times at once', async () => {
    const orderId = await paidOrder();
    expect(await points()).toBe(0);
    await Promise.all(Array.from({ length: 20 }, () => shop.buyer(user).put(`/api/orders/${orderId}`)));
    await until(async () => (await paymentOf(orderId)).refunds[0]?.status === 'DONE');
    const payment = await paymentOf(orderId);
    expect(payment).toMatchObject({ status: 'CAPTURED', refundedAmount: 10_000 });
    expect(payment.refunds).toEqual([
      {
        refundId: expect.any(Number),
        amount: 10_000,
        status: 'DONE',
        cause: 'CANCELLED',
        requestedAt: expect.any(String),
        completedAt: expect.any(String),
      },
    ]);
    expect(await points()).toBe(10_000);
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('is listed for administrators, with the payment of its order', async () => {
    const orderId = await paidOrder();
    await shop.buyer(user).put(`/api/orders/${orderId}`);
    await until(async () => (await paymentOf(orderId)).refunds[0]?.status === 'DONE');
    const { body: payments } = await shop.admin.get(`/api/payments?orderId=${orderId}`);
    expect(payments.items).toEqual([await paymentOf(orderId)]);
    const { body: refunds } = await shop.admin.get('/api/refunds?status=DONE&limit=1');
    expect(refunds.items).toMatchObject([{ orderId, userId: user, provider: 'points', method: 'POINTS', attempts: 1 }]);
    expect((await shop.admin.get('/api/payments?status=FAILED&provider=points')).body.items).toEqual([]);
  });

  it('that is stuck is decided once by an administrator', async () => {
    const refundId = await insertStuckRefund(shop.database, user);
    const settle = () =>
      shop.admin.post(`/api/refunds/${refundId}/settle`, { as: 'POINTS', note: '포인트로 드렸어요' });
    const replies = await Promise.all([settle(), settle(), shop.admin.post(`/api/refunds/${refundId}/retry`)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await until(async () => (await points()) === 10_000);
    const late = await settle();
    expect([late.status, late.body.code, late.body.about.status]).toEqual([409, 'REFUND_NOT_STUCK', 'DONE']);
    const unknown = await shop.admin.post('/api/refunds/999999999/retry');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'REFUND_NOT_FOUND']);
  });

  it('is nothing for buyers to decide', async () => {
    const buyer = shop.buyer(user);
    for (const reply of [await buyer.get('/api/refunds'), await buyer.get('/api/payments')]) {
      expect(reply.status).toBe(403);
    }
  });
});
