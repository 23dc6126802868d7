import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { DatabaseHealth } from '#platform/database/database-health';
import type { TableHealth } from '#platform/database/table-health';
import { couponBody, createCoupon } from '../support/coupons';
import { integrityViolations } from '../support/integrity';
import { ACCOUNT, describeWithOwnDatabase, OwnDatabase } from '../support/own-database';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const PAGE = 16_384;

describeWithOwnDatabase('while the database is not well', () => {
  let own: OwnDatabase;
  let shop: Shop;
  let lamp: number;
  let coupon: number;
  let buyer = 0;

  const order = (userId = ++buyer) => shop.buyer(userId).post('/api/orders/v1', { productId: lamp, quantity: 1 });
  const ready = () => shop.anonymous.get('/health/ready');
  const untilReady = () => until(async () => (await ready()).status === 200);
  const deadLetters = () => shop.database.query(`SELECT id FROM event_publications WHERE state = 'DEAD_LETTER'`);
  /** The statuses of writes through every kind of repository. */
  const writes = async (): Promise<{ status: number; code: unknown; retryAfter: string | null }[]> => {
    const answers = await Promise.all([
      order(),
      shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=1`),
      shop.buyer(1).post('/api/subscribe/sub-product', { productIds: [lamp] }),
      shop.anonymous.post('/api/auth/signup', {
        email: `a${buyer}@example.com`,
        name: '홍길동',
        password: 'password123',
      }),
      shop.admin.post('/api/event/create', {
        eventType: 'HOT_DEAL',
        eventDiscount: 20,
        eventDuration: 7,
        startEventTime: new Date().toISOString(),
        productIds: [lamp],
      }),
      shop.buyer(++buyer).post(`/api/coupons/${coupon}/issue`),
      shop.admin.post('/api/coupons', couponBody()),
    ]);
    return answers.map(({ status, body, headers }) => ({
      status,
      code: (body as { code?: unknown }).code,
      retryAfter: headers.get('retry-after'),
    }));
  };
  const UNAVAILABLE = { status: 503, code: 'SERVICE_UNAVAILABLE', retryAfter: '1' };

  beforeAll(async () => {
    own = await OwnDatabase.start();
    shop = await openShop({
      variables: { ...ACCOUNT, PAYMENT_PROVIDERS: 'points,toss', TOSS_SECRET_KEY: 'test_sk_unwell' },
    });
    lamp = await shop.stocked(1_000);
    coupon = await createCoupon(shop.admin, { quantity: 1_000 });
  });
  afterEach(async () => {
    await untilReady();
    // The first one may meet a connection from before the recovery.
    await until(async () => (await order()).status === 202);
    // What could neither be completed nor given back is found forgotten after three seconds.
    await until(async () => {
      await shop.bus.drain();
      return (await integrityViolations(shop.database)).length === 0;
    });
    expect(await deadLetters()).toEqual([]);
  });
  afterAll(async () => {
    await shop.close();
    await own.stop();
  });

  it('answers every write 503 and goes on reading while the server is read-only, and is not ready', async () => {
    await own.execute('SET GLOBAL read_only = 1');
    try {
      expect(await writes()).toEqual(Array.from({ length: 7 }, () => UNAVAILABLE));
      // The provider sends it again.
      const webhook = { eventType: 'x', data: { orderId: 'hd-1-0123456789' } };
      expect((await shop.anonymous.post('/api/payments/webhook/toss', webhook)).status).toBe(503);
      expect((await shop.buyer(1).get(`/api/products/${lamp}`)).status).toBe(200);
      expect((await shop.buyer(1).get('/api/coupons/mine')).status).toBe(200);
      expect((await shop.buyer(1).get('/api/orders')).status).toBe(200);
      const answer = await ready();
      expect([answer.status, answer.body]).toEqual([
        503,
        {
          status: 'failed',
          checks: { database: 'failed', migrations: 'ok', redis: 'ok' },
          reasons: { database: 'The database takes no writes.' },
        },
      ]);
    } finally {
      await own.execute('SET GLOBAL read_only = 0');
    }
  });

  it('replaces every connection to a server that has refused a write', async () => {
    const connections = async (): Promise<number[]> => {
      const sleeps = Array.from({ length: 4 }, () =>
        shop.database.query<{ id: number }>('SELECT CONNECTION_ID() AS id, SLEEP(0.2)'),
      );
      return (await Promise.all(sleeps)).flatMap((rows) => rows.map(({ id }) => id));
    };
    const before = await connections();
    await own.execute('SET GLOBAL read_only = 1');
    await order();
    await own.execute('SET GLOBAL read_only = 0');
    // Another refusal less than a second ago delays it.
    await until(async () => (await connections()).every((id) => !before.includes(id)));
  });

  it.each<[string, (account: string) => string, (account: string) => string]>([
    [
      'is allowed one connection',
      (account) => `ALTER USER ${account} WITH MAX_USER_CONNECTIONS 1`,
      (account) => `ALTER USER ${account} WITH MAX_USER_CONNECTIONS 0`,
    ],
    [
      'is locked',
      (account) => `ALTER USER ${account} ACCOUNT LOCK`,
      (account) => `ALTER USER ${account} ACCOUNT UNLOCK`,
    ],
    [
      'has another password',
      (account) => `ALTER USER ${account} IDENTIFIED BY 'another one'`,
      (account) => `ALTER USER ${account} IDENTIFIED BY '${ACCOUNT.DB_PASSWORD}'`,
    ],
  ])('answers 503, never 500, while the account %s', async (condition, harm, heal) => {
    await own.execute(harm(own.account));
    try {
      await own.killConnections();
      const answers = await Promise.all(Array.from({ length: 20 }, () => order()));
      const statuses = new Set(answers.map(({ status }) => status));
      // One connection may be enough: orders that arrive together share one transaction.
      expect(statuses.has(503) || condition === 'is allowed one connection').toBe(true);
      expect([...statuses].filter((status) => status !== 503 && status !== 202)).toEqual([]);
    } finally {
      await own.execute(heal(own.account));
    }
  });

  it('answers 503 while the server refuses statements of the account', async () => {
    await own.execute(`REVOKE INSERT ON \`hotdeal\\_%\`.* FROM ${own.account}`);
    try {
      // An open connection keeps the privileges that it began with.
      await own.killConnections();
      expect(new Set((await writes()).map(({ status }) => status))).toEqual(new Set([503]));
    } finally {
      await own.execute(`GRANT INSERT ON \`hotdeal\\_%\`.* TO ${own.account}`);
    }
  });

  it('is not ready, and says so, while the disk is full', async () => {
    const full = Object.assign(new Error('Disk full (orders)'), { errno: 1021, sqlState: 'HY000' });
    shop.database.condition.failed(full);
    const answer = await ready();
    expect([answer.status, answer.body.reasons]).toEqual([503, { database: 'The disk of the database is full.' }]);
  });

  it('stays ready beside tables that no release has made, whatever becomes of them', async () => {
    const name = (table: string): string => `\`${shop.scheme}\`.${table}`;
    const health: TableHealth = shop.app.get(DatabaseHealth)['tables'];
    await own.execute(`CREATE TABLE ${name('a_copy')} (id INT PRIMARY KEY)`);
    await own.execute(`CREATE TABLE ${name('keyless')} AS SELECT 1 AS id`);
    await own.execute(`CREATE VIEW ${name('lamps')} AS SELECT id FROM ${name('keyless')}`);
    Object.assign(health, { tables: [], checkedAt: Number.NEGATIVE_INFINITY });
    expect((await ready()).status).toBe(200);
    await own.execute(`DROP VIEW ${name('lamps')}`);
    await own.execute(`DROP TABLE ${name('a_copy')}, ${name('keyless')}`);
    Object.assign(health, { checkedAt: Number.NEGATIVE_INFINITY });
    expect((await ready()).status).toBe(200);
  });

  it('is not ready while no write succeeds, whatever the reason', async () => {
    const backup = await createConnection({ host: '127.0.0.1', port: own.server.port, user: 'root' });
    await backup.query('FLUSH TABLES WITH READ LOCK');
    try {
      await until(async () => (await ready()).body.reasons?.database === 'No write to the database succeeds.');
      expect((await ready()).status).toBe(503);
    } finally {
      backup.destroy();
    }
  });

  it('names a damaged table in its readiness, and answers its orders 503', async () => {
    const file = join(own.folder, 'database', shop.scheme, 'orders.ibd');
    await own.execute(`FLUSH TABLES \`${shop.scheme}\`.orders FOR EXPORT`);
    const whole = readFileSync(file);
    await own.server.process.stop();
    overwrite(
      file,
      whole.map((byte, index) => (index >= 3 * PAGE ? byte ^ 0x5a : byte)),
    );
    await own.server.process.start();
    try {
      await until(
        async () => (await ready()).body.reasons?.database === 'The table orders of the database cannot be used.',
      );
      expect(new Set([await order(), await order()].map(({ status }) => status))).toEqual(new Set([503]));
      expect((await shop.buyer(1).get(`/api/products/${lamp}`)).status).toBe(200);
    } finally {
      await own.server.process.stop();
      overwrite(file, whole);
      await own.server.process.start();
    }
  });
});

function overwrite(file: string, content: Buffer | Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, content, 0, content.length, 0);
  closeSync(descriptor);
}
