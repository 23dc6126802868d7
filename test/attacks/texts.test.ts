import { normalizeText } from '../../src/platform/text';
import { violationsOf, type Attack, type Expected, INVALID, MALFORMED, testAttacks, send } from './attack';
import {
  INVALID_CHARACTERS,
  INVALID_BYTES,
  CONTROL_TEXTS,
  DECEPTIVE_TEXTS,
  REFUSED_EVERYWHERE,
  REFUSED_IN_A_LINE,
  INJECTIONS,
  NON_TEXTS,
} from './hostile-texts';
import { isText, perInput, type Input, inputName, INPUTS, type Route, ROUTES } from './routes';
import { Target } from './target';

const INVALID_LOGIN: Expected = [401, 'INVALID_CREDENTIALS'];
const MISMATCH: Expected = [400, 'PASSWORD_MISMATCH'];
const INVALID_REFRESH: Expected = [401, 'REFRESH_TOKEN_INVALID'];
/** Every text is accepted, to be stored or searched for. */
const ANY = 'any text';
/** Visible ASCII characters are accepted, though no payment or list has such a name; every other text is refused. */
const NAME = 'a name';
/** Tested in `identities.test.ts`, `request-headers.test.ts` and `bodies.test.ts`. */
const OWN_TABLE = 'own table';

/** The answer to a hostile text in each input. A test below fails for an input that is missing here. */
const OUTCOMES: Readonly<Record<string, Expected | typeof ANY | typeof NAME | typeof OWN_TABLE>> = {
  'POST /api/auth/signup body email': INVALID,
  'POST /api/auth/signup body name': OWN_TABLE,
  'POST /api/auth/signup body password': OWN_TABLE,
  'POST /api/auth/login body email': INVALID_LOGIN,
  'POST /api/auth/login body password': INVALID_LOGIN,
  'POST /api/auth/reissue body refreshToken': INVALID_REFRESH,
  'POST /api/auth/logout body password': MISMATCH,
  'POST /api/auth/withdraw body password': MISMATCH,
  'GET /api/products query q': ANY,
  'GET /api/products query category': INVALID,
  'GET /api/products query sort': INVALID,
  'GET /api/products query available': INVALID,
  'GET /api/products query onDeal': INVALID,
  'GET /api/rankings/products query period': INVALID,
  'GET /api/rankings/products query date': INVALID,
  ...both('body productName', ANY),
  ...both('body productDescription', ANY),
  ...both('body productImageUrl', INVALID),
  ...both('body productCategory', INVALID),
  ...ofAll('body', 'eventType', INVALID),
  ...ofAll('body', 'eventName', ANY),
  ...ofAll('body', 'bannerUrl', INVALID),
  ...ofAll('body', 'startEventTime', INVALID),
  ...ofAll('body', 'endEventTime', INVALID),
  'POST /api/coupons body name': ANY,
  ...ofAll('body', 'discountType', INVALID),
  ...ofAll('body', 'issueStartTime', INVALID),
  ...ofAll('body', 'issueEndTime', INVALID),
  ...ofAll('body', 'validUntil', INVALID),
  'GET /api/coupons query status': INVALID,
  'GET /api/coupons/mine query status': INVALID,
  'GET /api/event query status': INVALID,
  'GET /api/products/{productId}/deals query status': INVALID,
  'GET /api/orders query status': INVALID,
  'GET /api/notifications query unread': INVALID,
  'GET /api/payments query provider': NAME,
  'GET /api/payments query status': INVALID,
  'GET /api/refunds query status': INVALID,
  'POST /api/orders/{orderId}/payment body method': INVALID,
  'POST /api/orders/{orderId}/payment body provider': INVALID,
  'POST /api/orders/{orderId}/payment/complete query success': INVALID,
  'POST /api/orders/{orderId}/payment/confirm body paymentKey': NAME,
  'POST /api/orders/{orderId}/payment/confirm body providerOrderId': NAME,
  'PUT /api/orders/{orderId}/payment/refund-account body bank': INVALID,
  'PUT /api/orders/{orderId}/payment/refund-account body accountNumber': INVALID,
  'PUT /api/orders/{orderId}/payment/refund-account body holderName': ANY,
  'POST /api/payments/webhook/{provider} path provider': OWN_TABLE,
  'POST /api/refunds/{refundId}/settle body as': INVALID,
  'POST /api/refunds/{refundId}/settle body note': ANY,
  'PUT /api/orders/{orderId}/return body reason': ANY,
  'GET /api/delivery query status': INVALID,
  'PATCH /api/delivery/{orderId}/status query status': INVALID,
  'PATCH /api/delivery/{orderId}/status body trackingNumber': INVALID,
  'PATCH /api/delivery/{orderId}/status body courierCompany': ANY,
  'GET /api/returns query status': INVALID,
  'PATCH /api/returns/{returnId}/status query status': INVALID,
  ...ofAll('body', 'label', ANY),
  ...ofAll('body', 'recipient', ANY),
  ...ofAll('body', 'line1', ANY),
  ...ofAll('body', 'line2', ANY),
  ...ofAll('body', 'phone', INVALID),
  ...ofAll('body', 'postcode', INVALID),
  ...ofAll('body', 'isDefault', INVALID),
  'GET /api/admin/accounts query email': ANY,
  'GET /api/admin/accounts query status': INVALID,
  'GET /api/admin/failed-events query state': INVALID,
  'GET /api/admin/deliveries query state': INVALID,
  'GET /api/admin/webhooks/{webhookId}/deliveries query state': INVALID,
  'POST /api/admin/webhooks body eventTypes.0': INVALID,
  'POST /api/admin/webhooks body url': INVALID,
  'POST /api/admin/webhooks/{webhookId}/replay body since': INVALID,
  ...ofAll('query', 'cursor', INVALID),
  ...ofAll('header', 'Idempotency-Key', OWN_TABLE),
  ...ofAll('header', 'Prefer', OWN_TABLE),
};
/** Hashing takes 55 ms, so inputs that lead to a hash get fewer attacks. */
const FEW = 3;

