import { DataSource } from 'typeorm';
import { UserClient } from '#user';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { AddressRepository } from '../../src/modules/user/persistence/address.repository';
import { ADDRESS, giveAddress, insertProfile } from '../support/addresses';
import { untilBlocked } from '../support/database-connection';
import { expectIndexes } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

const PATH = '/api/users/me/addresses';

describe('the addresses of a user', () => {
  let shop: Shop;
  let userId = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    await insertProfile(shop.database, ++userId);
  });
  afterAll(() => shop.close());
  const listed = async () => (await shop.buyer(userId).get(PATH)).body;
  const defaults = async (): Promise<number[]> =>
    (await listed()).flatMap(({ addressId, isDefault }: { addressId: number; isDefault: boolean }) =>
      isDefault ? [addressId] : [],
    );
  const idsOf = async (): Promise<number[]> =>
    (await listed()).map(({ addressId }: { addressId: number }) => addressId);

  it('are none at first; the first one is the default, and the list begins with the default', async () => {
    expect(await listed()).toEqual([]);
    const { status, body } = await shop.buyer(userId).post(PATH, { ...ADDRESS, label: ' 집 ' });
    expect([status, body]).toEqual([201, { ...ADDRESS, addressId: body.addressId, label: '집', isDefault: true }]);
    const second = await giveAddress(shop, userId);
    const third = await giveAddress(shop, userId);
    expect(await idsOf()).toEqual([body.addressId, third, second]);
    expect((await listed())[1]).toEqual({ ...ADDRESS, addressId: third, label: null, isDefault: false });
  });

  it('have another default once one is made it, by adding or by replacing', async () => {
    const first = await giveAddress(shop, userId);
    const second = await giveAddress(shop, userId, { isDefault: true });
    expect(await defaults()).toEqual([second]);
    const { status, body } = await shop
      .buyer(userId)
      .put(`${PATH}/${first}`, { ...ADDRESS, line1: '부산광역시 해운대구', isDefault: true });
    expect([status, body]).toMatchObject([200, { addressId: first, line1: '부산광역시 해운대구', isDefault: true }]);
    expect(await defaults()).toEqual([first]);
    await shop.buyer(userId).put(`${PATH}/${first}`, { ...ADDRESS, isDefault: false });
    expect(await defaults()).toEqual([first]);
  });

  it('have the newest of the others as the default when the default is deleted', async () => {
    const [first, second, third] = [
      await giveAddress(shop, userId),
      await giveAddress(shop, userId),
      await giveAddress(shop, userId),
    ];
    expect((await shop.buyer(userId).delete(`${PATH}/${second}`)).status).toBe(204);
    expect(await defaults()).toEqual([first]);
    const fourth = await giveAddress(shop, userId);
    await shop.buyer(userId).delete(`${PATH}/${first}`);
    expect(await defaults()).toEqual([fourth]);
    await shop.buyer(userId).delete(`${PATH}/${fourth}`);
    await shop.buyer(userId).delete(`${PATH}/${third}`);
    expect(await listed()).toEqual([]);
    expect((await shop.buyer(userId).delete(`${PATH}/${third}`)).body.code).toBe('ADDRESS_NOT_FOUND');
  });

  it('are at most ten, also when twenty are added at once, and one of them is the default', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        shop.buyer(userId).post(PATH, { ...ADDRESS, line1: `${index}`, isDefault: index % 2 === 0 }),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = replies.filter(({ status }) => status === 409);
    expect(refused.map(({ body }) => [body.code, body.about])).toEqual(
      Array.from({ length: 10 }, () => ['ADDRESS_LIMIT_EXCEEDED', { limit: 10 }]),
    );
    expect(await listed()).toHaveLength(10);
    expect(await defaults()).toHaveLength(1);
  });

  it('have one default when several are made it at once', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 5; count++) ids.push(await giveAddress(shop, userId));
    const made = ids.map((id) => shop.buyer(userId).put(`${PATH}/${id}`, { ...ADDRESS, isDefault: true }));
    expect((await Promise.all(made)).map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect(await defaults()).toHaveLength(1);
  });

  it('are neither shown to nor changed by another user', async () => {
    const addressId = await giveAddress(shop, userId);
    const before = await listed();
    await insertProfile(shop.database, ++userId);
    const other = shop.buyer(userId);
    const change = await other.put(`${PATH}/${addressId}`, { ...ADDRESS, line1: '-' });
    const deletion = await other.delete(`${PATH}/${addressId}`);
    expect([change, deletion].map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'ADDRESS_NOT_FOUND'],
      [404, 'ADDRESS_NOT_FOUND'],
    ]);
    expect(await listed()).toEqual([]);
    userId--;
    expect(await listed()).toEqual(before);
    userId++;
  });

  it('need a profile', async () => {
    const { status, body } = await shop.buyer(9_999).post(PATH, ADDRESS);
    expect([status, body.code]).toEqual([404, 'USER_NOT_FOUND']);
  });

  it.each([
    ['phone', '02-123-4567'],
    ['phone', '+82 (0)10.1234.5678'],
    ['phone', ' 1588-1234 '],
    ['phone', '01012345678'],
    ['postcode', '06236'],
    ['postcode', '135-080'],
    ['postcode', 'SW1A 1AA'],
  ])('accept the %s %j', async (field, text) => {
    const { status, body } = await shop.buyer(userId).post(PATH, { ...ADDRESS, [field]: text });
    expect([status, body[field]]).toEqual([201, text.trim()]);
  });

  it.each([
    ['phone', '112', 'TOO_SHORT'],
    ['phone', '010-1234-567a', 'INVALID_CHARACTER'],
    ['phone', '1234567890123456', 'TOO_LONG'],
    ['phone', '----------', 'INVALID_CHARACTER'],
    ['postcode', '12', 'TOO_SHORT'],
    ['postcode', '12345678901', 'TOO_LONG'],
    ['postcode', '일이삼사오', 'INVALID_CHARACTER'],
    ['recipient', '\u200B', 'NO_VISIBLE_CHARACTER'],
    ['line1', '', 'REQUIRED'],
    ['line2', 'x'.repeat(201), 'TOO_LONG'],
    ['isDefault', 'true', 'WRONG_TYPE'],
  ])('refuse the %s %j by the rule %s', async (field, value, rule) => {
    const { status, body } = await shop.buyer(userId).post(PATH, { ...ADDRESS, [field]: value });
    expect([status, body.errors]).toMatchObject([400, [{ field, rule }]]);
    expect(await listed()).toEqual([]);
  });

  it('hold the longest texts of the widest characters', async () => {
    const wide = (most: number): string => '𠮷'.repeat(most);
    const longest = { label: wide(50), recipient: wide(100), phone: '1'.repeat(15), postcode: '1'.repeat(10) };
    const { status, body } = await shop
      .buyer(userId)
      .post(PATH, { ...longest, line1: wide(200), line2: '"'.repeat(200) });
    expect([status, body]).toMatchObject([201, { ...longest, line1: wide(200), line2: '"'.repeat(200) }]);
    expect((await listed())[0]).toEqual(body);
  });

  it('are deleted when the account is withdrawn, and do not come back with it', async () => {
    const users = shop.app.get(UserClient, { strict: false });
    const draft = { userId, email: `buyer-${userId}@example.com`, name: '홍길동', role: 'USER' } as const;
    await giveAddress(shop, userId);
    await users.restore({ ...draft, version: 3 });
    await users.withdraw(userId, 2);
    expect(await listed()).toHaveLength(1);
    await users.withdraw(userId, 4);
    expect(await listed()).toEqual([]);
    expect((await shop.buyer(userId).post(PATH, ADDRESS)).body.code).toBe('USER_NOT_FOUND');
    await users.restore({ ...draft, version: 5 });
    expect(await listed()).toEqual([]);
    expect(await giveAddress(shop, userId)).toEqual(expect.any(Number));
  });

  it('are not added behind a withdrawal that is just being committed', async () => {
    let added: ReturnType<ReturnType<Shop['buyer']>['post']> | undefined;
    await shop.database.transaction(async (tx) => {
      await tx.execute(`UPDATE users SET state = 'WITHDRAWN' WHERE user_id = ?`, [userId]);
      added = shop.buyer(userId).post(PATH, ADDRESS);
      await untilBlocked(shop.database, { work: added });
    });
    expect((await added)?.body.code).toBe('USER_NOT_FOUND');
    expect(await listed()).toEqual([]);
  });

  it('are found by an index, as are those of orders', async () => {
    const many = Array.from({ length: 4_000 }, (_, index) => 100_000 + index);
    await shop.database.execute('INSERT INTO addresses (address_id, user_id, address_sealed, is_default) VALUES ?', [
      many.map((id) => [id, id, 'x', 1]),
    ]);
    await shop.database.execute('INSERT INTO order_addresses (order_id, address_sealed) VALUES ?', [
      many.map((id) => [id, 'x']),
    ]);
    await shop.database.execute('INSERT INTO users (user_id, email, name, role, state, version) VALUES ?', [
      many.map((id) => [id, '', '', 'USER', 'LIVE', 1]),
    ]);
    await shop.database.query('ANALYZE TABLE addresses, order_addresses, users');
    const addresses = shop.app.get(AddressRepository, { strict: false });
    const draft = { ...ADDRESS, label: null, isDefault: true };
    const work = async (): Promise<void> => {
      const { addressId } = await addresses.add(userId, draft);
      await addresses.replace(userId, addressId, draft);
      await addresses.addressOf(userId, undefined);
      await Promise.all([userId, userId + 1].map((each) => addresses.list(each)));
      await addresses.remove(userId, addressId);
      await shop.app.get(UserClient, { strict: false }).withdraw(userId, 2);
      await shop.app.get(OrderQueries, { strict: false }).find(many[0] as number, null);
    };
    const tables = ['addresses', 'users', 'order_addresses'];
    const accesses = await expectIndexes(shop.app.get(DataSource), tables, work);
    expect(accesses.length).toBeGreaterThan(9);
    for (const { rows } of accesses) expect(rows).toBeLessThan(20);
  });
});
