import { type DataSource } from 'typeorm';
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

/** The columns and keys of every table but TypeORM's own, which is as the server likes it. */
const COLUMNS = `SELECT table_name AS 'table', column_name AS 'column', column_type AS type, is_nullable AS nullable,
    column_default AS usual, collation_name AS 'collation'
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' ORDER BY 1, ordinal_position`;
const KEYS = `SELECT table_name AS 'table', index_name AS 'key', non_unique AS repeats, column_name AS 'column'
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' ORDER BY 1, 2, seq_in_index`;

/**
 * When a deal was ended, the other read the instant from the deal and wrote it into its products: what is sent again
 * bears that instant, while the deal has one of today.
 */
async function unsound(database: Database): Promise<string[]> {
  return (await integrityViolations(database)).filter((line) => !line.startsWith('event.items:'));
}

describe('a release that follows another', () => {
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

  it('does not start before its migrations, and leaves the other alone until then', async () => {
    expect(await previous.act('before')).toBeGreaterThan(100);
    const pending = await pendingMigrations(dataSource);
    const outcome = await command(previous.scheme, ['prune']);
    if (pending.length > 0) expect(outcome).toMatchObject({ code: 2, errors: expect.stringContaining('pending') });
    else expect(outcome.code).toBe(0);
  });

  it('migrates while the other goes on selling', async () => {
    const [acted] = await Promise.all([previous.act('during'), dataSource.runMigrations({ transaction: 'each' })]);
    expect(acted).toBeGreaterThan(100);
    expect(await pendingMigrations(dataSource)).toEqual([]);
  });

  it('lets the other go on afterwards: it writes all that it writes, and reads all that it reads', async () => {
    expect(await previous.act('after')).toBeGreaterThan(100);
    expect(await previous.readEverything()).toBeGreaterThan(30);
  });

  it('has the schema that a new shop has', async () => {
    const fresh = await createScheme();
    const other = await openDataSource(configFor(fresh), schema);
    try {
      for (const question of [COLUMNS, KEYS]) {
        expect(await dataSource.query(question)).toEqual(await other.query(question));
      }
    } finally {
      await other.destroy();
      await dropScheme(fresh);
    }
  });

  it('goes on with what the other has left: sells its stock, cancels its orders, makes its deliveries, and the books are sound', async () => {
    let shop: Shop | undefined;
    try {
      shop = await openShop({ beside: { scheme: previous.scheme } });
      const { database } = shop;
      await database.execute(
        `INSERT INTO sessions (session_id, account_id, expires_at)
         VALUES ('login-of-1000000', 1000000, NOW(3) + INTERVAL 1 DAY), ('login-of-5000', 5000, NOW(3) + INTERVAL 1 DAY)`,
      );
      const { admin } = shop;
      const won = await database.query<{ orderId: number; productId: number }>(
        `SELECT order_id AS orderId, product_id AS productId FROM orders JOIN order_items USING (order_id)
         WHERE status = 'ORDER_SUCCESS' ORDER BY order_id, line`,
      );
      expect(new Set(won.map(({ orderId }) => orderId)).size).toBe(3);
      const [{ orderId, productId } = { orderId: 0, productId: 0 }] = won;
      expect((await admin.put(`/api/orders/${orderId}`)).body).toMatchObject({ status: 'ORDER_CANCELLED' });
      const order = { productId, quantity: 1 };
      const bought = await shop.buyer(5_000).post('/api/orders/v1', order, { prefer: 'wait=10' });
      expect(bought.body).toMatchObject({ status: 'ORDER_SUCCESS' });
      // What the other has left for later is this one's now, and due at once.
      await database.execute('DELETE FROM instances WHERE id NOT IN (?)', [[shop.bus.instance]]);
      await database.execute('UPDATE event_publications SET due_at = NOW(3)');
      const { bus } = shop;
      await until(async () => {
        await bus.drain();
        return (await unsound(database)).length === 0;
      });
    } finally {
      await shop?.close();
    }
  });
});
