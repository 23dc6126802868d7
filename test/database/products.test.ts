import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { DomainError } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { ProductCatalogue, ProductClient, ProductDeleted } from '#product';
import { ShowProduct } from '../../src/modules/product/use-cases/show-product';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { insertProducts } from '../support/deals';
import { expectIndexes } from '../support/explain';
import { until } from '../support/until';

const lamp = {
  productName: 'lamp',
  productDescription: 'a lamp',
  productPrice: 1_000,
  productImageUrl: 'https://example.com/lamp.png',
  productCategory: 'HOME_LIVING',
};

class RecordDeletions extends EventHandler<{ readonly productId: number }> {
  override readonly event = ProductDeleted;
  override readonly name = 'test.record-deletions';
  readonly deleted: number[] = [];

  override handle({ events }: EventBatch<{ readonly productId: number }>): Promise<void> {
    this.deleted.push(...events.map(({ productId }) => productId));
    return Promise.resolve();
  }
}

describe('the product client', () => {
  let shop: Catalogue;
  let products: ProductClient;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [RecordDeletions] });
    products = shop.app.get(ProductClient);
  });
  afterAll(() => shop.close());

  const create = async (): Promise<number> => (await shop.admin.post('/api/products', lamp)).body.productId;
  const snapshot = (productId: number, productPrice: number, productVersion = 1): Map<number, object> =>
    new Map([
      [
        productId,
        { productId, productVersion, productName: 'lamp', productImageUrl: lamp.productImageUrl, productPrice },
      ],
    ]);

  it('returns what this instance last changed', async () => {
    const productId = await create();
    expect(await products.find([productId, 999_999])).toEqual(snapshot(productId, 1_000));
    await shop.admin.put(`/api/products/${productId}`, { ...lamp, productPrice: 2_000 });
    expect(await products.find([productId])).toEqual(snapshot(productId, 2_000, 2));
    expect(await products.read([productId, 999_999])).toEqual(snapshot(productId, 2_000, 2));
    await shop.admin.delete(`/api/products/${productId}`);
    expect(await products.find([productId])).toEqual(new Map());
    expect(await products.read([productId])).toEqual(new Map());
  });

  it('finds a product that was just created although it was cached as missing', async () => {
    const next = (await create()) + 1;
    expect(await products.find([next])).toEqual(new Map());
    expect(await create()).toBe(next);
    expect(await products.find([next])).toEqual(snapshot(next, 1_000));
  });

  it('reads ten thousand products at once', async () => {
    const ids = await insertProducts(
      shop.database,
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
    expect((await products.read(ids)).size).toBe(10_000);
  });

  it('publishes one event when a product is deleted many times at once', async () => {
    const productId = await create();
    const deleted = await Promise.all([1, 2, 3].map(() => shop.admin.delete(`/api/products/${productId}`)));
    expect(deleted.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    await shop.bus.drain();
    expect(shop.app.get(RecordDeletions).deleted.filter((id) => id === productId)).toEqual([productId]);
  });

  it('uses an index for every statement', async () => {
    await insertProducts(
      shop.database,
      Array.from({ length: 3_000 }, (_, index) => index + 1),
    );
    await shop.database.query('ANALYZE TABLE products');
    const productId = await create();
    const accesses = await expectIndexes(shop.app.get(DataSource), ['products', 'product_versions'], async () => {
      await shop.user.get(`/api/products/${productId}`);
      await shop.user.post('/api/products/search-product', { productIds: [productId, 5, 6] });
      await products.find([7, 8]);
      await shop.app.get(ProductCatalogue).idsBelow(productId, 900);
      await shop.admin.post('/api/products', lamp, { 'idempotency-key': randomUUID() });
      await shop.admin.put(`/api/products/${productId}`, { ...lamp, productPrice: 2 });
      await products.asOf(productId, 1);
      await shop.admin.delete('/api/products/4');
    });
    expect(accesses.length).toBeGreaterThanOrEqual(8);
    expect(accesses.filter(({ extra }) => extra.includes('filesort'))).toEqual([]);
  });

  it('reads once for concurrent callers and returns to each the product that it asked for', async () => {
    const ids = await insertProducts(
      shop.database,
      Array.from({ length: 3_000 }, (_, index) => index + 1),
    );
    await shop.database.query('ANALYZE TABLE products');
    const requested = [ids[7], ids[2], 999_999, ids[7], ids[5]] as number[];
    const shown: unknown[] = [];
    const accesses = await expectIndexes(shop.app.get(DataSource), ['products'], async () => {
      const answers = await Promise.allSettled(
        requested.map((productId) => shop.app.get(ShowProduct).execute(productId)),
      );
      for (const answer of answers) {
        shown.push(answer.status === 'fulfilled' ? answer.value.productId : (answer.reason as DomainError).code);
      }
    });
    expect(shown).toEqual([ids[7], ids[2], 'PRODUCT_NOT_FOUND', ids[7], ids[5]]);
    expect(accesses).toHaveLength(1);
  });
});

describe('two instances with one catalogue', () => {
  it.each([
    ['while their channel works', {}],
    ['while Redis is unreachable', { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' }],
  ])('both see the changes of either, %s', async (_, variables) => {
    const one = await openCatalogue({ variables });
    const other = await openCatalogue({ variables, beside: one });
    try {
      const { productId } = (await one.admin.post('/api/products', lamp)).body;
      const priceAtOther = async (): Promise<number | undefined> =>
        (await other.app.get(ProductClient).find([productId])).get(productId)?.productPrice;
      expect(await priceAtOther()).toBe(1_000);
      await one.admin.put(`/api/products/${productId}`, { ...lamp, productPrice: 7 });
      await until(async () => (await priceAtOther()) === 7);
      await one.admin.delete(`/api/products/${productId}`);
      await until(async () => (await priceAtOther()) === undefined);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it('drop a changed product from the cache as soon as they are notified', async () => {
    const one = await openCatalogue();
    const other = await openCatalogue({ beside: one });
    try {
      const [productId] = (await insertProducts(one.database, [1_000])) as [number];
      const products = other.app.get(ProductClient);
      let notified = 0;
      other.app.get(InstanceChannel).subscribe('product.changed', () => notified++);
      const change = async (productPrice: number): Promise<unknown> =>
        one.admin.put(`/api/products/${productId}`, { ...lamp, productPrice });
      // The first notifications may be sent before the other instance listens.
      await until(async () => (await change(1)) !== undefined && notified > 0);
      await products.find([productId]);
      const before = notified;
      await change(2);
      await until(() => Promise.resolve(notified > before));
      expect((await products.find([productId])).get(productId)?.productPrice).toBe(2);
    } finally {
      await other.close();
      await one.close();
    }
  });
});
