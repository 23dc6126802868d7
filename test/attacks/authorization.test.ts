import { EventBus } from '#platform/events/event-bus';
import { type Attack, type Expected, INVALID, JSON_BODY, testAttacks, send } from './attack';
import { perRoute, type Route, ROUTES } from './routes';
import { Target } from './target';

const FORBIDDEN: Expected = [403, 'FORBIDDEN'];
const NO_ROUTE: Expected = [404, 'ROUTE_NOT_FOUND'];
const UNAUTHENTICATED: Expected = [401, 'UNAUTHENTICATED'];
const missing = (what: string): Expected => [404, `${what}_NOT_FOUND`];

const forAdmins = ROUTES.filter(({ access }) => access === 'ADMIN');
const forUsers = ROUTES.filter(({ access }) => access !== 'PUBLIC' && access !== 'READER');
const forReaders = ROUTES.filter(({ access }) => access === 'READER');

/** Headers that some servers trust for the identity of the client, its address or the method. */
const CLAIMS: readonly Record<string, string>[] = [
  ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map((name) => ({ [name]: 'GET' })),
  ...['X-Role', 'X-User-Role', 'Role'].map((name) => ({ [name]: 'ADMIN' })),
  ...['X-User-Id', 'X-Forwarded-User', 'X-Remote-User', 'X-Auth-User', 'From'].map((name) => ({ [name]: '1000000' })),
  ...['X-Forwarded-For', 'X-Real-IP', 'X-Client-IP', 'Forwarded', 'True-Client-IP'].map((name) => ({
    [name]: name === 'Forwarded' ? 'for=127.0.0.1' : '127.0.0.1',
  })),
  ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix'].map((name) => ({ [name]: '/api/products' })),
  { 'X-Forwarded-Host': '127.0.0.1', Host: 'localhost' },
  { Cookie: 'role=ADMIN; accessToken=x; connect.sid=1' },
  { Origin: 'http://127.0.0.1', Referer: 'http://127.0.0.1/api/admin' },
];
const QUERIES = [
  'role=ADMIN',
  'userId=1000000',
  '_method=GET',
  'method=GET',
  'access_token=x',
  'admin=true',
  '__proto__[role]=ADMIN',
];

const withQuery = ({ path, ...attack }: Attack, query: string): Attack => ({
  ...attack,
  path: `${path}${path.includes('?') ? '&' : '?'}${query}`,
});
const at = (attack: Attack, change: (path: string) => string): Attack => {
  const [path = '', query] = attack.path.split('?');
  return { ...attack, path: query === undefined ? change(path) : `${change(path)}?${query}` };
};
/** Other spellings of a path, which no route has. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path.replace(/\{\w+\}/g, '1').toUpperCase(),
  (path) => path.replace('/api', '/Api'),
  (path) => path.replace(/\/(\w)(\w+)/g, (_, first: string, rest: string) => `/${first.toUpperCase()}${rest}`),
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => path.replace('/api/', '/api//'),
  (path) => `/${path}`,
  (path) => path.replace('/api/', '/api/./'),
  (path) => path.replace('/api/', '/api/x/../'),
  (path) => path.replace('/api/', '/api/%2e/'),
  (path) => path.replace('/api/', '/api%2f'),
  (path) => path.replace('/api/', '/api\\'),
  (path) => path.replace('/api/', '/api;x=1/'),
  (path) => path.replace('/api/', '/%61pi%20/'),
  (path) => `/docs/..${path}`,
  (path) => `/health/..${path}`,
];

/** What is no valid access token; an empty header is one, too. */
const BAD_TOKENS = ['', 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic dXNlcjpwYXNz', 'bearer null'];

function withoutToken(route: Route): Attack[] {
  const attack: Attack = { ...route.attack(UNAUTHENTICATED), as: 'anonymous' };
  return [
    attack,
    ...CLAIMS.map((headers) => ({ ...attack, headers: { ...attack.headers, ...headers } })),
    withQuery(attack, 'access_token={admin}'),
  ];
}

describe('a client without a token of a shop for members', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open({ CATALOGUE: 'members', CORS_ORIGINS: 'https://shop.example', TRUST_PROXY: '1' });
    await target.recordTables();
  });
  afterAll(() => target.close());

  testAttacks(() => target, {
    ...perRoute(forReaders, 'cannot read the catalogue, whatever its headers claim:', withoutToken),
    ...perRoute(forReaders, 'can read it as a user:', (route) => [{ ...route.attack([200]), as: 'user' }]),
  });
});

