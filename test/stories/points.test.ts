import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { WalletClient } from '#wallet';
import { WalletRepository } from '../../src/modules/wallet/persistence/wallet.repository';
import type { Caller } from '../support/caller';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

type Answer = Awaited<ReturnType<Caller['post']>>;

const PAID = { PAYMENTS: 'on', RATE_LIMIT_POINT_CHARGES: '1000' };

describe('points', () => {
  let shop: Shop;
  let other: Shop;
  let user = 0;
  let key = 0;
  beforeAll(async () => {
    shop = await openShop({ variables: PAID });
    other = await openShop({ variables: PAID, beside: shop });
  });
  beforeEach(() => {
    user++;
  });
  afterEach(async () => {
    expect(await integrityViolations(shop.database, 'wallet.')).toEqual([]);
    expect(await integrityViolations(shop.database, 'idempotency.')).toEqual([]);
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const pointsOf = async (userId = user): Promise<object> => (await shop.buyer(userId).get('/api/points')).body;
  const nextKey = (): string => `key-${++key}`;
  const charge = (chargeAmount: unknown, idempotencyKey = nextKey(), at = shop, fields: object = {}): Promise<Answer> =>
    at.buyer(user).post('/api/points/charge', { chargeAmount, ...fields }, { 'Idempotency-Key': idempotencyKey });
  const outcome = ({ status, headers, body }: Answer): unknown[] => [
    status,
    headers.get('idempotent-replayed'),
    body.code ?? body.balance,
  ];

  it('are 0 at first, and charged once for each key on any instance', async () => {
    expect(await pointsOf()).toEqual({ userId: user, balance: 0, reserved: 0, available: 0 });
    const mine = nextKey();
    const first = await charge(50_000, mine);
    expect([first.status, first.body]).toEqual([
      201,
      { userId: user, balance: 50_000, reserved: 0, available: 50_000 },
    ]);
    for (const at of [shop, other]) {
      expect(outcome(await charge(50_000, mine, at))).toEqual([201, 'true', 50_000]);
      expect(outcome(await charge(50_001, mine, at))).toEqual([422, null, 'IDEMPOTENCY_KEY_REUSED']);
    }
    expect(await pointsOf()).toMatchObject({ balance: 50_000 });
  });

  it('are charged once by twenty copies of a request that two instances get at once', async () => {
    const mine = nextKey();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => charge(1_000, mine, index % 2 === 0 ? shop : other)),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    const rest = answers.filter(({ status }) => status !== 201).map(({ status, body }) => [status, body.code]);
    for (const refused of rest) expect(refused).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    expect(outcome(await charge(1_000, mine))).toEqual([201, 'true', 1_000]);
  });

  it('answer a copy that was looked up before the first was done as a repeat', async () => {
    const mine = nextKey();
    const charging = pauseStep(other.app.get(WalletRepository, { strict: false }), 'charge');
    const late = charge(5_000_000 / 5, mine, other);
    await charging.reached;
    for (let time = 1; time < 5; time++) await charge(1_000_000);
    expect(outcome(await charge(1_000_000, mine))).toEqual([201, null, 5_000_000]);
    charging.release();
    expect(outcome(await late)).toEqual([201, 'true', 5_000_000]);
  });

  it('are refused as in progress while the first request with the key is running', async () => {
    const mine = nextKey();
    const lookingUp = pauseStep(shop.app.get(IdempotencyKeys), 'find');
    const first = charge(1_000, mine);
    await lookingUp.reached;
    expect(outcome(await charge(1_000, mine))).toEqual([409, null, 'IDEMPOTENCY_IN_PROGRESS']);
    lookingUp.release();
    expect((await first).status).toBe(201);
  });

  it('are charged up to a limit, and the key of a refused charge stays free', async () => {
    for (let time = 0; time < 4; time++) await charge(1_000_000);
    await charge(999_999);
    const mine = nextKey();
    const refused = await charge(1_000, mine);
    expect([refused.status, refused.body.code, refused.body.about]).toEqual([
      409,
      'POINT_LIMIT_EXCEEDED',
      { limit: 5_000_000, balance: 4_999_999 },
    ]);
    await shop.app
      .get<WalletClient>(WalletClient, { strict: false })
      .spend([{ paymentId: 1, userId: user, amount: 1_000 }]);
    expect(outcome(await charge(1_000, mine))).toEqual([201, null, 4_999_999]);
  });

  it.each<[string, object, string | undefined, unknown[]]>([
    ['without a key', { chargeAmount: 1_000 }, undefined, ['Idempotency-Key', 'REQUIRED']],
    ['with an empty key', { chargeAmount: 1_000 }, '', ['Idempotency-Key', 'REQUIRED']],
    ['of too little', { chargeAmount: 999 }, 'k', ['chargeAmount', 'TOO_SMALL']],
    ['of too much', { chargeAmount: 1_000_001 }, 'k', ['chargeAmount', 'TOO_LARGE']],
    ['of a fraction', { chargeAmount: 1_000.5 }, 'k', ['chargeAmount', 'NOT_AN_INTEGER']],
    ['of a number that is a text', { chargeAmount: '1000' }, 'k', ['chargeAmount', 'NOT_AN_INTEGER']],
    ['of nothing', {}, 'k', ['chargeAmount', 'REQUIRED']],
    ['with a field that does not exist', { chargeAmount: 1_000, balance: 1 }, 'k', ['balance', 'UNKNOWN_FIELD']],
    ['for a user that is null', { chargeAmount: 1_000, userId: null }, 'k', ['userId', 'REQUIRED']],
  ])('are not charged by a request %s', async (_, body, givenKey, [field, rule]) => {
    const headers: Record<string, string> = givenKey === undefined ? {} : { 'Idempotency-Key': givenKey };
    const refused = await shop.buyer(user).post('/api/points/charge', body, headers);
    expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
      400,
      'VALIDATION_FAILED',
      [expect.objectContaining({ field, rule })],
    ]);
    expect(await pointsOf()).toMatchObject({ balance: 0 });
  });

  it('list what has changed the balance, newest first', async () => {
    await charge(50_000);
    const wallets = shop.app.get<WalletClient>(WalletClient, { strict: false });
    const request = (orderId: number) => ({ orderId, userId: user, amount: 20_000 });
    expect((await wallets.reserve([1, 2, 3].map(request))).map((one) => one.outcome)).toEqual([
      ...['HELD', 'HELD', 'REFUSED'],
    ]);
    expect(await pointsOf()).toEqual({ userId: user, balance: 50_000, reserved: 40_000, available: 10_000 });
    await wallets.consume([1]);
    await wallets.release([request(2)]);
    await wallets.refund([{ refundId: 4, userId: user, amount: 5_000 }]);
    expect(await pointsOf()).toEqual({ userId: user, balance: 35_000, reserved: 0, available: 35_000 });
    const first = (await shop.buyer(user).get('/api/points/history?limit=2')).body;
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string;
    expect(first.items).toEqual([
      {
        ...{ entryId: expect.any(Number), kind: 'REFUND', amount: 5_000, balanceAfter: 35_000 },
        ...{ reference: { type: 'REFUND', id: 4 }, createdAt: at },
      },
      {
        ...{ entryId: expect.any(Number), kind: 'CONSUME', amount: -20_000, balanceAfter: 30_000 },
        ...{ reference: { type: 'ORDER', id: 1 }, createdAt: at },
      },
    ]);
    const rest = (await shop.buyer(user).get(`/api/points/history?cursor=${first.nextCursor}`)).body;
    expect(rest).toMatchObject({
      items: [{ kind: 'CHARGE', amount: 50_000, balanceAfter: 50_000, reference: { type: 'CHARGE' } }],
      nextCursor: null,
    });
    expect((await shop.buyer(user + 1).get('/api/points/history')).body).toEqual({ items: [], nextCursor: null });
  });

  it('of any user can be seen by an administrator, and of nobody else by a user', async () => {
    await charge(2_000);
    for (const path of ['/api/points', '/api/points/history']) {
      const seen = await shop.admin.get(`${path}?userId=${user}`);
      expect([seen.status, seen.body]).toEqual([200, (await shop.buyer(user).get(path)).body]);
      expect((await shop.buyer(user).get(`${path}?userId=${user}`)).status).toBe(200);
      const refused = await shop.buyer(user + 1).get(`${path}?userId=${user}`);
      expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await shop.admin.get('/api/points')).body).toMatchObject({ userId: 1_000_000, balance: 0 });
  });

  it('of another user are charged by an administrator alone, if that user exists', async () => {
    const body = { chargeAmount: 3_000, userId: user };
    const byAdmin = () => shop.admin.post('/api/points/charge', body, { 'Idempotency-Key': `for-${user}` });
    const unknown = await byAdmin();
    expect([unknown.status, unknown.body.code]).toEqual([404, 'USER_NOT_FOUND']);
    await shop.database.execute(
      `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, ?, '홍길동', 'USER', 'LIVE', 1)`,
      [user, `buyer-${user}@example.com`],
    );
    expect(outcome(await byAdmin())).toEqual([201, null, 3_000]);
    expect(outcome(await byAdmin())).toEqual([201, 'true', 3_000]);
    const mine = nextKey();
    user++;
    expect(outcome(await charge(3_000, mine, shop, { userId: user - 1 }))).toEqual([403, null, 'FORBIDDEN']);
    expect(outcome(await charge(3_000, mine, shop, { userId: user }))).toEqual([201, null, 3_000]);
    expect([await pointsOf(user - 1), await pointsOf(1_000_000)]).toMatchObject([{ balance: 3_000 }, { balance: 0 }]);
  });

  it('are part of my page', async () => {
    await charge(2_000);
    await shop.app
      .get<WalletClient>(WalletClient, { strict: false })
      .reserve([{ orderId: 90, userId: user, amount: 500 }]);
    await shop.database.execute(
      `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, ?, '홍길동', 'USER', 'LIVE', 1)`,
      [user, `buyer-${user}@example.com`],
    );
    expect((await shop.buyer(user).get('/api/users/me/summary')).body).toMatchObject({ points: 1_500 });
  });
});

