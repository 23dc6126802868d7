import { createDeal } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { earphones, lampDraft } from '../support/products';
import type { Caller } from '../support/caller';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['get']>>;
interface Line {
  productId: number;
  quantity: number;
  productPrice: number;
  priceSeen: number;
  available: boolean;
  reason: string | null;
}
interface Cart {
  items: Line[];
  totalCount: number;
  totalPrice: number;
  version: number;
}

describe('a cart', () => {
  let shop: Shop;
  let lamp: number;
  let sofa: number;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    buyer++;
    [lamp, sofa] = [await shop.stocked(10, 10_000), await shop.stocked(10, 300)];
  });
  afterEach(async () => {
    await shop.bus.drain();
    // Some tests insert products that no search has heard of.
    const violations = await integrityViolations(shop.database);
    expect(violations.filter((violation) => !violation.startsWith('search.product'))).toEqual([]);
  });
  afterAll(() => shop.close());

  const caller = () => shop.buyer(buyer);
  const add = (productId: number, quantity: number) => caller().post('/api/cart/items', { productId, quantity });
  const set = (productId: number, quantity: number) => caller().put(`/api/cart/items/${productId}`, { quantity });
  const merge = (...items: { productId: number; quantity: number }[]) => caller().post('/api/cart/merge', { items });
  const cart = async (): Promise<Cart> => (await caller().get('/api/cart')).body as Cart;
  const quantities = async (): Promise<Record<number, number>> =>
    Object.fromEntries((await cart()).items.map(({ productId, quantity }) => [productId, quantity]));
  const refusal = ({ status, body }: Answer): unknown[] => [status, body.code, body.about];
  /** Puts so many products into the cart, which exist, in one statement. */
  const fill = async (table: string, columns: string, rows: unknown[][]): Promise<void> => {
    await shop.database.execute(`INSERT INTO ${table} (${columns}) VALUES ?`, [rows]);
  };
  const fillCart = async (lines: number): Promise<void> => {
    const ids = Array.from({ length: lines }, (_, index) => buyer * 10_000 + index);
    const product = [...Object.values(lampDraft)];
    await fill(
      'products',
      'product_id, name, description, price, image_url, category',
      ids.map((id) => [id, ...product]),
    );
    await fill(
      'stocks',
      'product_id, quantity',
      ids.map((id) => [id, 0]),
    );
    await fill(
      'cart_items',
      'user_id, product_id, quantity, price_seen, version',
      ids.map((id) => [buyer, id, 1, 1, 0]),
    );
  };

  it('is empty at first', async () => {
    expect((await caller().get('/api/cart')).body).toEqual({ items: [], totalCount: 0, totalPrice: 0, version: 0 });
  });

  it('shows each product with its price, what it costs in all, and its own version', async () => {
    await add(lamp, 2);
    const { status, body } = await add(sofa, 1);
    const line = {
      productName: '램프',
      productImageUrl: earphones.productImageUrl,
      eventId: null,
      available: true,
      reason: null,
    };
    const prices = (price: number) => ({ originalPrice: price, productPrice: price, priceSeen: price });
    expect([status, body]).toEqual([
      200,
      {
        items: [
          { ...line, ...prices(10_000), productId: lamp, quantity: 2, itemTotalPrice: 20_000 },
          { ...line, ...prices(300), productId: sofa, quantity: 1, itemTotalPrice: 300 },
        ],
        totalCount: 3,
        totalPrice: 20_300,
        version: 2,
      },
    ]);
    expect(await cart()).toEqual(body);
    expect((await shop.buyer(buyer + 5_000).get('/api/cart')).body).toMatchObject({ items: [] });
  });

  it('keeps its products in the order in which they were added, whatever is changed', async () => {
    for (const productId of [sofa, lamp]) await add(productId, 1);
    await set(sofa, 7);
    expect((await cart()).items.map(({ productId }) => productId)).toEqual([sofa, lamp]);
  });

  it('adds units to those that are there, a thousand at most', async () => {
    await add(lamp, 2);
    await add(lamp, 3);
    expect(await quantities()).toEqual({ [lamp]: 5 });
    await add(lamp, 999);
    expect(await quantities()).toEqual({ [lamp]: 1_000 });
  });

  it('loses no unit that is added at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => add(lamp, 1)));
    expect(await quantities()).toEqual({ [lamp]: 20 });
    expect((await cart()).version).toBe(20);
  });

  it('sets the units of a product, whether or not it is there', async () => {
    await set(lamp, 3);
    await set(sofa, 4);
    const { version } = (await set(lamp, 2)).body as Cart;
    expect(await quantities()).toEqual({ [lamp]: 2, [sofa]: 4 });
    expect((await set(lamp, 2)).body).toMatchObject({ version });
  });

  it('takes out single products, some, or all; repeating it changes nothing', async () => {
    const third = await shop.stocked(1);
    for (const productId of [lamp, sofa, third]) await add(productId, 1);
    for (const path of [`/items/${lamp}`, `?productIds=${lamp},${sofa}`, '', '']) {
      const before = await cart();
      expect((await caller().delete(`/api/cart${path}`)).status).toBe(204);
      const after = await cart();
      expect(after.items.length).toBe(Math.max(0, before.items.length - 1));
      expect(after.version - before.version).toBe(before.items.length === 0 ? 0 : 1);
    }
  });

  it('takes over the cart of a visitor: of each product the larger quantity, however often it is sent', async () => {
    await add(lamp, 3);
    const visitor = [
      { productId: lamp, quantity: 2 },
      { productId: sofa, quantity: 5 },
    ];
    const { body } = await merge(...visitor);
    expect(await quantities()).toEqual({ [lamp]: 3, [sofa]: 5 });
    expect((await merge(...visitor)).body).toEqual(body);
    await merge({ productId: lamp, quantity: 9 });
    expect(await quantities()).toEqual({ [lamp]: 9, [sofa]: 5 });
  });

  it('passes over products of a visitor that do not exist or were deleted', async () => {
    await shop.admin.delete(`/api/products/${sofa}`);
    const items = [lamp, sofa, 999_999_999].map((productId) => ({ productId, quantity: 1 }));
    expect((await merge(...items)).status).toBe(200);
    expect(await quantities()).toEqual({ [lamp]: 1 });
  });

  it.each(['items', 'items/{productId}'])(
    'refuses a product that does not exist or was deleted in %s',
    async (route) => {
      await add(sofa, 1);
      await shop.admin.delete(`/api/products/${sofa}`);
      for (const productId of [sofa, 999_999_999]) {
        const answer = route === 'items' ? await add(productId, 2) : await set(productId, 2);
        expect(refusal(answer)).toEqual([404, 'PRODUCT_NOT_FOUND', { productIds: [productId] }]);
      }
      expect(await quantities()).toEqual({ [sofa]: 1 });
    },
  );

  it('holds a hundred products, and is not changed by a request for more', async () => {
    await fillCart(99);
    expect((await add(lamp, 1)).status).toBe(200);
    const before = await cart();
    const refusals = [
      await add(sofa, 1),
      await set(sofa, 1),
      await merge({ productId: lamp, quantity: 9 }, { productId: sofa, quantity: 1 }),
    ];
    for (const answer of refusals) expect(refusal(answer)).toEqual([409, 'CART_FULL', { limit: 100 }]);
    expect(await cart()).toEqual(before);
    expect((await add(lamp, 1)).status).toBe(200);
    expect((await merge({ productId: lamp, quantity: 3 })).status).toBe(200);
  });

  it('keeps the price that was seen, and takes the new one when the product is changed again', async () => {
    await add(lamp, 1);
    await shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, productPrice: 12_000 });
    expect((await cart()).items).toMatchObject([{ productPrice: 12_000, originalPrice: 12_000, priceSeen: 10_000 }]);
    await merge({ productId: lamp, quantity: 1 });
    expect((await cart()).items).toMatchObject([{ priceSeen: 10_000 }]);
    await set(lamp, 1);
    expect((await cart()).items).toMatchObject([{ productPrice: 12_000, priceSeen: 12_000 }]);
  });

  it('shows the price of the best deal, as an order would be charged', async () => {
    const eventId = await createDeal(shop.admin, [lamp], { eventDiscount: 20 });
    expect((await add(lamp, 2)).body).toMatchObject({
      items: [{ eventId, originalPrice: 10_000, productPrice: 8_000, itemTotalPrice: 16_000, priceSeen: 8_000 }],
      totalPrice: 16_000,
    });
    await shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, productPrice: 7_000 });
    expect((await cart()).items).toMatchObject([{ eventId: null, originalPrice: 7_000, productPrice: 7_000 }]);
  });

  it('says which products cannot be bought, and leaves them out of the total', async () => {
    const none = await shop.stocked(0, 500);
    for (const productId of [lamp, sofa, none]) await add(productId, 2);
    await shop.admin.delete(`/api/products/${sofa}`);
    const { items, totalCount, totalPrice } = await cart();
    expect(items).toMatchObject([
      { productId: lamp, available: true, reason: null },
      { productId: sofa, productName: '램프', available: false, reason: 'GONE', productPrice: 300, eventId: null },
      { productId: none, available: false, reason: 'SOLD_OUT', productPrice: 500, itemTotalPrice: 1_000 },
    ]);
    expect([totalCount, totalPrice]).toEqual([6, 20_000]);
    await shop.admin.post(`/api/stocks/product/${none}/increase?quantity=1`);
    expect((await cart()).items[2]).toMatchObject({ available: true, reason: null });
    await shop.admin.post(`/api/stocks/product/${none}/reset?quantity=0`);
    expect((await cart()).items[2]).toMatchObject({ available: false, reason: 'SOLD_OUT' });
  });
});
