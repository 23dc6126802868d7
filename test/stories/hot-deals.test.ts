import { type Catalogue, openCatalogue } from '../support/catalogue';
import { requestDeal, bestDealOf, daysAgo, inDays, insertProducts } from '../support/deals';

describe('a hot deal', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const newProducts = (...prices: number[]): Promise<number[]> => insertProducts(shop.database, prices);
  const create = (change: object, headers?: Record<string, string>) => requestDeal(shop.admin, change, headers);
  const dealOf = (productId: number) => bestDealOf(shop.user, productId);

  it('is created with its window and products, and is found at once', async () => {
    const [lamp, chair] = (await newProducts(1_000, 55_555)) as [number, number];
    const startEventTime = daysAgo(1);
    const created = await create({ startEventTime, productIds: [chair, lamp] });
    const terms = {
      eventId: expect.any(Number),
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 7,
      startEventTime,
      endEventTime: new Date(Date.parse(startEventTime) + 7 * 86_400_000).toISOString(),
    };
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...terms, productIds: [chair, lamp] });
    const { eventId } = created.body;
    expect((await shop.user.get(`/api/event/${eventId}`)).body).toEqual({ ...terms, productCount: 2 });

    const deals = [
      { ...terms, productId: lamp, productName: `thing ${lamp}`, originalPrice: 1_000, discountPrice: 800 },
      { ...terms, productId: chair, productName: `thing ${chair}`, originalPrice: 55_555, discountPrice: 44_444 },
    ];
    const products = await shop.user.get(`/api/event/${eventId}/products`);
    expect([products.status, products.body]).toEqual([200, { items: deals, nextCursor: null }]);
    const searched = await shop.user.post('/api/event/search-event', { productIds: [chair, 999_999, lamp] });
    expect([searched.status, searched.body]).toEqual([200, [deals[1], deals[0]]]);
  });

  it("starts at a time of the shop's zone, or of the given offset", async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const startOf = async (startEventTime: string): Promise<string> =>
      (await create({ startEventTime, productIds: [lamp] })).body.startEventTime;
    expect(await startOf('2999-07-15T00:00:00')).toBe('2999-07-14T15:00:00.000Z');
    expect(await startOf('2999-07-15T00:00:00Z')).toBe('2999-07-15T00:00:00.000Z');
    expect(await startOf('2999-07-15T00:00:00-05:00')).toBe('2999-07-15T05:00:00.000Z');
  });

  it('keeps its prices when a product changes, and shows the new name', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    await create({ productIds: [lamp] });
    const { body } = await shop.user.get(`/api/products/${lamp}`);
    const { productId: _id, createdAt: _created, updatedAt: _updated, ...fields } = body;
    await shop.admin.put(`/api/products/${lamp}`, { ...fields, productName: 'brass lamp', productPrice: 5_000 });
    const kept = { productName: 'brass lamp', originalPrice: 1_000, discountPrice: 800 };
    expect(await dealOf(lamp)).toMatchObject(kept);
    await create({ eventDiscount: 1, productIds: [lamp] });
    expect(await dealOf(lamp)).toMatchObject(kept);
  });

  it('continues without a product that is deleted', async () => {
    const [lamp, chair, table] = (await newProducts(1, 1, 1)) as [number, number, number];
    const { eventId } = (await create({ productIds: [lamp, chair, table] })).body;
    await shop.admin.delete(`/api/products/${lamp}`);
    await shop.admin.delete(`/api/products/${chair}`);
    expect(await dealOf(lamp)).toBeUndefined();
    const first = await shop.user.get(`/api/event/${eventId}/products?limit=1`);
    expect(first.body).toMatchObject({ items: [{ productId: table }], nextCursor: null });
    await shop.bus.drain();
    expect((await shop.user.get(`/api/event/${eventId}`)).body.productCount).toBe(1);
  });

  it('is replaced by a better deal, and is back when that ends', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const twenty = (await create({ productIds: [lamp] })).body.eventId;
    const fifty = (await create({ eventDiscount: 50, productIds: [lamp] })).body.eventId;
    await create({ eventDiscount: 90, startEventTime: inDays(1), productIds: [lamp] });
    await create({ eventDiscount: 50, productIds: [lamp] });
    expect(await dealOf(lamp)).toMatchObject({ eventId: fifty, discountPrice: 500 });
    expect((await shop.admin.delete(`/api/event/${fifty}`)).status).toBe(204);
    expect(await dealOf(lamp)).toMatchObject({ eventDiscount: 50 });
    const third = (await dealOf(lamp))?.['eventId'] as number;
    await shop.admin.delete(`/api/event/${third}`);
    expect(await dealOf(lamp)).toMatchObject({ eventId: twenty, discountPrice: 800 });
  });

  it('lists its products in order, page after page', async () => {
    const productIds = await newProducts(1, 2, 3, 4, 5);
    const { eventId } = (await create({ productIds: [...productIds].reverse() })).body;
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await shop.user.get(`/api/event/${eventId}/products?limit=2${from}`);
      seen.push(...body.items.map(({ productId }: { productId: number }) => productId));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(productIds);
  });

  it('ends once when it is ended twice', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const { eventId, endEventTime } = (await create({ productIds: [lamp] })).body;
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    const ended = (await shop.user.get(`/api/event/${eventId}`)).body;
    expect(ended.endEventTime < endEventTime).toBe(true);
    expect(await dealOf(lamp)).toBeUndefined();
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    expect((await shop.user.get(`/api/event/${eventId}`)).body).toEqual(ended);
  });

  it('that is ended before its start never runs', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const { eventId } = (await create({ startEventTime: inDays(1), productIds: [lamp] })).body;
    const idsOf = async (status: string): Promise<number[]> =>
      (await shop.user.get(`/api/event?status=${status}&limit=100`)).body.items.map(
        (event: { eventId: number }) => event.eventId,
      );
    expect(await idsOf('upcoming')).toContain(eventId);
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await idsOf('upcoming')).not.toContain(eventId);
    expect(await idsOf('active')).not.toContain(eventId);
    expect(await idsOf('ended')).toContain(eventId);
    expect(await dealOf(lamp)).toBeUndefined();
  });
});
