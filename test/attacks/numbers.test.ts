import { type Attack, type Expected, INVALID, MALFORMED, testAttacks } from './attack';
import { isNumber, perInput, type Input, INPUTS } from './routes';
import { Target } from './target';

const ENDLESS = '9'.repeat(400);

/** Valid JSON that is not a whole number of at least 1, or that a double cannot represent. */
const WRONG_IN_A_BODY = [
  ...['-1', '-0', '1.5', '0.1', '-1e0', '1e-7', '1.5e0', '1e400', '-1e400', '1e21', ENDLESS],
  ...['9007199254740992', '9007199254740993', '18446744073709551616', '-9007199254740993'],
  ...['"1"', '"0x10"', '"１"', '""', '"NaN"', '"1e3"', "\"1' OR '1'='1\"", 'true', 'false', 'null'],
  ...['[]', '[1]', '[[1]]', '[[[]]]', '{}', '{"$gt":0}', '{"0":1,"length":1}', '{"valueOf":1}', '{"__proto__":1}'],
];
/** Notations of numbers that JSON does not allow. */
const INVALID_JSON = [
  '0x10',
  '0b1',
  '007',
  '+1',
  '.5',
  '1.',
  '1e',
  '1_000',
  '1n',
  '--1',
  'NaN',
  'Infinity',
  '-Infinity',
];

/** Values of a path or a query that are not plain digits. */
const WRONG_IN_AN_ADDRESS = [
  ...['-1', '-0', '+1', '%2B1', '1.0', '1.5', '.5', '1.', '1e3', '1E3', '1e-3', '1e400', '0x10', '0b1', '0o7', '007'],
  ...['00', '%201', '1%20', '%091', '1%00', '%00', '%0a1', '1%0d%0aSet-Cookie:%20a=b', '%EF%BC%91', '%D9%A1', '%C2%B2'],
  ...['9007199254740992', '9007199254740993', '18446744073709551616', ENDLESS, `-${ENDLESS}`],
  ...['NaN', 'Infinity', '-Infinity', 'null', 'undefined', 'true', '1,2', '1%2C000', '1_000', '1n', '1;2', '1%3B2'],
  ...['1%27%20OR%20%271%27=%271', '1)%20OR%20SLEEP(5)--', '1%20UNION%20SELECT%201', '%27', '%22', '%60', '%5C'],
  ...['%5B%5D', '%7B%7D', '%7B%22$gt%22:0%7D', '__proto__', 'constructor', 'toString', '%F0%9F%98%80', '%E2%80%AE1'],
  ...['%252e%252e', '%2531', '..%2f..%2fetc%2fpasswd', '..%5c..%5cwindows', '%2e%2e%2f1', '$%7B7*7%7D', '%7B%7B7*7%7D'],
];
/** Bytes that are not UTF-8, and invalid escapes: such a path is not decoded, such a query keeps them as they are. */
const UNDECODABLE = ['%', '%zz', '%E0%A4%A', '%ff', '%C0%AF', '%ED%A0%80'];

const inABody = (input: Input): Attack[] => [
  // A minimum of 0 admits a negative zero.
  ...WRONG_IN_A_BODY.filter((written) => written !== '-0' || input.schema.minimum !== 0).map((written) =>
    input.route.attack(INVALID, input, written),
  ),
  ...INVALID_JSON.map((written) => input.route.attack(MALFORMED, input, written)),
  ...beyond(input).map((written) => input.route.attack(INVALID, input, written)),
];
const inAPath = (input: Input): Attack[] => [
  ...[...WRONG_IN_AN_ADDRESS, ...UNDECODABLE, '0', '..', '.', '*'].map((written) =>
    input.route.attack(INVALID, input, written),
  ),
  // A route without such a code removes what need not exist.
  input.route.attack(input.route.notFound === '' ? [204] : [404, input.route.notFound], input, '9007199254740991'),
];
const inAQuery = (input: Input): Attack[] => {
  const { route, name, required } = input;
  const once = [...WRONG_IN_AN_ADDRESS, ...UNDECODABLE, ...beyond(input), ''].map((written) => `${name}=${written}`);
  const twice = [`${name}=1&${name}=2`, `${name}=1&${name}=1`, `${name}[]=1`, `${name}[0]=1`, `${name}[a]=1`];
  const apart = [`${name}=1&${name}[]=1`, `${name}[__proto__]=1`, name, ...(required ? ['nothing=1'] : [])];
  return [...once, ...twice, ...apart].map((written) => route.attack(INVALID, input, written));
};

/** One below the minimum and one above the maximum, unless the lists above contain them. */
function beyond({ schema: { minimum, maximum } }: Input): string[] {
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
    await target.recordTables();
  });
  afterAll(() => target.close());

  const numbers = INPUTS.filter(isNumber);
  const at = (location: Input['location']): Input[] => numbers.filter((input) => input.location === location);
  testAttacks(() => target, {
    ...perInput(at('body'), inABody),
    ...perInput(at('path'), inAPath),
    ...perInput(at('query'), inAQuery),
  });

  it('is never in a header', () => {
    expect(numbers.filter(({ location }) => location === 'header')).toEqual([]);
    expect(numbers.length).toBeGreaterThanOrEqual(44);
  });

  it.each<[string, Expected]>([
    ['1.0', [202]],
    ['1e0', [202]],
    ['10E-1', [202]],
  ])('in another JSON notation of 1 is accepted: %s', async (written, [status]) => {
    const body = target.fillPlaceholders(`{"productId":{otherProductId},"quantity":${written}}`);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.tokens.user}` };
    const answer = await fetch(`${target.shop.address}/api/orders/v1`, { method: 'POST', headers, body });
    const { totalOrderCount } = (await answer.json()) as { totalOrderCount: number };
    expect([answer.status, totalOrderCount]).toEqual([status, 1]);
  });
});