describe('a client without the ADMIN role', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open({ CORS_ORIGINS: 'https://shop.example', TRUST_PROXY: '1' });
    await target.recordTables();
  });
  afterAll(() => target.close());

  testAttacks(() => target, {
    ...perRoute(forAdmins, 'is refused as a user, whatever its headers claim:', (route) => {
      const attack: Attack = { ...route.attack(FORBIDDEN), as: 'user' };
      return [
        attack,
        ...CLAIMS.map((headers) => ({ ...attack, headers: { ...attack.headers, ...headers } })),
        ...QUERIES.map((query) => withQuery(attack, query)),
        ...(route.body === undefined ? [] : [{ ...attack, body: '{"role":"ADMIN"}' }]),
      ];
    }),
    ...perRoute(forUsers, 'is refused without a token, whatever its headers claim:', withoutToken),
    ...perRoute(forReaders, 'may read the public catalogue, but not with an invalid token:', (route) => [
      { ...route.attack([200]), as: 'anonymous' },
      ...BAD_TOKENS.map((authorization) => ({
        ...route.attack(UNAUTHENTICATED),
        as: 'anonymous' as const,
        headers: { ...route.attack(UNAUTHENTICATED).headers, authorization },
      })),
    ]),
    ...perRoute(forAdmins, 'is refused under another spelling of the path:', (route) =>
      SPELLINGS.map((spell) => at({ ...route.attack(NO_ROUTE), as: 'user' }, spell)),
    ),
    'is refused with another method': forAdmins.flatMap((route) =>
      ['PATCH', 'TRACE', 'PROPFIND', 'REPORT', 'PURGE']
        .filter((method) => method !== route.method)
        .map((method) => ({ ...route.attack(NO_ROUTE), method, as: 'user' as const })),
    ),
    'finds no internal route or file': [
      ...['/metrics', '/api/admin', '/api/metrics', '/api/health/ready', '/.env', '/.git/config', '/package.json'],
      ...['/api/docs', '/server-status', '/actuator/env', '/debug/pprof', '/graphql', '/openapi.json', '/api', '/api/'],
      ...['/docs/../package.json', '/docs/..%2fpackage.json', '/docs/%2e%2e/package.json', '/docs/....//package.json'],
    ].flatMap((path) => (['anonymous', 'user'] as const).map((as) => ({ method: 'GET', path, as, expect: NO_ROUTE }))),
  });
});

