import type { Caller } from '../support/caller';
import { integrityViolations, untilHandled } from '../support/integrity';
import { writeCoupon } from '../support/coupons';
import { chargePoints, reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { newTestProvider, type TestProvider, WITH_TEST_PROVIDER } from '../support/test-provider';
import { until } from '../support/until';

interface Requested {
  readonly orderId: number;
  readonly paymentId: number;
  readonly providerOrderId: string;
}

describe('a webhook of a payment provider', () => {
  let shop: Shop;
  let provider: TestProvider;
  let user = 0;
  beforeAll(async () => {
    provider = newTestProvider();
    shop = await openShop({ variables: WITH_TEST_PROVIDER });
  });
  beforeEach(() => {
    user++;
    provider.beginAgain();
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const webhook = (body: object, headers: Record<string, string> = {}, name = 'test'): ReturnType<Caller['post']> =>
    shop.anonymous.post(`/api/payments/webhook/${name}`, body, headers);
  const requested = async (): Promise<Requested> => {
    const orderId = await reservedOrder(shop, user);
    const { body } = await shop.buyer(user).post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
    return { orderId, paymentId: body.paymentId, providerOrderId: body.checkoutUrl.split('/').at(-1) };
  };
  const confirm = ({ orderId, providerOrderId }: Requested, amount = 10_000): ReturnType<Caller['post']> =>
    shop.buyer(user).post(`/api/orders/${orderId}/payment/confirm`, {
      paymentKey: `key-${providerOrderId}`,
      providerOrderId,
      amount,
    });
  const paid = async (): Promise<Requested> => {
    const payment = await requested();
    expect((await confirm(payment)).body.status).toBe('CAPTURED');
    return payment;
  };
  interface Row {
    readonly state: string;
    readonly refunds: number;
    readonly looks: number;
    /** s from now; null: no look is due */
    readonly due: number | null;
    readonly ends: number | null;
  }
  const row = async ({ paymentId }: Requested): Promise<Row> => {
    const [found] = await shop.database.query<Row>(
      `SELECT state, refund_total AS refunds, resolve_attempts AS looks, TIMESTAMPDIFF(SECOND, NOW(3), resolve_at) AS due,
         TIMESTAMPDIFF(SECOND, NOW(3), expires_at) AS ends FROM payments WHERE payment_id = ?`,
      [paymentId],
    );
    return found as Row;
  };
  const orderStatus = async ({ orderId }: Requested): Promise<string> =>
    (await shop.buyer(user).get(`/api/orders/${orderId}`)).body.status as string;
  /** As if the money had been asked for, and the last look had begun, a while ago. */
  const later = ({ paymentId }: Requested): Promise<unknown> =>
    shop.database.execute(
      'UPDATE payments SET sent_at = sent_at - INTERVAL 10 SECOND, looked_at = looked_at - INTERVAL 10 SECOND WHERE payment_id = ?',
      [paymentId],
    );
  const calls = (kind: string): number => provider.calls.filter((call) => call.startsWith(kind)).length;
  const untilLooked = () => until(() => Promise.resolve(calls('retrieve') > 0));
  const settled = async (payment: Requested): Promise<void> => {
    await untilLooked();
    await until(async () => ((await row(payment)).due ?? 61) > 60);
  };

  it('that comes before the buyer is back completes the order of a payment that is authorized', async () => {
    const payment = await requested();
    provider.entry(payment.providerOrderId).authorized = true;
    expect((await webhook({ providerOrderId: payment.providerOrderId })).status).toBe(200);
    await until(async () => (await orderStatus(payment)) === 'ORDER_SUCCESS');
    expect([calls('retrieve'), calls('confirm'), (await row(payment)).state]).toEqual([1, 1, 'CAPTURED']);
    const { status, body } = await confirm(payment);
    expect([status, body.status, calls('confirm')]).toEqual([200, 'CAPTURED', 1]);
  });

  it('and the confirmation of the buyer at the same time call the provider once', async () => {
    const payment = await requested();
    provider.entry(payment.providerOrderId).authorized = true;
    const confirmed: ReturnType<Caller['post']>[] = [];
    provider.pause = (call) => {
      if (call === 'retrieve' && confirmed.length === 0) confirmed.push(confirm(payment));
      return Promise.resolve();
    };
    await webhook({ providerOrderId: payment.providerOrderId });
    await until(async () => (await orderStatus(payment)) === 'ORDER_SUCCESS');
    expect([[200, 202].includes((await confirmed[0])?.status ?? 0), calls('confirm')]).toEqual([true, 1]);
    expect(provider.entry(payment.providerOrderId).captures).toBe(1);
  });

  it('about a payment that the buyer has not authorized looks, and leaves it as it is until its end', async () => {
    const payment = await requested();
    const before = await row(payment);
    await webhook({ providerOrderId: payment.providerOrderId });
    await settled(payment);
    const after = await row(payment);
    expect([after.state, calls('confirm'), after.looks]).toEqual(['REQUESTED', 0, 0]);
    expect(Math.abs((after.due ?? 0) - (before.due ?? 0))).toBeLessThan(10);
    expect(after.due).toBe(after.ends);
    expect((await confirm(payment)).body.status).toBe('CAPTURED');
  });

  it('that comes when the attempt has expired gives it up, though it is authorized', async () => {
    const payment = await requested();
    provider.entry(payment.providerOrderId).authorized = true;
    await shop.database.execute('UPDATE payments SET expires_at = NOW(3) WHERE payment_id = ?', [payment.paymentId]);
    await webhook({ providerOrderId: payment.providerOrderId });
    await until(async () => (await row(payment)).state !== 'REQUESTED');
    await until(async () => (await row(payment)).due === null);
    expect([(await row(payment)).state, calls('confirm'), await orderStatus(payment)]).toEqual([
      'ABANDONED',
      0,
      'ORDER_PENDING',
    ]);
  });

  it('does not pay for an order that was cancelled after the buyer had agreed', async () => {
    const payment = await requested();
    provider.entry(payment.providerOrderId).authorized = true;
    await shop.buyer(user).put(`/api/orders/${payment.orderId}`);
    await webhook({ providerOrderId: payment.providerOrderId });
    await untilLooked();
    await until(async () => ((await row(payment)).due ?? 0) > 60);
    expect([calls('confirm'), await orderStatus(payment)]).toEqual([0, 'ORDER_CANCELLED']);
  });

  it('about a payment that the provider has refused lets the order be paid again', async () => {
    const payment = await requested();
    provider.entry(payment.providerOrderId).refused = 'REJECT_CARD_COMPANY';
    await webhook({ providerOrderId: payment.providerOrderId });
    await until(async () => (await row(payment)).state === 'FAILED');
    const again = await shop.buyer(user).post(`/api/orders/${payment.orderId}/payment`, { method: 'CARD' });
    expect([again.status, again.body.status]).toEqual([201, 'REQUESTED']);
  });

  it('finds out an unknown outcome before its look is due', async () => {
    const payment = await requested();
    provider.behaviours.push('silent after capture');
    expect((await confirm(payment)).status).toBe(202);
    await shop.database.execute('UPDATE payments SET resolve_at = NOW(3) + INTERVAL 10 MINUTE WHERE payment_id = ?', [
      payment.paymentId,
    ]);
    await later(payment);
    await webhook({ providerKey: `key-${payment.providerOrderId}` });
    await until(async () => (await orderStatus(payment)) === 'ORDER_SUCCESS');
    expect(calls('confirm')).toBe(1);
  });

  it('during the call that moves the money waits for its answer, which makes the look unnecessary', async () => {
    const payment = await requested();
    const sent: ReturnType<Caller['post']>[] = [];
    provider.pause = (call) => {
      if (call === 'confirm') sent.push(webhook({ providerOrderId: payment.providerOrderId, reports: 'CAPTURE' }));
      return Promise.all(sent).then(() => undefined);
    };
    expect((await confirm(payment)).body.status).toBe('CAPTURED');
    expect([(await sent[0])?.status, (await row(payment)).due, calls('retrieve')]).toEqual([200, null, 0]);
  });

  it('that reports the capture of a captured payment brings about no look', async () => {
    const payment = await paid();
    await later(payment);
    await webhook({ providerOrderId: payment.providerOrderId, reports: 'CAPTURE' });
    expect((await row(payment)).due).toBeNull();
  });

  it('about a captured payment finds what was paid back at the console of the provider', async () => {
    const payment = await paid();
    provider.entry(payment.providerOrderId).cancels.push({ amount: 3_000, reference: 'C-9', mark: null });
    await later(payment);
    await webhook({ providerOrderId: payment.providerOrderId });
    await until(async () => Number((await row(payment)).refunds) === 3_000);
    await until(async () => (await row(payment)).due === null);
    const [refund] = await shop.database.query<object>('SELECT cause, state FROM refunds WHERE payment_id = ?', [
      payment.paymentId,
    ]);
    expect(refund).toEqual({ cause: 'EXTERNAL', state: 'DONE' });
  });

  it('about a payment that was wholly paid back there ends its order, whose coupon and points come back', async () => {
    await chargePoints(shop, user, 2_000);
    const userCouponId = await writeCoupon(shop, user, 1_000);
    const item = { productId: await shop.stocked(5, 10_000), quantity: 1, usePoints: 2_000, userCouponId };
    const { orderId } = (await shop.buyer(user).post('/api/orders/v1', item, { Prefer: 'wait=20' })).body;
    const { body } = await shop.buyer(user).post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
    const providerOrderId = String(body.checkoutUrl).split('/').at(-1) ?? '';
    const payment: Requested = { orderId, paymentId: body.paymentId, providerOrderId };
    expect((await confirm(payment, 7_000)).body.status).toBe('CAPTURED');
    await untilHandled(shop);
    provider.entry(providerOrderId).cancels.push({ amount: 7_000, reference: 'C-8', mark: null });
    await later(payment);
    await webhook({ providerOrderId });
    await until(async () => (await orderStatus(payment)) === 'ORDER_CANCELLED');
    await untilHandled(shop);
    expect((await shop.buyer(user).get('/api/points')).body).toMatchObject({ balance: 2_000 });
    const again = await shop.buyer(user).post('/api/orders/v1', item, { Prefer: 'wait=20' });
    expect([again.status, again.body.status]).toEqual([201, 'ORDER_PENDING']);
  });

  it('about a payment that was given up finds that it was captured after all, and pays it back or buys the goods', async () => {
    const payment = await requested();
    await shop.buyer(user).delete(`/api/orders/${payment.orderId}/payment`);
    await until(async () => (await row(payment)).due === null);
    provider.capture(payment.providerOrderId);
    await later(payment);
    await webhook({ providerOrderId: payment.providerOrderId });
    await until(async () => (await row(payment)).state === 'CAPTURED');
    await until(async () => (await orderStatus(payment)) === 'ORDER_SUCCESS');
  });

  it('sent a hundred times brings about one look, and another one five seconds later at most', async () => {
    const payment = await requested();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => webhook({ providerOrderId: payment.providerOrderId })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await untilLooked();
    for (let count = 0; count < 20; count++) await webhook({ providerOrderId: payment.providerOrderId });
    const { due } = await row(payment);
    expect(calls('retrieve')).toBe(1);
    expect([due !== null && due >= 1, due !== null && due <= 5]).toEqual([true, true]);
  });

  it('during a look is followed by another look, because that look may have asked too early', async () => {
    const payment = await requested();
    const { providerOrderId } = payment;
    provider.pause = async (call) => {
      if (call !== 'retrieve') return;
      if (calls('retrieve') === 1) await webhook({ providerOrderId });
      else provider.entry(providerOrderId).authorized = true;
    };
    await webhook({ providerOrderId });
    await until(async () => (await orderStatus(payment)) === 'ORDER_SUCCESS');
  });

  it('that lies about another order, another amount or an outcome changes nothing', async () => {
    const mine = await requested();
    const others = await requested();
    for (const body of [
      { providerOrderId: mine.providerOrderId, status: 'DONE', orderId: others.orderId, amount: 1, totalAmount: 1 },
      { providerOrderId: others.providerOrderId, outcome: 'CAPTURED', state: 'CAPTURED', about: 'PAYMENT' },
    ]) {
      expect((await webhook(body)).status).toBe(200);
    }
    await until(() => Promise.resolve(calls('retrieve') === 2));
    for (const payment of [mine, others]) {
      await settled(payment);
      expect([(await row(payment)).state, await orderStatus(payment)]).toEqual(['REQUESTED', 'ORDER_PENDING']);
    }
    expect(calls('confirm')).toBe(0);
  });

  it('with a forged signature is refused, and brings about no look', async () => {
    const payment = await requested();
    const before = await row(payment);
    const { status, body } = await webhook(
      { providerOrderId: payment.providerOrderId },
      { 'x-test-signature': 'forged' },
    );
    expect([status, body.code]).toEqual([401, 'WEBHOOK_SIGNATURE_INVALID']);
    expect((await row(payment)).due).toBeGreaterThanOrEqual((before.due ?? 0) - 5);
  });

  it.each<[string, string | Buffer, number, string | undefined]>([
    ['no JSON', '{"providerOrderId":', 400, 'MALFORMED_JSON'],
    ['nothing', '', 400, 'MALFORMED_JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'MALFORMED_JSON'],
    ['more than 64 KiB', `"${'x'.repeat(65_536)}"`, 413, 'BODY_TOO_LARGE'],
    ['more depth than other routes take', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, 200, undefined],
    ['keys that other routes refuse', '{"__proto__":1,"constructor":{}}', 200, undefined],
  ])('of %s is read as it is, or refused', async (_, body, expected, code) => {
    const answer = await fetch(`${shop.address}/api/payments/webhook/test`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    });
    const text = await answer.text();
    expect([answer.status, text === '' ? undefined : (JSON.parse(text) as { code: string }).code]).toEqual([
      expected,
      code,
    ]);
  });

  it('with the secret of a deposit brings about a look only if it is the right one', async () => {
    const payment = await requested();
    const { paymentId, providerOrderId } = payment;
    await shop.database.execute(`UPDATE payments SET provider_secret = 'ps_right' WHERE payment_id = ?`, [paymentId]);
    for (const secret of ['', 'ps_wrong', 'ps_righ', 'ps_right ', 'PS_RIGHT']) {
      expect((await webhook({ providerOrderId, secret })).status).toBe(200);
    }
    expect((await row(payment)).due).toBeGreaterThan(60);
    await webhook({ providerOrderId, secret: 'ps_right' });
    await untilLooked();
  });

  it('about what the shop does not know is answered the same', async () => {
    const payment = await requested();
    const { providerOrderId } = payment;
    for (const [body, name] of [
      [{ providerOrderId: 'hd-none-0123456789' }, 'test'],
      [{ providerOrderId: '결제' }, 'test'],
      [{ providerOrderId: 'x'.repeat(60_000) }, 'test'],
      [{}, 'test'],
      [{ providerOrderId }, 'points'],
      [{ providerOrderId }, 'nobody'],
      [{ providerOrderId }, '%00'],
    ] as const) {
      const { status, body: answer } = await webhook(body, {}, name);
      expect([status, answer]).toEqual([200, undefined]);
    }
    expect((await row(payment)).due).toBeGreaterThan(60);
  });
});
