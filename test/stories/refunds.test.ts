import { RefundAccounts } from '../../src/modules/payment/persistence/refund-accounts';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { insertCaptured, insertStuckRefund } from '../support/refunds';
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
    expect(payments.items).toMatchObject([await paymentOf(orderId)]);
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

  describe('of a deposit', () => {
    const ACCOUNT = { bank: '88', accountNumber: '110234567890', holderName: ' 홍길동 ' };
    let orderId = 9_000_000;
    beforeEach(() => insertCaptured(shop.database, ++orderId, { userId: user, method: 'VIRTUAL_ACCOUNT' }));
    const give = (body: object, at = orderId, buyer = user) =>
      shop.buyer(buyer).put(`/api/orders/${at}/payment/refund-account`, body);

    it('goes to the account that the buyer gives, which no one is shown again', async () => {
      const { status, body } = await give(ACCOUNT);
      expect([status, body]).toEqual([204, undefined]);
      expect(await shop.app.get(RefundAccounts, { strict: false }).find(orderId)).toEqual({
        ...ACCOUNT,
        holderName: '홍길동',
      });
      expect(JSON.stringify(await paymentOf(orderId))).not.toContain(ACCOUNT.accountNumber);
      expect(JSON.stringify(await shop.database.query('SELECT * FROM refund_accounts'))).not.toContain('홍길동');
    });

    it.each([
      ['bank', 'shinhan', 'TOO_LONG'],
      ['bank', '8', 'TOO_SHORT'],
      ['bank', 'a1', 'INVALID_CHARACTER'],
      ['accountNumber', '110-234-567890', 'INVALID_CHARACTER'],
      ['accountNumber', '12345', 'TOO_SHORT'],
      ['accountNumber', '1'.repeat(21), 'TOO_LONG'],
      ['accountNumber', 110_234_567_890, 'WRONG_TYPE'],
      ['holderName', ' ', 'REQUIRED'],
      ['holderName', '가'.repeat(61), 'TOO_LONG'],
      ['holderName', undefined, 'REQUIRED'],
    ])('refuses %s %j, and repeats nothing of it', async (field, value, rule) => {
      const { status, body } = await give({ ...ACCOUNT, [field]: value });
      expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field, rule })]]);
      if (String(value).length > 5) expect(JSON.stringify(body)).not.toContain(String(value));
      expect(await shop.app.get(RefundAccounts, { strict: false }).find(orderId)).toBeUndefined();
    });

    it('asks for no account where none is needed, nor for the orders of others', async () => {
      const foreign = await give(ACCOUNT, orderId, user + 1);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
      const byPoints = await give(ACCOUNT, await paidOrder());
      expect([byPoints.status, byPoints.body.code]).toEqual([409, 'REFUND_ACCOUNT_NOT_NEEDED']);
    });
  });

  it('is nothing for buyers to decide', async () => {
    const buyer = shop.buyer(user);
    for (const reply of [await buyer.get('/api/refunds'), await buyer.get('/api/payments')]) {
      expect(reply.status).toBe(403);
    }
  });
});
