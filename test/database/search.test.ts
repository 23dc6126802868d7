import { DataSource } from 'typeorm';
import { ProductCatalogue, ProductChanged } from '#product';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { PollerLeases } from '#platform/timing/poller';
import { createDeal, insertProducts } from '../support/deals';
import { expectIndexes } from '../support/explain';
import { pauseStep } from '../support/paused-step';
import { createProduct, earphones } from '../support/products';
import { until } from '../support/until';
import { SearchFillRepository } from '../../src/modules/search/persistence/search-fill.repository';
import { SearchProductRepository } from '../../src/modules/search/persistence/search-product.repository';
import { FillSearch } from '../../src/modules/search/use-cases/fill-search';
import { IndexChangedProducts } from '../../src/modules/search/use-cases/index-changed-products';
import { ProductIndexer } from '../../src/modules/search/use-cases/product-indexer';
import { FROM_THE_NEWEST, RebuildSearch } from '../../src/modules/search/use-cases/rebuild-search';

interface Stored {
  readonly deleted: number;
  readonly text: string;
  readonly price: number;
}

async function stored({ database }: Catalogue, productId: number): Promise<Stored | undefined> {
  const rows = await database.query<Stored>('SELECT deleted, text, price FROM search_products WHERE product_id = ?', [
    productId,
  ]);
  return rows[0];
}

const names = async (shop: Catalogue, query: string): Promise<string[]> => {
  const { body } = await shop.user.get(`/api/products?${query}`);
  return body.items.map(({ productName }: { productName: string }) => productName);
};

