import { Metrics } from '#platform/observability/metrics';
import { OrderPayments, PaymentTerms } from '#order-payments';
import { PaymentAttempts } from '../../src/modules/payment/persistence/payment-attempts';
import { PaymentLooks } from '../../src/modules/payment/persistence/payment-looks';
import { PaymentSettlements } from '../../src/modules/payment/persistence/payment-settlements';
import { ProviderWords } from '../../src/modules/payment/persistence/provider-words';
import { LookAtDuePayment } from '../../src/modules/payment/use-cases/look-at-due-payment';
import { ResolvePayments } from '../../src/modules/payment/use-cases/resolve-payments';
import { SettlePayments } from '../../src/modules/payment/use-cases/settle-payments';
import { barrier } from '../support/barrier';
import { integrityViolations, untilHandled } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { newTestProvider, type TestProvider, WITH_TEST_PROVIDER } from '../support/test-provider';
import { until } from '../support/until';

const CARD = { method: 'CARD' };

describe('a payment on a page of a provider', () => {
  let shop: Shop;
  let beside: Shop;
  let provider: TestProvider;
  let user = 0;
  beforeAll(async () => {
    provider = newTestProvider();
    shop = await openShop({ variables: WITH_TEST_PROVIDER });
    beside = await openShop({ variables: WITH_TEST_PROVIDER, beside: shop });
  });
  beforeEach(() => {
    user++;
    provider.beginAgain();
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await beside.close();
    await shop.close();
  });

  const pathOf = (orderId: number): string => `/api/orders/${orderId}/payment`;
  const request = (orderId: number, body: object = CARD, at = shop) => at.buyer(user).post(pathOf(orderId), body);
  /** an order with a payment whose page is open */
  const requested = async (): Promise<{ orderId: number; providerOrderId: string; paymentId: number }> => {
    const orderId = await reservedOrder(shop, user);
    const { status, body } = await request(orderId);
    expect([status, body.status]).toEqual([201, 'REQUESTED']);
    return { orderId, providerOrderId: body.checkoutUrl.split('/').at(-1), paymentId: body.paymentId };
  };
  const confirm = (orderId: number, providerOrderId: string, fields: object = {}, at = shop) =>
    at.buyer(user).post(`${pathOf(orderId)}/confirm`, {
      paymentKey: `key-${providerOrderId}`,
      providerOrderId,
      amount: 10_000,
      ...fields,
    });
  const statusOf = async (orderId: number): Promise<unknown> => {
    const [order] = await shop.database.query<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [
      orderId,
    ]);
    return order?.status;
  };
  const attemptsOf = (orderId: number) =>
    shop.database.query<Record<string, unknown>>(
      'SELECT state, outcome, live, captured, refund_total AS refunds FROM payments WHERE order_id = ? ORDER BY ordinal',
      [orderId],
    );
  /** As if so many seconds had passed since the provider was called. */
  const letPass = (paymentId: number, seconds: number): Promise<unknown> =>
    shop.database.execute(
      `UPDATE payments SET sent_at = sent_at - INTERVAL ? SECOND, resolve_at = NOW(3) WHERE payment_id = ?`,
      [seconds, paymentId],
    );
  const look = async (paymentId: number, seconds = 50): Promise<void> => {
    await letPass(paymentId, seconds);
    const ended = async () =>
      (await shop.database.query('SELECT 1 FROM payments WHERE payment_id = ? AND resolve_at <= NOW(3)', [paymentId]))
        .length === 0;
    for (const instance of [shop, beside]) instance.app.get(ResolvePayments, { strict: false }).wake();
    await until(ended);
  };
  /** The time to pay the order is over, and it is cancelled for that. */
  const expire = async (orderId: number): Promise<void> => {
    await shop.database.execute(
      'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 1 SECOND WHERE order_id = ?',
      [orderId],
    );
    await until(async () => (await statusOf(orderId)) === 'ORDER_CANCELLED');
  };
  const calls = (kind: string): string[] => provider.calls.filter((call) => call.startsWith(kind));

  it('is captured though the address of its receipt cannot be stored', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.receiptUrl = `https://pay.test/${'영'.repeat(500)}`;
    const { status, body } = await confirm(orderId, providerOrderId);
    provider.receiptUrl = undefined;
    expect([status, body.status, body.receiptUrl, await statusOf(orderId)]).toEqual([
      200,
      'CAPTURED',
      null,
      'ORDER_SUCCESS',
    ]);
  });

  it('is captured by its confirmation, which completes the order; repeated, the answer is the same', async () => {
    const { orderId, providerOrderId } = await requested();
    const { status, body } = await confirm(orderId, providerOrderId);
    expect([status, body.status, await statusOf(orderId)]).toEqual([200, 'CAPTURED', 'ORDER_SUCCESS']);
    const again = await confirm(orderId, providerOrderId);
    expect([again.status, again.body.status, calls('confirm').length]).toEqual([200, 'CAPTURED', 1]);
    expect(await attemptsOf(orderId)).toEqual([
      { state: 'CAPTURED', outcome: 'PAID', live: 1, captured: 10_000, refunds: 0 },
    ]);
  });

  it('is one attempt when two tabs request it at once on two instances', async () => {
    const orderId = await reservedOrder(shop, user);
    const answers = await Promise.all([1, 2, 3, 4].map((tab) => request(orderId, CARD, tab % 2 ? shop : beside)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.paymentId)).size).toBe(1);
  });

  it('is abandoned when the buyer chooses another method, and its page is answered so', async () => {
    const { orderId, providerOrderId } = await requested();
    const other = await request(orderId, { method: 'TRANSFER' });
    expect([other.status, other.body.method]).toEqual([201, 'TRANSFER']);
    const { status, body } = await confirm(orderId, providerOrderId);
    expect([status, body.code, calls('confirm')]).toEqual([409, 'PAYMENT_SUPERSEDED', []]);
    await until(() => Promise.resolve(calls('close').length === 1));
    expect((await attemptsOf(orderId)).map(({ state }) => state)).toEqual(['ABANDONED', 'REQUESTED']);
  });

  it('calls the provider once when it is confirmed many times at once on two instances', async () => {
    const { orderId, providerOrderId } = await requested();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, tab) => confirm(orderId, providerOrderId, {}, tab % 2 ? shop : beside)),
    );
    expect(answers.every(({ status }) => status === 200 || status === 202)).toBe(true);
    expect([calls('confirm').length, provider.entry(providerOrderId).captures]).toEqual([1, 1]);
    expect(await statusOf(orderId)).toBe('ORDER_SUCCESS');
  });

  it('is refused with another amount, and for another payment, before anything is sent', async () => {
    const { orderId, providerOrderId } = await requested();
    const amount = await confirm(orderId, providerOrderId, { amount: 100 });
    expect([amount.status, amount.body.code, amount.body.about]).toEqual([
      409,
      'PAYMENT_AMOUNT_MISMATCH',
      { amount: 10_000 },
    ]);
    const unknown = await confirm(orderId, 'hd-x-0123456789');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
    const stranger = await shop.buyer(user + 1).post(`${pathOf(orderId)}/confirm`, {
      paymentKey: 'key',
      providerOrderId,
      amount: 10_000,
    });
    expect([stranger.status, stranger.body.code, calls('confirm')]).toEqual([404, 'PAYMENT_NOT_FOUND', []]);
  });

  it('is refused with the key of another payment', async () => {
    const first = await requested();
    await confirm(first.orderId, first.providerOrderId);
    const { orderId, providerOrderId } = await requested();
    const foreign = await confirm(orderId, providerOrderId, { paymentKey: `key-${first.providerOrderId}` });
    expect([foreign.status, foreign.body.code, calls('confirm').length]).toEqual([409, 'PAYMENT_SUPERSEDED', 1]);
    expect(await statusOf(orderId)).toBe('ORDER_PENDING');
  });

  it('is confirmed by one of those that arrive together, and fails alone with the key of another one', async () => {
    const [one, other, third] = [await requested(), await requested(), await requested()];
    const attempts = shop.app.get(PaymentAttempts, { strict: false });
    const answers = await Promise.allSettled([
      attempts.intend(one.paymentId, 'key-of-two'),
      attempts.intend(third.paymentId, `key-${third.providerOrderId}`),
      attempts.intend(other.paymentId, 'key-of-two'),
      attempts.intend(third.paymentId, `key-${third.providerOrderId}`),
    ]);
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'refused'))).toEqual([
      ...[true, true, 'refused', false],
    ]);
    expect(await attemptsOf(other.orderId)).toMatchObject([{ state: 'REQUESTED' }]);
    for (const { paymentId, orderId } of [one, third]) {
      await look(paymentId);
      await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    }
  });

  it('is opened and confirmed together with others, each with its own page and key', async () => {
    const orders = [await reservedOrder(shop, user), await reservedOrder(shop, user), await reservedOrder(shop, user)];
    const opened = await Promise.all(orders.map((orderId) => request(orderId)));
    const names = opened.map(({ body }) => body.checkoutUrl.split('/').at(-1));
    const confirmed = await Promise.all(orders.map((orderId, index) => confirm(orderId, names[index])));
    expect(confirmed.map(({ status, body }) => [status, body.status])).toEqual(orders.map(() => [200, 'CAPTURED']));
    const rows = await shop.database.query(
      'SELECT checkout_url AS url, provider_key AS providerKey FROM payments WHERE order_id IN (?) ORDER BY order_id',
      [orders],
    );
    expect(rows).toEqual(names.map((name) => ({ url: `https://pay.test/${name}`, providerKey: `key-${name}` })));
  });

  it('is judged by one word of its provider after the other when two are stored at once', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent after capture');
    expect((await confirm(orderId, providerOrderId)).status).toBe(202);
    const words = shop.app.get(ProviderWords, { strict: false });
    const captured = { outcome: 'CAPTURED', amount: 10_000, currency: 'KRW', providerOrderId, cancels: [] } as const;
    const standings = [{ outcome: 'REFUSED', code: 'TOO_EARLY' } as const, captured, captured];
    const stored = await Promise.all(standings.map((standing) => words.record({ paymentId, orderId, standing })));
    expect(stored.map((payment) => payment?.state)).toEqual(['FAILED', 'CAPTURED', 'CAPTURED']);
    await untilHandled(shop);
    expect(await statusOf(orderId)).toBe('ORDER_SUCCESS');
    expect(await attemptsOf(orderId)).toMatchObject([{ state: 'CAPTURED', outcome: 'PAID', live: 1 }]);
  });

  it('is declined with 402, and the order can be paid again', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.behaviours.push('refuse');
    const declined = await confirm(orderId, providerOrderId);
    expect([declined.status, declined.body.code, declined.body.about]).toEqual([
      402,
      'PAYMENT_DECLINED',
      { code: 'REJECT_CARD_PAYMENT' },
    ]);
    expect(await attemptsOf(orderId)).toMatchObject([{ state: 'FAILED', live: null }]);
    const again = await request(orderId);
    expect([again.status, again.body.status]).toEqual([201, 'REQUESTED']);
  });

  it('is 202 while it is not known, keeps others away, and is captured once it is found out', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent after capture');
    const unknown = await confirm(orderId, providerOrderId);
    expect([unknown.status, unknown.body.status]).toEqual([202, 'CONFIRMING']);
    const second = await request(orderId);
    expect([second.status, second.body.code]).toEqual([409, 'PAYMENT_IN_PROGRESS']);
    expect((await shop.buyer(user).delete(pathOf(orderId))).body.code).toBe('PAYMENT_IN_PROGRESS');
    await look(paymentId);
    await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    expect([calls('confirm').length, provider.entry(providerOrderId).captures]).toEqual([1, 1]);
  });

  it('is confirmed again under the same key where no call was answered, and not before 45 seconds', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent');
    expect((await confirm(orderId, providerOrderId)).status).toBe(202);
    await look(paymentId, 0);
    expect(calls('confirm').length).toBe(1);
    await look(paymentId, 50);
    await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    const keys = calls('confirm');
    expect([keys.length, new Set(keys).size, provider.entry(providerOrderId).captures]).toEqual([2, 1, 1]);
  });

  it('is confirmed again by one of two instances that look at the same time, as after one of them was frozen', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent');
    expect((await confirm(orderId, providerOrderId)).status).toBe(202);
    await shop.database.execute(
      `UPDATE payments SET sent_at = sent_at - INTERVAL 50 SECOND, resolve_at = NOW(3) + INTERVAL 1 HOUR
       WHERE payment_id = ?`,
      [paymentId],
    );
    const both = barrier(2);
    provider.pause = (call) => (call === 'retrieve' ? both() : Promise.resolve());
    const { signal } = new AbortController();
    await Promise.all(
      [shop, beside].map(({ app }) => app.get(LookAtDuePayment, { strict: false }).execute(paymentId, signal)),
    );
    expect([calls('retrieve').length, calls('confirm').length]).toEqual([2, 2]);
    expect(await statusOf(orderId)).toBe('ORDER_SUCCESS');
  });

  it('is confirmed again under a new key where the answer was no certainty and a look shows that nothing happened', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('unsure');
    expect((await confirm(orderId, providerOrderId)).status).toBe(202);
    await look(paymentId);
    await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    expect(calls('confirm').map((call) => call.split('#')[1])).toEqual(['1', '2']);
  });

  it('is listed and counted as unexplained after a day, and has failed when its provider does not know it then', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent');
    await confirm(orderId, providerOrderId);
    provider.isAway = true;
    const unexplained = async (): Promise<unknown[]> => {
      const { body } = await shop.admin.get('/api/payments?status=UNEXPLAINED');
      const { unexplained: count } = await shop.app.get(PaymentLooks, { strict: false }).waiting();
      return [body.items.map((payment: { paymentId: number }) => payment.paymentId), count];
    };
    const requestedAgo = (hours: number) =>
      shop.database.execute('UPDATE payments SET requested_at = NOW(3) - INTERVAL ? HOUR WHERE payment_id = ?', [
        hours,
        paymentId,
      ]);
    await requestedAgo(23);
    expect(await unexplained()).toEqual([[], 0]);
    await requestedAgo(25);
    expect(await unexplained()).toEqual([[paymentId], 1]);
    expect(await shop.app.get(Metrics).text()).toContain('hotdeal_payments_unexplained 1');
    provider.entries.delete(providerOrderId);
    provider.isAway = false;
    await look(paymentId, 10);
    expect((await attemptsOf(orderId))[0]?.['state']).toBe('CONFIRMING');
    await look(paymentId, 86_400);
    await until(async () => (await attemptsOf(orderId))[0]?.['state'] === 'FAILED');
    const { body } = await shop.buyer(user).get(pathOf(orderId));
    expect([body.status, body.failureCode, await unexplained()]).toEqual(['FAILED', 'NOT_FOUND_AT_PROVIDER', [[], 0]]);
    expect([calls('confirm').length, (await request(orderId)).status]).toEqual([1, 201]);
  });

  it('is not requested beside the last attempt that has failed, on any instance, before its order has heard of it', async () => {
    const { orderId, providerOrderId: first } = await requested();
    const { maxAttempts } = shop.app.get(PaymentTerms, { strict: false });
    for (let attempt = 1, name = first; attempt <= maxAttempts; attempt++) {
      provider.behaviours.push('refuse');
      if (attempt < maxAttempts) {
        expect((await confirm(orderId, name)).status).toBe(402);
        name = (await request(orderId)).body.checkoutUrl.split('/').at(-1);
        continue;
      }
      const settling = pauseStep(shop.app.get(OrderPayments, { strict: false }), 'settle');
      const last = confirm(orderId, name);
      await settling.reached;
      const beside_ = await Promise.all([shop, beside, shop, beside].map((at) => request(orderId, CARD, at)));
      expect(new Set(beside_.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
        new Set(['409 ORDER_NOT_PAYABLE']),
      );
      expect(await statusOf(orderId)).toBe('ORDER_PENDING');
      settling.release();
      await last;
    }
    await untilHandled(shop);
    expect([(await attemptsOf(orderId)).length, await statusOf(orderId)]).toEqual([maxAttempts, 'ORDER_CANCELLED']);
  });

  it('is not confirmed again when the order is over', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    provider.behaviours.push('silent');
    await confirm(orderId, providerOrderId);
    expect((await shop.buyer(user).put(`/api/orders/${orderId}`)).status).toBe(200);
    await look(paymentId);
    expect([calls('confirm').length, await statusOf(orderId)]).toEqual([1, 'ORDER_CANCELLED']);
    provider.entry(providerOrderId).refused = 'EXPIRED';
    await look(paymentId);
    await until(async () => (await attemptsOf(orderId))[0]?.['state'] === 'FAILED');
  });

  it('ends at the provider when it is given up, and a capture that is found there wins', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    const abandoned = await shop.buyer(user).delete(pathOf(orderId));
    expect([abandoned.status, abandoned.body.status]).toEqual([200, 'ABANDONED']);
    expect((await shop.buyer(user).delete(pathOf(orderId))).body.status).toBe('ABANDONED');
    provider.capture(providerOrderId);
    await look(paymentId, 0);
    await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    expect((await shop.buyer(user).delete(pathOf(orderId))).body.code).toBe('ORDER_ALREADY_PAID');
  });

  it('pays back the second of two captures', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    await request(orderId, { method: 'TRANSFER' });
    const second = (await shop.buyer(user).get(pathOf(orderId))).body.checkoutUrl.split('/').at(-1);
    expect((await confirm(orderId, second)).status).toBe(200);
    provider.capture(providerOrderId);
    await look(paymentId, 0);
    await until(async () => (await attemptsOf(orderId))[0]?.['outcome'] === 'DUPLICATE');
    expect(await attemptsOf(orderId)).toEqual([
      { state: 'CAPTURED', outcome: 'DUPLICATE', live: null, captured: 10_000, refunds: 10_000 },
      { state: 'CAPTURED', outcome: 'PAID', live: 1, captured: 10_000, refunds: 0 },
    ]);
  });

  it('pays the order by an attempt that was given up, and abandons the one that took its place', async () => {
    const { orderId, providerOrderId, paymentId } = await requested();
    await request(orderId, { method: 'TRANSFER' });
    provider.capture(providerOrderId);
    await look(paymentId, 0);
    await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toMatchObject([
      { state: 'CAPTURED', outcome: 'PAID', live: null },
      { state: 'ABANDONED', live: null },
    ]);
  });

  it.each([
    ['another amount', 'short', 9_000],
    ['the part that was not cancelled there', 'cancelled in part', 9_000],
  ] as const)('pays back %s, and leaves the order to be paid', async (_, behaviour, captured) => {
    const { orderId, providerOrderId } = await requested();
    provider.behaviours.push(behaviour);
    const { status, body } = await confirm(orderId, providerOrderId);
    expect([status, body.status]).toEqual([200, 'CAPTURED']);
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toEqual([
      { state: 'CAPTURED', outcome: 'MISMATCH', live: null, captured, refunds: captured },
    ]);
    expect(await statusOf(orderId)).toBe('ORDER_PENDING');
    expect((await request(orderId)).status).toBe(201);
  });

  it('pays back money in a currency that cannot be stored, and leaves the order to be paid', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.currency = '대한민국 원';
    const { status, body } = await confirm(orderId, providerOrderId);
    provider.currency = undefined;
    expect([status, body.status, body.currency]).toEqual([200, 'CAPTURED', 'XXX']);
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toMatchObject([{ state: 'CAPTURED', outcome: 'MISMATCH', refunds: 10_000 }]);
    expect(await statusOf(orderId)).toBe('ORDER_PENDING');
  });

  it('has failed when all of it was cancelled there before it was known', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.behaviours.push('cancelled');
    const { status, body } = await confirm(orderId, providerOrderId);
    expect([status, body.about]).toEqual([402, { code: 'PROVIDER_CANCELLED' }]);
    expect(await attemptsOf(orderId)).toMatchObject([{ state: 'FAILED', captured: 0 }]);
  });

  it('gets the same attempt when the provider could not open it at first', async () => {
    const orderId = await reservedOrder(shop, user);
    provider.isAway = true;
    expect((await request(orderId)).status).toBe(503);
    provider.isAway = false;
    const { status, body } = await request(orderId);
    expect([status, body.status, body.checkoutUrl]).toEqual([
      200,
      'REQUESTED',
      expect.stringContaining('https://pay.test/hd-'),
    ]);
  });

  it('is not confirmed where the shop does not work with its provider any more, and 503 says so', async () => {
    const without = await openShop({ variables: { ...WITH_TEST_PROVIDER, PAYMENT_PROVIDERS: 'points' }, beside: shop });
    const { orderId, providerOrderId } = await requested();
    const { status, body } = await confirm(orderId, providerOrderId, {}, without);
    expect([status, body.code, calls('confirm')]).toEqual([503, 'SERVICE_UNAVAILABLE', []]);
    expect(await attemptsOf(orderId)).toMatchObject([{ state: 'REQUESTED', live: 1 }]);
    await without.close();
    expect((await confirm(orderId, providerOrderId)).status).toBe(200);
  });

  it('is not sent by a process that was frozen after the order was asked, if the order is over since', async () => {
    const { orderId, providerOrderId } = await requested();
    const intending = pauseStep(shop.app.get(PaymentAttempts, { strict: false }), 'intend');
    const confirming = confirm(orderId, providerOrderId);
    await intending.reached;
    await shop.buyer(user).put(`/api/orders/${orderId}`);
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 15_000);
    intending.release();
    const { status, body } = await confirming;
    clock.mockRestore();
    expect([status, body.code, calls('confirm')]).toEqual([409, 'ORDER_NOT_PAYABLE', []]);
  });

  it('has one page when two tabs have opened it as two at the provider', async () => {
    const { paymentId, providerOrderId } = await requested();
    const attempts = shop.app.get(PaymentAttempts, { strict: false });
    const page = `https://pay.test/${providerOrderId}`;
    expect(await attempts.opened(paymentId, { checkoutUrl: 'https://pay.test/2', providerKey: 'key-2' })).toBe(page);
  });

  it('is paid back when its order was cancelled while it was confirmed', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.pause = async (call) => {
      if (call === 'confirm') await shop.buyer(user).put(`/api/orders/${orderId}`);
    };
    expect((await confirm(orderId, providerOrderId)).body.status).toBe('CAPTURED');
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toMatchObject([{ outcome: 'OVER', refunds: 10_000 }]);
    expect(await statusOf(orderId)).toBe('ORDER_CANCELLED');
  });

  it('buys the same goods again when its order has expired while it was confirmed', async () => {
    const { orderId, providerOrderId } = await requested();
    provider.pause = (call) => (call === 'confirm' ? expire(orderId) : Promise.resolve());
    expect((await confirm(orderId, providerOrderId)).body.status).toBe('CAPTURED');
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toMatchObject([{ outcome: 'LATE', refunds: 0 }]);
    const [receipt] = await shop.database.query<{ orderId: number; replaced: number; status: string }>(
      `SELECT orders.order_id AS orderId, replaces_order_id AS replaced, status FROM order_replacements
       JOIN orders ON orders.order_id = order_replacements.order_id
       JOIN order_receipts ON order_receipts.order_id = orders.order_id WHERE replaces_order_id = ?`,
      [orderId],
    );
    expect([receipt?.status, await statusOf(orderId)]).toEqual(['ORDER_SUCCESS', 'ORDER_CANCELLED']);
  });

  it('is paid back when its order has expired and late payments do not buy again', async () => {
    const refunding = await openShop({ variables: { ...WITH_TEST_PROVIDER, LATE_PAYMENT: 'refund' }, beside: shop });
    const { orderId, providerOrderId } = await requested();
    provider.pause = (call) => (call === 'confirm' ? expire(orderId) : Promise.resolve());
    expect((await confirm(orderId, providerOrderId, {}, refunding)).body.status).toBe('CAPTURED');
    await untilHandled(shop);
    expect(await attemptsOf(orderId)).toMatchObject([{ outcome: 'LATE', refunds: 10_000 }]);
    await refunding.close();
  });

  describe('of an order that has expired, when two instances settle it, of which only one lets late payments buy again,', () => {
    let refunding: Shop;
    beforeAll(async () => {
      refunding = await openShop({ variables: { ...WITH_TEST_PROVIDER, LATE_PAYMENT: 'refund' }, beside: shop });
    });
    afterAll(() => refunding.close());

    it.each([
      ['buys again on the one, and is not paid back by the other', () => [shop, refunding], 'ORDER_SUCCESS', 0],
      ['is paid back by the one, and buys nothing on the other', () => [refunding, shop], undefined, 10_000],
    ] as const)('%s', async (_, instances, bought, refunds) => {
      const [first, second] = instances() as [Shop, Shop];
      const { orderId, providerOrderId, paymentId } = await requested();
      provider.pause = (call) => (call === 'confirm' ? expire(orderId) : Promise.resolve());
      const storing = pauseStep(first.app.get(PaymentSettlements, { strict: false }), 'store');
      const confirming = confirm(orderId, providerOrderId, {}, first);
      await storing.reached;
      await second.app.get(SettlePayments, { strict: false }).now(paymentId);
      storing.release();
      expect((await confirming).body.status).toBe('CAPTURED');
      for (const instance of [first, second]) await untilHandled(instance);
      const [replacement] = await shop.database.query<{ status: string }>(
        `SELECT status FROM order_replacements JOIN orders ON orders.order_id = order_replacements.order_id
         WHERE replaces_order_id = ?`,
        [orderId],
      );
      expect([replacement?.status, await attemptsOf(orderId)]).toMatchObject([bought, [{ outcome: 'LATE', refunds }]]);
    });
  });
});
