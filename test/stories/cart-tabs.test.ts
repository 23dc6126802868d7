import type { Caller } from '../support/caller';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['get']>>;
interface Cart {
  items: { productId: number; quantity: number }[];
  version: number;
}

const TABS = 20;
const STEPS = 12;
const BUYER = 1;
/** What a tab may be answered: changed, ordered, or refused because another tab was faster. */
const EXPECTED = ['200', '202', '204', '409 CART_EMPTY', '409 IDEMPOTENCY_IN_PROGRESS', '404 CART_ITEM_NOT_FOUND'];

describe('a cart in twenty tabs on two instances', () => {
  let shop: Shop;
  let other: Shop;
  let products: number[];
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
    products = await Promise.all(Array.from({ length: 6 }, () => shop.stocked(100_000)));
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const cartOf = (instance: Shop): Promise<Answer> => instance.buyer(BUYER).get('/api/cart');
  const contents = ({ items }: Cart): string => items.map((item) => `${item.productId}:${item.quantity}`).join();

  /** One step of a tab; `at` chooses what it does. */
  const step = (caller: Caller, at: number): Promise<Answer> => {
    const productId = products[at % products.length] ?? 0;
    const quantity = 1 + (at % 7);
    const steps: (() => Promise<Answer>)[] = [
      () => caller.put(`/api/cart/items/${productId}`, { quantity }),
      () => caller.post('/api/cart/items', { productId, quantity }),
      () => caller.post('/api/cart/merge', { items: products.map((id) => ({ productId: id, quantity })) }),
      () => caller.post('/api/cart/order', {}),
      () => caller.post('/api/cart/order', { productIds: [productId] }),
      () => caller.delete(`/api/cart/items/${productId}`),
      () => caller.delete('/api/cart'),
    ];
    return (steps[at % steps.length] ?? steps[0]!)();
  };

  it('has one content for each version, shows every change at once, and is refused for known reasons only', async () => {
    const byVersion = new Map<number, Set<string>>();
    const notes: string[] = [];
    const note = ({ status, body }: Answer): number => {
      const cart = body as unknown as Cart;
      if (status !== 200) return 0;
      byVersion.set(cart.version, (byVersion.get(cart.version) ?? new Set()).add(contents(cart)));
      return cart.version;
    };
    const tab = async (number: number): Promise<void> => {
      let seen = 0;
      for (let round = 0; round < STEPS; round++) {
        const [here, elsewhere] = (number + round) % 2 === 0 ? [shop, other] : [other, shop];
        const answer = await step(here.buyer(BUYER), number * 5 + round * 3);
        const code = answer.status < 300 ? '' : ` ${answer.body.code}`;
        if (!EXPECTED.includes(`${answer.status}${code}`)) notes.push(`${answer.status}${code}`);
        seen = Math.max(seen, note(answer));
        const read = note(await cartOf(elsewhere));
        if (read < seen) notes.push(`version ${read} was read after ${seen}`);
        seen = Math.max(seen, read);
      }
    };
    await Promise.all(Array.from({ length: TABS }, (_, number) => tab(number)));
    expect(notes).toEqual([]);
    expect([...byVersion].filter(([, carts]) => carts.size > 1).map(([version]) => version)).toEqual([]);
    expect(byVersion.size).toBeGreaterThan(TABS);
  });

  it('is the same on both afterwards, and has nothing that was ordered in this state', async () => {
    for (const instance of [other, shop]) await instance.bus.drain();
    const [one, two] = [await cartOf(shop), await cartOf(other)];
    expect(one.body).toEqual(two.body);
    const rows = await shop.database.query<{ productId: number; quantity: number }>(
      'SELECT product_id AS productId, quantity FROM cart_items WHERE user_id = ? ORDER BY created_at, product_id',
      [BUYER],
    );
    expect(contents(one.body as unknown as Cart)).toBe(contents({ items: rows, version: 0 }));
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('is ordered once when every tab orders one state, and the cart is empty after that', async () => {
    for (let round = 0; round < 3; round++) {
      await shop.buyer(BUYER).delete('/api/cart');
      const before = await shop.database.query<{ orders: number }>('SELECT COUNT(*) AS orders FROM orders');
      await shop.buyer(BUYER).post('/api/cart/items', { productId: products[0], quantity: 2 });
      await Promise.all(
        Array.from({ length: TABS }, (_, number) =>
          (number % 2 === 0 ? shop : other).buyer(BUYER).post('/api/cart/order', {}),
        ),
      );
      for (const instance of [other, shop]) await instance.bus.drain();
      const after = await shop.database.query<{ orders: number }>('SELECT COUNT(*) AS orders FROM orders');
      expect(Number(after[0]?.orders) - Number(before[0]?.orders)).toBe(1);
      expect((await cartOf(other)).body).toMatchObject({ items: [], totalCount: 0 });
    }
  });
});
