import { DataSource } from 'typeorm';
import { OrderRepository } from '../../src/modules/order/persistence/order.repository';
import { ProductBulkRepository, type ProductRow } from '../../src/modules/product/persistence/product-bulk.repository';
import { untilBlocked, withBlockingTransaction } from '../support/database-connection';
import { interceptConnections } from '../support/intercepted-connections';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { createProduct, lampDraft } from '../support/products';
import { openShop, type Shop } from '../support/shop';

const UNKNOWN = 999_999_999;
const CHUNK = 2_000;

interface Version {
  readonly productVersion: number;
  readonly productName: string;
  readonly updatedAt: string;
  readonly replacedAt: string | null;
}

describe('the versions of a product', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    buyer++;
    lamp = await createProduct(shop.admin, lampDraft);
    await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=100`);
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const rename = (productName: string) => shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, productName });
  const page = (query = '') => shop.admin.get(`/api/products/${lamp}/versions${query}`);
  const versions = async (): Promise<readonly Version[]> => (await page()).body.items;
  const named = async () => (await versions()).map(({ productVersion, productName }) => [productVersion, productName]);
  const order = async (): Promise<number> =>
    (await shop.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1 })).body.orderId;
  const ordered = (orderId: number, line: number | string = 1, as = shop.buyer(buyer)) =>
    as.get(`/api/orders/${orderId}/items/${line}/product`);

  it('are its current one only, until it is changed', async () => {
    const { body: product } = await shop.anonymous.get(`/api/products/${lamp}`);
    expect((await page()).body).toEqual({
      items: [{ ...product, productVersion: 1, replacedAt: null }],
      nextCursor: null,
    });
  });

  it('are kept when it is replaced, newest first and in pages', async () => {
    const { body: first } = await shop.anonymous.get(`/api/products/${lamp}`);
    await rename('lamp 2');
    await shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, productName: 'lamp 3', productPrice: 5 });
    const [third, second, oldest] = await versions();
    expect(oldest).toEqual({ ...first, productVersion: 1, replacedAt: oldest?.replacedAt });
    expect(second).toMatchObject({ productVersion: 2, productName: 'lamp 2', productPrice: lampDraft.productPrice });
    expect(third).toMatchObject({ productVersion: 3, productName: 'lamp 3', productPrice: 5, replacedAt: null });
    expect(Date.parse(oldest?.replacedAt ?? '')).toBeLessThanOrEqual(Date.parse(second?.updatedAt ?? ''));

    const begin = await page('?limit=2');
    expect(begin.body.items).toEqual([third, second]);
    const rest = await page(`?limit=2&cursor=${begin.body.nextCursor}`);
    expect(rest.body).toEqual({ items: [oldest], nextCursor: null });
  });

  it('do not grow by a change that changes nothing', async () => {
    await rename('lamp 2');
    const before = await versions();
    const again = await rename('lamp 2');
    expect([again.status, again.body.updatedAt]).toEqual([200, before[0]?.updatedAt]);
    expect(await versions()).toEqual(before);
  });

  it.each(['productName', 'productDescription', 'productPrice', 'productImageUrl', 'productCategory'])(
    'grow by a change of %s alone',
    async (field) => {
      const other = { ...lampDraft, productPrice: 1, productImageUrl: 'https://a.example/b', productCategory: 'BOOKS' };
      const change = { ...other, productName: 'other', productDescription: 'other' } as Record<string, unknown>;
      await shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, [field]: change[field] });
      expect(await versions()).toMatchObject([{ [field]: change[field] }, lampDraft]);
    },
  );

  it('are all kept when two changes come at once', async () => {
    await withBlockingTransaction(shop.scheme, async (holder) => {
      await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [lamp]);
      const replacing = [rename('one'), rename('other')];
      await untilBlocked(shop.database, { count: 2 });
      await holder.rollback();
      expect((await Promise.all(replacing)).map(({ status }) => status)).toEqual([200, 200]);
    });
    const [[, newest], [, between], ...oldest] = (await named()) as [[number, string], [number, string]];
    expect([newest, between].sort()).toEqual(['one', 'other']);
    expect(oldest).toEqual([[1, lampDraft.productName]]);
  });

  it('are shown to administrators only, and not of a product that never existed', async () => {
    expect((await shop.buyer(buyer).get(`/api/products/${lamp}/versions`)).status).toBe(403);
    expect((await shop.anonymous.get(`/api/products/${lamp}/versions`)).status).toBe(401);
    expect(await shop.admin.get(`/api/products/${UNKNOWN}/versions`)).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
  });

  it('stay when it is deleted', async () => {
    await rename('lamp 2');
    await shop.admin.delete(`/api/products/${lamp}`);
    expect((await named()).map(([version]) => version)).toEqual([2, 1]);
  });

  describe('in orders', () => {
    it('are those that were ordered, whatever became of the product', async () => {
      const first = await order();
      await rename('lamp 2');
      const second = await order();
      await rename('lamp 3');
      await shop.admin.delete(`/api/products/${lamp}`);
      expect((await ordered(first)).body).toMatchObject({ ...lampDraft, productVersion: 1 });
      expect((await ordered(second)).body).toMatchObject({ productName: 'lamp 2', productVersion: 2 });
      const { items } = (await shop.buyer(buyer).get(`/api/orders/${second}`)).body;
      expect(items).toMatchObject([{ productName: 'lamp 2', productVersion: 2 }]);
    });

    it('are those that were quoted when the product is replaced before the order is stored', async () => {
      const adding = pauseStep(shop.app.get(OrderRepository, { strict: false }), 'add');
      const placing = order();
      await adding.reached;
      await rename('lamp 2');
      adding.release();
      expect((await ordered(await placing)).body).toMatchObject({ ...lampDraft, productVersion: 1 });
    });

    it('are shown to the owner and to administrators, by the number of the item from 1', async () => {
      const chair = await createProduct(shop.admin, { productName: 'chair' });
      await shop.admin.post(`/api/stocks/product/${chair}/increase?quantity=1`);
      const orderItems = [chair, lamp].map((productId) => ({ productId, quantity: 1 }));
      const { orderId } = (await shop.buyer(buyer).post('/api/orders/products', { orderItems })).body;
      expect((await ordered(orderId, 1)).body.productName).toBe('chair');
      expect((await ordered(orderId, 2, shop.admin)).body.productName).toBe(lampDraft.productName);
      const NOT_FOUND = { status: 404, body: { code: 'ORDER_NOT_FOUND' } };
      expect(await ordered(orderId, 3)).toMatchObject(NOT_FOUND);
      expect(await ordered(orderId, 1, shop.buyer(buyer + 1_000))).toMatchObject(NOT_FOUND);
      expect(await ordered(orderId, 0)).toMatchObject({ status: 400 });
      expect((await ordered(orderId, 1, shop.anonymous)).status).toBe(401);
    });

    it('are unknown in an order of the release before, which is shown without them', async () => {
      const orderId = await order();
      await shop.database.execute('UPDATE order_items SET product_version = NULL WHERE order_id = ?', [orderId]);
      expect((await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body.items[0]).not.toHaveProperty(
        'productVersion',
      );
      expect(await ordered(orderId)).toMatchObject({ status: 404, body: { code: 'PRODUCT_VERSION_NOT_FOUND' } });
    });
  });

  describe('in an import', () => {
    const write = (...chunks: readonly (readonly ProductRow[])[]) =>
      shop.app.get(ProductBulkRepository, { strict: false }).write(async function* () {
        for (const chunk of chunks) yield await Promise.resolve(chunk);
      });
    const row = (productId: number | undefined, productName: string): ProductRow => ({
      ...lampDraft,
      productId,
      productName,
    });
    const versionsOf = (ids: readonly number[]) =>
      shop.database.query<{ version: number; name: string }>(
        `SELECT product_id, version, name FROM products WHERE product_id IN (?) UNION ALL
         SELECT product_id, version, name FROM product_versions WHERE product_id IN (?)`,
        [ids, ids],
      );

    it('are kept by one more statement for each chunk, for the rows that change', async () => {
      await write(Array.from({ length: CHUNK }, (_, index) => row(undefined, `new ${index}`)));
      const created = await shop.database.query<{ id: number; name: string }>(
        `SELECT product_id AS id, name FROM products WHERE name LIKE 'new %' ORDER BY product_id`,
      );
      const ids = created.map(({ id }) => id);
      const changed = created.map(({ id, name }, index) => row(id, index % 2 === 0 ? name : `changed ${index}`));
      const statements: string[] = [];
      const restore = interceptConnections(shop.app.get(DataSource), {
        query: (query) => (sql, parameters, answered) => {
          if (sql.includes('product')) statements.push(sql.trim().slice(0, 27));
          query(sql, parameters, answered);
        },
      });
      await write(changed, changed);
      restore();
      expect(statements.filter((sql) => sql.startsWith('INSERT INTO product_version'))).toHaveLength(1);
      expect(statements.filter((sql) => sql.startsWith('INSERT INTO products'))).toHaveLength(1);
      const rows = await versionsOf(ids);
      expect(rows).toHaveLength(CHUNK * 1.5);
      expect(rows.filter(({ version }) => version === 1).every(({ name }) => name.startsWith('new '))).toBe(true);
      expect(rows.filter(({ version }) => version === 2).every(({ name }) => name.startsWith('changed '))).toBe(true);
    });

    it('are all kept when a product is changed while it is imported', async () => {
      await withBlockingTransaction(shop.scheme, async (holder) => {
        await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [lamp]);
        const writing = [rename('by hand'), write([row(lamp, 'imported')])];
        await untilBlocked(shop.database, { count: 2 });
        await holder.rollback();
        await Promise.all(writing);
      });
      expect((await named()).map(([, name]) => name).sort()).toEqual(
        ['by hand', 'imported', lampDraft.productName].sort(),
      );
    });
  });
});
