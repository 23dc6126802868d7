import { createHash } from 'node:crypto';
import { encodeCursor } from '#platform/http/parameters/cursor';
import { type Attack, type Expected, INVALID, testAttacks, send } from './attack';
import { perInput, type Input, inputName, INPUTS } from './routes';
import { claim, createCoupon } from '../support/coupons';
import { Target } from './target';

/** `list` is a digest of the filters and the order of a list. */
type Part = 'instant' | 'number' | 'list' | 'day' | 'provider';

/** The parts of the cursor of each list. A test below fails for a list that is missing here. */
const CURSORS: Readonly<Record<string, readonly Part[]>> = {
  'GET /api/products': ['list', 'number', 'number'],
  'GET /api/products/{productId}/versions': ['number'],
  'GET /api/event': ['instant', 'number'],
  'GET /api/event/{eventId}/products': ['number'],
  'GET /api/orders': ['instant', 'number'],
  'GET /api/coupons': ['number'],
  'GET /api/coupons/mine': ['number', 'instant', 'number'],
  'GET /api/points/history': ['number'],
  'GET /api/payments': ['number'],
  'GET /api/payments/reconciliations': ['day', 'provider'],
  'GET /api/refunds': ['number'],
  'GET /api/delivery': ['number'],
  'GET /api/returns': ['number'],
  'GET /api/stocks': ['number'],
  'GET /api/stocks/product/{productId}/movements': ['number'],
  'GET /api/wishlist': ['instant', 'number'],
  'GET /api/subscribe': ['number', 'number'],
  'GET /api/subscribe/search-sub-user': ['number', 'number'],
  'GET /api/notifications': ['number'],
  'GET /api/admin/accounts': ['instant', 'number'],
  'GET /api/admin/failed-events': ['number'],
  'GET /api/admin/deliveries': ['number'],
  'GET /api/admin/webhooks': ['number'],
  'GET /api/admin/webhooks/{webhookId}/deliveries': ['number'],
};
/** Lists whose items belong to a user. */
const PRIVATE = [
  ...['orders', 'coupons/mine', 'points/history', 'wishlist', 'subscribe', 'subscribe/search-sub-user'],
  'notifications',
].map((list) => `GET /api/${list}`);

const NOW = 1_790_000_000_000;
const GREATEST = Number.MAX_SAFE_INTEGER;
const encoded = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

/** Texts that are not cursors, as they are written in the query. */
const INVALID_BASE64 = [
  ...['', '%20', 'x', '=', '====', '-', '_', '!!!', '%00', '%0a', '%ff', '%F0%9F%98%80', '..', '*', '1', '[1]'],
  ...['%5B1%5D', 'null', 'NaN', '__proto__', 'eyJhbGciOiJub25lIn0.e30.', "'%20OR%20'1'='1", '{{7*7}}'],
  ...['A', 'WzFd', '[', '%41', '='].map((text) => text.repeat(3_000)),
];
/** Texts that are not cursors, encoded like a cursor. */
const INVALID_TUPLES = [
  ...['', 'lamp', '[', ']', '[]', '{}', 'null', 'true', '1', '"1"', '[[]]', '[[1]]', '[{}]', '[1,', '[1]]', '[1][1]'],
  ...['{"0":1,"length":1}', '{"0":1,"1":1,"length":2}', '{"__proto__":[1]}', '[1,2,3]', '[1,2,3,4]', '[1,,2]', '\0'],
  ...['[1,2] ', '[1] ', ' [1]', '\uFEFF[1]', '[1]\0', '[1]//', '[1,2]x', '[1);DROP TABLE orders;--]', "['1']"],
  ...[`[${'1,'.repeat(600)}1]`, `${'['.repeat(500)}${']'.repeat(500)}`, `["${'a'.repeat(2_000)}"]`],
  ...[[0xff], [0x5b, 0xff, 0x5d], [0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]].map((bytes) => Buffer.from(bytes)),
].map(encoded);

