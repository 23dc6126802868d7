import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { configFrom } from '../../src/configuration';
import { PaymentProviders } from '../../src/modules/payment/adapters/payment-providers';
import { requireChosenProviders } from '../../src/modules/payment/payment.config';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { integrityViolations, untilHandled } from '../support/integrity';
import { openSimulator, SIMULATOR_KEY, variablesOf } from '../support/payment-simulator';
import { chargePoints, reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const folder = mkdtempSync(join(tmpdir(), 'hotdeal-pg-'));
const file = join(folder, 'books.jsonl');
let simulator: PaymentSimulator;
let shop: Shop;
let user = 0;
beforeAll(async () => {
  simulator = await openSimulator({ file });
  shop = await openShop({ variables: variablesOf(simulator) });
});
beforeEach(() => {
  user++;
});
afterEach(async () => {
  simulator.forget();
  await untilHandled(shop);
  expect(await integrityViolations(shop.database)).toEqual([]);
});
afterAll(async () => {
  await shop.close();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const request = (orderId: number) => shop.buyer(user).post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
const complete = (orderId: number, query = '', as = user) =>
  shop.buyer(as).post(`/api/orders/${orderId}/payment/complete${query}`);
const statusOf = async (orderId: number): Promise<unknown> =>
  (await shop.buyer(user).get(`/api/orders/${orderId}`)).body.status;
const kept = (): number => simulator.view().totals.kept;

describe('a payment that is completed at the simulator', () => {
  it('is captured once, pays its order, and is the same when it is completed again', async () => {
    const before = kept();
    const orderId = await reservedOrder(shop, user);
    const { body: requested } = await request(orderId);
    expect(requested).toMatchObject({
      status: 'REQUESTED',
      provider: 'toss',
      checkoutUrl: expect.stringContaining(simulator.address),
    });
    const first = await complete(orderId);
    expect([first.status, first.body.status, first.body.paymentId]).toEqual([200, 'CAPTURED', requested.paymentId]);
    expect(await statusOf(orderId)).toBe('ORDER_SUCCESS');
    const again = await complete(orderId, '?success=false');
    expect([again.status, again.body.status]).toEqual([200, 'CAPTURED']);
    expect(kept() - before).toBe(10_000);
  });

  it('is declined with success=false, and its order can be paid with another one', async () => {
    const before = kept();
    const orderId = await reservedOrder(shop, user);
    await request(orderId);
    const declined = await complete(orderId, '?success=false');
    expect([declined.status, declined.body.code, declined.body.about]).toEqual([
      402,
      'PAYMENT_DECLINED',
      { code: 'REJECT_CARD_PAYMENT' },
    ]);
    expect([kept() - before, await statusOf(orderId)]).toEqual([0, 'ORDER_PENDING']);
    await request(orderId);
    expect((await complete(orderId, '?success=true')).status).toBe(200);
    expect([kept() - before, await statusOf(orderId)]).toEqual([10_000, 'ORDER_SUCCESS']);
  });

  it('is not confirmed when its buyer leaves the page', async () => {
    const orderId = await reservedOrder(shop, user);
    await request(orderId);
    simulator.say({ route: 'visit', abandon: true });
    const left = await complete(orderId);
    expect([left.status, left.body.about]).toEqual([402, { code: 'PAY_PROCESS_CANCELED' }]);
    expect((await complete(orderId)).status).toBe(200);
  });

  it('is 202 while no answer has come, and not captured twice', async () => {
    const before = kept();
    const orderId = await reservedOrder(shop, user);
    const { body } = await request(orderId);
    simulator.say({ route: 'confirm', cut: 'after' });
    const unknown = await complete(orderId);
    expect([unknown.status, unknown.body.status]).toEqual([202, 'CONFIRMING']);
    const { body: found } = await shop.admin.post(`/api/payments/${body.paymentId}/resolve`);
    expect([found.status, (await complete(orderId)).status, kept() - before]).toEqual(['CAPTURED', 200, 10_000]);
  });

  it('is 503 while there is no simulator, and is completed when it runs again on its books', async () => {
    const orderId = await reservedOrder(shop, user);
    await request(orderId);
    const port = Number(new URL(simulator.address).port);
    await simulator.close();
    const away = await complete(orderId);
    simulator = await openSimulator({ file, port });
    expect([away.status, away.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await complete(orderId)).status).toBe(200);
  });

  it('does not exist without a request, of another buyer, or at another provider', async () => {
    const orderId = await reservedOrder(shop, user);
    const missing = [404, 'PAYMENT_NOT_FOUND'];
    const none = await complete(orderId);
    expect([none.status, none.body.code]).toEqual(missing);
    await request(orderId);
    const other = await complete(orderId, '', user + 5_000);
    expect([other.status, other.body.code]).toEqual(missing);
    await shop.buyer(user).delete(`/api/orders/${orderId}/payment`);
    await chargePoints(shop, user, 10_000);
    await shop.buyer(user).post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, { Prefer: 'wait=5' });
    const byPoints = await complete(orderId);
    expect([byPoints.status, byPoints.body.method]).toEqual([200, 'POINTS']);
  });

  it('is refused with another word than true or false', async () => {
    const { status, body } = await complete(1, '?success=maybe');
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'success']);
  });
});

