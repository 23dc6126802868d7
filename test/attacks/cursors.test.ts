import { encodeCursor } from '#platform/http/parameters/cursor';
import { type Attack, type Expected, INVALID, repel, send } from './attack';
import { perPlace, type Place, placeName, PLACES } from './routes';
import { Target } from './target';

type Part = 'instant' | 'number';

/** What the cursor of each list holds. A list that is not here is missed below. */
const CURSORS: Readonly<Record<string, readonly Part[]>> = {
  'GET /api/products': ['instant', 'number'],
  'GET /api/event': ['instant', 'number'],
  'GET /api/event/{eventId}/products': ['number'],
  'GET /api/orders': ['instant', 'number'],
  'GET /api/subscribe': ['number', 'number'],
  'GET /api/subscribe/search-sub-user': ['number', 'number'],
  'GET /api/notifications': ['number'],
  'GET /api/admin/accounts': ['instant', 'number'],
  'GET /api/admin/failed-events': ['number'],
  'GET /api/admin/deliveries': ['number'],
  'GET /api/admin/webhooks': ['number'],
  'GET /api/admin/webhooks/{webhookId}/deliveries': ['number'],
};
/** What a user sees in them is his own. */
const PRIVATE = ['orders', 'subscribe', 'subscribe/search-sub-user', 'notifications'].map((list) => `GET /api/${list}`);

const NOW = 1_790_000_000_000;
const GREATEST = Number.MAX_SAFE_INTEGER;
const encoded = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

/** Nothing that any list has handed out, as it stands in the address. */
const NO_BASE64 = [
  ...['', '%20', 'x', '=', '====', '-', '_', '!!!', '%00', '%0a', '%ff', '%F0%9F%98%80', '..', '*', '1', '[1]'],
  ...['%5B1%5D', 'null', 'NaN', '__proto__', 'eyJhbGciOiJub25lIn0.e30.', "'%20OR%20'1'='1", '{{7*7}}'],
  ...['A', 'WzFd', '[', '%41', '='].map((text) => text.repeat(3_000)),
];
/** The same, encoded as a cursor is. */
const NO_TUPLES = [
  ...['', 'lamp', '[', ']', '[]', '{}', 'null', 'true', '1', '"1"', '[[]]', '[[1]]', '[{}]', '[1,', '[1]]', '[1][1]'],
  ...['{"0":1,"length":1}', '{"0":1,"1":1,"length":2}', '{"__proto__":[1]}', '[1,2,3]', '[1,2,3,4]', '[1,,2]', '\0'],
  ...['[1,2] ', '[1] ', ' [1]', '\uFEFF[1]', '[1]\0', '[1]//', '[1,2]x', '[1);DROP TABLE orders;--]', "['1']"],
  ...[`[${'1,'.repeat(600)}1]`, `${'['.repeat(500)}${']'.repeat(500)}`, `["${'a'.repeat(2_000)}"]`],
  ...[[0xff], [0x5b, 0xff, 0x5d], [0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]].map((bytes) => Buffer.from(bytes)),
].map(encoded);

