import { ProductClient } from '#product';
import { bestDealOf, createDeal, inDays } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { lampDraft } from '../support/products';
import { openShop, type Shop } from '../support/shop';

describe('the price of a product in a deal', () => {
  let shop: Shop;
  let other: Shop;
  let lamp: number;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  beforeEach(async () => {
    lamp = await shop.stocked(1_000_000, 50_000);
  });
  afterAll(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
    await other.close();
    await shop.close();
  });

  const reprice = (productPrice: number, at = shop) =>
    at.admin.put(`/api/products/${lamp}`, { ...lampDraft, productPrice });
  const charged = async (at = shop): Promise<object> => {
    const { body } = await at.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 });
    const [{ productPrice, originalPrice, eventId }] = body.items;
    return { productPrice, originalPrice, eventId };
  };

  it('is the ordinary price while that is below the deal, and the deal again when it has risen', async () => {
    const eventId = await createDeal(shop.admin, [lamp]);
    expect(await charged()).toEqual({ productPrice: 40_000, originalPrice: 50_000, eventId });
    await reprice(30_000);
    expect(await charged()).toEqual({ productPrice: 30_000, originalPrice: 30_000, eventId: null });
    expect(await bestDealOf(shop.admin, lamp)).toBeUndefined();
    const listed = async (): Promise<unknown> =>
      [
        (await shop.admin.get(`/api/event/${eventId}/products`)).body.items,
        (await shop.admin.get(`/api/products/${lamp}/deals?status=active`)).body,
      ].map(([deal]) => deal.applies as unknown);
    expect(await listed()).toEqual([false, false]);
    await reprice(39_999);
    expect(await charged()).toMatchObject({ productPrice: 39_999, eventId: null });
    await reprice(40_000);
    expect(await charged()).toEqual({ productPrice: 40_000, originalPrice: 50_000, eventId });
    expect(await bestDealOf(shop.admin, lamp)).toMatchObject({ eventId });
    expect(await listed()).toEqual([undefined, undefined]);
  });

  it('is that of a better deal whose offer is not above it', async () => {
    await createDeal(shop.admin, [lamp]);
    await reprice(30_000);
    const eventId = await createDeal(shop.admin, [lamp], { eventDiscount: 1 });
    expect(await charged()).toEqual({ productPrice: 29_700, originalPrice: 30_000, eventId });
  });

  it('is never above the ordinary price on another instance more than a second after a change', async () => {
    await createDeal(shop.admin, [lamp]);
    expect(await charged(other)).toMatchObject({ productPrice: 40_000 });
    await reprice(30_000);
    const deadline = performance.now() + 1_000;
    while (performance.now() < deadline) await charged(other);
    expect(await charged(other)).toMatchObject({ productPrice: 30_000, eventId: null });
    expect(await bestDealOf(other.admin, lamp)).toBeUndefined();
  });

  it('is decided by one reading of the ordinary price when it changes while an order is quoted', async () => {
    await createDeal(shop.admin, [lamp]);
    await charged();
    const reading = pauseStep(shop.app.get(ProductClient, { strict: false }), 'find');
    const quoted = charged();
    await reading.reached;
    await reprice(30_000);
    reading.release();
    expect(await quoted).toEqual({ productPrice: 30_000, originalPrice: 30_000, eventId: null });
  });
});

describe('the deals of a product', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('are listed by status, soonest start first, without those that are over', async () => {
    const lamp = await shop.stocked(0, 1_000);
    const start = (days: number) => ({ startEventTime: inDays(days) });
    const later = await createDeal(shop.admin, [lamp], start(2));
    const sooner = await createDeal(shop.admin, [lamp], start(1));
    const running = await createDeal(shop.admin, [lamp]);
    for (const change of [{}, start(1)]) {
      await shop.admin.delete(`/api/event/${await createDeal(shop.admin, [lamp], change)}`);
    }
    const idsOf = async (query: string): Promise<number[]> =>
      (await shop.anonymous.get(`/api/products/${lamp}/deals${query}`)).body.map(
        (deal: { eventId: number }) => deal.eventId,
      );
    expect(await idsOf('?status=upcoming')).toEqual([sooner, later]);
    expect(await idsOf('?status=active')).toEqual([running]);
    expect(await idsOf('')).toEqual([running, sooner, later]);
    const ended = await shop.anonymous.get(`/api/products/${lamp}/deals?status=ended`);
    expect([ended.status, ended.body.errors[0].field]).toEqual([400, 'status']);
    const unknown = await shop.anonymous.get('/api/products/999999/deals');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
  });
});
