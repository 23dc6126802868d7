import { DataSource } from 'typeorm';
import { lookForDepositsNow } from '../../src/modules/payment/persistence/payment-changes';
import { PaymentBooks } from '../../src/modules/payment/persistence/payment-books';
import { PaymentHints } from '../../src/modules/payment/persistence/payment-hints';
import { ReconciliationRuns } from '../../src/modules/payment/persistence/reconciliation-runs';
import { deleteUnneededAccounts } from '../../src/modules/payment/persistence/refund-accounts';
import { PaymentAttempts } from '../../src/modules/payment/persistence/payment-attempts';
import { PaymentLooks } from '../../src/modules/payment/persistence/payment-looks';
import { PaymentRequests } from '../../src/modules/payment/persistence/payment-requests';
import { PaymentResults } from '../../src/modules/payment/persistence/payment-results';
import { PaymentSettlements } from '../../src/modules/payment/persistence/payment-settlements';
import { PaymentQueries } from '../../src/modules/payment/persistence/payment.queries';
import type { Payment } from '../../src/modules/payment/domain/payment';
import { expectIndexes } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

const PAYMENTS = 4_000;
/** Ids that the application does not give out here. */
const FIRST = 50_000;
const NAMED = { providerOrderId: 'hd-3' };
const STATES = ['CAPTURED', 'FAILED', 'ABANDONED', 'REQUESTED', 'CONFIRMING'] as const;

describe('every statement about payments finds its rows by an index', () => {
  let shop: Shop;
  beforeAll(async () => {
    // Its provider is not known, so that no poller looks at these payments.
    shop = await openShop();
    const { database } = shop;
    const rows = Array.from({ length: PAYMENTS }, (_, index) => {
      const state = STATES[index % STATES.length] as (typeof STATES)[number];
      const captured = state === 'CAPTURED' ? 9_000 : 0;
      const live = ['FAILED', 'ABANDONED'].includes(state) ? null : 1;
      const dueAt = ['REQUESTED', 'CONFIRMING'].includes(state) ? new Date(Date.now() + (index - 50) * 60_000) : null;
      return [
        ...[FIRST + index, 10_000 + index, 7, 1, 'gone', 'CARD', state, live, state === 'CAPTURED' ? 'PAID' : null],
        ...[9_000, captured, 'KRW', `hd-${index}`, `key-${index}`, dueAt],
      ];
    });
    await database.execute(
      `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount,
         captured, currency, provider_order_id, provider_key, resolve_at) VALUES ?`,
      [rows],
    );
    const day = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10);
    await database.execute(
      `INSERT INTO payment_reconciliations (provider, reconciled_day, state, due_at, completed_at) VALUES ?`,
      [
        Array.from({ length: PAYMENTS }, (_, index) => {
          const isDue = index % 500 === 0;
          return ['gone', day(index), isDue ? 'DUE' : 'DONE', isDue ? new Date() : null, isDue ? null : new Date()];
        }),
      ],
    );
    await database.query('ANALYZE TABLE payments, payment_reconciliations');
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const find = async (paymentId: number): Promise<Payment> => (await get(PaymentQueries).find(paymentId)) as Payment;
  const request = (orderId: number) => ({
    ...({ provider: 'gone', method: 'CARD', hasPage: true, orderId, userId: 7, amount: 9, currency: 'KRW' } as const),
    ...{ reserveLimit: new Date(), requestedAt: new Date(), claim: undefined },
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the payment of an order', () => get(PaymentQueries).ofOrder(10_001, 7)],
    [
      'the end of payments, and how many have failed',
      () => get(PaymentQueries).ended([FIRST, FIRST + 1, FIRST + 5, FIRST + 6]),
    ],
    ['payments that are waited for', () => get(PaymentQueries).settledOf([FIRST, FIRST + 1, FIRST + 2])],
    ['a request beside an attempt that has failed', () => get(PaymentRequests).store(request(10_001))],
    ['a request that repeats an attempt', () => get(PaymentRequests).store(request(10_003))],
    ['an intent', () => get(PaymentAttempts).intend(FIRST + 3, 'another-key')],
    ['an intent that is repeated', async () => get(PaymentAttempts).intendAgain(await find(FIRST + 4), 1)],
    ['an unknown outcome', async () => get(PaymentAttempts).noteUnknown(await find(FIRST + 9), true)],
    ['an attempt that is given up', () => get(PaymentAttempts).abandon(FIRST + 8)],
    [
      'a result',
      () =>
        get(PaymentResults).record([
          { paymentId: FIRST + 14, orderId: 0, standing: { outcome: 'REFUSED', code: 'X' } },
        ]),
    ],
    [
      'a settlement',
      async () => get(PaymentSettlements).store([{ payment: await find(FIRST), outcome: 'OVER', isReplaced: false }]),
    ],
    ['payments that are due to be looked at', () => get(PaymentLooks).due(['gone'], 128)],
    ['a claim', () => get(PaymentLooks).claim(FIRST + 3)],
    ['a look', () => get(PaymentLooks).find(FIRST + 3)],
    ['a look that is put off', () => get(PaymentLooks).postpone(FIRST + 4, 2_000)],
    ['how many outcomes are not known', () => get(PaymentLooks).waiting()],
    ['a hint by our name of a payment', () => get(PaymentHints).store('gone', { about: 'PAYMENT', ...NAMED })],
    [
      "a hint by the provider's name",
      () => get(PaymentHints).store('gone', { about: 'PAYMENT', providerKey: 'key-3' }),
    ],
    ['a hint with a secret', () => get(PaymentHints).store('gone', { about: 'PAYMENT', ...NAMED, secret: 'ps_1' })],
    [
      'accounts of orders that are cancelled',
      () => shop.database.transaction((tx) => Promise.resolve(lookForDepositsNow(tx, [10_003, 10_004]))),
    ],
    ['an account that is closed', async () => get(PaymentAttempts).abandonWaiting(await find(FIRST + 3))],
    [
      'an account that is not needed any more',
      () =>
        shop.database.transaction((tx) =>
          deleteUnneededAccounts(tx, [{ paymentId: FIRST, orderId: 10_000, method: 'VIRTUAL_ACCOUNT' }]),
        ),
    ],
    [
      'the payments of a day',
      () => get(PaymentBooks).ofDay('gone', ['hd-3', 'hd-4'], { from: new Date(0), until: new Date() }),
    ],
    ['payments with their refunds', () => get(PaymentBooks).find([FIRST, FIRST + 1])],
    ['days that are due to be compared', () => get(ReconciliationRuns).due(['gone'], 10)],
    [
      'a day that is claimed',
      () => get(ReconciliationRuns).claim({ provider: 'gone', day: '2000-01-01', attempts: 0 }),
    ],
    ['days that were compared', () => get(ReconciliationRuns).list(undefined, 21)],
    ['earlier ones', () => get(ReconciliationRuns).list({ day: '2005-01-01', provider: 'gone' }, 21)],
  ])('%s', async (_, work) => {
    const accesses = await expectIndexes(shop.app.get(DataSource), ['payments', 'payment_reconciliations'], work);
    expect(accesses.length).toBeGreaterThan(0);
  });
});
