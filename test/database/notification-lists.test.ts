import { NotificationQueries } from '../../src/modules/notification/persistence/notification.queries';
import { NotificationRepository } from '../../src/modules/notification/persistence/notification.repository';
import { SubscriptionQueries } from '../../src/modules/notification/persistence/subscription.queries';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('the lists of subscriptions and notifications', () => {
  let ground: TestPlatform;
  const USERS = 400;
  const PRODUCTS = 40;

  beforeAll(async () => {
    ground = await openPlatform({ providers: [SubscriptionQueries, NotificationQueries, NotificationRepository] });
    const subscriptions: number[][] = [];
    const notifications: unknown[][] = [];
    for (let user = 1; user <= USERS; user++) {
      for (let product = 1; product <= PRODUCTS; product++) {
        subscriptions.push([user, product]);
        notifications.push([user, product % 7, product, 'x', 10, 8, 20, product % 2]);
      }
    }
    await ground.database.execute('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [subscriptions]);
    await ground.database.execute(
      `INSERT INTO notifications
         (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount, unread) VALUES ?`,
      [notifications],
    );
    await ground.database.query('ANALYZE TABLE subscriptions, notifications');
  });
  afterAll(() => ground.close());

  const walk = async <T>(page: (cursor?: string) => Promise<{ items: readonly T[]; nextCursor: string | null }>) => {
    const all: T[] = [];
    for (let cursor: string | undefined; ;) {
      const { items, nextCursor } = await page(cursor);
      all.push(...items);
      if (nextCursor === null) return all;
      cursor = nextCursor;
    }
  };

  it.each([
    ['of everybody', undefined, undefined, USERS * PRODUCTS],
    ['of one product', undefined, 7, USERS],
    ['of one user', 9, undefined, PRODUCTS],
    ['of one user and product', 9, 7, 1],
  ])('show each subscription %s on one page only', async (_, userId, productId, expected) => {
    const queries = ground.module.get(SubscriptionQueries);
    const all = await walk((cursor) => queries.search({ userId, productId }, { limit: 97, cursor }));
    expect(all).toHaveLength(expected);
    const keys = all.map((one) => one.userId * 1_000 + one.productId);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  });

  it('show notifications newest first, each on one page only', async () => {
    const queries = ground.module.get(NotificationQueries);
    const all = await walk((cursor) => queries.page(5, undefined, { limit: 7, cursor }));
    const ids = all.map(({ notificationId }) => notificationId);
    expect(ids).toHaveLength(PRODUCTS);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    const unread = await walk((cursor) => queries.page(5, true, { limit: 7, cursor }));
    expect(unread).toHaveLength(PRODUCTS / 2);
  });

  it('are found by an index, without sorting', async () => {
    const asked: { sql: string; parameters: readonly unknown[] }[] = [];
    const { database } = ground;
    const query = database.query.bind(database);
    database.query = (sql: string, parameters: readonly unknown[] = []) => {
      // The ground asks questions of its own meanwhile.
      if (/FROM (subscriptions|notifications)/.test(sql)) asked.push({ sql, parameters });
      return query(sql, parameters);
    };
    const subscriptions = ground.module.get(SubscriptionQueries);
    const notifications = ground.module.get(NotificationQueries);
    for (const cursor of [undefined, 'WzUsNV0']) {
      for (const userId of [undefined, 9]) {
        for (const productId of [undefined, 7])
          await subscriptions.search({ userId, productId }, { limit: 20, cursor });
      }
    }
    await subscriptions.subscribersOf(3, 50, 20);
    await subscriptions.subscribersOfAll([3, 4, 5], 20);
    for (const unread of [undefined, true, false]) {
      for (const cursor of [undefined, 'WzUwMDBd']) await notifications.page(9, unread, { limit: 20, cursor });
    }
    await notifications.unreadOf([1, 2, 3]);
    await ground.module.get(NotificationRepository).lastPositionOf(3);
    database.query = query;

    for (const { sql, parameters } of asked) {
      const plan = await query<{ key: string | null; Extra: string | null }>(
        `EXPLAIN FORMAT = TRADITIONAL ${sql}`,
        parameters,
      );
      expect(`${sql} by ${plan[0]?.key}`).toMatch(/by (ix|uq|PRIMARY)\w*$/);
      expect(`${sql}: ${plan[0]?.Extra}`).not.toMatch(/filesort|temporary/i);
    }
    expect(asked).toHaveLength(18);
  });
});
