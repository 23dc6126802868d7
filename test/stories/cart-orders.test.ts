import { OrderPlacement } from '#order';
import { CartRepository } from '../../src/modules/cart/persistence/cart.repository';
import type { Caller } from '../support/caller';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { lampDraft } from '../support/products';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['get']>>;
interface Order {
  orderId: number;
  status: string;
  items: { productId: number; quantity: number }[];
}

describe('an order from a cart', () => {
  let shop: Shop;
  let other: Shop;
  let lamp: number;
  let sofa: number;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  beforeEach(async () => {
    buyer++;
    [lamp, sofa] = [await shop.stocked(10, 10_000), await shop.stocked(10, 300)];
    await add(lamp, 2);
    await add(sofa, 1);
  });
  afterEach(async () => {
    await drained();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const add = (productId: number, quantity: number) =>
    shop.buyer(buyer).post('/api/cart/items', { productId, quantity });
  const order = (body: object = {}, headers: Record<string, string> = {}, at: Shop = shop) =>
    at.buyer(buyer).post('/api/cart/order', body, headers);
  const keyed = (key: string) => ({ 'Idempotency-Key': `${key}-${buyer}` });
  const drained = async (): Promise<void> => {
    await other.bus.drain();
    await shop.bus.drain();
  };
  const quantities = async (): Promise<Record<number, number>> => {
    const { body } = await shop.buyer(buyer).get('/api/cart');
    const { items } = body as { items: { productId: number; quantity: number }[] };
    return Object.fromEntries(items.map(({ productId, quantity }) => [productId, quantity]));
  };
  const orders = async (): Promise<Order[]> =>
    ((await shop.buyer(buyer).get('/api/orders')).body as { items: Order[] }).items;
  const ordered = (answer: Answer): Record<number, number> =>
    Object.fromEntries((answer.body as Order).items.map(({ productId, quantity }) => [productId, quantity]));
  const refusal = ({ status, body }: Answer): unknown[] => [status, body.code, body.about];
  const bothAsTheyWere = () => ({ [lamp]: 2, [sofa]: 1 });

  it('has everything in the cart, which is empty soon after', async () => {
    const answer = await order();
    expect([answer.status, ordered(answer)]).toEqual([202, bothAsTheyWere()]);
    const { orderId } = answer.body as Order;
    expect(answer.headers.get('location')).toBe(`/api/orders/${orderId}`);
    await drained();
    expect(await quantities()).toEqual({});
    expect(await orders()).toMatchObject([{ orderId, status: 'ORDER_SUCCESS' }]);
    expect(refusal(await order())).toEqual([409, 'CART_EMPTY', undefined]);
  });

  it('is answered with its outcome if the client waits for it', async () => {
    const answer = await order({}, { Prefer: 'wait=30' });
    expect([answer.status, (answer.body as Order).status]).toEqual([201, 'ORDER_SUCCESS']);
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
  });

  it('of some products leaves the others; the rest is another order', async () => {
    expect(ordered(await order({ productIds: [sofa] }))).toEqual({ [sofa]: 1 });
    await drained();
    expect(await quantities()).toEqual({ [lamp]: 2 });
    expect(ordered(await order())).toEqual({ [lamp]: 2 });
    expect(await orders()).toHaveLength(2);
  });

  it('of a product that is not in the cart is refused, and names it', async () => {
    const answer = await order({ productIds: [lamp, 999_999, sofa] });
    expect(refusal(answer)).toEqual([404, 'CART_ITEM_NOT_FOUND', { productIds: [999_999] }]);
    expect([await quantities(), await orders()]).toEqual([bothAsTheyWere(), []]);
  });

  describe('without a key', () => {
    it('is one order for one state of the cart, on whatever instance it is sent again', async () => {
      const clearing = pauseStep(shop.app.get(CartRepository), 'clear');
      const first = await order();
      const again = [await order(), await order({}, {}, other), await order({ expectedTotal: 1 })];
      for (const answer of again) {
        expect([answer.status, (answer.body as Order).orderId]).toEqual([202, (first.body as Order).orderId]);
        expect(answer.headers.get('idempotent-replayed')).toBe('true');
      }
      clearing.release();
      await drained();
      expect(await orders()).toHaveLength(1);
    });

    it('is one order when it is sent twice at the same time', async () => {
      const answers = await Promise.all([order(), order({}, {}, other), order(), order({}, {}, other)]);
      expect(await orders()).toHaveLength(1);
      for (const { status, body } of answers) {
        expect([202, 409]).toContain(status);
        if (status === 409) expect(['IDEMPOTENCY_IN_PROGRESS', 'CART_EMPTY']).toContain(body.code);
      }
      expect(answers.some(({ status }) => status === 202)).toBe(true);
    });

    it('is another order once a product was put into the cart again', async () => {
      await order();
      await drained();
      await add(lamp, 2);
      await add(sofa, 1);
      expect((await order()).status).toBe(202);
      expect(await orders()).toHaveLength(2);
    });

    it('can be placed from a state of the cart that was refused before', async () => {
      expect((await order({ expectedTotal: 20_299 })).status).toBe(409);
      expect((await order({ expectedTotal: 20_300 })).status).toBe(202);
    });
  });

  describe('with a key', () => {
    it('is answered again after the cart was cleared', async () => {
      const first = await order({}, keyed('k'));
      await drained();
      const again = await order({}, keyed('k'), other);
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect((again.body as Order).orderId).toBe((first.body as Order).orderId);
      expect(await orders()).toHaveLength(1);
    });

    it('is the same request for any order of its products, and a different one for others', async () => {
      const first = await order({ productIds: [lamp, sofa] }, keyed('k'));
      const reversed = await order({ productIds: [sofa, lamp] }, keyed('k'));
      expect((reversed.body as Order).orderId).toBe((first.body as Order).orderId);
      for (const body of [{ productIds: [lamp] }, {}, { productIds: [lamp, sofa], expectedTotal: 1 }])
        expect(refusal(await order(body, keyed('k')))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', undefined]);
    });

    it('shares its key with no other kind of order', async () => {
      await order({}, keyed('k'));
      const orderItems = [{ productId: lamp, quantity: 2 }];
      const direct = await shop.buyer(buyer).post('/api/orders/products', { orderItems }, keyed('k'));
      expect(refusal(direct)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', undefined]);
    });

    it('leaves the key free when it is refused', async () => {
      await shop.buyer(buyer).delete('/api/cart');
      expect(refusal(await order({}, keyed('k')))).toEqual([409, 'CART_EMPTY', undefined]);
      await add(lamp, 1);
      expect((await order({}, keyed('k'))).status).toBe(202);
    });
  });

  describe('is refused, and the cart stays as it was,', () => {
    afterEach(async () => {
      expect(await orders()).toEqual([]);
    });

    it('when a price was raised since the page was shown', async () => {
      await shop.admin.put(`/api/products/${sofa}`, { ...lampDraft, productPrice: 301 });
      const answer = await order({ expectedTotal: 20_300 });
      const prices = [
        { productId: lamp, productPrice: 10_000 },
        { productId: sofa, productPrice: 301 },
      ];
      expect(refusal(answer)).toEqual([409, 'PRICE_CHANGED', { prices }]);
      expect(await quantities()).toEqual(bothAsTheyWere());
    });

    it('when a price is raised between reading the cart and storing the order', async () => {
      const placing = pauseStep(shop.app.get(OrderPlacement, { strict: false }), 'place');
      const answer = order({ expectedTotal: 20_300 });
      await placing.reached;
      await shop.admin.put(`/api/products/${sofa}`, { ...lampDraft, productPrice: 301 });
      placing.release();
      expect(refusal(await answer).slice(0, 2)).toEqual([409, 'PRICE_CHANGED']);
      expect(await quantities()).toEqual(bothAsTheyWere());
    });

    it('when a product is sold out', async () => {
      const all = { orderItems: [{ productId: lamp, quantity: 10 }] };
      await shop.buyer(buyer + 5_000).post('/api/orders/products', all, { Prefer: 'wait=30' });
      expect(refusal(await order())).toEqual([409, 'INSUFFICIENT_STOCK', { productIds: [lamp] }]);
      expect(await quantities()).toEqual(bothAsTheyWere());
    });

    it('when a product was deleted', async () => {
      await shop.admin.delete(`/api/products/${sofa}`);
      expect(refusal(await order())).toEqual([404, 'PRODUCT_NOT_FOUND', { productIds: [sofa] }]);
      expect(await quantities()).toEqual(bothAsTheyWere());
    });
  });

  it('that costs less than was shown is placed', async () => {
    await shop.admin.put(`/api/products/${sofa}`, { ...lampDraft, productPrice: 299 });
    expect((await order({ expectedTotal: 20_300 })).status).toBe(202);
  });

  it('that fails afterwards leaves the cart, too: its products are put back by the buyer', async () => {
    await add(lamp, 98);
    const { orderId } = (await order()).body as Order;
    await drained();
    expect(await orders()).toMatchObject([{ orderId, status: 'ORDER_FAILURE' }]);
    expect(await quantities()).toEqual({});
  });

  describe('and its clearing:', () => {
    const pausedClearing = () => pauseStep(shop.app.get(CartRepository), 'clear');

    it('leaves a product that was changed after the order', async () => {
      const clearing = pausedClearing();
      await order();
      await clearing.reached;
      await add(lamp, 1);
      clearing.release();
      await drained();
      expect(await quantities()).toEqual({ [lamp]: 3 });
    });

    it('leaves a product that was taken out and put back in the same number', async () => {
      const clearing = pausedClearing();
      await order();
      await clearing.reached;
      await shop.buyer(buyer).delete('/api/cart');
      await add(lamp, 2);
      clearing.release();
      await drained();
      expect(await quantities()).toEqual({ [lamp]: 2 });
    });

    it('takes nothing more when every event is delivered twice', async () => {
      const carts = shop.app.get(CartRepository);
      const clear = jest.spyOn(carts, 'clear');
      await order();
      await shop.bus.drain();
      expect(await quantities()).toEqual({});
      await add(lamp, 2);
      await add(sofa, 1);
      const lines = clear.mock.calls.map(([cleared]) => cleared);
      clear.mockRestore();
      expect(lines).toHaveLength(1);
      for (const cleared of lines) await carts.clear(cleared, () => Promise.resolve());
      expect(await quantities()).toEqual(bothAsTheyWere());
    });

    it('is done by another instance when the one that placed the order is frozen, which then changes nothing', async () => {
      const frozen = pausedClearing();
      await order();
      await frozen.reached;
      await shop.database.execute('UPDATE instances SET alive_until = NOW(3) - INTERVAL 1 SECOND');
      await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
      await other.bus.drain();
      expect(await quantities()).toEqual({});
      await add(lamp, 2);
      frozen.release();
      await drained();
      expect(await quantities()).toEqual({ [lamp]: 2 });
      expect(await orders()).toHaveLength(1);
    });
  });
});
