import { DataSource } from 'typeorm';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { WalletQueries } from '../../src/modules/wallet/persistence/wallet.queries';
import { WalletRepository } from '../../src/modules/wallet/persistence/wallet.repository';
import { type Access, expectIndexes } from '../support/explain';
import { openPlatform, type TestPlatform } from '../support/platform';

const USERS = 3_000;
/** Of one user, most of whose reservations came to nothing. */
const ENTRIES = 4_000;
const USER = 7;
const TABLES = ['wallets', 'wallet_entries', 'wallet_reservations', 'wallet_spendings'];

describe('every statement about wallets finds its rows by an index', () => {
  let platform: TestPlatform;
  let wallets: WalletRepository;
  let queries: WalletQueries;

  beforeAll(async () => {
    platform = await openPlatform();
    const { database } = platform;
    wallets = new WalletRepository(database, new IdempotencyKeys(database));
    queries = new WalletQueries(database);
    const rows = <Row>(count: number, row: (n: number) => Row): Row[] =>
      Array.from({ length: count }, (_, index) => row(index + 1));
    await database.execute('INSERT INTO wallets (user_id, balance, reserved) VALUES ?', [
      rows(USERS, (n) => [n, 1_000_000, 1_000]),
    ]);
    await database.execute(
      `INSERT INTO wallet_entries (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id)
       VALUES ?`,
      [
        [
          ...rows(USERS, (n) => [n, 'CHARGE', 10, 0, 10, 'CHARGE', n]),
          ...rows(USERS, (n) => [n, 'REFUND', 10, 0, 20, 'REFUND', n]),
          ...rows(ENTRIES, (n) => [USER, 'RESERVE', 0, 1, 20, 'ORDER', 10_000 + n]),
          ...rows(ENTRIES, (n) => [USER, 'RELEASE', 0, -1, 20, 'ORDER', 10_000 + n]),
        ],
      ],
    );
    await database.execute('INSERT INTO wallet_reservations (order_id, user_id, amount, state) VALUES ?', [
      rows(USERS, (n) => [n, n, 1_000, 'HELD']),
    ]);
    await database.execute('INSERT INTO wallet_spendings (payment_id, user_id, amount, outcome) VALUES ?', [
      rows(USERS, (n) => [n, n, 1, 'INSUFFICIENT']),
    ]);
    await database.query(`ANALYZE TABLE ${TABLES.join(', ')}`);
  });
  afterAll(() => platform.close());

  const explained = (work: () => Promise<unknown>): Promise<Access[]> =>
    expectIndexes(platform.module.get(DataSource), TABLES, work);
  const order = (orderId: number, userId = orderId) => ({ orderId, userId, amount: 1_000 });
  const many = Array.from({ length: 20 }, (_, index) => index + 1);

  it.each<[string, () => Promise<unknown>]>([
    ['a reservation', () => wallets.reserve([order(9_001, 1)])],
    ['reservations of a batch', () => wallets.reserve(many.map((n) => order(9_100 + n, n)))],
    ['completed orders', () => wallets.consume(many)],
    ['released orders', () => wallets.release(many.map((n) => order(100 + n)))],
    ['payments', () => wallets.spend(many.map((n) => ({ paymentId: 9_000 + n, userId: n, amount: 1 })))],
    ['refunds', () => wallets.refund(many.map((n) => ({ refundId: 9_000 + n, userId: n, amount: 1 })))],
    ['a charge', () => wallets.charge({ chargeId: 9_000, userId: 1, amount: 1 }, undefined)],
    ['what was decided about payments', () => queries.spendingsOf(many)],
    ['the points of many users', () => Promise.all(many.map((n) => queries.of(n)))],
  ])('%s', async (_, work) => {
    const accesses = await explained(work);
    expect(accesses.length).toBeGreaterThan(0);
    expect(accesses.filter(({ rows }) => rows > 2 * many.length)).toEqual([]);
  });

  it.each<[string, number | undefined]>([
    ['the history', undefined],
    ['the next page of the history', 1_000_000],
  ])('%s, which reads what it shows and sorts nothing', async (_, before) => {
    let entries: readonly { readonly kind: string }[] = [];
    const [access] = await explained(async () => (entries = await queries.history(USER, before, 21)));
    expect([access?.key, access?.extra.includes('filesort')]).toEqual(['ix_wallet_entries_history', false]);
    expect(access?.rows).toBeLessThan(100);
    expect([...new Set(entries.map(({ kind }) => kind))].sort()).toEqual(expect.arrayContaining(['CHARGE', 'REFUND']));
  });

  it('the locks, in ascending order of user', async () => {
    const accesses = await explained(() =>
      wallets.spend([9, 3, 7].map((n) => ({ paymentId: n, userId: n, amount: 1 }))),
    );
    const [locks] = accesses.filter(({ table, sql }) => table === 'wallets' && sql.includes('FOR UPDATE'));
    expect([locks?.key, locks?.type, locks?.extra.includes('filesort')]).toEqual(['PRIMARY', 'range', false]);
    expect(locks?.sql).toContain('ORDER BY user_id FOR UPDATE');
  });
});