const IN_PRODUCTION = { PAYMENTS: 'on', PAYMENT_PROVIDERS: 'points', NODE_ENV: 'production' };

describe('charging points', () => {
  it.each<[string, Record<string, string>, number, number]>([
    ['where users cannot', { PAYMENTS: 'on', POINT_CHARGE: 'admin' }, 403, 201],
    ['in production', { ...IN_PRODUCTION }, 403, 201],
    ['in production, where users can', { ...IN_PRODUCTION, POINT_CHARGE: 'open' }, 201, 201],
    ['without payments', { PAYMENTS: 'off' }, 404, 404],
  ])('%s is answered by its status to a user and to an administrator, and points stay visible', async (...row) => {
    const [, variables, forUsers, forAdmins] = row;
    const shop = await openShop({ variables });
    const charge = async (caller: Caller) => {
      const { status, body } = await caller.post(
        '/api/points/charge',
        { chargeAmount: 1_000 },
        { 'Idempotency-Key': 'k' },
      );
      return [status, body.code];
    };
    const codes: Readonly<Record<number, unknown>> = { 403: 'FORBIDDEN', 404: 'ROUTE_NOT_FOUND' };
    expect(await charge(shop.buyer(1))).toEqual([forUsers, codes[forUsers]]);
    expect(await charge(shop.admin)).toEqual([forAdmins, codes[forAdmins]]);
    expect((await shop.buyer(1).get('/api/points')).body).toMatchObject({ balance: forUsers === 201 ? 1_000 : 0 });
    expect((await shop.buyer(1).get('/api/points/history')).status).toBe(200);
    // Without the payment simulator, no one can play its buyer.
    expect((await shop.buyer(1).post('/api/orders/1/payment/complete')).body.code).toBe('ROUTE_NOT_FOUND');
    await shop.close();
  });

  it('is limited for each user', async () => {
    const shop = await openShop({
      variables: { PAYMENTS: 'on', RATE_LIMIT_SCALE: '1', RATE_LIMIT_POINT_CHARGES: '1' },
    });
    const charge = (userId: number, key: string) =>
      shop.buyer(userId).post('/api/points/charge', { chargeAmount: 1_000 }, { 'Idempotency-Key': key });
    expect([(await charge(1, 'a')).status, (await charge(2, 'a')).status]).toEqual([201, 201]);
    const refused = await charge(1, 'b');
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    await shop.close();
  });
});

describe('the shop itself', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'without payments',
      {},
      {
        name: 'HotDeal',
        currency: 'KRW',
        features: {
          payments: false,
          pointCharge: false,
          paymentSimulator: false,
          shipping: false,
          addressRequired: false,
          catalogue: 'public',
        },
        paymentMethods: [],
      },
    ],
    [
      'with payments and shipping',
      { PAYMENTS: 'on', SHIPPING: 'on', SHOP_NAME: '반짝 상점', CURRENCY: 'USD', CATALOGUE: 'members' },
      {
        ...{
          name: '반짝 상점',
          currency: 'USD',
          features: {
            payments: true,
            pointCharge: true,
            paymentSimulator: false,
            shipping: true,
            addressRequired: false,
            catalogue: 'members',
          },
        },
        paymentMethods: [{ method: 'POINTS', provider: 'points' }],
      },
    ],
  ])('says what everyone has to know %s', async (_, variables, shown) => {
    const shop = await openShop({ variables });
    const { status, body } = await shop.anonymous.get('/api/shop');
    expect([status, body]).toEqual([200, shown]);
    await shop.close();
  });
});
