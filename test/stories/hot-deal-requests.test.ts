import { type Catalogue, openCatalogue } from '../support/catalogue';
import { requestDeal, bestDealOf, daysAgo, insertProducts } from '../support/deals';
import { earphones } from '../support/products';

describe('a request for a hot deal', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const newProducts = (...prices: number[]): Promise<number[]> => insertProducts(shop.database, prices);
  const create = (change: object, headers?: Record<string, string>) => requestDeal(shop.admin, change, headers);
  const dealOf = (productId: number) => bestDealOf(shop.user, productId);

  it('is refused when the deal would already be over', async () => {
    const productIds = await newProducts(1_000);
    const before = await shop.user.get('/api/event');
    const { status, body } = await create({ startEventTime: daysAgo(7), productIds });
    expect([status, body.code]).toEqual([400, 'EVENT_ALREADY_OVER']);
    expect((await create({ startEventTime: '1970-01-01T00:00:00Z', productIds })).body.code).toBe('EVENT_ALREADY_OVER');
    expect((await shop.user.get('/api/event')).body).toEqual(before.body);
  });

  it.each([
    ['eventType', ['COLD_DEAL', 'hot_deal', '', null, 1, undefined]],
    ['eventDiscount', [0, 100, 1.5, '20', -1, null, undefined]],
    ['eventDuration', [0, 366, 0.5, '7', null, undefined]],
    ['startEventTime', ['2999-02-30T00:00:00', '2999-07-15', 'tomorrow', 1, null, ['2999-07-15T00:00:00'], undefined]],
    [
      'productIds',
      [[], [1, 1], ['1'], [0], [1.5], 1, null, Array.from({ length: 10_001 }, (_, id) => id + 1), undefined],
    ],
    ['colour', ['red']],
  ])('is refused with an invalid %s', async (field, values) => {
    const productIds = await newProducts(1_000);
    for (const value of values) {
      const { status, body } = await create({ productIds, [field]: value });
      expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', field]);
    }
  });

  it('is refused when one of the products does not exist', async () => {
    const [lamp, deleted] = (await newProducts(1_000, 1_000)) as [number, number];
    await shop.admin.delete(`/api/products/${deleted}`);
    const { status, body } = await create({ productIds: [deleted, lamp] });
    expect([status, body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
    expect(body.detail).toContain(`Product ${deleted} not found;`);
    expect(await dealOf(lamp)).toBeUndefined();

    const unknown = Array.from({ length: 25 }, (_, index) => 5_000_000 + index);
    const { detail } = (await create({ productIds: [lamp, ...unknown] })).body;
    expect(detail.match(/50000\d\d/g)).toEqual(unknown.slice(0, 20).map(String));
    expect(detail).toContain('5 more');
    const [left] = await shop.database.query('SELECT 1 FROM hot_deal_items WHERE product_id = ?', [lamp]);
    expect(left).toBeUndefined();
  });

  it('for an unknown deal is answered with 404, for a malformed id with 400', async () => {
    for (const answer of [
      await shop.user.get('/api/event/999999'),
      await shop.user.get('/api/event/999999/products'),
      await shop.admin.delete('/api/event/999999'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'EVENT_NOT_FOUND']);
    }
    for (const path of ['/api/event/abc', '/api/event/0', '/api/event/1e1', '/api/event/01/products']) {
      expect((await shop.user.get(path)).body.code).toBe('VALIDATION_FAILED');
    }
  });

  it('may search for one to a thousand different products', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
    const search = async (body: unknown): Promise<number> =>
      (await shop.user.post('/api/event/search-event', body)).status;
    expect(await search({ productIds: ids.slice(1) })).toBe(200);
    for (const productIds of [ids, [], [1, 1], ['1'], [0], {}, undefined])
      expect(await search({ productIds })).toBe(400);
  });

  it('is answered with the current names of the products, in the order of the request', async () => {
    const [lamp, chair, none] = (await newProducts(1_000, 2_000, 3_000)) as [number, number, number];
    await create({ productIds: [lamp, chair] });
    const names = async () => {
      const { headers, body } = await shop.user.post('/api/event/search-event', { productIds: [chair, none, lamp] });
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      return (body as { productName: string }[]).map(({ productName }) => productName);
    };
    const before = await names();
    expect(await names()).toEqual(before);
    await shop.admin.put(`/api/products/${lamp}`, {
      ...earphones,
      productPrice: 1_000,
      productName: '"큰" 전등\\ </script>',
    });
    expect(await names()).toEqual([before[0], '"큰" 전등\\ </script>']);
    const { body } = await shop.user.post('/api/event/search-event', { productIds: [none] });
    expect(body).toEqual([]);
  });

  it('is refused to users who create or end deals, and to everyone without a token', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const { eventId } = (await create({ productIds: [lamp] })).body;
    for (const answer of [
      await shop.user.post('/api/event/create', {}),
      await shop.user.delete(`/api/event/${eventId}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN']);
    }
    for (const answer of [
      await shop.anonymous.post('/api/event/create', {}),
      await shop.anonymous.delete(`/api/event/${eventId}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await dealOf(lamp)).toMatchObject({ eventId });
  });

  it('that only reads is answered to visitors', async () => {
    const [lamp] = (await newProducts(1_000)) as [number];
    const { eventId } = (await create({ productIds: [lamp] })).body;
    for (const answer of [
      await shop.anonymous.get('/api/event'),
      await shop.anonymous.get(`/api/event/${eventId}`),
      await shop.anonymous.get(`/api/event/${eventId}/products`),
      await shop.anonymous.post('/api/event/search-event', { productIds: [lamp] }),
    ]) {
      expect(answer.status).toBe(200);
    }
  });

  describe('with an idempotency key', () => {
    const terms = { startEventTime: '2999-07-15T00:00:00' };

    it('creates one deal, whatever the order of the products and the notation of the start', async () => {
      const [lamp, chair] = (await newProducts(1_000, 2_000)) as [number, number];
      const first = await create({ ...terms, productIds: [lamp, chair] }, { 'idempotency-key': 'k1' });
      const again = await create(
        { startEventTime: '2999-07-14T15:00:00.000Z', productIds: [chair, lamp] },
        { 'idempotency-key': 'k1' },
      );
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual({ ...first.body, productIds: [chair, lamp] });
      const [row] = await shop.database.query<{ count: number }>(
        'SELECT COUNT(*) AS count FROM hot_deal_items WHERE product_id = ?',
        [lamp],
      );
      expect(Number(row?.count)).toBe(1);
    });

    it('is answered with the current state of the deal when it is repeated', async () => {
      const productIds = await newProducts(1_000);
      const first = await create({ productIds }, { 'idempotency-key': 'k2' });
      await shop.admin.delete(`/api/event/${first.body.eventId}`);
      await shop.admin.delete(`/api/products/${productIds[0]}`);
      const again = await create(
        { productIds, startEventTime: first.body.startEventTime },
        { 'idempotency-key': 'k2' },
      );
      expect(again.status).toBe(201);
      expect(again.body.eventId).toBe(first.body.eventId);
      expect(again.body.endEventTime < first.body.endEventTime).toBe(true);
    });

    it('names the products that the deal has when it is repeated', async () => {
      const [lamp, chair, desk] = (await newProducts(1_000, 2_000, 3_000)) as [number, number, number];
      const body = { ...terms, productIds: [chair, lamp] };
      const first = await create(body, { 'idempotency-key': 'k4' });
      const again = async (): Promise<number[]> =>
        (await create(body, { 'idempotency-key': 'k4' })).body.productIds as number[];
      const change = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, ...terms };
      await shop.admin.put(`/api/event/${first.body.eventId}`, { ...change, productIds: [lamp, desk] });
      expect(await again()).toEqual([lamp, desk]);
      await shop.admin.delete(`/api/products/${desk}`);
      await shop.bus.drain();
      expect(await again()).toEqual([lamp]);
    });

    it('is refused when the key was used for another deal', async () => {
      const productIds = await newProducts(1_000);
      await create({ ...terms, productIds }, { 'idempotency-key': 'k3' });
      const other = await create({ ...terms, eventDiscount: 21, productIds }, { 'idempotency-key': 'k3' });
      expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    });
  });
});
