import {
  type Notification,
  NotificationQueries,
} from '../../src/modules/notification/persistence/notification.queries';
import { NotificationRepository } from '../../src/modules/notification/persistence/notification.repository';
import {
  type Subscription,
  SubscriptionQueries,
} from '../../src/modules/notification/persistence/subscription.queries';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('the lists of subscriptions and notifications', () => {
  let platform: TestPlatform;
  const USERS = 400;
  const PRODUCTS = 40;

  beforeAll(async () => {
    platform = await openPlatform({ providers: [SubscriptionQueries, NotificationQueries, NotificationRepository] });
    const subscriptions: number[][] = [];
    const notifications: unknown[][] = [];
    for (let user = 1; user <= USERS; user++) {
      for (let product = 1; product <= PRODUCTS; product++) {
        subscriptions.push([user, product]);
        notifications.push([user, product % 7, product, 'x', 10, 8, 20, product % 2]);
      }
    }
    await platform.database.execute('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [subscriptions]);
    await platform.database.execute(
      `INSERT INTO notifications
         (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount, unread) VALUES ?`,
      [notifications],
    );
    await platform.database.query('ANALYZE TABLE subscriptions, notifications');
  });
  afterAll(() => platform.close());

  /** All rows, page by page. */
  const walk = async <T>(page: (after: T | undefined) => Promise<T[]>, limit: number): Promise<T[]> => {
    const all: T[] = [];
    for (;;) {
      const rows = await page(all.at(-1));
      all.push(...rows);
      if (rows.length < limit) return all;
    }
  };

  it.each([
    ['of all users', undefined, undefined, USERS * PRODUCTS],
    ['of one product', undefined, 7, USERS],
    ['of one user', 9, undefined, PRODUCTS],
    ['of one user and product', 9, 7, 1],
  ])('show each subscription %s on one page only', async (_, userId, productId, expected) => {
    const queries = platform.module.get(SubscriptionQueries);
    const all = await walk<Subscription>((after) => queries.search({ userId, productId }, after, 97), 97);
    expect(all).toHaveLength(expected);
    const keys = all.map((one) => one.userId * 1_000 + one.productId);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  });

  it('show notifications newest first, each on one page only', async () => {
    const queries = platform.module.get(NotificationQueries);
    const all = await walk<Notification>((last) => queries.list(5, undefined, last?.notificationId, 7), 7);
    const ids = all.map(({ notificationId }) => notificationId);
    expect(ids).toHaveLength(PRODUCTS);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    const unread = await walk<Notification>((last) => queries.list(5, true, last?.notificationId, 7), 7);
    expect(unread).toHaveLength(PRODUCTS / 2);
  });

  it('are read by an index, without sorting', async () => {
    const statements: { sql: string; parameters: readonly unknown[] }[] = [];
    const { database } = platform;
    const query = database.query.bind(database);
    database.query = (sql: string, parameters: readonly unknown[] = []) => {
      // The platform runs statements of its own meanwhile.
      if (/FROM (subscriptions|notifications)/.test(sql)) statements.push({ sql, parameters });
      return query(sql, parameters);
    };
    const subscriptions = platform.module.get(SubscriptionQueries);
    const notifications = platform.module.get(NotificationQueries);
    for (const after of [undefined, { userId: 5, productId: 5 }]) {
      for (const userId of [undefined, 9]) {
        for (const productId of [undefined, 7]) await subscriptions.search({ userId, productId }, after, 20);
      }
    }
    await subscriptions.ofProduct(3, 50, 20);
    await subscriptions.ofProducts([3, 4, 5], 20);
    for (const unread of [undefined, true, false]) {
      for (const before of [undefined, 5_000]) await notifications.list(9, unread, before, 20);
    }
    await notifications.unreadOf([1, 2, 3]);
    await platform.module.get(NotificationRepository).lastUserOf(3, 7, 'DEAL_OPENED');
    database.query = query;

    for (const { sql, parameters } of statements) {
      const plan = await query<{ key: string | null; Extra: string | null }>(
        `EXPLAIN FORMAT = TRADITIONAL ${sql}`,
        parameters,
      );
      expect(`${sql} by ${plan[0]?.key}`).toMatch(/by (ix|uq|PRIMARY)\w*$/);
      expect(`${sql}: ${plan[0]?.Extra}`).not.toMatch(/filesort|temporary/i);
    }
    expect(statements).toHaveLength(18);
  });
});