describe('the data of a user', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    target.ids['otherDelivery'] = 5_000_000;
    await target.recordTables();
  });
  afterAll(() => target.close());
  const as = 'otherUser' as const;

  testAttacks(() => target, {
    'is neither shown to nor changed by another user': [
      { method: 'GET', path: '/api/orders/{orderId}', as, expect: missing('ORDER') },
      { method: 'GET', path: '/api/orders/{orderId}/items/1/product', as, expect: missing('ORDER') },
      { method: 'PUT', path: '/api/orders/{orderId}', as, expect: missing('ORDER') },
      { method: 'PUT', path: '/api/orders/{orderId}?userId={userId}', as, expect: missing('ORDER') },
      { method: 'PUT', path: '/api/orders/{orderId}', as, headers: JSON_BODY, body: '{"userId":1}', expect: INVALID },
      { method: 'GET', path: '/api/coupons/mine/{userCouponId}', as, expect: missing('USER_COUPON') },
      { method: 'GET', path: '/api/coupons/mine/{userCouponId}?userId={userId}', as, expect: missing('USER_COUPON') },
      { method: 'GET', path: '/api/orders?userId=1', as, expect: FORBIDDEN },
      { method: 'GET', path: '/api/orders?userId={userId}&limit=100&stage=PAYMENT_COMPLETED', as, expect: FORBIDDEN },
      { method: 'GET', path: '/api/orders/{orderId}/payment', as, expect: missing('PAYMENT') },
      { method: 'GET', path: '/api/orders/{orderId}/payment?userId={userId}', as, expect: missing('PAYMENT') },
      { method: 'DELETE', path: '/api/orders/{orderId}/payment', as, expect: missing('PAYMENT') },
      ...['{}', '{"method":"POINTS"}', '{"method":"POINTS","provider":"points"}'].map((body) => ({
        ...{ method: 'POST', path: '/api/orders/{orderId}/payment', as, headers: JSON_BODY, body },
        expect: missing('ORDER'),
      })),
      {
        method: 'POST',
        path: '/api/orders/{orderId}/payment/complete',
        as,
        expect: missing('PAYMENT'),
      },
      {
        method: 'POST',
        path: '/api/orders/{orderId}/payment/confirm',
        as,
        headers: JSON_BODY,
        body: '{"paymentKey":"key","providerOrderId":"{providerOrderId}","amount":10000}',
        expect: missing('PAYMENT'),
      },
      {
        method: 'PUT',
        path: '/api/orders/{orderId}/payment/refund-account',
        as,
        headers: JSON_BODY,
        body: '{"bank":"88","accountNumber":"110234567890","holderName":"thief"}',
        expect: missing('PAYMENT'),
      },
      {
        method: 'PUT',
        path: '/api/users/me/addresses/{addressId}',
        as,
        headers: JSON_BODY,
        body: '{"recipient":"thief","phone":"010-1234-5678","postcode":"06236","line1":"here"}',
        expect: missing('ADDRESS'),
      },
      { method: 'DELETE', path: '/api/users/me/addresses/{addressId}', as, expect: missing('ADDRESS') },
      { method: 'DELETE', path: '/api/users/me/addresses/{addressId}?userId={userId}', as, expect: missing('ADDRESS') },
      ...['/api/orders/v1', '/api/orders/quote', '/api/orders/products'].map((path) => ({
        ...{ method: 'POST', path, as, headers: JSON_BODY },
        body: path.endsWith('v1')
          ? '{"productId":{productId},"quantity":1,"addressId":{addressId}}'
          : '{"orderItems":[{"productId":{productId},"quantity":1}],"addressId":{addressId}}',
        expect: missing('ADDRESS'),
      })),
      { method: 'GET', path: '/api/points?userId={userId}', as, expect: FORBIDDEN },
      { method: 'GET', path: '/api/points/history?userId={userId}', as, expect: FORBIDDEN },
      {
        method: 'POST',
        path: '/api/points/charge',
        as,
        headers: { ...JSON_BODY, 'Idempotency-Key': 'another' },
        body: '{"chargeAmount":1000,"userId":{userId}}',
        expect: FORBIDDEN,
      },
      { method: 'DELETE', path: '/api/cart?userId={userId}', as, expect: [204] },
      { method: 'DELETE', path: '/api/cart/items/{otherProductId}?userId={userId}', as, expect: [204] },
      {
        method: 'POST',
        path: '/api/cart/order?userId={userId}',
        as,
        headers: JSON_BODY,
        body: '{"productIds":[{otherProductId}]}',
        expect: [409, 'CART_EMPTY'],
      },
      { method: 'DELETE', path: '/api/wishlist/{otherProductId}?userId={userId}', as, expect: [204] },
      { method: 'POST', path: '/api/notifications/{notificationId}/read', as, expect: missing('NOTIFICATION') },
      {
        method: 'DELETE',
        path: '/api/subscribe/cancel-sub?userId={userId}&productId={productId}',
        as,
        expect: FORBIDDEN,
      },
      {
        method: 'DELETE',
        path: '/api/subscribe/cancel-sub?userId=2&productId={productId}',
        as,
        expect: missing('SUBSCRIPTION'),
      },
      { method: 'POST', path: '/api/auth/{authId}/restore', as, expect: FORBIDDEN },
      {
        method: 'POST',
        path: '/api/orders/v1',
        as,
        headers: JSON_BODY,
        body: '{"productId":{productId},"quantity":1,"userCouponId":{userCouponId}}',
        expect: [409, 'COUPON_NOT_OWNED'],
      },
    ],
    'cannot be assigned to another owner by a field of the body': [
      [
        '/api/users/me/addresses',
        '{"recipient":"n","phone":"010-1234-5678","postcode":"06236","line1":"n","userId":1}',
      ],
      ['/api/orders/v1', '{"productId":{productId},"quantity":1,"userId":1}'],
      ['/api/orders/v1', '{"productId":{productId},"quantity":1,"itemTotalPrice":1}'],
      ['/api/orders/v1', '{"productId":{productId},"quantity":1,"status":"ORDER_SUCCESS"}'],
      ['/api/orders/products', '{"orderItems":[{"productId":{productId},"quantity":1,"productPrice":1}]}'],
      ['/api/orders/v1', '{"productId":{productId},"quantity":1,"usePoints":1,"amountDue":0}'],
      ['/api/orders/{orderId}/payment', '{"method":"POINTS","amount":1}'],
      ['/api/orders/{orderId}/payment', '{"method":"POINTS","userId":1}'],
      ['/api/orders/quote', '{"orderItems":[{"productId":{productId},"quantity":1}],"userId":1}'],
      ['/api/orders/products', '{"userId":1,"orderItems":[{"productId":{productId},"quantity":1}]}'],
      ['/api/cart/items', '{"productId":{productId},"quantity":1,"userId":1}'],
      ['/api/cart/items', '{"productId":{productId},"quantity":1,"priceSeen":1}'],
      ['/api/cart/merge', '{"items":[{"productId":{productId},"quantity":1,"version":1}]}'],
      ['/api/cart/order', '{"userId":1}'],
      ['/api/cart/order', '{"userCouponId":{userCouponId},"discount":1}'],
      ['/api/orders/v1', '{"productId":{productId},"quantity":1,"userCouponId":{userCouponId},"discount":1}'],
      ['/api/subscribe/sub-product', '{"productIds":[{productId}],"userId":1}'],
      ['/api/auth/signup', '{"email":"{fresh}@example.com","name":"n","password":"password123","authId":1}'],
      ['/api/coupons/issue', '{"couponId":{couponId},"userId":1}'],
      ['/api/coupons/{couponId}/issue', '{"userId":1}'],
      ['/api/auth/logout', '{"password":"password123","userId":1}'],
    ].map(([path = '', body = '']) => ({ method: 'POST', path, as, headers: JSON_BODY, body, expect: INVALID })),
  });

  it.each([
    '/api/orders',
    '/api/orders?stage=CREATED,AWAITING_PAYMENT,PAYMENT_COMPLETED,CANCELLED',
    '/api/coupons/mine?userId=1',
    '/api/coupons/mine?status=usable&userId={userId}',
    '/api/wishlist?userId={userId}',
    '/api/notifications?userId=1',
    '/api/subscribe?userId=1',
    '/api/subscribe/search-sub-user?userId=1',
    '/api/subscribe/search-sub-user?productId={productId}',
  ])('is in no list of another user: %s', async (path) => {
    const { body } = await send(target, { method: 'GET', path, as, expect: [200] });
    expect(body).toEqual({ items: [], nextCursor: null });
  });

  it('is created once for each of two users with the same idempotency key', async () => {
    const { shop, ids } = target;
    const order = (userId: number) =>
      shop
        .buyer(userId)
        .post('/api/orders/v1', { productId: ids['otherProductId'], quantity: 1 }, { 'Idempotency-Key': 'mine' });
    const [first, second] = [(await order(1)).body, (await order(2)).body];
    expect([first.userId, second.userId, first.orderId === second.orderId]).toEqual([1, 2, false]);
    await shop.app.get(EventBus).drain();
  });
});

