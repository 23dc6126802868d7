import { ProductBulkRepository } from '../../src/modules/product/persistence/product-bulk.repository';
import { CountRecentSales } from '../../src/modules/search/use-cases/count-recent-sales';
import { createDeal, inDays } from '../support/deals';
import { integrityViolations, untilDecided } from '../support/integrity';
import { createProduct, earphones } from '../support/products';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const WAIT = { Prefer: 'wait=30' };

describe('the lists of products', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
    await shop.close();
  });

  const create = (change: object = {}): Promise<number> => createProduct(shop.admin, change);
  const list = async (query: string): Promise<{ ids: number[]; total: number; nextCursor: string | null }> => {
    await shop.bus.drain();
    const { status, body } = await shop.buyer(1).get(`/api/products?${query}`);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return { ...body, ids: body.items.map(({ productId }: { productId: number }) => productId) };
  };
  const ids = async (query: string): Promise<number[]> => (await list(query)).ids;
  const increase = (productId: number, units: number) =>
    shop.admin.post(`/api/stocks/product/${productId}/increase?quantity=${units}`);
  const order = async (productId: number, quantity = 1): Promise<number> =>
    (await shop.buyer(2).post('/api/orders/v1', { productId, quantity }, WAIT)).body.orderId;

  it('have a product from its creation to its deletion, as it is', async () => {
    const productId = await create({ productName: 'quokka' });
    expect(await list('q=quokka')).toMatchObject({ ids: [productId], total: 1, nextCursor: null });
    const { body } = await shop.buyer(1).get(`/api/products/${productId}`);
    expect((await shop.buyer(1).get('/api/products?q=quokka')).body.items).toEqual([body]);
    await shop.admin.put(`/api/products/${productId}`, { ...earphones, productName: 'wombat', productCategory: 'PET' });
    expect(await ids('q=quokka')).toEqual([]);
    expect(await ids('q=wombat&category=PET')).toEqual([productId]);
    await shop.admin.delete(`/api/products/${productId}`);
    expect(await list('q=wombat')).toMatchObject({ ids: [], total: 0 });
  });

  it('have imported products once the import has committed', async () => {
    const kept = await create({ productName: 'numbat' });
    const row = (productId: number | undefined, productName: string) => ({ ...earphones, productId, productName });
    async function* rows() {
      yield [row(kept, 'echidna zero'), row(undefined, 'echidna one')];
      yield [row(undefined, 'echidna two')];
    }
    await shop.app.get(ProductBulkRepository).write(rows);
    expect(await list('q=echidna')).toMatchObject({ total: 3 });
    expect(await list('q=numbat')).toMatchObject({ total: 0 });
  });

  it('are filtered and sorted by the prices that are charged now', async () => {
    const [dear, cheap, other] = [
      await create({ productName: 'dingo', productPrice: 1_000 }),
      await create({ productName: 'dingo', productPrice: 400 }),
      await create({ productName: 'dingo', productPrice: 500 }),
    ] as const;
    expect(await ids('q=dingo&sort=price')).toEqual([cheap, other, dear]);
    expect(await ids('q=dingo&sort=-price')).toEqual([dear, other, cheap]);
    const eventId = await createDeal(shop.admin, [dear], { eventDiscount: 70 });
    expect(await ids('q=dingo&sort=price')).toEqual([dear, cheap, other]);
    expect(await ids('q=dingo&minPrice=300&maxPrice=400&sort=newest')).toEqual([cheap, dear]);
    expect(await ids('q=dingo&onDeal=true')).toEqual([dear]);
    expect(await ids('q=dingo&onDeal=false')).toEqual([other, cheap]);
    await createDeal(shop.admin, [other], { eventDiscount: 80 });
    expect(await ids('q=dingo&sort=discount')).toEqual([other, dear, cheap]);
    // The deal of the first product charges 300, which is more than its ordinary price from now on.
    await shop.admin.put(`/api/products/${dear}`, { ...earphones, productName: 'dingo', productPrice: 299 });
    expect(await ids('q=dingo&onDeal=true')).toEqual([other]);
    expect(await ids('q=dingo&minPrice=299&maxPrice=299')).toEqual([dear]);
    await shop.admin.put(`/api/products/${dear}`, { ...earphones, productName: 'dingo', productPrice: 1_000 });
    expect(await ids('q=dingo&maxPrice=300&onDeal=true&sort=price')).toEqual([other, dear]);
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await ids('q=dingo&onDeal=true')).toEqual([other]);
    expect(await list('q=dingo&minPrice=5&maxPrice=4')).toMatchObject({ ids: [], total: 0 });
  });

  it('follow a deal within two seconds of its opening, its change and its end', async () => {
    const productId = await create({ productName: 'bilby', productPrice: 1_000 });
    const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const eventId = await createDeal(shop.admin, [productId], { eventDiscount: 30, startEventTime: inDays(3) });
    expect(await ids('q=bilby&onDeal=true')).toEqual([]);
    const [start, end] = [soon(1_500), soon(62_000)];
    const changed = await shop.admin.put(`/api/event/${eventId}`, {
      eventType: 'HOT_DEAL',
      eventDiscount: 50,
      startEventTime: start,
      endEventTime: end,
      productIds: [productId],
    });
    expect(changed.status).toBe(200);
    const isOnDeal = async (): Promise<boolean> =>
      (await shop.buyer(1).get('/api/products?q=bilby&maxPrice=500&onDeal=true')).body.total === 1;
    await until(isOnDeal);
    expect(Date.now() - Date.parse(start)).toBeLessThan(2_000);
    await shop.admin.delete(`/api/event/${eventId}`);
    const endedAt = Date.now();
    await until(async () => !(await isOnDeal()));
    expect(Date.now() - endedAt).toBeLessThan(2_000);
  });

  it('show a product as available from its first unit to its last one', async () => {
    const productId = await create({ productName: 'potoroo' });
    const isAvailable = async (): Promise<boolean> => {
      const [available, soldOut] = [await ids('q=potoroo&available=true'), await ids('q=potoroo&available=false')];
      expect([...available, ...soldOut]).toEqual([productId]);
      return available.length === 1;
    };
    expect(await isAvailable()).toBe(false);
    await increase(productId, 2);
    expect(await isAvailable()).toBe(true);
    await order(productId);
    expect(await isAvailable()).toBe(true);
    const last = await order(productId);
    expect(await isAvailable()).toBe(false);
    await shop.buyer(2).put(`/api/orders/${last}`);
    expect(await isAvailable()).toBe(true);
    await shop.admin.post(`/api/stocks/product/${productId}/reset?quantity=0`);
    expect(await isAvailable()).toBe(false);
  });

  it('publish nothing about the stock of a sale that leaves units', async () => {
    const productId = await create();
    await increase(productId, 3);
    await shop.bus.drain();
    const published = async (): Promise<number> => {
      const [row] = await shop.database.query<{ number: number }>(`SELECT number FROM revisions WHERE name = 'search'`);
      return row?.number ?? 0;
    };
    const before = await published();
    await order(productId);
    await order(productId);
    await untilDecided(shop);
    expect(await published()).toBe(before);
    await order(productId);
    await untilDecided(shop);
    expect(await published()).toBeGreaterThan(before);
  });

  it('rank by the units of the last thirty days, without cancelled orders and older days', async () => {
    const made = [];
    for (const units of [1, 3, 2, 2]) {
      const productId = await create({ productName: 'quoll' });
      await increase(productId, 10);
      made.push({ productId, orderId: await order(productId, units) });
    }
    const [one, three, two, cancelled] = made as [Made, Made, Made, Made];
    await untilDecided(shop);
    const count = () => shop.app.get(CountRecentSales).execute();
    await count();
    const ranked = () => ids('q=quoll&sort=best-selling');
    expect(await ranked()).toEqual([three, cancelled, two, one].map(({ productId }) => productId));
    await shop.buyer(2).put(`/api/orders/${cancelled.orderId}`);
    await shop.bus.drain();
    await count();
    expect(await ranked()).toEqual([three, two, one, cancelled].map(({ productId }) => productId));
    const daysLater = (days: number) =>
      shop.database.execute('UPDATE sales_by_day SET sold_on = sold_on - INTERVAL ? DAY WHERE product_id = ?', [
        days,
        three.productId,
      ]);
    await daysLater(29);
    await count();
    expect((await ranked())[0]).toBe(three.productId);
    await daysLater(1);
    await count();
    expect(await ranked()).toEqual([two, one, cancelled, three].map(({ productId }) => productId));
    await daysLater(-30);
  });

  it('neither repeat nor skip a product while others are added, in any order', async () => {
    for (let count = 0; count < 7; count++) await create({ productName: 'wallaby', productPrice: 100 + (count % 3) });
    const before = new Set(await ids('q=wallaby'));
    for (const sort of ['newest', 'best-selling', 'price', '-price', 'discount']) {
      const seen: number[] = [];
      let cursor = '';
      do {
        const page = await list(`q=wallaby&sort=${sort}&limit=2${cursor}`);
        seen.push(...page.ids);
        if (seen.length === 2) await create({ productName: 'wallaby', productPrice: 101 });
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((productId) => before.has(productId)).sort()).toEqual([...before].sort());
    }
  });

  it.each([
    ['sort=cheapest', 'sort', 'NOT_A_CHOICE'],
    ['sort=', 'sort', 'NOT_A_CHOICE'],
    ['category=pet', 'category', 'NOT_A_CHOICE'],
    ['available=1', 'available', 'NOT_A_CHOICE'],
    ['onDeal=yes', 'onDeal', 'NOT_A_CHOICE'],
    ['minPrice=-1', 'minPrice', 'TOO_SMALL'],
    ['maxPrice=1.5', 'maxPrice', 'NOT_AN_INTEGER'],
    ['maxPrice=9007199254740992', 'maxPrice', 'TOO_LARGE'],
    ['q=', 'q', 'REQUIRED'],
    ['q=%20%20', 'q', 'REQUIRED'],
    ['q=%E2%80%8B', 'q', 'NO_VISIBLE_CHARACTER'],
    [`q=${'x'.repeat(201)}`, 'q', 'TOO_LONG'],
    ['q=a&q=b', 'q', 'GIVEN_TWICE'],
    ['cursor=junk', 'cursor', 'NOT_A_CURSOR'],
  ])('refuse %s', async (query, field, rule) => {
    const { status, body } = await shop.anonymous.get(`/api/products?${query}`);
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field, rule })]]);
  });

  it('refuse the cursor of a list with another order or other filters', async () => {
    const { nextCursor } = await list('q=wallaby&sort=price&limit=1');
    expect((await list(`q=WALLABY&sort=price&limit=5&cursor=${nextCursor}`)).ids).toHaveLength(5);
    for (const other of ['q=wallaby', 'q=wallaby&sort=price&available=true', 'sort=price', 'q=w&sort=price']) {
      const { status, body } = await shop.anonymous.get(`/api/products?${other}&cursor=${nextCursor}`);
      expect([status, body.errors?.[0]]).toEqual([
        400,
        expect.objectContaining({ field: 'cursor', rule: 'NOT_A_CURSOR' }),
      ]);
    }
  });
});

interface Made {
  readonly productId: number;
  readonly orderId: number;
}