describe('a payment that is cancelled at the console of the simulator', () => {
  const paid = async () => {
    const orderId = await reservedOrder(shop, user);
    const { body } = await request(orderId);
    expect((await complete(orderId)).status).toBe(200);
    return { orderId, paymentId: body.paymentId as number, key: String(body.checkoutUrl).split('/').at(-1) };
  };
  const cancelThere = async (key: string | undefined, cancelAmount?: number) => {
    const authorization = `Basic ${Buffer.from(`${SIMULATOR_KEY}:`).toString('base64')}`;
    const { status } = await fetch(`${simulator.address}/v1/payments/${key}/cancel`, {
      ...{ method: 'POST', headers: { authorization, 'content-type': 'application/json' } },
      body: JSON.stringify({ cancelReason: '고객 요청', cancelAmount }),
    });
    expect(status).toBe(200);
  };
  const refundsOf = async (orderId: number) =>
    (await shop.buyer(user).get(`/api/orders/${orderId}/payment`)).body.refunds as unknown;
  const external = (amount: number) => [expect.objectContaining({ cause: 'EXTERNAL', status: 'DONE', amount })];

  it('ends its order as soon as the webhook says so', async () => {
    const before = kept();
    const { orderId, key } = await paid();
    // The look that a hint brings about waits for five seconds after the call that has moved the money.
    await shop.database.execute('UPDATE payments SET sent_at = sent_at - INTERVAL 1 MINUTE WHERE order_id = ?', [
      orderId,
    ]);
    simulator.webhookUrl = `${shop.address}/api/payments/webhook/toss`;
    await cancelThere(key);
    await until(async () => (await statusOf(orderId)) === 'ORDER_CANCELLED');
    simulator.webhookUrl = null;
    expect((await shop.buyer(user).get(`/api/orders/${orderId}`)).body.cancelReason).toBe('PAYMENT_REVERSED');
    expect([await refundsOf(orderId), kept() - before]).toEqual([external(10_000), 0]);
  });

  it('ends its order when an administrator looks; a part leaves the order as it is, and is shown', async () => {
    const { orderId, paymentId, key } = await paid();
    const resolve = () => shop.admin.post(`/api/payments/${paymentId}/resolve`);
    await cancelThere(key, 3_000);
    expect((await resolve()).body).toMatchObject({ status: 'CAPTURED', refundedAmount: 3_000 });
    await untilHandled(shop);
    expect([await statusOf(orderId), await refundsOf(orderId)]).toEqual(['ORDER_SUCCESS', external(3_000)]);
    const { body: shown } = await shop.admin.get(`/api/payments?orderId=${orderId}`);
    expect(shown.items[0].refunds).toEqual(external(3_000));
    // A second cancel within a second is refused there.
    await new Promise((resolved) => setTimeout(resolved, 1_100));
    await cancelThere(key);
    expect((await resolve()).body.refundedAmount).toBe(10_000);
    await until(async () => (await statusOf(orderId)) === 'ORDER_CANCELLED');
  });
});

describe('the payment simulator of a shop', () => {
  it('is told to clients', async () => {
    expect((await shop.anonymous.get('/api/shop')).body.features).toMatchObject({ paymentSimulator: true });
  });

  const needed = {
    DB_HOST: '-',
    DB_USERNAME: '-',
    REDIS_HOST: '-',
    SECRET_KEY: '-'.repeat(32),
    PAYMENT_SIMULATOR: 'on',
  };

  it('is refused in production, and at the address of the real service', () => {
    const TOSS_API = 'http://127.0.0.1:8090';
    expect(() => configFrom({ ...needed, TOSS_API })).not.toThrow();
    expect(() => configFrom({ ...needed, TOSS_API, NODE_ENV: 'production' })).toThrow(
      'orders would be paid without money',
    );
    expect(() => configFrom(needed)).toThrow('TOSS_API');
    expect(() => configFrom({ ...needed, TOSS_API: 'https://api.tosspayments.com/' })).toThrow('TOSS_API');
  });

  it.each([
    ['test_sk_x', 'production', 1],
    ['live_sk_x', 'production', 0],
    ['test_sk_x', 'development', 0],
  ])('is warned of when money is taken with the key %s in %s: %i times', async (TOSS_SECRET_KEY, NODE_ENV, times) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const config = configFrom({
      ...needed,
      PAYMENT_SIMULATOR: 'off',
      NODE_ENV,
      PAYMENT_PROVIDERS: 'toss',
      TOSS_SECRET_KEY,
    });
    PaymentProviders.named(['toss'], {
      config,
      terms: { enabled: true, currency: 'KRW' },
    } as never).onApplicationShutdown();
    expect(warn.mock.calls.filter(([message]) => String(message).includes('is a test key'))).toHaveLength(times);
    expect(JSON.stringify(warn.mock.calls)).not.toContain(TOSS_SECRET_KEY);
    warn.mockRestore();
  });

  it.each([
    ['without PAYMENT_PROVIDERS', {}, 'PAYMENTS=on with NODE_ENV=production needs PAYMENT_PROVIDERS'],
    ['with toss without its key', { PAYMENT_PROVIDERS: 'toss' }, 'TOSS_SECRET_KEY'],
    ['with points alone', { PAYMENT_PROVIDERS: 'points' }, undefined],
    ['with toss and its key', { PAYMENT_PROVIDERS: 'toss', TOSS_SECRET_KEY: 'live_sk_x' }, undefined],
  ])('is not needed where orders are paid in production: %s', (_, more, refusal) => {
    const start = () =>
      requireChosenProviders(
        configFrom({ ...needed, PAYMENT_SIMULATOR: 'off', PAYMENTS: 'on', NODE_ENV: 'production', ...more }),
      );
    if (refusal === undefined) expect(start).not.toThrow();
    else expect(start).toThrow(refusal);
  });
});
