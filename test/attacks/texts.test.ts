import { normalizeText } from '../../src/modules/product/domain/product';
import { allFaults, type Attack, type Expected, INVALID, MALFORMED, repel, send } from './attack';
import { BROKEN_CHARACTERS, BROKEN_TEXTS, CONTROLS, DECEPTIONS, INJECTIONS, NO_TEXTS } from './hostile-texts';
import { isText, perPlace, type Place, placeName, PLACES, type Route, ROUTES } from './routes';
import { Target } from './target';

const NOBODY: Expected = [401, 'INVALID_CREDENTIALS'];
const MISMATCH: Expected = [400, 'PASSWORD_MISMATCH'];
const SPENT: Expected = [401, 'REFRESH_TOKEN_INVALID'];
/** Any text is one: it is written down, or looked for. */
const ANY = 'any text';
/** Judged by rules of their own, in a table of their own: `identities.test.ts`, `request-headers.test.ts`. */
const OWN_TABLE = 'own table';

/** What each place makes of a hostile text. A place that is not here is missed below. */
const OUTCOMES: Readonly<Record<string, Expected | typeof ANY | typeof OWN_TABLE>> = {
  'POST /api/auth/signup body email': INVALID,
  'POST /api/auth/signup body name': OWN_TABLE,
  'POST /api/auth/signup body password': OWN_TABLE,
  'POST /api/auth/login body email': NOBODY,
  'POST /api/auth/login body password': NOBODY,
  'POST /api/auth/reissue body refreshToken': SPENT,
  'POST /api/auth/logout body password': MISMATCH,
  'POST /api/auth/withdraw body password': MISMATCH,
  'GET /api/products query q': ANY,
  'GET /api/products query category': INVALID,
  ...both('body productName', ANY),
  ...both('body productDescription', ANY),
  ...both('body productImageUrl', INVALID),
  ...both('body productCategory', INVALID),
  'POST /api/event/create body eventType': INVALID,
  'POST /api/event/create body startEventTime': INVALID,
  'GET /api/event query status': INVALID,
  'GET /api/orders query status': INVALID,
  'GET /api/notifications query unread': INVALID,
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
/** Hashing takes 55 ms, so passwords are asked for fewer of them. */
const FEW = 3;

function both(name: string, outcome: Expected | typeof ANY): Record<string, Expected | typeof ANY> {
  return { [`POST /api/products ${name}`]: outcome, [`PUT /api/products/{productId} ${name}`]: outcome };
}

function ofAll<T>(where: string, name: string, outcome: T): Record<string, T> {
  const places = PLACES.filter((place) => place.where === where && place.name === name);
  return Object.fromEntries(places.map((place) => [placeName(place), outcome]));
}

const texts = PLACES.filter(isText);
const written = (place: Place, text: string): string =>
  place.where === 'body' ? JSON.stringify(text) : `${place.name}=${encodeURIComponent(text)}`;
const outcomeOf = (place: Place) => OUTCOMES[placeName(place)];
const refused = texts.filter((place) => Array.isArray(outcomeOf(place)));
const inQueries = texts.filter(({ where }) => where === 'query');
const inBodies = texts.filter(({ where }) => where === 'body');

describe('a text', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.remember();
  });
  afterAll(() => target.close());

  const hashed = ({ route, name }: Place): boolean => /password|email/.test(name) && !route.name.includes('signup');
  const some = <T>(place: Place, all: readonly T[]): readonly T[] =>
    hashed(place) ? all.filter((_, index) => index % Math.ceil(all.length / FEW) === 0) : all;
  const hostile = (place: Place): Attack[] => {
    const { route } = place;
    const all = [...some(place, INJECTIONS), ...some(place, DECEPTIONS), ...some(place, CONTROLS), ''];
    // An empty word in a query is none of the words that are known, and an empty text is no e-mail.
    return all.map((text) => route.attack(outcomeOf(place) as Expected, place, written(place, text)));
  };
  const broken = (place: Place): Attack[] => [
    ...NO_TEXTS.map((value) => place.route.attack(INVALID, place, value)),
    ...BROKEN_CHARACTERS.map((text) => place.route.attack(INVALID, place, `"${text}"`)),
    ...BROKEN_TEXTS.map((bytes) =>
      place.route.attack(MALFORMED, place, Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')])),
    ),
  ];
  const inQuery = ({ route, name, schema }: Place): Attack[] =>
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
    ].map((written) => route.attack(INVALID, { where: 'query', name }, written));
  const tooLong = (place: Place): Attack[] => {
    const most = place.schema.maxLength ?? 100_000;
    return [most + 1, 300_000].map((length) => place.route.attack(INVALID, place, JSON.stringify('a'.repeat(length))));
  };
  const titled = (what: string, tables: Record<string, readonly Attack[]>) =>
    Object.fromEntries(Object.entries(tables).map(([title, attacks]) => [`${what}: ${title}`, attacks]));

  it('is due at these places, and each of them is attacked', () => {
    expect(texts.map(placeName).sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  repel(() => target, {
    ...titled('that is hostile is refused', perPlace(refused, hostile)),
    ...titled('that is none is refused', perPlace(inBodies, broken)),
    ...titled('that is said twice, or says nothing, is refused', perPlace(inQueries, inQuery)),
    ...titled(
      'that is too long is refused',
      perPlace(
        inBodies.filter((place) => !Array.isArray(outcomeOf(place)) || outcomeOf(place) === INVALID),
        tooLong,
      ),
    ),
  });

  it.each(inBodies.filter((place) => Array.isArray(outcomeOf(place)) && outcomeOf(place) !== INVALID))(
    'that has no limit of its own costs no more when it is long: $route.name $name',
    async (place) => {
      const long = JSON.stringify('a'.repeat(900_000));
      expect(await allFaults(target, [place.route.attack(outcomeOf(place) as Expected, place, long)])).toEqual([]);
    },
  );
});

describe('a text that is hostile and yet one', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.remember();
  });
  afterAll(() => target.close());
  const routeOf = (name: string): Route => ROUTES.find((route) => route.name === name) as Route;
  const { route: products } = { route: routeOf('POST /api/products') };

  it.each(['productName', 'productDescription'])('is kept, found and answered as it is: %s', async (name) => {
    const place = products.places.find((one) => one.name === name) as Place;
    for (const text of [...INJECTIONS, ...DECEPTIONS]) {
      const made = await send(target, products.attack([201], place, JSON.stringify(text)));
      const seen = /[^\s\p{C}]/u.test(text);
      expect([text, made.status]).toEqual([text, seen ? 201 : 400]);
      if (!seen) continue;
      const { body } = await target.shop.buyer(1).get(`/api/products/${made.body.productId}`);
      expect(body[name]).toBe(normalizeText(text));
      if (name !== 'productName') continue;
      const found = await target.shop.buyer(1).get(`/api/products?q=${encodeURIComponent(text)}&limit=100`);
      expect([text, (found.body.items as { productId: number }[]).map(({ productId }) => productId)]).toEqual([
        text,
        expect.arrayContaining([made.body.productId]),
      ]);
    }
  });

  it.each(['%', '_', '|', '\\', '%%', '__'])('is no pattern when it is looked for: %s', async (part) => {
    const { body } = await target.shop.buyer(1).get(`/api/products?q=${encodeURIComponent(part)}&limit=100`);
    const names = (body.items as { productName: string }[]).map(({ productName }) => productName);
    expect(names.filter((name) => !name.includes(part))).toEqual([]);
  });

  it('changes no more than what it is the name of', async () => {
    const changed = await target.changes();
    expect(changed.filter((table) => !['products', 'revisions', 'id_blocks'].includes(table))).toEqual([]);
    expect(target.logFaults()).toEqual([]);
  });
});
