import { ProductClient, ProductDeleted } from '#product';
import { HotDealChangeRepository } from '../../src/modules/event/persistence/hot-deal-change.repository';
import { signalNamesOf, signalsOf } from '../support/deal-transitions';
import { createDeal, daysAgo, inDays } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { createProduct } from '../support/products';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

describe('a deal whose products are deleted', () => {
  let shop: Shop;
  let other: Shop;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  afterAll(async () => {
    await settle();
    expect(await integrityViolations(shop.database)).toEqual([]);
    await other.close();
    await shop.close();
  });

  const settle = async (): Promise<void> => {
    await shop.bus.drain();
    await other.bus.drain();
  };
  const product = (): Promise<number> => createProduct(shop.admin);
  const remove = (productId: number, at = shop) => at.admin.delete(`/api/products/${productId}`);
  const show = async (eventId: number) => (await shop.admin.get(`/api/event/${eventId}`)).body;
  const idsOf = async (status: string): Promise<number[]> =>
    (await shop.admin.get(`/api/event?status=${status}&limit=100`)).body.items.map(
      (deal: { eventId: number }) => deal.eventId,
    );

  it('counts those that exist, and ends with the last one, announced once', async () => {
    const [lamp, desk] = [await product(), await product()];
    const running = await createDeal(shop.admin, [lamp, desk]);
    const upcoming = await createDeal(shop.admin, [desk], { startEventTime: inDays(1) });
    const ended = await createDeal(shop.admin, [lamp, desk]);
    await shop.admin.delete(`/api/event/${ended}`);
    const { endEventTime } = await show(ended);
    await remove(lamp);
    await until(async () => (await show(running)).productCount === 1);
    expect(await idsOf('active')).toContain(running);
    expect((await show(ended)).productCount).toBe(1);
    await remove(desk);
    await until(async () => (await idsOf('ended')).includes(running));
    await settle();
    expect(await show(running)).toMatchObject({ productCount: 0 });
    expect(await idsOf('active')).not.toContain(running);
    expect(await idsOf('upcoming')).not.toContain(upcoming);
    for (const eventId of [running, upcoming]) {
      expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
      expect((await signalsOf(shop.anonymous, eventId))[1]).toMatchObject({ productCount: 0, productIds: [] });
    }
    expect(await show(ended)).toMatchObject({ productCount: 0, endEventTime });
    expect(await signalNamesOf(shop.anonymous, ended)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('ends once when its last two products are deleted at the same time on two instances', async () => {
    for (let round = 0; round < 10; round++) {
      const [lamp, desk] = [await product(), await product()];
      const eventId = await createDeal(shop.admin, [lamp, desk]);
      await Promise.all([remove(lamp), remove(desk, other)]);
      await until(async () => (await signalNamesOf(shop.anonymous, eventId)).includes('hot-deal-ended'));
      await settle();
      expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
      expect(await show(eventId)).toMatchObject({ productCount: 0 });
    }
  });

  it('counts each once when the event of the deletion comes twice', async () => {
    const [lamp, desk] = [await product(), await product()];
    const eventId = await createDeal(shop.admin, [lamp, desk]);
    await remove(lamp);
    await until(async () => (await show(eventId)).productCount === 1);
    await shop.database.transaction((tx) =>
      shop.bus.publish(tx, ProductDeleted, [{ productId: lamp }, { productId: lamp }]),
    );
    await settle();
    expect(await show(eventId)).toMatchObject({ productCount: 1 });
    expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(['new-hot-deal']);
  });

  it.each(['created', 'changed'])('ends when its only product is deleted while the deal is being %s', async (how) => {
    const lamp = await product();
    const startEventTime = inDays(1);
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, startEventTime, productIds: [lamp] };
    const existing =
      how === 'changed' ? await createDeal(shop.admin, [await product()], { startEventTime }) : undefined;
    await settle();
    const products = shop.app.get(ProductClient, { strict: false });
    const { read } = products;
    // The deletion is handled completely between reading the product and writing the deal.
    products.read = async (productIds) => {
      const found = await read.call(products, productIds);
      products.read = read;
      await remove(lamp);
      await settle();
      return found;
    };
    const { body } =
      existing === undefined
        ? await shop.admin.post('/api/event/create', terms)
        : await shop.admin.put(`/api/event/${existing}`, terms);
    await settle();
    const [deal] = await shop.database.query<{ announced: string }>(
      'SELECT announced FROM hot_deals WHERE event_id = ?',
      [body.eventId],
    );
    expect(deal).toEqual({ announced: 'ENDED' });
    expect(await show(body.eventId as number)).toMatchObject({ productCount: 0 });
  });

  it('may list or leave out those that are deleted when its name is changed while it runs', async () => {
    const [lamp, desk] = [await product(), await product()];
    const startEventTime = daysAgo(0.5);
    const eventId = await createDeal(shop.admin, [lamp, desk], { startEventTime });
    await remove(lamp);
    await until(async () => (await show(eventId)).productCount === 1);
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, startEventTime };
    for (const productIds of [[desk], [lamp, desk]]) {
      const { status, body } = await shop.admin.put(`/api/event/${eventId}`, {
        ...terms,
        eventName: '새 이름',
        productIds,
      });
      expect([status, body.productCount]).toEqual([200, 1]);
      expect((await signalsOf(shop.anonymous, eventId)).at(-1)).toMatchObject({ productCount: 1, productIds: [desk] });
    }
    const { body } = await shop.admin.put(`/api/event/${eventId}`, { ...terms, productIds: [lamp] });
    expect(body.code).toBe('EVENT_RUNNING');
    await shop.admin.delete(`/api/event/${eventId}`);
  });

  it('keeps its other products when it is changed while one of them is deleted', async () => {
    const [lamp, desk] = [await product(), await product()];
    const startEventTime = inDays(1);
    const eventId = await createDeal(shop.admin, [lamp, desk], { startEventTime });
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 50, eventDuration: 1, startEventTime };
    const writing = pauseStep(shop.app.get(HotDealChangeRepository, { strict: false }), 'change');
    const changing = shop.admin.put(`/api/event/${eventId}`, { ...terms, productIds: [lamp, desk] });
    await writing.reached;
    await remove(lamp, other);
    await other.bus.drain();
    writing.release();
    expect((await changing).status).toBe(200);
    await settle();
    expect(await show(eventId)).toMatchObject({ eventDiscount: 50, productCount: 1 });
    expect((await signalNamesOf(shop.anonymous, eventId)).at(-1)).toBe('hot-deal-changed');
  });
});
