import { ContactBook, UserClient } from '#user';
import { OrderClient } from '#order-client';
import { requestHash } from '#platform/http/idempotency/canonical';
import { ADDRESS, giveAddress, insertProfile } from '../support/addresses';
import { integrityViolations, untilHandled } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

const PATH = '/api/users/me/addresses';
const WAIT = { Prefer: 'wait=30' };
const OTHER = { ...ADDRESS, recipient: '김철수', line1: '부산광역시 해운대구 센텀중앙로 79', line2: null };

describe('the address of an order', () => {
  /** SHIPPING is off */
  let plain: Shop;
  let shop: Shop;
  /** needs an address for each order */
  let strict: Shop;
  let buyer = 0;
  let lamp = 0;
  beforeAll(async () => {
    plain = await openShop();
    shop = await openShop({ beside: plain, variables: { SHIPPING: 'on' } });
    strict = await openShop({ beside: plain, variables: { SHIPPING: 'on', ADDRESS: 'required' } });
    lamp = await plain.stocked(1_000);
  });
  beforeEach(async () => {
    await insertProfile(shop.database, ++buyer);
  });
  afterEach(async () => {
    await untilHandled(shop);
    expect(await integrityViolations(shop.database, 'order')).toEqual([]);
    expect(await integrityViolations(shop.database, 'user')).toEqual([]);
  });
  afterAll(async () => {
    await strict.close();
    await shop.close();
    await plain.close();
  });
  const get = <T>(type: abstract new (...parameters: never[]) => T, at = shop): T =>
    at.app.get<T>(type, { strict: false });
  const order = (more: object = {}, headers: Record<string, string> = WAIT, at = shop) =>
    at.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1, ...more }, headers);
  const shown = async (orderId: number) => (await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body;
  const stored = async (): Promise<number> =>
    (await shop.database.query('SELECT 1 FROM orders WHERE user_id = ?', [buyer])).length;

  it('is the default one, or the one that is named, on every route', async () => {
    await giveAddress(shop, buyer);
    const { line2: _, ...written } = OTHER;
    const { body: other } = await shop.buyer(buyer).post(PATH, written);
    const { addressId } = other;
    const orderItems = [{ productId: lamp, quantity: 1 }];
    const cart = async (more: object) => {
      await shop.buyer(buyer).put(`/api/cart/items/${lamp}`, { quantity: 1 });
      return shop.buyer(buyer).post('/api/cart/order', more, WAIT);
    };
    const byDefault = [
      await order(),
      await shop.buyer(buyer).post('/api/orders/products', { orderItems }, WAIT),
      await cart({}),
    ];
    await untilHandled(shop);
    const named = [
      await order({ addressId }),
      await shop.buyer(buyer).post('/api/orders/v2', { orderItems, addressId }, WAIT),
      await cart({ addressId }),
    ];
    expect(byDefault.map(({ body }) => body.deliveryAddress)).toEqual([ADDRESS, ADDRESS, ADDRESS]);
    expect(named.map(({ body }) => body.deliveryAddress)).toEqual([OTHER, OTHER, OTHER]);
    const [{ body: first }] = named as [(typeof named)[0]];
    const { orderId } = first;
    expect(await shown(orderId)).toEqual(named[0]?.body);
    expect((await shop.admin.get(`/api/orders/${orderId}`)).body.deliveryAddress).toEqual(OTHER);
    expect((await shop.buyer(buyer + 1).get(`/api/orders/${orderId}`)).status).toBe(404);
    const listed = (await shop.buyer(buyer).get('/api/orders')).body.items;
    expect(listed.filter((each: object) => 'deliveryAddress' in each)).toEqual([]);
    const [details] = await get(OrderClient).find([orderId]);
    expect(details?.address).toEqual(OTHER);
  });

  it('stays what it was when the address is replaced, when it is deleted, and when the account is withdrawn', async () => {
    const addressId = await giveAddress(shop, buyer);
    const { body } = await order({ addressId });
    await shop.buyer(buyer).put(`${PATH}/${addressId}`, { ...ADDRESS, line1: '-' });
    expect((await shown(body.orderId)).deliveryAddress).toEqual(ADDRESS);
    await shop.buyer(buyer).delete(`${PATH}/${addressId}`);
    await get(UserClient).withdraw(buyer, 2);
    expect((await shown(body.orderId)).deliveryAddress).toEqual(ADDRESS);
  });

  it('may be missing, and is then left out', async () => {
    const { body } = await order();
    expect(body).not.toHaveProperty('deliveryAddress');
    expect(await shown(body.orderId)).not.toHaveProperty('deliveryAddress');
    expect(
      await shop.database.query('SELECT order_id FROM order_addresses WHERE order_id = ?', [body.orderId]),
    ).toEqual([]);
  });

  it('is never one of another user: the order is refused, and not stored', async () => {
    const addressId = await giveAddress(shop, buyer);
    await giveAddress(shop, ++buyer);
    const orderItems = [{ productId: lamp, quantity: 1 }];
    const refused = [
      await order({ addressId }),
      await shop.buyer(buyer).post('/api/orders/products', { orderItems, addressId }),
      await shop.buyer(buyer).post('/api/orders/quote', { orderItems, addressId }),
      await order({ addressId: 999_999 }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [404, 'ADDRESS_NOT_FOUND']),
    );
    expect(await stored()).toBe(0);
  });

  it('is looked for before the stock where each order needs one: without it nothing is stored, and the key stays free', async () => {
    const soldOut = await shop.stocked(0);
    const needing = (more: object, headers: Record<string, string> = {}) => order(more, headers, strict);
    const key = { 'Idempotency-Key': 'k', ...WAIT };
    const refused = [await needing({}), await needing({ productId: soldOut }), await needing({}, key)];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [409, 'ADDRESS_NEEDED']));
    expect(await stored()).toBe(0);
    // A checkout shows what the order costs before its buyer has entered an address.
    const orderItems = [{ productId: lamp, quantity: 1 }];
    expect((await strict.buyer(buyer).post('/api/orders/quote', { orderItems })).status).toBe(200);
    const addressId = await giveAddress(shop, buyer);
    const first = await needing({}, key);
    expect([first.status, first.body.deliveryAddress]).toEqual([201, ADDRESS]);
    await shop.buyer(buyer).delete(`${PATH}/${addressId}`);
    expect((await needing({}, key)).body).toEqual(first.body);
    const features = await Promise.all([plain, shop, strict].map(({ anonymous }) => anonymous.get('/api/shop')));
    expect(features.map(({ body }) => [body.features.shipping, body.features.addressRequired])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  it('is a part of the request that is made once: another one under the same key is refused', async () => {
    const addressId = await giveAddress(shop, buyer);
    const key = { 'Idempotency-Key': 'one', ...WAIT };
    const first = await order({ addressId }, key);
    expect((await order({ addressId }, key)).body).toEqual(first.body);
    const others = [await order({ addressId: await giveAddress(shop, buyer) }, key), await order({}, key)];
    expect(others.map(({ body }) => body.code)).toEqual(['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED']);
    expect(await stored()).toBe(1);
  });

  it('changes nothing about what is kept of a request that names none', async () => {
    await order({}, { 'Idempotency-Key': 'plain' });
    await shop.buyer(buyer).put(`/api/cart/items/${lamp}`, { quantity: 1 });
    await shop.buyer(buyer).post('/api/cart/order', { productIds: [lamp] }, { 'Idempotency-Key': 'cart' });
    const rows = await shop.database.query<{ hash: Buffer }>(
      'SELECT request_hash AS hash FROM idempotency_keys WHERE user_id = ? ORDER BY idem_key DESC',
      [buyer],
    );
    expect(rows.map(({ hash }) => hash)).toEqual([
      requestHash('order.place', [{ productId: lamp, quantity: 1 }]),
      requestHash('cart.order', { productIds: [lamp] }),
    ]);
  });

  it('does not open in another row: the order is shown without it', async () => {
    await giveAddress(shop, buyer);
    const [one, two] = [(await order()).body.orderId, (await order()).body.orderId];
    await shop.database.execute(
      `UPDATE order_addresses AS one JOIN order_addresses AS two ON two.order_id = ?
       SET one.address_sealed = two.address_sealed WHERE one.order_id = ?`,
      [two, one],
    );
    expect(await shown(one)).not.toHaveProperty('deliveryAddress');
    expect((await shown(two)).deliveryAddress).toEqual(ADDRESS);
  });

  it('is not looked for while shipping is off, when its field is unknown', async () => {
    const addressId = await giveAddress(shop, buyer);
    const looks = jest.spyOn(get(ContactBook, plain), 'addressOf');
    const { status, body } = await order({}, WAIT, plain);
    expect([status, body.deliveryAddress]).toEqual([201, undefined]);
    const orderItems = [{ productId: lamp, quantity: 1 }];
    const refused = [
      await order({ addressId }, {}, plain),
      ...(await Promise.all(
        ['products', 'v2', 'quote'].map((path) =>
          plain.buyer(buyer).post(`/api/orders/${path}`, { orderItems, addressId }),
        ),
      )),
      await plain.buyer(buyer).post('/api/cart/order', { addressId }),
    ];
    expect(refused.map(({ body: problem }) => problem.errors)).toEqual(
      refused.map(() => [{ field: 'addressId', rule: 'UNKNOWN_FIELD', message: expect.any(String) }]),
    );
    expect(looks).not.toHaveBeenCalled();
  });

  it('is readable in no table, while it is saved, ordered to and published about', async () => {
    const planted = { recipient: '비밀수령인', phone: '010-7777-0042', postcode: '99042', line1: '비밀로 4242' };
    await shop.buyer(buyer).post(PATH, { ...planted, label: '비밀집', line2: '비밀동' });
    const { body } = await order();
    expect(body.deliveryAddress).toEqual({ ...planted, line2: '비밀동' });
    expect(await tablesWith(shop, [...Object.values(planted), '비밀집', '비밀동'])).toEqual([]);
    expect(await tablesWith(shop, [`buyer-${buyer}@example.com`])).toEqual(['users']);
  });
});

/** The tables in which one of these texts is readable, in any column. */
async function tablesWith({ database, scheme }: Shop, texts: readonly string[]): Promise<string[]> {
  const columns = await database.query<{ name: string; columnName: string }>(
    `SELECT table_name AS name, column_name AS columnName FROM information_schema.columns WHERE table_schema = ?`,
    [scheme],
  );
  const found = new Set<string>();
  for (const { name, columnName } of columns) {
    const rows = await database.query<{ text: Buffer }>(
      `SELECT CAST(\`${columnName}\` AS BINARY) AS text FROM \`${name}\` WHERE \`${columnName}\` IS NOT NULL`,
    );
    if (rows.some(({ text }) => texts.some((each) => text.includes(each)))) found.add(name);
  }
  return [...found];
}
