import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';
import { WalletClient } from '#wallet';

describe('points', () => {
  let shop: Shop;
  let user = 0;
  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on', RATE_LIMIT_POINT_CHARGES: '1000' } });
  });
  beforeEach(() => {
    user++;
  });
  afterEach(async () => expect(await integrityViolations(shop.database)).toEqual([]));
  afterAll(() => shop.close());

  const points = async (userId = user): Promise<unknown> => (await shop.buyer(userId).get('/api/points')).body;
  const charge = (chargeAmount: unknown, key = `key ${user}`.replace(' ', '-'), fields: object = {}) =>
    shop.buyer(user).post('/api/points/charge', { chargeAmount, ...fields }, { 'Idempotency-Key': key });

  it('are 0 at first, and charged once for each key', async () => {
    expect(await points()).toEqual({ userId: user, balance: 0, reserved: 0, available: 0 });
    const { status, body } = await charge(50_000);
    expect([status, body]).toEqual([201, { userId: user, balance: 50_000, reserved: 0, available: 50_000 }]);
    const again = await charge(50_000);
    expect([again.status, again.headers.get('idempotent-replayed'), again.body.balance]).toEqual([201, 'true', 50_000]);
    const other = await charge(60_000);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await points()).toMatchObject({ balance: 50_000 });
  });

  it('list what has changed the balance, newest first', async () => {
    await charge(50_000);
    const wallets = shop.app.get<WalletClient>(WalletClient, { strict: false });
    const request = (orderId: number) => ({ orderId, userId: user, amount: 20_000 });
    expect(await wallets.reserve([request(1), request(2), request(3)])).toEqual([
      { orderId: 1, outcome: 'HELD' },
      { orderId: 2, outcome: 'HELD' },
      { orderId: 3, outcome: 'REFUSED' },
    ]);
    expect(await points()).toEqual({ userId: user, balance: 50_000, reserved: 40_000, available: 10_000 });
    await wallets.consume([1]);
    await wallets.release([request(2)]);
    expect(await points()).toEqual({ userId: user, balance: 30_000, reserved: 0, available: 30_000 });
    const { body } = await shop.buyer(user).get('/api/points/history?limit=1');
    expect(body.items).toEqual([
      {
        entryId: expect.any(Number),
        kind: 'CONSUME',
        amount: -20_000,
        balanceAfter: 30_000,
        reference: { type: 'ORDER', id: 1 },
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    const next = await shop.buyer(user).get(`/api/points/history?cursor=${body.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ kind: 'CHARGE', amount: 50_000 }], nextCursor: null });
  });
});
