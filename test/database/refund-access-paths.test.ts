import { DataSource } from 'typeorm';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { PaymentList } from '../../src/modules/payment/persistence/payment-list';
import { deleteUsedAccounts, RefundAccounts } from '../../src/modules/payment/persistence/refund-accounts';
import { RefundClaims } from '../../src/modules/payment/persistence/refund-claims';
import { RefundQueries } from '../../src/modules/payment/persistence/refund.queries';
import { RefundReconciliation } from '../../src/modules/payment/persistence/refund-reconciliation';
import { RefundRepository } from '../../src/modules/payment/persistence/refund.repository';
import { expectIndexes, REQUESTER, scanOn } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

const PAYMENTS = 4_000;
/** the order, and the payment, that goes back to an account */
const DEPOSIT = 12;
const TABLES = ['payments', 'refunds', 'refund_accounts'];

describe('every statement about refunds finds its rows by an index', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    const { database } = shop;
    const ids = Array.from({ length: PAYMENTS }, (_, index) => index + 1);
    await database.execute(
      `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount,
         captured, refund_total, currency, provider_order_id) VALUES ?`,
      [
        ids.map((id) => [
          ...[id, id, 7, 1, id % 2 === 0 ? 'points' : 'other', 'POINTS', 'CAPTURED', 1, 'PAID', 1_000, 1_000, 900],
          ...['KRW', `hd-${id}`],
        ]),
      ],
    );
    // A few are due, a few are stuck, and most are done.
    const far = new Date(Date.now() + 3_600_000);
    const stateOf = (id: number): string => (id % 100 === 0 ? 'DUE' : id % 100 === 1 ? 'STUCK' : 'DONE');
    await database.execute(
      `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, resolve_at, completed_at)
       VALUES ?`,
      [
        ids.map((id) => [
          ...[500_000 + id, id, id, 'CANCELLED', id, 900, stateOf(id), `HD-R${id}`],
          ...[stateOf(id) === 'DUE' ? far : null, stateOf(id) === 'DONE' ? new Date() : null],
        ]),
      ],
    );
    await database.execute(`UPDATE payments SET method = 'VIRTUAL_ACCOUNT' WHERE payment_id = ?`, [DEPOSIT]);
    await database.execute('INSERT INTO refund_accounts (order_id, account_sealed) VALUES ?', [
      ids.filter((id) => id !== DEPOSIT).map((id) => [id, 'x']),
    ]);
    await database.query(`ANALYZE TABLE ${TABLES.join(', ')}`);
    scanOn(database, shop.app.get(ScanningReads));
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const list = (request: object) =>
    get(PaymentList).read(
      { status: undefined, provider: undefined, orderId: undefined, before: undefined, limit: 21, ...request },
      REQUESTER,
    );
  const keys = [1, 2, 3].map((id) => ({ refundId: 500_000 + id, paymentId: id }));
  const standing = {
    outcome: 'CAPTURED',
    amount: 1_000,
    currency: 'KRW',
    providerOrderId: 'hd-9',
    cancels: [{ amount: 1, reference: 'a', mark: null }],
  } as const;

  it.each<[string, () => Promise<unknown>]>([
    ['refunds that can be claimed', () => get(RefundClaims).candidates(1_000)],
    ['a claim', () => get(RefundClaims).claim(keys)],
    ['one refund', () => get(RefundQueries).get(500_005)],
    ['the newest refunds', () => get(RefundQueries).list(undefined, 503_000, 21)],
    ['stuck refunds', () => get(RefundQueries).list('STUCK', 503_000, 21)],
    ['refunds of payments', () => get(RefundQueries).ofPayments([1, 2, 3])],
    ['what is still owed', () => get(RefundQueries).open()],
    [
      'a new cause',
      () =>
        shop.database.transaction((tx) =>
          get(RefundRepository).addDue(tx, [{ paymentId: 9, cause: 'RETURN', causeId: 1, amount: 10 }]),
        ),
    ],
    ['a look at the books', () => get(RefundReconciliation).execute(9, standing)],
    [
      'the account of a refund',
      () =>
        get(RefundAccounts)
          .find(9)
          .catch(() => undefined),
    ],
    [
      'an account that is given',
      () => get(RefundAccounts).give(DEPOSIT, 7, { bank: '88', accountNumber: '1', holderName: '홍' }),
    ],
    [
      'accounts that were used',
      () => shop.database.transaction((tx) => deleteUsedAccounts(tx, [{ orderId: 11, method: 'VIRTUAL_ACCOUNT' }])),
    ],
    ['accounts that are old', () => get(RefundAccounts).deleteOld(30, 5)],
    ['the newest payments', () => list({ before: 3_000 })],
    ['payments of a state', () => list({ state: 'CAPTURED', before: 3_000 })],
    ['payments of a provider', () => list({ provider: 'points' })],
    ['payments of an order', () => list({ orderId: 5 })],
  ])('%s', async (_, work) => {
    const accesses = await expectIndexes(shop.app.get(DataSource), TABLES, work);
    expect(accesses.length).toBeGreaterThan(0);
  });

  it('and claims read only what is due', async () => {
    const accesses = await expectIndexes(shop.app.get(DataSource), TABLES, () => get(RefundClaims).candidates(1_000));
    expect(accesses.filter(({ table }) => table === 'refunds').map(({ key }) => key)).toContain('ix_refunds_resolve');
    for (const { rows } of accesses) expect(rows).toBeLessThan(100);
  });
});
