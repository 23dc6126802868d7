import { type DataSource } from 'typeorm';
import { applyMigrations } from '#platform/database/apply-migrations';
import { openDataSource } from '#platform/database/data-source';
import { type Database } from '#platform/database/database';
import { pendingMigrations } from '#platform/database/pending-migrations';
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
    } finally {
      await shop?.close();
    }
  });
});
