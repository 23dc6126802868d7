import type { Caller } from '../support/caller';
import { createDeal } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { lampDraft } from '../support/products';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['get']>>;
interface Wish {
  product: { productId: number };
  available: boolean;
  deal: object | null;
  createdAt: string;
}
interface Page {
  items: Wish[];
  nextCursor: string | null;
}

describe('a wish list', () => {
  let shop: Shop;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(() => {
    buyer++;
  });
  afterEach(async () => {
    await shop.bus.drain();
    // Some tests insert products that no search has heard of.
    const violations = await integrityViolations(shop.database);
    expect(violations.filter((violation) => !violation.startsWith('search.product'))).toEqual([]);
  });
  afterAll(() => shop.close());

  const mark = (productId: number) => shop.buyer(buyer).put(`/api/wishlist/${productId}`);
  const page = async (query = ''): Promise<Page> => (await shop.buyer(buyer).get(`/api/wishlist${query}`)).body as Page;
  const productIds = (items: readonly Wish[]): number[] => items.map(({ product }) => product.productId);
  const refusal = ({ status, body }: Answer): unknown[] => [status, body.code, body.about];
  /** Marks so many products, which exist, one after the other. @returns their ids, the newest first */
  const fill = async (count: number, deleted = false): Promise<number[]> => {
    const ids = Array.from({ length: count }, (_, index) => buyer * 10_000 + index);
    await shop.database.execute(
      'INSERT INTO products (product_id, name, description, price, image_url, category, deleted_at) VALUES ?',
      [ids.map((id) => [id, ...Object.values(lampDraft), deleted ? new Date(1e12) : null])],
    );
    await shop.database.execute('INSERT INTO stocks (product_id, quantity, retired) VALUES ?', [
      ids.map((id) => [id, 0, deleted ? 1 : 0]),
    ]);
    await shop.database.execute('INSERT INTO wishes (user_id, product_id, created_at) VALUES ?', [
      ids.map((id, index) => [buyer, id, new Date(1e12 + Math.floor(index / 2))]),
    ]);
    return ids.reverse();
  };

  it('has what was marked, with its stock and its deal, newest first', async () => {
    const [lamp, sofa] = [await shop.stocked(1, 10_000), await shop.stocked(0, 300)];
    const eventId = await createDeal(shop.admin, [lamp], { eventDiscount: 20 });
    for (const productId of [sofa, lamp]) expect((await mark(productId)).status).toBe(204);
    const { items, nextCursor } = await page();
    const [product] = (await shop.anonymous.post('/api/products/search-product', { productIds: [lamp] }))
      .body as object[];
    const [deal] = (await shop.anonymous.post('/api/event/search-event', { productIds: [lamp] })).body as object[];
    expect([items, nextCursor]).toEqual([
      [
        { product, available: true, deal, createdAt: expect.any(String) as string },
        expect.objectContaining({
          product: expect.objectContaining({ productId: sofa }) as object,
          available: false,
          deal: null,
        }),
      ],
      null,
    ]);
    expect(deal).toMatchObject({ eventId });
    expect(await shop.buyer(buyer + 5_000).get('/api/wishlist')).toMatchObject({ body: { items: [] } });
  });

  it('is not changed by a repeated request', async () => {
    const [lamp, sofa] = [await shop.stocked(1), await shop.stocked(1)];
    for (const productId of [lamp, sofa, lamp]) expect((await mark(productId)).status).toBe(204);
    expect(productIds((await page()).items)).toEqual([sofa, lamp]);
    for (let repeat = 0; repeat < 2; repeat++)
      expect((await shop.buyer(buyer).delete(`/api/wishlist/${lamp}`)).status).toBe(204);
    expect(productIds((await page()).items)).toEqual([sofa]);
  });

  it('has whole pages without deleted products, and every other product once', async () => {
    const ids = await fill(25);
    const deleted = ids.filter((_, index) => index % 3 === 0 || (index > 4 && index < 12));
    await shop.database.execute('UPDATE products SET deleted_at = NOW(3) WHERE product_id IN (?)', [deleted]);
    await shop.database.execute('UPDATE stocks SET retired = 1 WHERE product_id IN (?)', [deleted]);
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, nextCursor }: Page = await page(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(items.length).toBe(nextCursor === null ? items.length : 4);
      seen.push(...productIds(items));
      cursor = nextCursor;
    }
    expect(seen).toEqual(ids.filter((id) => !deleted.includes(id)));
  });

  it('refuses a product that does not exist or was deleted', async () => {
    const lamp = await shop.stocked(1);
    await shop.admin.delete(`/api/products/${lamp}`);
    for (const productId of [lamp, 999_999_999])
      expect(refusal(await mark(productId))).toEqual([404, 'PRODUCT_NOT_FOUND', { productIds: [productId] }]);
    expect((await page()).items).toEqual([]);
  });

  it('holds exactly five hundred products, also when many are added at the same time', async () => {
    const [first] = await fill(495);
    const more = await Promise.all(Array.from({ length: 12 }, () => shop.stocked(0)));
    const answers = await Promise.all(more.map(mark));
    const refused = answers.filter(({ status }) => status !== 204);
    expect(refused.map(refusal)).toEqual(Array.from({ length: 7 }, () => [409, 'WISHLIST_FULL', { limit: 500 }]));
    const [row] = await shop.database.query<{ number: number }>(
      'SELECT COUNT(*) AS number FROM wishes WHERE user_id = ?',
      [buyer],
    );
    expect(Number(row?.number)).toBe(500);
    expect((await mark(first as number)).status).toBe(204);
  });

  it('has room for a product when those that fill it were deleted', async () => {
    await fill(500, true);
    const lamp = await shop.stocked(1);
    expect((await mark(lamp)).status).toBe(204);
    expect(productIds((await page()).items)).toEqual([lamp]);
  });
});