function both(name: string, outcome: Expected | typeof ANY): Record<string, Expected | typeof ANY> {
  return { [`POST /api/products ${name}`]: outcome, [`PUT /api/products/{productId} ${name}`]: outcome };
}

function ofAll<T>(location: string, name: string, outcome: T): Record<string, T> {
  const inputs = INPUTS.filter((input) => input.location === location && input.name === name);
  return Object.fromEntries(inputs.map((input) => [inputName(input), outcome]));
}

const texts = INPUTS.filter(isText);
const written = (input: Input, text: string): string =>
  input.location === 'body' ? JSON.stringify(text) : `${input.name}=${encodeURIComponent(text)}`;
const outcomeOf = (input: Input) => OUTCOMES[inputName(input)];
const refused = texts.filter((input) => Array.isArray(outcomeOf(input)) || outcomeOf(input) === NAME);
const refusalOf = (input: Input, text: string): Expected => {
  const outcome = outcomeOf(input) as Expected | typeof NAME;
  if (outcome !== NAME) return outcome;
  const isName = /^[!-~]+$/.test(text) && text.length <= (input.schema.maxLength ?? 0);
  if (!isName) return INVALID;
  return input.location === 'query' ? [200] : [404, 'PAYMENT_NOT_FOUND'];
};
const inQueries = texts.filter(({ location }) => location === 'query');
const inBodies = texts.filter(({ location }) => location === 'body');

/** the longest text that the largest body of the route has room for, beside its other fields */
const roomIn = ({ route }: Input): number => route.maxBody - 1_000;

