import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

describe('a cart', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    buyer++;
    lamp = await shop.stocked(10, 10_000);
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  it('shows a line with the price of now', async () => {
    const added = await shop.buyer(buyer).post('/api/cart/items', { productId: lamp, quantity: 2 });
    expect([added.status, added.body]).toEqual([
      200,
      {
        items: [
          {
            productId: lamp,
            productName: '램프',
            productImageUrl: expect.any(String) as string,
            quantity: 2,
            originalPrice: 10_000,
            productPrice: 10_000,
            eventId: null,
            itemTotalPrice: 20_000,
            available: true,
            reason: null,
            priceSeen: 10_000,
          },
        ],
        totalCount: 2,
        totalPrice: 20_000,
        version: 1,
      },
    ]);
    expect((await shop.buyer(buyer).get('/api/cart')).body).toEqual(added.body);
    const ordered = await shop.buyer(buyer).post('/api/cart/order', {});
    expect(ordered.status).toBe(202);
    await shop.bus.drain();
    expect((await shop.buyer(buyer).get('/api/cart')).body).toMatchObject({ items: [], totalCount: 0, totalPrice: 0 });
    expect((await shop.buyer(buyer).put(`/api/wishlist/${lamp}`)).status).toBe(204);
    expect((await shop.buyer(buyer).get(`/api/wishlist`)).body).toMatchObject({ items: [{ available: true }] });
    expect((await shop.buyer(buyer).get(`/api/users/me/summary`)).status).toBe(404);
  });
});
