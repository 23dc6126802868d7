import { EventBus } from '#platform/events/event-bus';
import { integrityViolations } from '../support/integrity';
import { type Attack, INVALID, JSON_BODY, testAttacks, send } from './attack';
import { INJECTIONS } from './hostile-texts';
import { perInput, INPUTS, type Route, ROUTES } from './routes';
import { Target } from './target';
import { lastProblem, sendRaw } from './raw-http';

const KEY = 'Idempotency-Key';
const COUPON = /"userCouponId":\{userCouponId\},|,"userCouponId":\{userCouponId\}/;

/** None of these is a single value of 1 to 255 visible ASCII characters. */
const INVALID_KEYS: readonly (string | readonly string[])[] = [
  ...['', ' ', '\t', 'two words', 'a\tb', 'a, b', 'é', '\u00a0', '\u0080', '\u00ff', 'k\u00ad', '\u00ed\u0095\u009c'],
  ...[256, 257, 1_000, 12_000].map((length) => 'k'.repeat(length)),
  ...[
    ['a', 'b'],
    ['a', 'a'],
    ['a', ''],
    ['', 'a'],
    ['', ''],
  ],
  ...INJECTIONS.filter((text) => text.includes(' ')),
];
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
/** Unusual, but valid keys that all differ. */
const KEYS: readonly string[] = unique([
  ...['k', 'K', '0', '00', '1', '-1', 'null', 'undefined', 'true', '__proto__', 'constructor', 'toString', '{}', '[]'],
  ...['%', '_', '%25', '*', '"', "'", '`', '\\', ',', 'a,b', ';', '=', '..', '/', '//', '<k>', '"k"', 'k=1', 'mine'],
  ...['k'.repeat(255), 'K'.repeat(255), `${'k'.repeat(254)}K`],
  ...INJECTIONS.filter((text) => !text.includes(' ')),
]);
/** None of these asks for a wait of 1 to 30 seconds. */
const IGNORED_PREFERENCES: readonly (string | readonly string[])[] = [
  ...['', ' ', ',', ',,,', ';', '=', 'wait', 'wait=', 'wait= ', 'wait=""', 'wait="', 'wait="5', "wait='5'", '"wait"=5'],
  ...['wait=0', 'wait=00', 'wait=-0', 'wait=-1', 'wait=31', 'wait=1e1', 'wait=0x5', 'wait=1.5', 'wait=5.0', 'wait=5s'],
  ...['wait=+5', 'wait=5 5', 'wait=NaN', 'wait=Infinity', 'wait=true', 'wait=[5]', 'wait=5=5', 'wait:5', 'wait 5'],
  ...['await=5', 'waits=5', 'x-wait=5', 'wait=31, wait=5', 'return=minimal', 'respond-async', '__proto__=5', 'é=5'],
  ...[`wait=${'9'.repeat(400)}`, 'wait=9007199254740993', 'wait=4294967297', `${'wait=31,'.repeat(1_500)}wait=5`],
  ...[','.repeat(12_000), ';'.repeat(12_000), '='.repeat(12_000), 'w'.repeat(12_000), `wait=${' '.repeat(9_000)}x`],
  ...[
    ['wait=0', 'wait=5'],
    ['', ''],
  ],
];
const PREFERENCES: readonly (string | readonly string[])[] = [
  ...['wait=30', 'WAIT=30', 'wait = 30', 'wait="30"', 'wait=30;x=1', 'x, wait=30', 'wait=30, wait=0', 'wait=030'],
  ['respond-async', 'wait=30'],
];
/** Headers with which a client behind a proxy may request another method. */
const OTHER_METHODS = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].flatMap((header) =>
  ['DELETE', 'PUT', 'POST'].map((method) => ({ [header]: method })),
);

const taking = (name: string) => INPUTS.filter((input) => input.location === 'header' && input.name === name);
const routesOf = (name: string): Route[] => taking(name).map(({ route }) => route);
const shown = (value: string | readonly string[]): string => JSON.stringify(value).slice(0, 40);

