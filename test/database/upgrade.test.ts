import { type DataSource } from 'typeorm';
import { applyMigrations } from '#platform/database/apply-migrations';
import { openDataSource } from '#platform/database/data-source';
import { type Database } from '#platform/database/database';
import { pendingMigrations } from '#platform/database/pending-migrations';
import { dayIn } from '#platform/timing/zoned-time';
import { command } from '../support/command-line';
import { integrityViolations } from '../support/integrity';
import { PreviousRelease } from '../support/previous-release';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { schema } from '../../src/schema';

/** The columns and keys of every table except TypeORM's own, whose types depend on the server. */
const COLUMNS = `SELECT table_name AS 'table', column_name AS 'column', column_type AS type, is_nullable AS nullable,
    column_default AS usual, collation_name AS 'collation'
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' ORDER BY 1, ordinal_position`;
const KEYS = `SELECT table_name AS 'table', index_name AS 'key', non_unique AS repeats, column_name AS 'column'
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' ORDER BY 1, 2, seq_in_index`;

/**
 * The previous release copied the end of a deal from its row into its products. Recorded statements repeat the recorded
 * instant, while the deal has the instant of this run, so that check is left out.
 */
async function violations(database: Database): Promise<string[]> {
  return (await integrityViolations(database)).filter((line) => !line.startsWith('event.items:'));
}

/** Coupons are new: the first one is defined and issued on the tables beside those of the previous release. */
async function issueCoupon(shop: Shop): Promise<void> {
  const { body } = await shop.admin.post('/api/coupons', {
    name: 'welcome',
    discountType: 'RATE',
    discountValue: 10,
    quantity: 1,
    issueStartTime: '2026-01-01T00:00:00Z',
    issueEndTime: '2100-01-01T00:00:00Z',
    validDays: 7,
  });
  const { couponId } = body as { couponId: number };
  expect(await shop.buyer(5_000).post(`/api/coupons/${couponId}/issue`)).toMatchObject({ status: 201 });
}

describe('an upgrade from the previous release', () => {
  let previous: PreviousRelease;
  let dataSource: DataSource;
  beforeAll(async () => {
    previous = await PreviousRelease.install();
    dataSource = await openDataSource(configFor(previous.scheme), schema, { isMigration: true });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await previous.remove();
  });

  it('does not start the new release before its migrations, while the previous one sells', async () => {
    expect(await previous.replay('before')).toBeGreaterThan(100);
    const pending = await pendingMigrations(dataSource);
    const outcome = await command(previous.scheme, ['prune']);
    if (pending.length > 0) expect(outcome).toMatchObject({ code: 2, errors: expect.stringContaining('pending') });
    else expect(outcome.code).toBe(0);
  });

  const migrate = () =>
    applyMigrations(dataSource, { interruption: new AbortController().signal, onWait: () => undefined });

  it('migrates while the previous release sells', async () => {
    const [acted] = await Promise.all([previous.replay('during'), migrate()]);
    expect(acted).toBeGreaterThan(100);
    expect(await pendingMigrations(dataSource)).toEqual([]);
  });

  it('leaves every statement of the previous release working after the migrations', async () => {
    expect(await previous.replay('after')).toBeGreaterThan(100);
    expect(await previous.repeatReads()).toBeGreaterThan(30);
  });

  it('produces the schema of a new installation', async () => {
    const fresh = await createScheme();
    const other = await openDataSource(configFor(fresh), schema);
    try {
      for (const query of [COLUMNS, KEYS]) {
        expect(await dataSource.query(query)).toEqual(await other.query(query));
      }
    } finally {
      await other.destroy();
      await dropScheme(fresh);
    }
  });

  it('continues with the data of the previous release: sells, cancels, handles its publications, and violates no check', async () => {
    let shop: Shop | undefined;
    try {
      shop = await openShop({ beside: { scheme: previous.scheme } });
      const { database } = shop;
      await database.execute(
        `INSERT INTO sessions (session_id, account_id, expires_at)
         VALUES ('login-of-1000000', 1000000, NOW(3) + INTERVAL 1 DAY), ('login-of-5000', 5000, NOW(3) + INTERVAL 1 DAY)`,
      );
      const { admin } = shop;
      const successful = await database.query<{ orderId: number; productId: number }>(
        `SELECT order_id AS orderId, product_id AS productId FROM orders JOIN order_items USING (order_id)
         WHERE status = 'ORDER_SUCCESS' ORDER BY order_id, line`,
      );
      expect(new Set(successful.map(({ orderId }) => orderId)).size).toBe(3);
      const [{ orderId, productId } = { orderId: 0, productId: 0 }] = successful;
      expect((await admin.put(`/api/orders/${orderId}`)).body).toMatchObject({ status: 'ORDER_CANCELLED' });
      const order = { productId, quantity: 1 };
      const bought = await shop.buyer(5_000).post('/api/orders/v1', order, { prefer: 'wait=10' });
      expect(bought.body).toMatchObject({ status: 'ORDER_SUCCESS' });
      // The publications that the previous release left are due at once, and without an owner.
      await database.execute('DELETE FROM instances WHERE id NOT IN (?)', [[shop.bus.instance]]);
      await database.execute('UPDATE event_publications SET due_at = NOW(3)');
      const { bus } = shop;
      await until(async () => {
        await bus.drain();
        return (await violations(database)).length === 0;
      });
      await issueCoupon(shop);
    } finally {
      await shop?.close();
    }
  });

  it('counts by a recount what the previous release sold, and takes off what it cancelled', async () => {
    const sales = (): Promise<{ ordered: string; counted: string; uncounted: number }[]> =>
      dataSource.query(`SELECT
        (SELECT SUM(total_count) FROM orders WHERE status = 'ORDER_SUCCESS') AS ordered,
        (SELECT SUM(units) FROM sales_by_day WHERE product_id = 0) AS counted,
        (SELECT COUNT(*) FROM orders WHERE status = 'ORDER_SUCCESS' AND sold_on IS NULL) AS uncounted`);
    // The cancel of the previous release, of an order that an instance of the new one has counted.
    await dataSource.query(
      `UPDATE orders SET status = 'ORDER_CANCELLED', failure_reason = NULL WHERE sold_on IS NOT NULL AND status = 'ORDER_SUCCESS'`,
    );
    const [before] = await sales();
    expect(before?.uncounted).toBe(2);
    expect(Number(before?.counted)).toBe(1);
    const rows: { at: Date; soldOn: string | null }[] = await dataSource.query(
      `SELECT ordered_at AS at, CONCAT(sold_on) AS soldOn FROM orders WHERE status IN ('ORDER_SUCCESS', 'ORDER_CANCELLED')`,
    );
    const { timeZone } = configFor(previous.scheme);
    for (const day of new Set(
      rows.flatMap(({ at, soldOn }) => [dayIn(timeZone, at), ...(soldOn === null ? [] : [soldOn])]),
    )) {
      expect(await command(previous.scheme, ['sales', 'recount', '--day', day])).toMatchObject({ code: 0 });
    }
    const [after] = await sales();
    expect(after).toEqual({ ordered: after?.ordered, counted: after?.ordered, uncounted: 0 });
  });
});