/** JSON where a whole number is due, which is none or is not written as the list writes it. */
const NO_NUMBERS = [
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
const NO_INSTANTS = [-1, -NOW, 253_402_300_800_000, 8_640_000_000_000_001, GREATEST, -GREATEST];
/** Numbers that no list has, and that are numbers all the same. */
const STRANGE_NUMBERS = [0, 1, -1, GREATEST, -GREATEST, NOW];

const lists = PLACES.filter(({ where, name }) => where === 'query' && name === 'cursor');
const partsOf = ({ route }: Place): readonly Part[] => CURSORS[route.name] ?? [];
const valueOf = (part: Part): number => (part === 'instant' ? NOW : 1);
const valuesOf = (parts: readonly Part[]): number[] => parts.map(valueOf);
/** The cursor with this, as it is written, in place of one of its parts. */
const withPart = (parts: readonly Part[], index: number, written: string): string =>
  encoded(`[${valuesOf(parts).with(index, 0).map(String).with(index, written).join(',')}]`);
const asking = ({ route, ...place }: Place, cursor: string, expect: Expected): Attack =>
  route.attack(expect, place, `cursor=${cursor}`);

/** The same bytes, as a lenient reader of base64 would take them. */
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

function notOfThisList(place: Place): string[] {
  const parts = partsOf(place);
  const values = valuesOf(parts);
  const instants = parts.flatMap((part, index) => (part === 'instant' ? [index] : []));
  return [
    ...[encodeCursor([...values, 1]), encodeCursor(values.slice(1)), encodeCursor(values.map(String))],
    ...[JSON.stringify(values, null, 1), JSON.stringify({ ...values }), JSON.stringify([values])].map(encoded),
    ...parts.flatMap((_, index) => NO_NUMBERS.map((written) => withPart(parts, index, written))),
    ...instants.flatMap((index) => NO_INSTANTS.map((written) => withPart(parts, index, String(written)))),
    ...Object.values(CURSORS)
      .filter((others) => others.length !== parts.length)
      .map((others) => encodeCursor(valuesOf(others))),
  ];
}

/** Of the same kind as this list's, whoever has made them. */
function edited(place: Place): string[] {
  const parts = partsOf(place);
  const strange = parts.flatMap((part, index) =>
    STRANGE_NUMBERS.filter((number) => part === 'number' || (number >= 0 && number < GREATEST)).map((number) =>
      encodeCursor(valuesOf(parts).with(index, number)),
    ),
  );
  return [encodeCursor(valuesOf(parts)), ...strange];
}

describe('a cursor', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    const { shop, ids } = target;
    const [owner, productIds] = [shop.buyer(1), [ids['productId'], ids['otherProductId']]];
    await owner.post('/api/subscribe/sub-product', { productIds });
    await owner.post('/api/orders/v1', { productId: ids['productId'], quantity: 1 }, { Prefer: 'wait=30' });
    await shop.admin.post('/api/event/create', {
      ...{ eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: '2099-07-15T00:00:00' },
      productIds,
    });
    await shop.bus.drain();
    await target.remember();
  });
  afterAll(() => target.close());

  it('is taken by these lists, and each of them is attacked', () => {
    expect(lists.map(({ route }) => route.name).sort()).toEqual(Object.keys(CURSORS).sort());
  });

  repel(() => target, {
    ...perPlace(lists, (place) => [
      ...[...NO_BASE64, ...NO_TUPLES, ...misspelt(partsOf(place)), ...notOfThisList(place)].map((cursor) =>
        asking(place, cursor, INVALID),
      ),
      ...['cursor', 'cursor[]=WzFd', 'cursor[a]=WzFd', 'cursor=WzFd&cursor=WzFd', 'cursor=WzFd&cursor[]=WzFd'].map(
        (written) => place.route.attack(INVALID, place, written),
      ),
    ]),
    'that is one, whoever made it, is answered by every list': lists.flatMap((place) =>
      edited(place).map((cursor) => asking(place, cursor, [200])),
    ),
  });

  const own = lists.filter(({ route }) => PRIVATE.includes(route.name));
  it.each(own.map((place) => [placeName(place), place] as const))(
    'of nobody shows a stranger anything: %s',
    async (_, place) => {
      for (const cursor of edited(place)) {
        const seen = await send(target, { ...asking(place, cursor, [200]), as: 'stranger' });
        expect([cursor, seen.status, seen.body]).toEqual([cursor, 200, { items: [], nextCursor: null }]);
      }
    },
  );

  it.each(own.map((place) => [placeName(place), place] as const))(
    'of somebody shows a stranger nothing, and him what is next: %s',
    async (_, place) => {
      const { path, name } = place.route;
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