describe('a request header', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.recordTables();
  });
  afterAll(() => target.close());

  it('for idempotency is read by 14 routes, a preference by 5 of them', () => {
    const routes = [...routesOf(KEY), ...routesOf('Prefer')].map(({ name }) => name);
    expect([routesOf(KEY).length, routesOf('Prefer').length, new Set(routes).size]).toEqual([14, 5, 14]);
  });

  const withHeaders = (attack: Attack, headers: Attack['headers']): Attack => ({
    ...attack,
    headers: { ...attack.headers, ...headers },
  });
  testAttacks(() => target, {
    ...perInput(taking(KEY), ({ route }) =>
      INVALID_KEYS.map((key) => ({ ...withHeaders(route.attack(INVALID), { [KEY]: key }), name: shown(key) })),
    ),
    'that asks for another method is ignored': ROUTES.filter(
      ({ method, access }) => method === 'GET' && access !== 'PUBLIC',
    )
      .filter(({ path }) => !path.includes('{') || path === '/api/products/{productId}')
      // The administrator of the tests has no profile.
      .filter(({ path }) => !path.startsWith('/api/users/me'))
      .flatMap((route) => [
        ...OTHER_METHODS.map((headers) => withHeaders(route.attack([200]), headers)),
        { ...route.attack([200]), path: `${withMark(route.attack([200]).path)}_method=DELETE` },
      ]),
  });

  it.each(['\x7f', 'a\x7fb', 'a\x01b', 'a\0b', 'a\x1b[31m'])(
    'with a control character in an idempotency key is refused: %j',
    async (key) => {
      const body = target.fillPlaceholders('{"productId":{otherProductId},"quantity":1}');
      const responses = await sendRaw(
        target,
        `POST /api/orders/v1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${target.tokens.user}\r\n${KEY}: ${key}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        { answers: 1 },
      );
      expect([responses.statuses, lastProblem(responses)['code']]).toEqual([[400], 'VALIDATION_FAILED']);
      expect(await target.changedTables()).toEqual([]);
    },
  );
});

/** The user of the attacks has a profile: with an account to it, the shop is sound. */
async function openSound(): Promise<Target> {
  const target = await Target.open();
  const { database } = target.shop;
  await database.execute(
    `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash)
     SELECT user_id, email, name, role, 'ACTIVE', version, 'x' FROM users`,
  );
  await database.execute(`UPDATE id_blocks SET next_id = next_id + 100 WHERE name = 'accounts'`);
  return target;
}

function withMark(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}`;
}

describe('a preference', () => {
  let target: Target;
  beforeAll(async () => {
    target = await openSound();
  });
  afterEach(async () => {
    await target.shop.app.get(EventBus).drain();
    expect(await integrityViolations(target.shop.database)).toEqual([]);
    expect(target.logViolations()).toEqual([]);
  });
  afterAll(() => target.close());

  const order = async (route: Route, headers: object): Promise<unknown[]> => {
    const attack = route.attack([202]);
    // The coupon of the user can be on one order only.
    const withoutCoupon = attack.body?.toString().replace(COUPON, '') ?? '';
    const body = withoutCoupon.replace('{productId}', '{otherProductId}');
    const reply = await send(target, { ...attack, as: 'user', body, headers: { ...JSON_BODY, ...headers } });
    return [reply.status, reply.headers['preference-applied'], reply.body.orderId];
  };

  const placing = routesOf('Prefer').filter(({ path }) => !path.endsWith('/payment'));
  it.each(placing.map((route) => [route.name, route] as const))(
    'is ignored when it is invalid and honoured when it is valid: %s',
    async (name, route) => {
      const [, , first] = await order(route, { [KEY]: name.replaceAll(' ', '') });
      for (const prefer of IGNORED_PREFERENCES) {
        const answer = await order(route, { [KEY]: name.replaceAll(' ', ''), prefer });
        expect([shown(prefer), ...answer]).toEqual([shown(prefer), 202, undefined, first]);
      }
      for (const prefer of PREFERENCES) {
        const answer = await order(route, { [KEY]: name.replaceAll(' ', ''), prefer });
        expect([shown(prefer), ...answer]).toEqual([shown(prefer), 201, 'wait=30', first]);
      }
    },
  );
});

describe('an idempotency key', () => {
  let target: Target;
  let lamp: number;
  beforeAll(async () => {
    target = await openSound();
    lamp = await target.shop.stocked(500);
  });
  afterAll(() => target.close());

  const order = (userId: number, key: string, quantity = 1) =>
    target.shop.buyer(userId).post('/api/orders/v1', { productId: lamp, quantity }, { [KEY]: key });

  it('identifies one request of one user, and no other', async () => {
    const [user, otherUser] = [3, 4];
    const made = await Promise.all([user, otherUser].flatMap((userId) => KEYS.map((key) => order(userId, key))));
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(made.map(({ body }) => body.orderId as number)).size).toBe(2 * KEYS.length);
    expect(new Set(made.map(({ body }) => body.userId as number))).toEqual(new Set([user, otherUser]));
    const again = await Promise.all(KEYS.map((key) => order(user, key)));
    expect(again.map(({ body, headers }) => [body.orderId, headers.get('idempotent-replayed')])).toEqual(
      made.slice(0, KEYS.length).map(({ body }) => [body.orderId, 'true']),
    );
    const other = await Promise.all(KEYS.map((key) => order(user, key, 2)));
    expect(new Set(other.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['422 IDEMPOTENCY_KEY_REUSED']),
    );
    await target.shop.app.get(EventBus).drain();
    expect(await integrityViolations(target.shop.database)).toEqual([]);
    expect(target.logViolations()).toEqual([]);
  });
});
