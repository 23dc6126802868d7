import { AnnounceDealTransitions } from '../../src/modules/event/use-cases/announce-deal-transitions';
import { NotificationRepository } from '../../src/modules/notification/persistence/notification.repository';
import { instantIn, moveWindow } from '../support/deal-transitions';
import { createDeal, daysAgo, inDays } from '../support/deals';
import { createProduct, earphones } from '../support/products';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

describe('notices of a deal', () => {
  let shop: Shop;
  let lamp: number;
  let nextUser = 100;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    lamp = await createProduct(shop.admin);
  });
  afterAll(() => shop.close());

  const subscriber = async (...productIds: number[]): Promise<number> => {
    const userId = nextUser++;
    await shop.buyer(userId).post('/api/subscribe/sub-product', { productIds });
    return userId;
  };
  const noticesOf = async (userId: number, query = ''): Promise<string[]> =>
    (await shop.buyer(userId).get(`/api/notifications?limit=100${query}`)).body.items.map(
      ({ kind, productId }: { kind: string; productId: number }) => `${kind} ${productId}`,
    );
  /** Makes the deal so many minutes older, and lets it open now. */
  const open = async (eventId: number, announcedMinutesAgo: number): Promise<void> => {
    await shop.bus.drain();
    await shop.database.execute('UPDATE hot_deals SET created_at = created_at - INTERVAL ? SECOND WHERE event_id = ?', [
      announcedMinutesAgo * 60,
      eventId,
    ]);
    await moveWindow(shop.database, [eventId], 'start_at', await instantIn(shop, 0));
    const isOpened = async (): Promise<boolean> => {
      await shop.app.get(AnnounceDealTransitions, { strict: false }).execute();
      const opened = `SELECT 1 FROM hot_deal_signals WHERE event_id = ? AND kind = 'hot-deal-opened'`;
      return (await shop.database.query(opened, [eventId])).length > 0;
    };
    await until(isOpened);
    await shop.bus.drain();
  };
  const upcoming = (productIds: number[] = [lamp]): Promise<number> =>
    createDeal(shop.admin, productIds, { startEventTime: inDays(1) });
  const terms = { eventType: 'HOT_DEAL', eventDiscount: 30, eventDuration: 2 };

  it('come when it is announced and again when it opens, with the name of the product at that time', async () => {
    const user = await subscriber(lamp);
    const eventId = await upcoming();
    await shop.bus.drain();
    expect(await noticesOf(user)).toEqual([`DEAL_ANNOUNCED ${lamp}`]);
    const late = await subscriber(lamp);
    await shop.admin.put(`/api/products/${lamp}`, { ...earphones, productName: '새 이름' });
    await open(eventId, 11);
    expect(await noticesOf(user)).toEqual([`DEAL_OPENED ${lamp}`, `DEAL_ANNOUNCED ${lamp}`]);
    expect(await noticesOf(late)).toEqual([`DEAL_OPENED ${lamp}`]);
    const { items } = (await shop.buyer(late).get('/api/notifications')).body;
    expect(items).toMatchObject([{ eventId, productName: '새 이름', eventDiscount: 20, readAt: null }]);
  });

  it('come once when it opens within ten minutes of its announcement', async () => {
    const user = await subscriber(lamp);
    await open(await upcoming(), 9.9);
    await createDeal(shop.admin, [lamp]);
    await shop.bus.drain();
    expect(await noticesOf(user)).toEqual([`DEAL_ANNOUNCED ${lamp}`, `DEAL_ANNOUNCED ${lamp}`]);
  });

  it('of the opening come by the start as it was changed', async () => {
    const user = await subscriber(lamp);
    const eventId = await upcoming();
    await shop.bus.drain();
    await shop.database.execute('UPDATE hot_deals SET created_at = created_at - INTERVAL 1 HOUR WHERE event_id = ?', [
      eventId,
    ]);
    await shop.admin.put(`/api/event/${eventId}`, { ...terms, startEventTime: inDays(2), productIds: [lamp] });
    await shop.bus.drain();
    expect(await noticesOf(user)).toEqual([`DEAL_ANNOUNCED ${lamp}`]);
    // A start in the past: the deal opens when it is changed, an hour after its announcement.
    await shop.admin.put(`/api/event/${eventId}`, { ...terms, startEventTime: daysAgo(1), productIds: [lamp] });
    await shop.bus.drain();
    expect(await noticesOf(user)).toEqual([`DEAL_OPENED ${lamp}`, `DEAL_ANNOUNCED ${lamp}`]);
  });

  it('come for products that a change adds, and not again for the others', async () => {
    const desk = await createProduct(shop.admin);
    const user = await subscriber(lamp, desk);
    const eventId = await upcoming();
    const change = { ...terms, startEventTime: inDays(1), productIds: [desk, lamp] };
    await shop.admin.put(`/api/event/${eventId}`, change);
    await shop.admin.put(`/api/event/${eventId}`, change);
    await shop.bus.drain();
    expect((await noticesOf(user)).sort()).toEqual([`DEAL_ANNOUNCED ${lamp}`, `DEAL_ANNOUNCED ${desk}`].sort());
  });

  it('do not come by a change that adds no product', async () => {
    const eventId = await upcoming();
    await shop.bus.drain();
    const late = await subscriber(lamp);
    for (const change of [{ startEventTime: inDays(2) }, { startEventTime: inDays(2), eventName: '새 이름' }]) {
      await shop.admin.put(`/api/event/${eventId}`, { ...terms, ...change, productIds: [lamp] });
    }
    await shop.bus.drain();
    expect(await noticesOf(late)).toEqual([]);
  });

  it('of the opening are left out for a product that is cheaper than the deal', async () => {
    const desk = await createProduct(shop.admin);
    const user = await subscriber(lamp, desk);
    const eventId = await upcoming([lamp, desk]);
    await shop.bus.drain();
    await shop.admin.put(`/api/products/${lamp}`, { ...earphones, productPrice: 1_000 });
    await open(eventId, 11);
    expect((await noticesOf(user))[0]).toBe(`DEAL_OPENED ${desk}`);
    expect(await noticesOf(user)).not.toContain(`DEAL_OPENED ${lamp}`);
  });

  it('are complete, and each stored once, when the process died after the first batch of the opening', async () => {
    const subscribers = Array.from({ length: 2_300 }, (_, index) => [2_000_000 + index, lamp]);
    await shop.database.execute('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [subscribers]);
    const eventId = await upcoming();
    await shop.bus.drain();
    const repository = shop.app.get(NotificationRepository, { strict: false });
    const { add } = NotificationRepository.prototype;
    const sizes: number[] = [];
    repository.add = (notifications, mark) => {
      sizes.push(notifications.length);
      return sizes.length === 2 ? Promise.reject(new Error('killed')) : add.call(repository, notifications, mark);
    };
    await open(eventId, 11);
    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    await shop.bus.drain();
    repository.add = add;
    // The first thousand is not written again.
    expect(sizes).toEqual([1_000, 1_000, 1_000, 300]);
    const counts = await shop.database.query<{ kind: string; count: number }>(
      'SELECT kind, COUNT(*) AS count FROM notifications WHERE event_id = ? GROUP BY kind ORDER BY kind',
      [eventId],
    );
    expect(counts.map(({ kind, count }) => [kind, Number(count)])).toEqual([
      ['DEAL_ANNOUNCED', 2_300],
      ['DEAL_OPENED', 2_300],
    ]);
  });

  it('are unique per deal, product, user and kind in the database', async () => {
    const insert = (kind: string): Promise<unknown> =>
      shop.database.execute(
        `INSERT INTO notifications
           (kind, user_id, event_id, product_id, product_name, original_price, discount_price, event_discount)
         VALUES (?, 91, 900000, 1, 'x', 2, 1, 20)`,
        [kind],
      );
    await insert('DEAL_ANNOUNCED');
    await insert('DEAL_OPENED');
    await expect(insert('DEAL_OPENED')).rejects.toMatchObject({ errno: 1062 });
  });

  it('are all read at once, those of the user only, however many there are', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => [150, 950_000, index + 1, 'x', 2, 1, 20]);
    await shop.database.execute(
      `INSERT INTO notifications
         (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount) VALUES ?`,
      [[...rows, [151, 950_000, 1, 'x', 2, 1, 20]]],
    );
    const [first] = (await shop.buyer(150).get('/api/notifications')).body.items;
    await shop.buyer(150).post(`/api/notifications/${first.notificationId}/read`);
    const [before] = (await shop.buyer(150).get('/api/notifications?unread=false')).body.items;
    for (let repeat = 0; repeat < 2; repeat++) {
      const answer = await shop.buyer(150).post('/api/notifications/read-all');
      expect([answer.status, answer.body]).toEqual([204, undefined]);
    }
    expect(await noticesOf(150, '&unread=true')).toEqual([]);
    const read = await shop.database.query<{ count: number }>(
      'SELECT COUNT(*) AS count FROM notifications WHERE user_id = 150 AND read_at IS NOT NULL',
    );
    expect(Number(read[0]?.count)).toBe(2_500);
    expect((await shop.buyer(150).get('/api/notifications?unread=false')).body.items).toContainEqual(before);
    expect(await noticesOf(151, '&unread=true')).toHaveLength(1);
    expect((await shop.anonymous.post('/api/notifications/read-all')).status).toBe(401);
  });
});
