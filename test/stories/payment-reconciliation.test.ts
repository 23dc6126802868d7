import { DatabaseClock } from '#platform/database/database-clock';
import { dayIn, daysAfter } from '#platform/timing/zoned-time';
import { daysToReconcile } from '../../src/modules/payment/domain/day-comparison';
import type { ProviderTransaction } from '../../src/modules/payment/domain/provider';
import { ReconcileDay } from '../../src/modules/payment/use-cases/reconcile-day';
import { ReconcileNightly } from '../../src/modules/payment/use-cases/reconcile-nightly';
import { integrityViolations, untilHandled } from '../support/integrity';
import { reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { newTestProvider, type TestProvider, WITH_TEST_PROVIDER } from '../support/test-provider';
import { until } from '../support/until';

const ZONE = 'Asia/Seoul';

describe('payments and the list of their provider', () => {
  let shop: Shop;
  let beside: Shop;
  let provider: TestProvider;
  let day: string;
  let user = 0;
  beforeAll(async () => {
    provider = newTestProvider();
    shop = await openShop({ variables: WITH_TEST_PROVIDER });
    beside = await openShop({ variables: WITH_TEST_PROVIDER, beside: shop });
    day = dayIn(ZONE, shop.app.get(DatabaseClock, { strict: false }).now());
  });
  beforeEach(async () => {
    user++;
    // What the tests before have left is of another day.
    await shop.database.execute('UPDATE payments SET approved_at = approved_at - INTERVAL 40 DAY');
    await shop.database.execute('UPDATE refunds SET completed_at = completed_at - INTERVAL 40 DAY');
    Object.assign(provider, { transactions: [], isAway: false });
  });
  afterEach(async () => {
    provider.isAway = false;
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await beside.close();
    await shop.close();
  });

  const { signal } = new AbortController();
  const reconcile = async () =>
    (await shop.app.get(ReconcileDay, { strict: false }).execute('test', day, signal)).differences;
  const requested = async () => {
    const orderId = await reservedOrder(shop, user);
    const { body } = await shop.buyer(user).post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
    return { orderId, name: String(body.checkoutUrl).split('/').at(-1) ?? '', paymentId: body.paymentId as number };
  };
  const captured = async () => {
    const attempt = await requested();
    const { status } = await shop.buyer(user).post(`/api/orders/${attempt.orderId}/payment/confirm`, {
      ...{ paymentKey: `key-${attempt.name}`, providerOrderId: attempt.name, amount: 10_000 },
    });
    expect(status).toBe(200);
    return attempt;
  };
  const entry = (name: string, change: Partial<ProviderTransaction> = {}): ProviderTransaction => ({
    ...{ kind: 'CAPTURE', providerOrderId: name, providerKey: `key-${name}`, reference: `T-${name}` },
    ...{ amount: 10_000, currency: 'KRW', at: shop.app.get(DatabaseClock, { strict: false }).now(), ...change },
  });
  const listed = (...entries: ProviderTransaction[]) => void (provider.transactions = entries);
  const kinds = (differences: readonly { kind: string; isMended: boolean }[]) =>
    differences.map(({ kind, isMended }) => [kind, isMended]);

  it('agree on a capture, and on a refund', async () => {
    const { orderId, name } = await captured();
    await shop.buyer(user).put(`/api/orders/${orderId}`);
    const done = () => shop.database.query("SELECT 1 FROM refunds WHERE order_id = ? AND state = 'DONE'", [orderId]);
    await until(async () => (await done()).length === 1);
    const [reference = ''] = provider.entry(name).cancels.map((cancel) => cancel.reference ?? '');
    listed(entry(name), entry(name, { kind: 'CANCEL', reference }));
    expect(await reconcile()).toEqual([]);
  });

  it('agree on a capture that is listed on another day', async () => {
    await captured();
    expect(await reconcile()).toEqual([]);
  });

  it('differ by a capture under a name, or a key, that is none of ours', async () => {
    const { name, paymentId } = await captured();
    listed(entry('another-shop'), entry('x', { kind: 'CANCEL' }), entry(name), entry(name, { providerKey: 'other' }));
    expect(await reconcile()).toEqual([
      expect.objectContaining({ kind: 'CAPTURE_UNKNOWN', paymentId: null, amountThere: 10_000, isMended: false }),
      expect.objectContaining({ kind: 'CANCEL_UNKNOWN', paymentId: null }),
      expect.objectContaining({ kind: 'CAPTURE_UNKNOWN', paymentId, providerKey: 'other' }),
    ]);
  });

  it('differ by a capture that was missed, which is stored then and pays the order', async () => {
    const { orderId, name, paymentId } = await requested();
    provider.capture(name);
    listed(entry(name));
    expect(await reconcile()).toEqual([
      expect.objectContaining({
        kind: 'CAPTURE_MISSED',
        paymentId,
        amountHere: 0,
        amountThere: 10_000,
        isMended: true,
      }),
    ]);
    expect((await shop.buyer(user).get(`/api/orders/${orderId}`)).body.status).toBe('ORDER_SUCCESS');
    expect(await reconcile()).toEqual([]);
  });

  it('agree when a capture was cancelled there before it was known', async () => {
    const { name } = await requested();
    provider.capture(name);
    provider.entry(name).cancels.push({ amount: 10_000, reference: 'C1', mark: null });
    listed(entry(name), entry(name, { kind: 'CANCEL', reference: 'C1' }));
    expect(await reconcile()).toEqual([]);
  });

  it('differ by a cancel that is no refund of ours, which is stored then as one', async () => {
    const { orderId, name } = await captured();
    provider.entry(name).cancels.push({ amount: 4_000, reference: `C-${name}`, mark: null });
    listed(entry(name), entry(name, { kind: 'CANCEL', reference: `C-${name}`, amount: 4_000 }));
    expect(kinds(await reconcile())).toEqual([['CANCEL_MISSED', true]]);
    const refunds = await shop.database.query('SELECT cause, amount, state FROM refunds WHERE order_id = ?', [orderId]);
    expect(refunds).toEqual([{ cause: 'EXTERNAL', amount: 4_000, state: 'DONE' }]);
    expect(await reconcile()).toEqual([]);
  });

  it('differ by a cancel of all of it, which is stored then, and ends the order', async () => {
    const { orderId, name } = await captured();
    provider.entry(name).cancels.push({ amount: 10_000, reference: `C-${name}`, mark: null });
    listed(entry(name), entry(name, { kind: 'CANCEL', reference: `C-${name}` }));
    expect(kinds(await reconcile())).toEqual([['CANCEL_MISSED', true]]);
    await untilHandled(shop);
    const { body: order } = await shop.buyer(user).get(`/api/orders/${orderId}`);
    expect(order).toMatchObject({ status: 'ORDER_CANCELLED', cancelReason: 'PAYMENT_REVERSED' });
    expect(await reconcile()).toEqual([]);
  });

  it('differ by a capture that is not there', async () => {
    const { name, paymentId } = await captured();
    provider.entry(name).captured = 0;
    expect(await reconcile()).toEqual([
      expect.objectContaining({ kind: 'CAPTURE_ABSENT', paymentId, amountHere: 10_000, amountThere: 0 }),
    ]);
    provider.entry(name).captured = 10_000;
  });

  it('differ by another amount', async () => {
    const { name } = await captured();
    provider.entry(name).captured = 12_000;
    listed(entry(name, { amount: 12_000 }));
    expect(await reconcile()).toEqual([
      expect.objectContaining({ kind: 'AMOUNT_DIFFERS', amountHere: 10_000, amountThere: 12_000, isMended: false }),
    ]);
  });

  it('differ by a refund that is not there', async () => {
    const { orderId, name } = await captured();
    await shop.buyer(user).put(`/api/orders/${orderId}`);
    const done = () => shop.database.query("SELECT 1 FROM refunds WHERE order_id = ? AND state = 'DONE'", [orderId]);
    await until(async () => (await done()).length === 1);
    provider.entry(name).cancels.length = 0;
    listed(entry(name));
    expect(await reconcile()).toEqual([
      expect.objectContaining({ kind: 'REFUND_ABSENT', refundId: expect.any(Number), amountHere: 10_000 }),
    ]);
  });

  it('keep a doubt that could not be looked at, and say so', async () => {
    const { name } = await requested();
    provider.capture(name);
    listed(entry(name));
    const { retrieve } = provider;
    provider.retrieve = () => Promise.reject(new Error('no answer'));
    const result = await shop.app.get(ReconcileDay, { strict: false }).execute('test', day, signal);
    provider.retrieve = retrieve;
    expect([kinds(result.differences), result.unanswered]).toEqual([[['CAPTURE_MISSED', false]], 1]);
  });

  it('are compared in the night by one of two instances, again when that failed, and an administrator sees the result', async () => {
    const { name } = await captured();
    listed(entry(name), entry('none-of-ours'));
    provider.isAway = true;
    await shop.database.execute('DELETE FROM payment_reconciliations');
    await shop.database.execute(
      `INSERT INTO payment_reconciliations (provider, reconciled_day, state, due_at) VALUES ('test', ?, 'DUE', NOW(3))`,
      [day],
    );
    const wake = () => [shop, beside].forEach(({ app }) => app.get(ReconcileNightly, { strict: false }).wake());
    const row = async () => {
      const [found] = await shop.database.query<Record<string, unknown>>(
        'SELECT state, attempts, differences, failure FROM payment_reconciliations',
      );
      return found;
    };
    wake();
    await until(async () => (await row())?.['failure'] !== null);
    expect(await row()).toMatchObject({ state: 'DUE', attempts: 1, failure: 'the provider is away' });
    provider.isAway = false;
    await shop.database.execute('UPDATE payment_reconciliations SET due_at = NOW(3)');
    wake();
    await until(async () => (await row())?.['state'] === 'DONE');
    expect(await row()).toMatchObject({ attempts: 2, differences: 1, failure: null });
    const { status, body } = await shop.admin.get('/api/payments/reconciliations');
    expect([status, body.items]).toEqual([
      200,
      [expect.objectContaining({ provider: 'test', day, status: 'DONE', transactions: 2, differences: 1 })],
    ]);
    expect(body.items[0].findings).toMatchObject([{ kind: 'CAPTURE_UNKNOWN', providerOrderId: 'none-of-ours' }]);
    expect((await shop.buyer(user).get('/api/payments/reconciliations')).status).toBe(403);
    const forged = Buffer.from(JSON.stringify(['no day', 'test'])).toString('base64url');
    expect((await shop.admin.get(`/api/payments/reconciliations?cursor=${forged}`)).status).toBe(400);
  });

  it('are compared on each day that was missed, and on the day before at first', () => {
    expect(daysToReconcile(undefined, '2026-12-01')).toEqual(['2026-11-30']);
    expect(daysToReconcile('2026-11-30', '2026-12-01')).toEqual([]);
    expect(daysToReconcile('2026-11-27', '2026-12-01')).toEqual(['2026-11-28', '2026-11-29', '2026-11-30']);
    expect(daysToReconcile('2026-01-01', '2026-12-01')).toHaveLength(14);
    expect(daysAfter('2026-12-01', -14)).toBe(daysToReconcile('2026-01-01', '2026-12-01')[0]);
  });
});
