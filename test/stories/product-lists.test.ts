import { ProductIndexer } from '../../src/modules/search/use-cases/product-indexer';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createProduct } from '../support/products';

describe('the list of products', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const create = async (change: object = {}): Promise<number> => {
    const productId = await createProduct(shop.admin, change);
    await shop.bus.drain();
    return productId;
  };
  const namesOf = (answer: { body: { items: { productName: string }[] } }): string[] =>
    answer.body.items.map(({ productName }) => productName);

  it('is read page by page, newest first, each product once, even if products are added meanwhile', async () => {
    const productCategory = 'PET';
    const ids: number[] = [];
    for (let count = 0; count < 7; count++) ids.push(await create({ productCategory }));
    // All have the same millisecond, so that the id decides the order.
    await shop.database.execute(`UPDATE products SET created_at = '2025-01-01' WHERE product_id IN (?)`, [
      ids.slice(2, 5),
    ]);
    await shop.app.get(ProductIndexer).execute(ids);
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const from: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { status, body } = await shop.user.get(`/api/products?category=PET&limit=2${from}`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ productId }: { productId: number }) => productId));
      cursor = body.nextCursor;
      if (seen.length === 2) await create({ productCategory });
    } while (cursor !== null);
    const [a, b, c, d, e, f, g] = ids;
    expect(seen).toEqual([g, f, b, a, e, d, c]);
  });

  it('has twenty products by default and up to a hundred on request', async () => {
    for (let count = 0; count < 21; count++) await create({ productCategory: 'CAR' });
    const list = (
      query: string,
    ): Promise<{ status: number; body: { items: unknown[]; nextCursor: unknown; code?: string } }> =>
      shop.user.get(`/api/products?category=CAR${query}`);
    const first = await list('');
    expect(first.body.items).toHaveLength(20);
    expect(first.body.nextCursor).toEqual(expect.any(String));
    const all = await list('&limit=100');
    expect(all.body.items).toHaveLength(21);
    expect(all.body.nextCursor).toBeNull();
    expect((await list('&limit=21')).body.nextCursor).toBeNull();
    for (const bad of [
      '&limit=0',
      '&limit=101',
      '&limit=1e1',
      '&limit=',
      '&cursor=junk',
      '&cursor=',
      '&cursor=WzFd',
      '&limit=1&limit=2',
    ]) {
      expect(await list(bad)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    }
  });

  it('is searched by words, literally and without regard to case', async () => {
    const productCategory = 'BOOKS';
    const names = [
      '100% Cotton',
      '100 Cottons',
      'snake_case',
      'snakeXcase',
      'back\\slash',
      'a|b',
      '한글 책',
      '😀 smile',
      '😂 tears',
    ];
    for (const productName of names) await create({ productName, productCategory });
    const find = async (q: string): Promise<string[]> =>
      namesOf(await shop.user.get(`/api/products?category=BOOKS&q=${encodeURIComponent(q)}`)).sort();
    expect(await find('cotton')).toEqual(['100 Cottons', '100% Cotton']);
    expect(await find('100%')).toEqual(['100% Cotton']);
    expect(await find('cotton 100%')).toEqual(['100% Cotton']);
    expect(await find('snake_')).toEqual(['snake_case']);
    expect(await find('무선이어폰')).toEqual([]);
    expect(await find('\\')).toEqual(['back\\slash']);
    expect(await find('|')).toEqual(['a|b']);
    expect(await find('한글'.normalize('NFD'))).toEqual(['한글 책']);
    expect(await find('글 책')).toEqual(['한글 책']);
    expect(await find('😀')).toEqual(['😀 smile']);
    expect(await find("' OR 1=1 -- ")).toEqual([]);
    expect((await shop.user.get('/api/products?q=')).status).toBe(400);
    expect((await shop.user.get(`/api/products?q=${'x'.repeat(201)}`)).status).toBe(400);
  });
});
