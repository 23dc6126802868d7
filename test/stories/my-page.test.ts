import { CartClient } from '#cart';
import { UsableCoupons } from '#coupon';
import { Inbox } from '#notification';
import { OrderPlacement } from '#order';
import { ProfileClient } from '#user';
import { WalletBalances } from '#wallet';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

describe('my page', () => {
  let shop: Shop;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    buyer++;
    await shop.database.execute(
      `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, ?, '홍길동', 'USER', 'LIVE', 1)`,
      [buyer, `buyer-${buyer}@example.com`],
    );
  });
  afterAll(() => shop.close());
  const summary = () => shop.buyer(buyer).get('/api/users/me/summary');

  it('shows nothing but the profile at first', async () => {
    const { status, body } = await summary();
    const { body: profile } = await shop.buyer(buyer).get('/api/users/me');
    expect([status, body]).toEqual([
      200,
      { profile, recentOrders: [], recentWishes: [], cartCount: 0, usableCoupons: 0, points: 0, unread: 0 },
    ]);
  });

  it('shows the latest five orders and wishes, the products in the cart, and the unread notifications', async () => {
    const caller = shop.buyer(buyer);
    const productIds: number[] = [];
    for (let product = 0; product < 6; product++) productIds.push(await shop.stocked(10));
    for (const productId of productIds) {
      await caller.post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
      await caller.put(`/api/wishlist/${productId}`);
    }
    for (const productId of productIds.slice(0, 3)) await caller.post('/api/cart/items', { productId, quantity: 5 });
    await shop.database.execute(
      `INSERT INTO notifications
         (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount, unread) VALUES ?`,
      [[1, 2, 3].map((eventId) => [buyer, eventId, 1, '램프', 10, 8, 20, eventId === 1 ? 0 : 1])],
    );
    const { body } = await summary();
    expect(body).toMatchObject({ cartCount: 3, unread: 2 });
    const { body: orders } = await caller.get('/api/orders?limit=5');
    const { body: wishes } = await caller.get('/api/wishlist?limit=5');
    expect([body.recentOrders, body.recentWishes]).toEqual([orders.items, wishes.items]);
    expect(body.recentOrders).toHaveLength(5);
  });

  it('reads its parts at the same time: a slow one holds up no other', async () => {
    const get = <T extends object>(token: abstract new (...parameters: never[]) => T): T =>
      shop.app.get<T>(token, { strict: false });
    const parts = [
      pauseStep(get(ProfileClient), 'show'),
      pauseStep(get(OrderPlacement), 'latestOf'),
      pauseStep(get(CartClient), 'wishesOf'),
      pauseStep(get(CartClient), 'countOf'),
      pauseStep(get(UsableCoupons), 'countOf'),
      pauseStep(get(WalletBalances), 'of'),
      pauseStep(get(Inbox), 'unreadOf'),
    ];
    const answer = summary();
    await Promise.all(parts.map(({ reached }) => reached));
    for (const part of parts) part.release();
    expect((await answer).status).toBe(200);
  });

  it('answers that the user is unknown after a withdrawal', async () => {
    await shop.database.execute(`UPDATE users SET state = 'WITHDRAWN' WHERE user_id = ?`, [buyer]);
    const { status, body } = await summary();
    expect([status, body.code]).toEqual([404, 'USER_NOT_FOUND']);
  });
});