/** JSON in place of a whole number: of another type, or in another notation. */
const INVALID_NUMBERS = [
  ...['"1"', '"a"', '""', 'null', 'true', 'false', '[]', '[1]', '{}', '{"valueOf":1}', '" "', '"NaN"', '"1e3"'],
  ...['1.5', '1.0', '1e0', '1E3', '-0', '0.1', '1e400', '-1e400', '1e21', '9'.repeat(400), '9007199254740993'],
  ...[
    '-9007199254740993',
    '9007199254740992',
    '18446744073709551616',
    ' 1',
    '1 ',
    '01',
    '+1',
    '0x1',
    'NaN',
    'Infinity',
  ],
  ...["\"1' OR '1'='1\"", '"\\u0000"', '"\\ud800"', '"2026-11-21T00:00:00.000Z"'],
];
const INVALID_DAYS = [
  '2026-02-30',
  '2026-13-01',
  '2026-11-00',
  '0000-00-00',
  '26-11-30',
  '2026-11-30 ',
  '2026-1-1',
  '٢٠٢٦-11-30',
];
const NON_TEXTS = ['1', '1.5', 'null', 'true', '[]', '["toss"]', '{}', 'toss'];
const INVALID_NAMES = ['', ' ', 'to ss', 'é', '토스', 'a\u0000', 'x'.repeat(21), '\u202Etoss'];
const INVALID_INSTANTS = [-1, -NOW, 253_402_300_800_000, 8_640_000_000_000_001, GREATEST, -GREATEST];
/** Valid numbers that no list has handed out. */
const UNUSUAL_NUMBERS = [0, 1, -1, GREATEST, -GREATEST, NOW];

const lists = INPUTS.filter(({ location, name }) => location === 'query' && name === 'cursor');
const partsOf = ({ route }: Input): readonly Part[] => CURSORS[route.name] ?? [];
/** Of the whole catalogue, newest first. */
const WHOLE_LIST = createHash('sha256').update('[{"words":[]},"newest"]').digest('base64url').slice(0, 8);
const VALUES = { instant: NOW, number: 1, list: WHOLE_LIST, day: '2026-11-30', provider: 'toss' };
const valuesOf = (parts: readonly Part[]): (number | string)[] => parts.map((part) => VALUES[part]);
/** A cursor in which one part is replaced by this text. */
const withPart = (parts: readonly Part[], index: number, written: string): string =>
  encoded(
    `[${valuesOf(parts)
      .map((value) => JSON.stringify(value))
      .with(index, written)
      .join(',')}]`,
  );
const asking = ({ route, ...input }: Input, cursor: string, expect: Expected): Attack =>
  route.attack(expect, input, `cursor=${cursor}`);

/** Three numbers are valid in a list with three parts. */
const tuplesAgainst = (input: Input): readonly string[] =>
  INVALID_TUPLES.filter(
    (cursor) =>
      cursor !== encoded('[1,2,3]') ||
      VALUES[partsOf(input)[0] ?? 'list'] === WHOLE_LIST ||
      partsOf(input).length !== 3,
  );

/** Other spellings of the same bytes, which a lenient base64 decoder would accept. */
function misspelt(parts: readonly Part[]): string[] {
  const good = encodeCursor(valuesOf(parts));
  const padded = Buffer.from(JSON.stringify(valuesOf(parts))).toString('base64');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(good.at(-1) ?? '');
  // The last character has bits to spare unless the length is a multiple of four.
  const spare = good.length % 4 === 0 ? [] : [`${good.slice(0, -1)}${alphabet[last + 1]}`];
  const spelt = [
    `${good}=`,
    `${good}==`,
    `${good}%3D`,
    `=${good}`,
    `${good}%0A`,
    `%20${good}`,
    `${good}%20`,
    `${good}+`,
  ];
  const broken = [
    `${good.slice(0, 2)}%20${good.slice(2)}`,
    `${good.slice(0, 4)}.${good.slice(4)}`,
    `${good}!`,
    `"${good}"`,
  ];
  const other = [good.toLowerCase(), good.toUpperCase(), good.slice(1), good.slice(0, -1), good + good, `${good}A`];
  return [...spelt, ...broken, ...other, ...spare, ...(padded === good ? [] : [encodeURIComponent(padded)])];
}

/** JSON that this part of a cursor cannot be. */
function invalidIn(part: Part): readonly string[] {
  const texts = (all: readonly string[]): string[] => [...NON_TEXTS, ...all.map((text) => JSON.stringify(text))];
  if (part === 'provider') return texts(INVALID_NAMES);
  if (part === 'day') return [...INVALID_NUMBERS, ...texts(INVALID_DAYS)];
  return [...INVALID_NUMBERS, ...(part === 'instant' ? INVALID_INSTANTS.map(String) : [])];
}

