import { type Attack, type Expected, INVALID, JSON_BODY, MALFORMED, testAttacks, send } from './attack';
import { type Input, perRoute, type Route, ROUTES } from './routes';
import { Target } from './target';

const UNSUPPORTED: Expected = [415, 'UNSUPPORTED_MEDIA_TYPE'];
const TOO_LARGE: Expected = [413, 'BODY_TOO_LARGE'];
const MEBIBYTE = 1024 * 1024;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** Valid JSON, but not the object that the route expects. */
const OTHER_JSON = [
  ...['null', 'true', '1', '"text"', '[]', '[[]]', '[{}]', '[1,2]', '{" ":1}'],
  ...[nested(16), nested(17), nested(3_000), objects(17)],
];
const LARGE_JSON = [
  ...[nested(200_000), objects(20_000), '['.repeat(100_000)],
  ...[`[${'1,'.repeat(30_000)}1]`, `[${'{},'.repeat(100_000)}{}]`, `{"a":[${'[],'.repeat(25_001)}[]]}`],
];
const INVALID_JSON: readonly (string | Buffer)[] = [
  ...['{', '}', '[', '{"a":}', '{"a"}', "{'a':1}", '{a:1}', '{"a":1,}', '[1,]', '{"a":1}{"b":2}', '{"a":1}\n{"a":1}'],
  ...['undefined', ' ', '\n', '{"a":1}//', '/**/{}', '{"a":1}x', '{"a":0x1}', '{"a":NaN}', '"\\x41"', '{"a":"\n"}'],
  ...['a=1&b=2', '<xml/>', '----', '\u00a0{}', '{}\u0000', ")]}',\n{}", '{"a":"\\ud80"}', '"\\'],
  ...[
    [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00],
    [0xfe, 0xff, 0x00, 0x7b],
    [0x7b, 0xff, 0x7d],
    [0x00],
    [0x1f, 0x8b, 0x08],
  ].map((bytes) => Buffer.from(bytes)),
];
/** Keys that every object inherits, also in escapes, and keys that no route knows. */
const FOREIGN_KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then'],
  ...['\\u005f_proto__', '__pr\\u006fto__', 'constructo\\u0072', '__PROTO__', 'toJSON', 'length', '$where', '0'],
  ...['role', 'userId', 'isAdmin', 'status', 'orderId', 'price', 'createdAt', ' ', 'a.b', 'a[b]', '\u202Eeman'],
];
const KEYS_TO_REPEAT = [100, 10_000];
const OTHER_TYPES = [
  ...['text/plain', 'text/json', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  ...[
    'multipart/form-data; boundary=a',
    'application/json; charset=utf-16',
    'application/json;charset=latin1',
    '',
    '*/*',
  ],
  ...['application/json, text/plain', 'application/json; charset=utf-8; charset=utf-16', 'application/jsonp', 'json'],
  ...['application/vnd.api+json', 'application/merge-patch+json', 'application/json;', 'APPLICATION/JSON; q=1'],
];
const SAME_TYPE = [
  'application/json',
  'APPLICATION/JSON',
  'application/json;charset=UTF-8',
  'application/json ; charset="utf-8"',
];
const ENCODINGS = ['gzip', 'br', 'deflate', 'zstd', 'x-gzip', 'gzip, gzip', 'utf-8'];

const withBodies = ROUTES.filter(({ body }) => body !== undefined);
const raw = ROUTES.filter(({ isRaw }) => isRaw);
const onePerLimit = [...new Map(withBodies.map((route) => [route.maxBody, route])).values()];
const withoutBodies = ROUTES.filter(
  ({ body, isRaw, method, path }) => body === undefined && !isRaw && method !== 'GET' && path.includes('api'),
);

const isTooLarge = ({ maxBody }: Route, body: string | Buffer): boolean => Buffer.byteLength(body) > maxBody;

const withBody = (route: Route, expect: Expected, body: string | Buffer, headers: object = JSON_BODY): Attack => {
  const attack = route.attack(isTooLarge(route, body) && expect !== UNSUPPORTED ? TOO_LARGE : expect);
  return { ...attack, body, headers: { ...attack.headers, 'content-type': [], ...headers } };
};
/** The valid body with one more field in front. */
const added = (route: Route, field: string): string => `{${field},${route.validBody.slice(1)}`;
const firstOf = ({ inputs }: Route): Input => inputs.find(({ location }) => location === 'body') as Input;

const many = (count: number, key = 'key'.repeat(30)): string =>
  Array.from({ length: count }, (_, index) => `"${key}${index}":1`).join(',');

function misshapen(route: Route): Attack[] {
  const isOptional = route.body?.required === undefined;
  return [
    ...[...OTHER_JSON, '{}', '']
      .filter((body) => !isOptional || !['{}', ''].includes(body))
      .map((body) => withBody(route, INVALID, body)),
    ...INVALID_JSON.map((body) => withBody(route, MALFORMED, body)),
    withBody(route, INVALID, `{"${firstOf(route).name.split('.')[0]}":${nested(3_000)}}`),
  ];
}

function overfilled(route: Route): Attack[] {
  return [
    ...FOREIGN_KEYS.filter((key) => !(key in (route.body?.properties ?? {}))).map((key) =>
      withBody(route, INVALID, added(route, `"${key}":{"role":"ADMIN"}`)),
    ),
    ...KEYS_TO_REPEAT.map((count) => withBody(route, INVALID, added(route, many(count)))),
    withBody(route, TOO_LARGE, Buffer.alloc(route.maxBody + 1, ' ')),
    withBody(route, MALFORMED, Buffer.alloc(route.maxBody, ' ')),
  ];
}

function oversized(route: Route): Attack[] {
  return [
    ...LARGE_JSON.map((body) => withBody(route, INVALID, body)),
    withBody(route, INVALID, added(route, `"${'k'.repeat(500_000)}":1`)),
    withBody(route, INVALID, added(route, `"a":[${'0,'.repeat(30_000)}0]`)),
    withBody(route, TOO_LARGE, added(route, `"a":"${'a'.repeat(MEBIBYTE)}"`)),
    withBody(route, TOO_LARGE, `${' '.repeat(route.maxBody)}{}`, { ...JSON_BODY, 'transfer-encoding': 'chunked' }),
  ];
}

function mistyped(route: Route): Attack[] {
  const good = route.validBody;
  return [
    ...OTHER_TYPES.map((type) => withBody(route, UNSUPPORTED, good, { 'content-type': type })),
    ...ENCODINGS.map((encoding) => withBody(route, UNSUPPORTED, good, { ...JSON_BODY, 'content-encoding': encoding })),
    withBody(route, UNSUPPORTED, good, {}),
    ...SAME_TYPE.map((type) => withBody(route, INVALID, '[]', { 'content-type': type })),
  ];
}

/** Any JSON is accepted as it is, by a route that believes nothing of it. */
function unread(route: Route): Attack[] {
  const keys = FOREIGN_KEYS.map((key) => `{"${key}":{"role":"ADMIN"}}`);
  const names = ['결제', "' OR 1=1 --", '\\u0000', '\\ud800', 'x'.repeat(60_000), '%', '{productId}'];
  const hints = names.flatMap((name) => [
    `{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"${name}","paymentKey":"${name}","status":"DONE"}}`,
    `{"orderId":"${name}","secret":"${name}","status":"DONE","createdAt":"now"}`,
  ]);
  const others = ['null', '{"data":null}', '{"eventType":1,"data":[]}', '{"orderId":{"$ne":1},"secret":["a"]}'];
  return [
    ...[...OTHER_JSON, ...keys, ...hints, ...others, `{${many(500, 'k')}}`].map((body) => ({
      ...withBody(route, [200], body),
      as: 'anonymous' as const,
    })),
    ...INVALID_JSON.map((body) => withBody(route, MALFORMED, body)),
    withBody(route, MALFORMED, ''),
    withBody(route, TOO_LARGE, Buffer.alloc(route.maxBody + 1, ' ')),
    withBody(route, TOO_LARGE, `${' '.repeat(route.maxBody)}{}`, { ...JSON_BODY, 'transfer-encoding': 'chunked' }),
    ...['points', 'nobody', '%00', '%2e%2e%2f', "'%20OR%201=1", 'resolve', 'TOSS', 'x'.repeat(2_000)].map((name) => ({
      ...withBody(route, [200], '{}'),
      path: route.path.replace('{provider}', name),
    })),
  ];
}

describe('a body', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open({ PAYMENT_PROVIDERS: 'points,toss', TOSS_SECRET_KEY: 'test_sk_attacked' });
    target.ids['provider'] = 'toss';
    await target.recordTables();
  });
  afterAll(() => target.close());

  testAttacks(() => target, {
    ...perRoute(withBodies, 'of another shape is refused by', misshapen),
    ...perRoute(withBodies, 'with additional fields is refused by', overfilled),
    // The size is checked before the route is called: one route per limit is enough.
    ...perRoute(onePerLimit, 'that is too large is refused by', oversized),
    ...perRoute(withBodies, 'of another content type is refused by', mistyped),
    ...perRoute(raw, 'of any shape changes nothing at', unread),
    ...perRoute(withoutBodies, 'is refused by a route without one:', (route) => [
      ...['{"quantity":7}', '{"role":"ADMIN"}', '[1]', '{"__proto__":{}}', `{"a":${objects(17)}}`].map((body) =>
        withBody(route, INVALID, body),
      ),
      ...['{', 'quantity=7'].map((body) => withBody(route, MALFORMED, body)),
      withBody(route, UNSUPPORTED, '{}', { 'content-type': 'text/plain' }),
      withBody(route, TOO_LARGE, Buffer.alloc(route.maxBody + 1, ' ')),
    ]),
    ...perRoute(
      withBodies.filter(({ access }) => access !== 'PUBLIC' && access !== 'READER'),
      'of an anonymous client is refused unread by',
      (route) =>
        ['{', nested(3_000), 'a'.repeat(MEBIBYTE + 1)].map((body) => ({
          ...withBody(route, MALFORMED, body),
          expect: [401, 'UNAUTHENTICATED'] as Expected,
          as: 'anonymous',
        })),
    ),
  });

  it.each([
    ['fields', (route: Route) => added(route, many(401, 'k'))],
    ['values', (route: Route) => added(route, `"a":[${'0,'.repeat(25_001)}0]`)],
    ['levels', (route: Route) => added(route, `"a":${nested(16)}`)],
  ])('with too many %s is refused as a whole, without an error per field', async (what, body) => {
    for (const route of withBodies.filter((one) => !isTooLarge(one, body(one)))) {
      const { status, body: problem } = await send(target, withBody(route, INVALID, body(route)));
      expect([status, problem.errors]).toEqual([
        400,
        [{ field: 'body', rule: what === 'levels' ? 'TOO_DEEP' : 'TOO_MANY', message: expect.stringContaining(what) }],
      ]);
    }
  });

  it('with a repeated field uses its last value', async () => {
    const headers = { ...JSON_BODY, prefer: 'wait=30' };
    const body = '{"productId":999999,"quantity":7,"quantity":1,"productId":{otherProductId}}';
    const placed = await send(target, {
      method: 'POST',
      path: '/api/orders/v1',
      as: 'user',
      headers,
      body,
      expect: [201],
    });
    expect([placed.status, placed.body.totalOrderCount]).toEqual([201, 1]);
  });

  it('is accepted with a byte order mark, and with a thousand ids of sixteen digits, one on each line', async () => {
    const path = '/api/stocks/search';
    const ids = Array.from({ length: 1_000 }, (_, index) => 9_007_199_254_740_000 - index);
    for (const body of ['\uFEFF{"productIds":[{productId}]}', JSON.stringify({ productIds: ids }, null, 4)]) {
      const answer = await send(target, { method: 'POST', path, headers: JSON_BODY, body, expect: [200] });
      expect(answer.status).toBe(200);
    }
  });
});
