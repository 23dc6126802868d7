import { type Attack, type Expected, INVALID, MALFORMED, repel } from './attack';
import { isNumber, perPlace, type Place, PLACES } from './routes';
import { Target } from './target';

const ENDLESS = '9'.repeat(400);

/** Valid JSON that is no whole number from 1 on, or none that a double keeps. */
const WRONG_IN_A_BODY = [
  ...['-1', '-0', '1.5', '0.1', '-1e0', '1e-7', '1.5e0', '1e400', '-1e400', '1e21', ENDLESS],
  ...['9007199254740992', '9007199254740993', '18446744073709551616', '-9007199254740993'],
  ...['"1"', '"0x10"', '"１"', '""', '"NaN"', '"1e3"', "\"1' OR '1'='1\"", 'true', 'false', 'null'],
  ...['[]', '[1]', '[[1]]', '[[[]]]', '{}', '{"$gt":0}', '{"0":1,"length":1}', '{"valueOf":1}', '{"__proto__":1}'],
];
/** What people take for a number, and JSON does not. */
const NO_JSON = ['0x10', '0b1', '007', '+1', '.5', '1.', '1e', '1_000', '1n', '--1', 'NaN', 'Infinity', '-Infinity'];

/** Every way to write a number in an address that is not plain digits. */
const WRONG_IN_AN_ADDRESS = [
  ...['-1', '-0', '+1', '%2B1', '1.0', '1.5', '.5', '1.', '1e3', '1E3', '1e-3', '1e400', '0x10', '0b1', '0o7', '007'],
  ...['00', '%201', '1%20', '%091', '1%00', '%00', '%0a1', '1%0d%0aSet-Cookie:%20a=b', '%EF%BC%91', '%D9%A1', '%C2%B2'],
  ...['9007199254740992', '9007199254740993', '18446744073709551616', ENDLESS, `-${ENDLESS}`],
  ...['NaN', 'Infinity', '-Infinity', 'null', 'undefined', 'true', '1,2', '1%2C000', '1_000', '1n', '1;2', '1%3B2'],
  ...['1%27%20OR%20%271%27=%271', '1)%20OR%20SLEEP(5)--', '1%20UNION%20SELECT%201', '%27', '%22', '%60', '%5C'],
  ...['%5B%5D', '%7B%7D', '%7B%22$gt%22:0%7D', '__proto__', 'constructor', 'toString', '%F0%9F%98%80', '%E2%80%AE1'],
  ...['%252e%252e', '%2531', '..%2f..%2fetc%2fpasswd', '..%5c..%5cwindows', '%2e%2e%2f1', '$%7B7*7%7D', '%7B%7B7*7%7D'],
];
/** Bytes that are no UTF-8, and escapes that are none: a path is not decoded then, a query keeps what it cannot read. */
const UNDECODABLE = ['%', '%zz', '%E0%A4%A', '%ff', '%C0%AF', '%ED%A0%80'];

const inABody = (place: Place): Attack[] => [
  ...WRONG_IN_A_BODY.map((written) => place.route.attack(INVALID, place, written)),
  ...NO_JSON.map((written) => place.route.attack(MALFORMED, place, written)),
  ...beyond(place).map((written) => place.route.attack(INVALID, place, written)),
];
const inAPath = (place: Place): Attack[] => [
  ...[...WRONG_IN_AN_ADDRESS, ...UNDECODABLE, '0', '..', '.', '*'].map((written) =>
    place.route.attack(INVALID, place, written),
  ),
  place.route.attack([404, place.route.notFound], place, '9007199254740991'),
];
const inAQuery = (place: Place): Attack[] => {
  const { route, name, required } = place;
  const once = [...WRONG_IN_AN_ADDRESS, ...UNDECODABLE, ...beyond(place), ''].map((written) => `${name}=${written}`);
  const twice = [`${name}=1&${name}=2`, `${name}=1&${name}=1`, `${name}[]=1`, `${name}[0]=1`, `${name}[a]=1`];
  const apart = [`${name}=1&${name}[]=1`, `${name}[__proto__]=1`, name, ...(required ? ['nothing=1'] : [])];
  return [...once, ...twice, ...apart].map((written) => route.attack(INVALID, place, written));
};

/** One below the least and one above the most, where those are not families of their own. */
function beyond({ schema: { minimum, maximum } }: Place): string[] {
  const greatest = maximum ?? Number.MAX_SAFE_INTEGER;
  return [
    ...(minimum === undefined ? [] : [String(minimum - 1)]),
    ...(greatest < Number.MAX_SAFE_INTEGER ? [String(greatest + 1)] : []),
  ];
}

describe('a number', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.remember();
  });
  afterAll(() => target.close());

  const numbers = PLACES.filter(isNumber);
  const at = (where: Place['where']): Place[] => numbers.filter((place) => place.where === where);
  repel(() => target, {
    ...perPlace(at('body'), inABody),
    ...perPlace(at('path'), inAPath),
    ...perPlace(at('query'), inAQuery),
  });

  it('stands nowhere else', () => {
    expect(numbers.filter(({ where }) => where === 'header')).toEqual([]);
    expect(numbers.length).toBeGreaterThanOrEqual(44);
  });

  it.each<[string, Expected]>([
    ['1.0', [202]],
    ['1e0', [202]],
    ['10E-1', [202]],
  ])('may be written as JSON may write a whole one: %s', async (written, [status]) => {
    const body = target.fill(`{"productId":{otherProductId},"quantity":${written}}`);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.tokens.user}` };
    const answer = await fetch(`${target.shop.address}/api/orders/v1`, { method: 'POST', headers, body });
    const { totalOrderCount } = (await answer.json()) as { totalOrderCount: number };
    expect([answer.status, totalOrderCount]).toEqual([status, 1]);
  });
});