function notOfThisList(input: Input): string[] {
  const parts = partsOf(input);
  const values = valuesOf(parts);
  const isOfTexts = values.every((value) => typeof value === 'string');
  return [
    ...[[...values, 1], values.slice(1), ...(isOfTexts ? [] : [values.map(String)])].map(encodeCursor),
    ...[JSON.stringify(values, null, 1), JSON.stringify({ ...values }), JSON.stringify([values])].map(encoded),
    ...parts.flatMap((part, index) => invalidIn(part).map((written) => withPart(parts, index, written))),
    ...Object.values(CURSORS)
      .filter((others) => others.length !== parts.length)
      .map((others) => encodeCursor(valuesOf(others))),
  ];
}

/** Well-formed cursors for this list that a client has made up. */
function edited(input: Input): string[] {
  const parts = partsOf(input);
  const strange = parts.flatMap((part, index) =>
    UNUSUAL_NUMBERS.filter(
      (number) => part === 'number' || (part === 'instant' && number >= 0 && number < GREATEST),
    ).map((number) => encodeCursor(valuesOf(parts).with(index, number))),
  );
  const texts = { day: ['1970-01-01', '9998-12-31'], provider: ['~', '%', "'", 'x'.repeat(20)] };
  const words = parts.flatMap((part, index) =>
    (part in texts ? texts[part as keyof typeof texts] : []).map((text) =>
      encodeCursor(valuesOf(parts).with(index, text)),
    ),
  );
  return [encodeCursor(valuesOf(parts)), ...strange, ...words];
}

describe('a cursor', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    const { shop, ids } = target;
    const [owner, productIds] = [shop.buyer(1), [ids['productId'], ids['otherProductId']]];
    await owner.post('/api/subscribe/sub-product', { productIds });
    await owner.post('/api/orders/v1', { productId: ids['productId'], quantity: 1 }, { Prefer: 'wait=30' });
    await claim(owner, await createCoupon(shop.admin));
    await owner.put(`/api/wishlist/${ids['productId']}`);
    for (const key of ['first', 'second'])
      await owner.post('/api/points/charge', { chargeAmount: 1_000 }, { 'Idempotency-Key': key });
    await shop.admin.post('/api/event/create', {
      ...{ eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: '2099-07-15T00:00:00' },
      productIds,
    });
    await shop.bus.drain();
    await target.recordTables();
  });
  afterAll(() => target.close());

  it('is attacked in every list', () => {
    expect(lists.map(({ route }) => route.name).sort()).toEqual(Object.keys(CURSORS).sort());
  });

  testAttacks(() => target, {
    ...perInput(lists, (input) => [
      ...[...INVALID_BASE64, ...tuplesAgainst(input), ...misspelt(partsOf(input)), ...notOfThisList(input)].map(
        (cursor) => asking(input, cursor, INVALID),
      ),
      ...['cursor', 'cursor[]=WzFd', 'cursor[a]=WzFd', 'cursor=WzFd&cursor=WzFd', 'cursor=WzFd&cursor[]=WzFd'].map(
        (written) => input.route.attack(INVALID, input, written),
      ),
    ]),
    'that a client has made up is accepted by every list if it is well-formed': lists.flatMap((input) =>
      edited(input).map((cursor) => asking(input, cursor, [200])),
    ),
  });

  const own = lists.filter(({ route }) => PRIVATE.includes(route.name));
  it.each(own.map((input) => [inputName(input), input] as const))(
    'that is made up shows another user no items: %s',
    async (_, input) => {
      for (const cursor of edited(input)) {
        const seen = await send(target, { ...asking(input, cursor, [200]), as: 'otherUser' });
        expect([cursor, seen.status, seen.body]).toEqual([cursor, 200, { items: [], nextCursor: null }]);
      }
    },
  );

  it.each(own.map((input) => [inputName(input), input] as const))(
    'of a user shows the next items to that user, and nothing to another one: %s',
    async (_, input) => {
      const { path, name } = input.route;
      const owner = target.shop.buyer(1);
      const { items, nextCursor } = (await owner.get(`${path}?limit=1`)).body;
      expect(JSON.parse(Buffer.from(nextCursor, 'base64url').toString())).toHaveLength(CURSORS[name]?.length ?? 0);
      const next = (await owner.get(`${path}?cursor=${nextCursor}`)).body;
      expect([next.items.length > 0, next.items]).toEqual([true, expect.not.arrayContaining(items)]);
      const seen = await target.shop.buyer(2).get(`${path}?cursor=${nextCursor}`);
      expect([seen.status, seen.body]).toEqual([200, { items: [], nextCursor: null }]);
    },
  );
});