describe('a text', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.recordTables();
  });
  afterAll(() => target.close());

  const hashed = ({ route, name }: Input): boolean => /password|email/.test(name) && !route.name.includes('signup');
  const some = <T>(input: Input, all: readonly T[]): readonly T[] =>
    hashed(input) ? all.filter((_, index) => index % Math.ceil(all.length / FEW) === 0) : all;
  const hostile = (input: Input): Attack[] => {
    const { route } = input;
    const all = [...some(input, INJECTIONS), ...some(input, DECEPTIVE_TEXTS), ...some(input, CONTROL_TEXTS), ''];
    // An empty word is not a valid choice in a query, and an empty text is not a valid e-mail.
    return all.map((text) => route.attack(refusalOf(input, text), input, written(input, text)));
  };
  const broken = (input: Input): Attack[] => [
    ...NON_TEXTS.filter((value) => input.schema.type !== 'boolean' || !['true', 'false'].includes(value)).map((value) =>
      input.route.attack(INVALID, input, value),
    ),
    ...INVALID_CHARACTERS.map((text) => input.route.attack(INVALID, input, `"${text}"`)),
    ...INVALID_BYTES.map((bytes) =>
      input.route.attack(MALFORMED, input, Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')])),
    ),
  ];
  const inQuery = ({ route, name, schema }: Input): Attack[] =>
    [
      ...[
        `${name}=a&${name}=b`,
        `${name}[]=a`,
        `${name}[0]=a`,
        `${name}[a]=a`,
        `${name}[__proto__]=a`,
        `${name}=a&${name}[]=a`,
      ],
      ...[name, `${name}=`, `${name}=%00`, `${name}=a%00`, `${name}=%20`, `${name}=${'a'.repeat(5_000)}`],
      ...(schema.enum ?? []).flatMap((word) => [
        ...[`${name}=${word}&${name}=${word}`, `${name}=${word}%20`, `${name}=${word},${word}`, `${name}=${word}%00`],
        `${name}=${word.toLowerCase() === word ? word.toUpperCase() : word.toLowerCase()}`,
      ]),
    ].map((written) => route.attack(INVALID, { location: 'query', name }, written));
  const tooLong = (input: Input): Attack[] => {
    const room = roomIn(input);
    return [Math.min((input.schema.maxLength ?? room) + 1, room), room].map((length) =>
      input.route.attack(INVALID, input, JSON.stringify('a'.repeat(length))),
    );
  };
  const titled = (what: string, tables: Record<string, readonly Attack[]>) =>
    Object.fromEntries(Object.entries(tables).map(([title, attacks]) => [`${what}: ${title}`, attacks]));

  it('is attacked in every input of the document', () => {
    expect(texts.map(inputName).sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  testAttacks(() => target, {
    ...titled('hostile text is refused', perInput(refused, hostile)),
    ...titled('another type, or an invalid character, is refused', perInput(inBodies, broken)),
    ...titled('a repeated or empty value is refused', perInput(inQueries, inQuery)),
    ...titled(
      'a text that is too long is refused',
      perInput(
        inBodies.filter((input) => !Array.isArray(outcomeOf(input)) || outcomeOf(input) === INVALID),
        tooLong,
      ),
    ),
  });

  it.each(inBodies.filter((input) => Array.isArray(outcomeOf(input)) && outcomeOf(input) !== INVALID))(
    'without a limit of its own is answered as quickly when it is long: $route.name $name',
    async (input) => {
      const long = JSON.stringify('a'.repeat(roomIn(input)));
      expect(await violationsOf(target, [input.route.attack(outcomeOf(input) as Expected, input, long)])).toEqual([]);
    },
  );
});

describe('a valid text with hostile content', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.recordTables();
  });
  afterAll(() => target.close());
  const routeOf = (name: string): Route => ROUTES.find((route) => route.name === name) as Route;
  const { route: products } = { route: routeOf('POST /api/products') };

  it.each(['productName', 'productDescription'])('is stored, found and returned unchanged: %s', async (name) => {
    const input = products.inputs.find((one) => one.name === name) as Input;
    for (const text of [...INJECTIONS, ...DECEPTIVE_TEXTS]) {
      const made = await send(target, products.attack([201], input, JSON.stringify(text)));
      const refused = name === 'productName' ? REFUSED_IN_A_LINE : REFUSED_EVERYWHERE;
      const seen = /[^\s\p{C}]/u.test(text) && !refused.includes(text);
      expect([text, made.status]).toEqual([text, seen ? 201 : 400]);
      if (!seen) continue;
      const { body } = await target.shop.buyer(1).get(`/api/products/${made.body.productId}`);
      expect(body[name]).toBe(normalizeText(text, text.length));
      if (name !== 'productName') continue;
      await target.shop.bus.drain();
      const found = await target.shop.buyer(1).get(`/api/products?q=${encodeURIComponent(text)}&limit=100`);
      expect([text, found.status, found.body.detail]).toEqual([text, 200, undefined]);
      expect([text, (found.body.items as { productId: number }[]).map(({ productId }) => productId)]).toEqual([
        text,
        expect.arrayContaining([made.body.productId]),
      ]);
    }
  });

  it.each(['%', '_', '|', '\\', '%%', '__'])('is not a pattern in a search: %s', async (part) => {
    const { body } = await target.shop.buyer(1).get(`/api/products?q=${encodeURIComponent(part)}&limit=100`);
    const texts = (body.items as { productName: string; productDescription: string }[]).map(
      ({ productName, productDescription }) => `${productName}\n${productDescription}`,
    );
    expect(texts.filter((text) => !text.includes(part))).toEqual([]);
  });

  it('changes only the tables of products', async () => {
    const changed = await target.changedTables();
    expect(
      changed.filter((table) => !['products', 'revisions', 'id_blocks', 'search_products'].includes(table)),
    ).toEqual([]);
    expect(target.logViolations()).toEqual([]);
  });
});
