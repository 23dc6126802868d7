import { AccessTokens } from '#platform/security/access-tokens';
import { integrityViolations } from '../support/integrity';
import { SubscriberSocket } from '../support/subscriber-socket';
import { openShop, type Shop } from '../support/shop';

interface OrderBody {
  orderId: number;
  items: { originalPrice: number; productPrice: number; eventId: number | null; itemTotalPrice: number }[];
}
const WAIT = { Prefer: 'wait=30' };
const HOUR = 3_600_000;

describe('a hot deal', () => {
  let shop: Shop;
  let other: Shop;
  const sockets: SubscriberSocket[] = [];

  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  afterEach(async () => {
    for (const { socket } of sockets.splice(0)) socket.disconnect();
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const listen = async (at: Shop, userId?: number): Promise<SubscriberSocket> => {
    const principal = { role: 'USER', sessionId: `login-of-${userId}`, generation: 0 } as const;
    const token = userId === undefined ? undefined : shop.app.get(AccessTokens).sign({ ...principal, userId }).token;
    const socket = new SubscriberSocket(at.address, token === undefined ? {} : { auth: { token } });
    sockets.push(socket);
    await socket.connected();
    return socket;
  };
  const create = async (productIds: number[], discount: number, startsIn = -HOUR): Promise<number> => {
    const { status, body } = await shop.admin.post('/api/event/create', {
      eventType: 'HOT_DEAL',
      eventDiscount: discount,
      eventDuration: 1,
      startEventTime: new Date(Date.now() + startsIn).toISOString(),
      productIds,
    });
    expect(status).toBe(201);
    return (body as { eventId: number }).eventId;
  };
  const buy = async (at: Shop, productId: number): Promise<OrderBody['items'][0] | undefined> => {
    const { body } = await at.buyer(3).post('/api/orders/v1', { productId, quantity: 2 }, WAIT);
    return (body as OrderBody).items[0];
  };

  it('applies its price to orders placed on its signal, on every instance', async () => {
    const lamp = await shop.stocked(100, 10_000);
    for (const instance of [shop, other]) expect(await buy(instance, lamp)).toMatchObject({ productPrice: 10_000 });
    const near = await listen(shop);
    const far = await listen(other);
    const bought = Promise.all([
      near.next('new-hot-deal').then(() => buy(shop, lamp)),
      far.next('new-hot-deal').then(() => buy(other, lamp)),
    ]);
    const eventId = await create([lamp], 33);
    for (const line of await bought) {
      expect(line).toMatchObject({ originalPrice: 10_000, productPrice: 6_700, itemTotalPrice: 13_400, eventId });
    }
  });

  it('no longer applies after it was ended, while past orders keep their price', async () => {
    const lamp = await shop.stocked(100, 999);
    const eventId = await create([lamp], 10);
    const { body } = await shop.buyer(4).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await buy(shop, lamp)).toMatchObject({ productPrice: 999, eventId: null });
    const seen = await shop.buyer(4).get(`/api/orders/${(body as OrderBody).orderId}`);
    expect((seen.body as OrderBody).items[0]).toMatchObject({ originalPrice: 999, productPrice: 899, eventId });
  });

  it('does not apply before it begins', async () => {
    const lamp = await shop.stocked(10, 1_000);
    await create([lamp], 50, HOUR);
    expect(await buy(shop, lamp)).toMatchObject({ productPrice: 1_000, eventId: null });
  });

  it('applies only if it is the best of the running deals', async () => {
    const lamp = await shop.stocked(10, 1_000);
    await create([lamp], 10);
    const best = await create([lamp], 40);
    await create([lamp], 20);
    expect(await buy(shop, lamp)).toMatchObject({ productPrice: 600, eventId: best });
  });

  it('keeps its price when the ordinary price rises', async () => {
    const lamp = await shop.stocked(10, 1_000);
    await create([lamp], 50);
    const { body: product } = await shop.admin.get(`/api/products/${lamp}`);
    const { productName, productDescription, productImageUrl, productCategory } = product as Record<string, string>;
    await shop.admin.put(`/api/products/${lamp}`, {
      productName,
      productDescription,
      productImageUrl,
      productCategory,
      productPrice: 9_000,
    });
    expect(await buy(shop, lamp)).toMatchObject({ productPrice: 500 });
  });

  it('sends the outcome of an order to its owner only, on any instance', async () => {
    const lamp = await shop.stocked(1);
    const [owner, otherUser] = [await listen(other, 5), await listen(other, 6)];
    const { body } = await shop.buyer(5).post('/api/orders/v1', { productId: lamp, quantity: 1 });
    const { orderId } = body as OrderBody;
    expect(await owner.next('order-settled')).toEqual({ orderId, status: 'ORDER_SUCCESS', failureReason: null });

    await shop.buyer(5).put(`/api/orders/${orderId}`);
    expect(await owner.next('order-settled', 2)).toEqual({ orderId, status: 'ORDER_CANCELLED', failureReason: null });
    expect(otherUser.of('order-settled')).toEqual([]);
  });

  it('is created for ten thousand products in one request, with a signal that only counts them', async () => {
    const productIds = Array.from({ length: 10_000 }, (_, index) => 2_000_000 + index);
    await shop.database.execute(
      `INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?`,
      [productIds.map((id) => [id, `product ${id}`, 'one of many', id, 'https://shop.example/p.png', 'OTHER'])],
    );
    const socket = await listen(other);
    const eventId = await create(productIds, 25);
    const signal = await socket.next('new-hot-deal');
    expect(signal).toMatchObject({ eventId, productCount: 10_000 });
    expect(signal).not.toHaveProperty('productIds');
    const some = productIds.slice(4_000, 5_000);
    const { body } = await other.buyer(7).post('/api/event/search-event', { productIds: some });
    expect((body as { discountPrice: number }[]).map(({ discountPrice }) => discountPrice)).toEqual(
      some.map((price) => Math.floor((price * 75) / 100)),
    );
  });
});
