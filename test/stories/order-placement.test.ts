import { DomainError } from '#platform/domain-error';
import { type OrderContents, OrderPlacement, type PublicOrder } from '#order';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

const HANDLER = 'test.clear-carts';

describe('an order that another module places', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;
  let replayed = 0;
  let honoured = 0;

  beforeAll(async () => {
    shop = await openShop();
    // A handler of another release: its publications are stored, and no one handles them here.
    await shop.database.execute(
      `INSERT INTO event_handlers (name, event, max_batch, state) VALUES (?, 'order.placed-from-cart', 500, 'LIVE')`,
      [HANDLER],
    );
    await shop.database.execute(`UPDATE revisions SET number = number + 1 WHERE name = 'handlers'`);
  });
  beforeEach(async () => {
    buyer++;
    replayed = 0;
    honoured = 0;
    lamp = await shop.stocked(10, 10_000);
  });
  afterEach(async () => {
    await shop.database.execute('DELETE FROM event_publications WHERE handler = ?', [HANDLER]);
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  interface Options {
    readonly key?: string;
    readonly seconds?: number;
    readonly request?: unknown;
  }
  const place = (contents: () => Promise<OrderContents>, { key, seconds, request = {} }: Options = {}) =>
    shop.app.get(OrderPlacement, { strict: false }).place({
      attempt: { key: { userId: buyer, key, markReplayed: () => void replayed++ }, scope: 'cart.order', request },
      wait: { seconds, arrivedAt: performance.now(), honoured: () => void honoured++ },
      contents,
    });
  const oneLamp = (more: Partial<OrderContents> = {}) =>
    jest.fn(() => Promise.resolve({ items: [{ productId: lamp, quantity: 1 }], ...more }));
  const published = async (): Promise<unknown[]> => {
    const rows = await shop.database.query<{ payload: string }>(
      'SELECT payload FROM event_publications WHERE handler = ? ORDER BY id',
      [HANDLER],
    );
    return rows.flatMap(({ payload }) => JSON.parse(payload) as unknown[]);
  };
  const stored = async (): Promise<number> =>
    (await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [buyer])).length;

  it('is what the routes of orders answer', async () => {
    const order = await place(oneLamp());
    const { body } = await shop.buyer(buyer).get(`/api/orders/${order.orderId}`);
    expect({ ...body, status: 'ORDER_BEFORE', stage: 'CREATED' }).toEqual(order);
    expect(honoured).toBe(0);
  });

  it('waits for its decision when its client prefers that', async () => {
    expect(await place(oneLamp(), { seconds: 10 })).toMatchObject({ status: 'ORDER_SUCCESS' });
    expect(honoured).toBe(1);
  });

  it('publishes in its own transaction which lines of the cart it took, and an ordinary one publishes nothing', async () => {
    await place(oneLamp());
    expect(await published()).toEqual([]);
    const cartLines = [{ productId: lamp, version: 7 }];
    const { orderId } = await place(oneLamp({ cartLines }));
    expect(await published()).toEqual([{ orderId, userId: buyer, lines: cartLines }]);
  });

  it('publishes one event for each of the orders that are stored together', async () => {
    const cartLines = [{ productId: lamp, version: 1 }];
    const orders = await Promise.all(
      Array.from({ length: 9 }, (_, index) => place(oneLamp(index % 3 === 0 ? { cartLines } : {}))),
    );
    const fromCarts = orders.filter((_, index) => index % 3 === 0).map(({ orderId }) => orderId);
    expect((await published()).map((event) => (event as PublicOrder).orderId).sort()).toEqual(fromCarts.sort());
  });

  it('reads what is ordered only if its key is new', async () => {
    const first = await place(oneLamp(), { key: 'cart-1' });
    const again = jest.fn(() => Promise.reject(new Error('The cart is not read again')));
    expect((await place(again, { key: 'cart-1' })).orderId).toBe(first.orderId);
    expect(again).not.toHaveBeenCalled();
    expect(replayed).toBe(1);
    await expect(place(again, { key: 'cart-1', request: { productIds: [lamp] } })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('leaves its key free when there is nothing to order', async () => {
    const empty = () => Promise.reject(new DomainError('conflict', 'CART_EMPTY', 'The cart is empty.'));
    await expect(place(empty, { key: 'cart-2' })).rejects.toMatchObject({ code: 'CART_EMPTY' });
    expect((await place(oneLamp(), { key: 'cart-2' })).status).toBe('ORDER_BEFORE');
  });

  it('is stored once when its own key is used twice at the same time', async () => {
    const cartLines = [{ productId: lamp, version: 1 }];
    const key = '\u0001cart:state';
    const outcomes = await Promise.allSettled([
      place(oneLamp({ cartLines }), { key }),
      place(oneLamp({ cartLines }), { key }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await stored(), (await published()).length]).toEqual([1, 1]);
  });

  it('is refused, published and stored nowhere, when it costs more in total than expected', async () => {
    const cartLines = [{ productId: lamp, version: 1 }];
    await expect(place(oneLamp({ expectedTotal: 9_999, cartLines }))).rejects.toMatchObject({
      code: 'PRICE_CHANGED',
      about: { prices: [{ productId: lamp, productPrice: 10_000 }] },
    });
    expect([await stored(), await published()]).toEqual([0, []]);
    await place(oneLamp({ expectedTotal: 10_000 }));
    expect(await stored()).toBe(1);
  });

  it('is among the latest of its buyer, newest first', async () => {
    const placed: number[] = [];
    for (let time = 0; time < 3; time++) placed.unshift((await place(oneLamp())).orderId);
    const latest = await shop.app.get(OrderPlacement, { strict: false }).latestOf(buyer, 2);
    expect(latest.map(({ orderId }) => orderId)).toEqual(placed.slice(0, 2));
  });
});