describe.each([
  ['none', '', []],
  ['one', 'https://shop.example', ['https://shop.example']],
  ['any', '*', ['https://shop.example', 'https://evil.example', 'null']],
] as const)('a page of another origin, when %s is allowed', (_, listed, allowedOrigins) => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open(listed === '' ? {} : { CORS_ORIGINS: listed });
  });
  afterAll(() => target.close());

  const origins = [
    ...['https://shop.example', 'https://evil.example', 'null', 'http://shop.example', 'https://shop.example:444'],
    ...[
      'https://shop.example.evil.example',
      'https://evilshop.example',
      'https://SHOP.example',
      'https://shop.example/',
    ],
    ...['https://shop.example, https://evil.example', 'file://', 'https://a.shop.example', 'https://shop_example', ''],
  ];
  it.each(origins)('%s reads answers only if it is allowed, and never with credentials', async (origin) => {
    const preflight = { 'Access-Control-Request-Method': 'DELETE', 'Access-Control-Request-Headers': 'authorization' };
    for (const [method, headers] of [
      ['GET', {}],
      ['OPTIONS', preflight],
    ] as const) {
      const { headers: answered, status } = await send(target, {
        method,
        path: '/api/products',
        as: method === 'GET' ? 'user' : 'anonymous',
        headers: { origin, ...headers },
        expect: [200],
      });
      const allowed = (allowedOrigins as readonly string[]).includes(origin) || listed === '*';
      expect(answered['access-control-allow-origin']).toBe(allowed ? (listed === '*' ? '*' : origin) : undefined);
      expect(answered['access-control-allow-credentials']).toBeUndefined();
      expect(answered['x-request-id']).toEqual(expect.any(String));
      if (listed !== '' && listed !== '*') expect(answered['vary']).toMatch(/origin/i);
      expect(status).toBe(method === 'GET' ? 200 : listed === '' ? 404 : 204);
    }
  });
});
