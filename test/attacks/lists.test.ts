import { type Attack, INVALID, testAttacks } from './attack';
import { inputName, INPUTS, type Route, ROUTES } from './routes';
import { Target } from './target';

const ids = (count: number): string => `[${Array.from({ length: count }, (_, index) => 1_000 + index).join(',')}]`;
const items = (count: number): string =>
  `[${Array.from({ length: count }, (_, index) => `{"productId":${1_000 + index},"quantity":1}`).join(',')}]`;
const ITEM = '{"productId":{productId},"quantity":1}';

/** JSON values that are not lists of ids, items or names. */
const NON_LISTS = [
  ...['null', 'true', 'false', '0', '1', '-1', '1.5', '""', '"1"', '"1,2"', '"[1]"', '{}', '{"0":1,"length":1}'],
  ...[
    '{"length":1}',
    '[]',
    '[null]',
    '[true]',
    '["1"]',
    '["{productId}"]',
    '[[]]',
    '[[1]]',
    '[[{productId}]]',
    '[1.5]',
  ],
  ...['[0]', '[-1]', '[1e400]', '[9007199254740992]', '[{productId},null]', '[{productId},[{productId}]]', '[[[[]]]]'],
  ...['[{productId},"2"]', '[{}]', '[{"productId":{productId}}]', '[{"length":1}]', '[[],[]]', '["__proto__"]', '[""]'],
];
/** Invalid lists of items, first those with a repeated id. */
const ITEMS: readonly string[] = [
  ...[`[${ITEM},${ITEM}]`, `[${ITEM},{"quantity":2,"productId":{productId}.0}]`, `[${ITEM},[${ITEM}]]`],
  ...[`[${ITEM},null]`, `[${ITEM},1]`, `[${ITEM},{}]`, `[[${ITEM}]]`, ITEM, `{"0":${ITEM},"length":1}`],
  ...['[{productId}]', '[{"quantity":1}]', `[{"productId":{productId},"quantity":1,"productPrice":1}]`],
  ...[...NON_LISTS, items(101), items(150)],
];
/** Invalid values for each field that is a list, first those with a repeated id. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  productIds: [
    ...['[{productId},{otherProductId},{productId}]', '[{productId},{productId}.0]', '[{productId},{productId}e0]'],
    ...[...NON_LISTS, ids(10_001), ids(20_000)],
  ],
  orderIds: ['[{orderId},{otherProductId},{orderId}]', '[1,1]', '[1,1.0]', ...NON_LISTS, ids(101), ids(20_000)],
  orderItems: ITEMS,
  items: ITEMS,
  eventTypes: [
    ...['["order.placed","order.placed"]', '["order.placed","order.gone"]', '["ORDER.PLACED"]', '["order.placed "]'],
    ...['"order.placed"', '[["order.placed"]]', '["order.placed",null]', '["constructor"]', ...NON_LISTS],
  ],
};
const IN_QUERY = [
  ...['', ',', '1,', ',1', '1,,2', '1,1', '{otherProductId},{otherProductId}', '0', '-1', '1.5', '1e3', '0x1', '01'],
  ...['+1', '%201', '1%20', '1,%202', '1;2', '1|2', '[1]', '%5B1,2%5D', 'null', 'all', '*', '%00', '1%00', '%EF%BC%91'],
  ...['9007199254740992', '1%27%20OR%20%271%27=%271', '1)%20OR%20(1', ids(101).slice(1, -1), '1,'.repeat(2_000)],
]
  .map((list) => `productIds=${list}`)
  .concat([
    'productIds',
    'productIds=1&productIds=2',
    'productIds[]=1',
    'productIds[0]=1',
    'productIds=1&productIds[]=2',
  ]);
const STAGES = [
  ...[
    '',
    ',',
    'CREATED,',
    ',CREATED',
    'CREATED,,EXPIRED',
    'created',
    'CREATED,%20EXPIRED',
    'CREATED%20',
    'CREATED;EXPIRED',
  ],
  ...['[CREATED]', 'CREATED%00', '*', 'null', 'ORDER_SUCCESS', '__proto__', 'constructor', "CREATED'%20OR%20'1'='1"],
  ...['CREATED,'.repeat(12), 'CREATED,'.repeat(500)],
]
  .map((list) => `stage=${list}`)
  .concat(['stage', 'stage=CREATED&stage=EXPIRED', 'stage[]=CREATED', 'stage[0]=CREATED', 'stage[$ne]=CREATED']);
/** These routes accept at most a thousand ids. */
const SHORTER = ROUTES.filter(({ path }) => path.includes('search'));

const withLists = ROUTES.filter((route) => route.validBody.includes('['));
const fieldOf = (route: Route): string =>
  Object.keys(LISTS).find((field) => route.validBody.includes(`"${field}":`)) ?? '';
const withList = (route: Route, list: string): Attack => {
  const name = `"${fieldOf(route)}":`;
  const body = route.validBody.replace(new RegExp(`${name}\\[[^\\]]*\\]`), () => `${name}${list}`);
  return { ...route.attack(body.length > route.maxBody ? [413, 'BODY_TOO_LARGE'] : INVALID), body };
};

describe('a list', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.recordTables();
  });
  afterAll(() => target.close());

  it('is attacked in every route that accepts one', () => {
    expect(withLists.length).toBeGreaterThanOrEqual(7);
    expect(withLists.map(fieldOf)).not.toContain('');
    const inQueries = INPUTS.filter(({ location, schema }) => location === 'query' && schema.type === 'array');
    expect(inQueries.map(inputName)).toEqual(['GET /api/orders query stage', 'DELETE /api/cart query productIds']);
    expect(SHORTER.filter((route) => withLists.includes(route)).length).toBeGreaterThanOrEqual(3);
  });

  testAttacks(() => target, {
    ...Object.fromEntries(
      withLists.map((route) => [
        `that is invalid, or repeats an id, is refused by ${route.name}`,
        (LISTS[fieldOf(route)] ?? []).map((list) => withList(route, list)),
      ]),
    ),
    'in the query that is invalid, or repeats an id, is refused by DELETE /api/cart': IN_QUERY.map((written) => ({
      method: 'DELETE',
      path: `/api/cart?${written}`,
      as: 'user' as const,
      expect: INVALID,
    })),
    'in the query that has an unknown stage, or none, is refused by GET /api/orders': STAGES.map((written) => ({
      method: 'GET',
      path: `/api/orders?${written}`,
      as: 'user' as const,
      expect: INVALID,
    })),
    'of more than a thousand ids is refused by a search': SHORTER.filter((route) => withLists.includes(route)).map(
      (route) => withList(route, ids(1_001)),
    ),
  });
});