describe('two instances that store one product', () => {
  let one: Catalogue;
  let other: Catalogue;
  beforeAll(async () => {
    one = await openCatalogue();
    other = await openCatalogue({ beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
  });

  const rename = (productId: number, productName: string) =>
    one.database.execute('UPDATE products SET name = ? WHERE product_id = ?', [productName, productId]);

  it('do not leave the older name behind, whichever writes last', async () => {
    const productId = await createProduct(one.admin, { productName: 'before' });
    await one.bus.drain();
    const writing = pauseStep(one.app.get(SearchProductRepository), 'write');
    const slow = one.app.get(ProductIndexer).execute([productId]);
    await writing.reached;
    await rename(productId, 'after');
    await other.app.get(ProductIndexer).execute([productId]);
    writing.release();
    await slow;
    expect((await stored(one, productId))?.text).toMatch(/^AFTER\n/);
  });

  it('do not leave an older truth behind that was the newest one before, too', async () => {
    const productId = await createProduct(one.admin, { productName: 'same' });
    await one.bus.drain();
    await rename(productId, 'between');
    const writing = pauseStep(one.app.get(SearchProductRepository), 'write');
    const slow = one.app.get(ProductIndexer).execute([productId]);
    await writing.reached;
    await rename(productId, 'same');
    await other.app.get(ProductIndexer).execute([productId]);
    writing.release();
    await slow;
    expect((await stored(one, productId))?.text).toMatch(/^SAME\n/);
  });

  it('do not bring back a product that was deleted before it was stored for the first time', async () => {
    const [productId] = (await insertProducts(one.database, [1_000])) as [number];
    const writing = pauseStep(one.app.get(SearchProductRepository), 'write');
    const slow = one.app.get(ProductIndexer).execute([productId]);
    await writing.reached;
    await one.database.execute('UPDATE products SET deleted_at = NOW(3) WHERE product_id = ?', [productId]);
    await other.app.get(ProductIndexer).execute([productId]);
    writing.release();
    await slow;
    expect(await stored(one, productId)).toMatchObject({ deleted: 1 });
  });

  it('both show it within two seconds', async () => {
    await createProduct(one.admin, { productName: 'numbat' });
    const createdAt = Date.now();
    for (const shop of [one, other]) await until(async () => (await names(shop, 'q=numbat')).length === 1);
    expect(Date.now() - createdAt).toBeLessThan(2_000);
  });
});

describe('the read model of the search', () => {
  let shop: Catalogue;
  beforeEach(async () => {
    shop = await openCatalogue();
  });
  afterEach(() => shop.close());

  it('is the same after an event that comes twice, and after one that comes late', async () => {
    const productId = await createProduct(shop.admin, { productName: 'numbat' });
    await shop.bus.drain();
    await shop.admin.put(`/api/products/${productId}`, { ...earphones, productName: 'quoll' });
    await shop.admin.delete(`/api/products/${productId}`);
    await shop.bus.drain();
    const handler = shop.app.get(IndexChangedProducts);
    const complete = () => Promise.resolve();
    const late = { events: [{ productId }, { productId }], position: 0, complete, advance: complete };
    await handler.handle(late);
    await handler.handle(late);
    expect(await stored(shop, productId)).toMatchObject({ deleted: 1, text: '' });
    expect(await names(shop, 'q=numbat')).toEqual([]);
    expect(handler.event).toBe(ProductChanged);
  });

  it('is stored by another attempt when the first one fails half-way', async () => {
    const failing = pauseStep(shop.app.get(SearchProductRepository), 'write');
    const productId = await createProduct(shop.admin, { productName: 'numbat' });
    await failing.reached;
    await shop.database.execute('RENAME TABLE search_products TO search_away');
    failing.release();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await shop.database.execute('RENAME TABLE search_away TO search_products');
    await until(async () => (await stored(shop, productId)) !== undefined);
    expect(await names(shop, 'q=numbat')).toEqual(['numbat']);
  });

  it('is filled from the newest product down, goes on where it stopped, and is filled once', async () => {
    // No poll of this instance comes between.
    shop.app.get(FillSearch).onModuleDestroy();
    const ids = await insertProducts(
      shop.database,
      Array.from({ length: 2_000 }, () => 1_000),
    );
    const [rows, rebuild] = [shop.app.get(SearchFillRepository), shop.app.get(RebuildSearch)];
    const fill = new FillSearch(rows, rebuild, shop.app.get(PollerLeases, { strict: false }));
    const step = pauseStep(shop.app.get(ProductCatalogue), 'idsBelow');
    const filling = fill.execute();
    await step.reached;
    fill.onModuleDestroy();
    step.release();
    await filling;
    const position = async (): Promise<number> =>
      (await shop.database.query<{ at: number }>('SELECT below_product_id AS at FROM search_fill'))[0]?.at ?? 0;
    expect(await position()).toBe(ids[1_100]);
    expect(await stored(shop, ids[1_999] as number)).toBeDefined();
    expect(await stored(shop, ids[0] as number)).toBeUndefined();
    const next = await openCatalogue({ beside: shop });
    try {
      await until(async () => (await position()) === 0);
      expect((await next.user.get('/api/products?limit=1')).body.total).toBe(2_000);
    } finally {
      await next.close();
    }
  });

  it('is rebuilt: what is wrong, missing or too much in it is set right', async () => {
    const productId = await createProduct(shop.admin, { productName: 'numbat' });
    const missing = await createProduct(shop.admin, { productName: 'quoll' });
    await createDeal(shop.admin, [productId]);
    await shop.bus.drain();
    const sound = await stored(shop, productId);
    await shop.database.execute(`UPDATE search_products SET text = '', price = 1 WHERE product_id = ?`, [productId]);
    await shop.database.execute('DELETE FROM search_products WHERE product_id = ?', [missing]);
    await shop.database.execute(
      `INSERT INTO search_products (product_id, change_number, deleted, text, source_crc, category, created_at, price,
         discount, available) VALUES (999, 1, 0, 'NUMBAT', 0, 'PET', NOW(3), 1, 0, 1)`,
    );
    const rebuild = shop.app.get(RebuildSearch);
    expect(await rebuild.step(FROM_THE_NEWEST, () => Promise.resolve())).toEqual({ position: 0, count: 3 });
    expect(await stored(shop, productId)).toEqual(sound);
    expect(await stored(shop, missing)).toMatchObject({ deleted: 0 });
    expect(await stored(shop, 999)).toMatchObject({ deleted: 1 });
    expect((await names(shop, 'sort=newest')).sort()).toEqual(['numbat', 'quoll']);
  });

  it('is read and written by an index', async () => {
    const ids = await insertProducts(
      shop.database,
      Array.from({ length: 3_000 }, () => 1_000),
    );
    await shop.app.get(ProductIndexer).execute(ids);
    await shop.database.execute('INSERT INTO stocks (product_id, quantity) VALUES ?', [ids.map((id) => [id, 1])]);
    await shop.database.query('ANALYZE TABLE search_products, stocks, products');
    const tables = ['search_products', 'search_fill', 'products', 'stocks', 'hot_deal_items'];
    const accesses = await expectIndexes(shop.app.get(DataSource), tables, async () => {
      await shop.app.get(ProductIndexer).execute(ids.slice(0, 5));
      await shop.user.get('/api/products');
      await shop.user.get('/api/products?q=thing&sort=price');
      await shop.app.get(RebuildSearch).step(ids[50] as number, () => Promise.resolve());
    });
    expect(accesses.length).toBeGreaterThanOrEqual(8);
    expect(accesses.filter(({ extra }) => extra.includes('filesort'))).toEqual([]);
  });
});
