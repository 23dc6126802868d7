import { EventBus } from '#platform/events/event-bus';
import { type Customer, LiveShop } from '../support/live-shop';

interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}
interface Pair {
  readonly userId: number;
  readonly productId: number;
}
interface NotificationItem extends Pair {
  readonly notificationId: number;
  readonly eventId: number;
  readonly readAt: string | null;
}

describe('subscriptions and notifications', () => {
  let shop: LiveShop;
  let administrator: string;
  let kim: Customer;
  let lee: Customer;
  const products: number[] = [];

  beforeAll(async () => {
    shop = await LiveShop.open();
    administrator = await shop.logIn();
    [kim, lee] = [await shop.signUp('kim@example.com'), await shop.signUp('lee@example.com')];
    for (let number = 1; number <= 5; number++) products.push(await newProduct(`램프 ${number}`));
  });
  afterAll(() => shop.close());

  const newProduct = async (productName: string): Promise<number> => {
    const body = {
      productName,
      productDescription: '밝다',
      productPrice: 9_999,
      productImageUrl: 'https://example.com/lamp.jpg',
      productCategory: 'ELECTRONICS',
    };
    const { body: made } = await shop.call('POST', '/products', { token: administrator, body });
    return (made as { productId: number }).productId;
  };
  const subscribe = (user: Customer, productIds: unknown) =>
    shop.call('POST', '/subscribe/sub-product', { token: user.token, body: { productIds } });
  const page = async <T>(path: string, token: string): Promise<Page<T>> => {
    const { status, body } = await shop.call('GET', path, { token });
    expect(status).toBe(200);
    return body as Page<T>;
  };
  const newDeal = async (productIds: number[]): Promise<number> => {
    const body = {
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 7,
      startEventTime: new Date().toISOString(),
      productIds,
    };
    const { body: made } = await shop.call('POST', '/event/create', { token: administrator, body });
    await shop.get(EventBus).drain();
    return (made as { eventId: number }).eventId;
  };

  it('are answered in the order of the request, and change nothing when they are repeated', async () => {
    const wanted = [products[2], products[0], products[1]] as number[];
    const expected = wanted.map((productId) => ({ userId: kim.userId, productId }));
    expect(await subscribe(kim, wanted)).toEqual({ status: 201, body: expected });
    expect(await subscribe(kim, wanted)).toEqual({ status: 201, body: expected });
    const { items, nextCursor } = await page<Pair>('/subscribe', kim.token);
    expect(items).toEqual([...expected].sort((a, b) => a.productId - b.productId));
    expect(nextCursor).toBeNull();
  });

  it('are all refused when one product does not exist', async () => {
    const { status, body } = await subscribe(lee, [products[0], 999_999]);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'PRODUCT_NOT_FOUND', detail: expect.stringContaining('999999') });
    expect((await page<Pair>('/subscribe', lee.token)).items).toEqual([]);
  });

  it.each([
    ['empty', []],
    ['with an id twice', [1, 1]],
    ['with an id as text', ['1']],
    ['with a fraction', [1.5]],
    ['with zero', [0]],
    ['no list at all', 7],
    ['too long', Array.from({ length: 1_001 }, (_, id) => id + 1)],
  ])('are refused for an invalid list of products: %s', async (_, productIds) => {
    const { status, body } = await subscribe(kim, productIds);
    expect([status, (body as { code: string }).code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('of all users are listed for an administrator, and for a user only its own', async () => {
    await subscribe(lee, [products[0]]);
    const path = `/subscribe/search-sub-user?productId=${products[0]}`;
    expect((await page<Pair>(path, administrator)).items).toEqual([
      { userId: kim.userId, productId: products[0] },
      { userId: lee.userId, productId: products[0] },
    ]);
    expect((await page<Pair>(path, lee.token)).items).toEqual([{ userId: lee.userId, productId: products[0] }]);
    expect((await page<Pair>('/subscribe/search-sub-user', administrator)).items).toHaveLength(4);
    expect((await page<Pair>('/subscribe/search-sub-user', lee.token)).items).toHaveLength(1);
    expect((await page<Pair>('/subscribe/search-sub-user?productId=999999', administrator)).items).toEqual([]);
  });

  it('are each on exactly one page', async () => {
    const seen: Pair[] = [];
    const after = (cursor: string): string => `/subscribe/search-sub-user?limit=1${cursor && `&cursor=${cursor}`}`;
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, nextCursor }: Page<Pair> = await page(after(cursor), administrator);
      seen.push(...items);
      cursor = nextCursor;
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ userId, productId }) => `${userId}:${productId}`)).size).toBe(4);
    for (const path of ['/subscribe?cursor=junk', '/subscribe?limit=0', '/notifications?unread=perhaps']) {
      expect((await shop.call('GET', path, { token: kim.token })).status).toBe(400);
    }
  });

  it('can be cancelled once, by their user or an administrator', async () => {
    const cancel = (token: string, userId: number, productId?: number) =>
      shop.call('DELETE', `/subscribe/cancel-sub?userId=${userId}&productId=${productId}`, { token });
    expect((await cancel(lee.token, kim.userId, products[0])).status).toBe(403);
    expect((await cancel(kim.token, kim.userId, products[0])).status).toBe(204);
    expect(await cancel(kim.token, kim.userId, products[0])).toMatchObject({
      status: 404,
      body: { code: 'SUBSCRIPTION_NOT_FOUND' },
    });
    expect((await cancel(administrator, lee.userId, products[0])).status).toBe(204);
    expect((await cancel(kim.token, kim.userId)).status).toBe(400);
    expect((await page<Pair>('/subscribe', kim.token)).items).toHaveLength(2);
  });

  it('lead to one notification per product of a new deal, which its user marks as read', async () => {
    const eventId = await newDeal([products[1] as number, products[2] as number, products[4] as number]);
    const { items } = await page<NotificationItem>('/notifications', kim.token);
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual({
      notificationId: expect.any(Number),
      kind: 'DEAL_ANNOUNCED',
      eventId,
      productId: products[2],
      productName: '램프 3',
      originalPrice: 9_999,
      discountPrice: 7_999,
      eventDiscount: 20,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      readAt: null,
    });
    expect((await page<NotificationItem>('/notifications', lee.token)).items).toEqual([]);

    const [newest, oldest] = items as [NotificationItem, NotificationItem];
    const read = (token: string) => shop.call('POST', `/notifications/${newest.notificationId}/read`, { token });
    for (const token of [lee.token, administrator]) {
      expect(await read(token)).toMatchObject({ status: 404, body: { code: 'NOTIFICATION_NOT_FOUND' } });
    }
    expect(await read(kim.token)).toEqual({ status: 204, body: undefined });
    expect((await read(kim.token)).status).toBe(204);
    const ids = async (query: string) =>
      (await page<NotificationItem>(`/notifications${query}`, kim.token)).items.map(
        ({ notificationId }) => notificationId,
      );
    expect(await ids('?unread=true')).toEqual([oldest.notificationId]);
    expect(await ids('?unread=false')).toEqual([newest.notificationId]);
    const { nextCursor } = await page<NotificationItem>('/notifications?limit=1', kim.token);
    expect(await ids(`?limit=1&cursor=${nextCursor}`)).toEqual([oldest.notificationId]);
  });

  it('are refused without a token', async () => {
    for (const [method, path] of [
      ['GET', '/subscribe'],
      ['GET', '/subscribe/search-sub-user'],
      ['DELETE', '/subscribe/cancel-sub?userId=1&productId=1'],
      ['GET', '/notifications'],
      ['POST', '/notifications/1/read'],
    ] as const) {
      expect((await shop.call(method, path)).status).toBe(401);
    }
  });
});
