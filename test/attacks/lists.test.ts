import { type Attack, INVALID, repel } from './attack';
import { type Route, ROUTES } from './routes';
import { Target } from './target';

const ids = (count: number): string => `[${Array.from({ length: count }, (_, index) => 1_000 + index).join(',')}]`;
const items = (count: number): string =>
  `[${Array.from({ length: count }, (_, index) => `{"productId":${1_000 + index},"quantity":1}`).join(',')}]`;
const ITEM = '{"productId":{productId},"quantity":1}';

/** Instead of a list of anything. */
const NO_LISTS = [
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
/** Of each field that is a list: what is none for it, beginning with an id that stands twice. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  productIds: [
    ...['[{productId},{otherProductId},{productId}]', '[{productId},{productId}.0]', '[{productId},{productId}e0]'],
    ...[...NO_LISTS, ids(10_001), ids(20_000)],
  ],
  orderItems: [
    ...[`[${ITEM},${ITEM}]`, `[${ITEM},{"quantity":2,"productId":{productId}.0}]`, `[${ITEM},[${ITEM}]]`],
    ...[`[${ITEM},null]`, `[${ITEM},1]`, `[${ITEM},{}]`, `[[${ITEM}]]`, ITEM, `{"0":${ITEM},"length":1}`],
    ...['[{productId}]', '[{"quantity":1}]', `[{"productId":{productId},"quantity":1,"productPrice":1}]`],
    ...[...NO_LISTS, items(101), items(150)],
  ],
  eventTypes: [
    ...['["order.placed","order.placed"]', '["order.placed","order.gone"]', '["ORDER.PLACED"]', '["order.placed "]'],
    ...['"order.placed"', '[["order.placed"]]', '["order.placed",null]', '["constructor"]', ...NO_LISTS],
  ],
};
/** Looked up at once: at most a thousand. */
const SHORTER = ROUTES.filter(({ path }) => path.includes('search'));

const goodBodyOf = (route: Route): string => route.attack([0]).body?.toString('utf8') ?? '';
const taking = ROUTES.filter((route) => goodBodyOf(route).includes('['));
const fieldOf = (route: Route): string =>
  Object.keys(LISTS).find((field) => goodBodyOf(route).includes(`"${field}":`)) ?? '';
const withList = (route: Route, list: string): Attack => ({
  ...route.attack(INVALID),
  body: goodBodyOf(route).replace(new RegExp(`"${fieldOf(route)}":\\[[^\\]]*\\]`), () => `"${fieldOf(route)}":${list}`),
});

describe('a list', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.remember();
  });
  afterAll(() => target.close());

  it('is taken by these routes, and each of them is attacked', () => {
    expect(taking.length).toBeGreaterThanOrEqual(7);
    expect(taking.map(fieldOf)).not.toContain('');
    expect(SHORTER.filter((route) => taking.includes(route)).length).toBeGreaterThanOrEqual(3);
  });

  repel(() => target, {
    ...Object.fromEntries(
      taking.map((route) => [
        `that is none, or holds an id twice, is refused by ${route.name}`,
        (LISTS[fieldOf(route)] ?? []).map((list) => withList(route, list)),
      ]),
    ),
    'of more than a thousand ids is not looked up': SHORTER.filter((route) => taking.includes(route)).map((route) =>
      withList(route, ids(1_001)),
    ),
  });
});
