import fc from 'fast-check';
import { type Operation, type Parameter, resolved } from './fuzz-openapi';
import { fitting, junk } from './fuzz-values';

/** The sender of a request. A forger has a token with an invalid signature, a member an account, a buyer none. */
export interface Actor {
  readonly role: 'anonymous' | 'forger' | 'buyer' | 'member' | 'admin';
  readonly nth: number;
}

type Content = { readonly json: unknown } | { readonly raw: Buffer; readonly type: string } | undefined;

/** A generated request whose ids may still be placeholders (`Known`) for data of the shop. */
export interface Draft {
  readonly operation: Operation;
  readonly actor: Actor;
  /** by name; `undefined` for a parameter that is left out */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Content;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const IN_HEADERS = /^[\t\x20-\x7e\x80-\xff]*$/;
const OPAQUE = [
  '{',
  '{"a":1,}',
  '[]',
  'null',
  '7',
  '"text"',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  '[['.repeat(40),
  '{"a":'.repeat(4_000),
  `{"productIds":[${'1,'.repeat(26_000)}1]}`,
  `{"a":"${'x'.repeat(1_100_000)}"}`,
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json-patch+json',
  '',
];

const roleFor = (operation: Operation): Actor['role'][] => {
  if (operation.access === 'ADMIN') return ['admin'];
  const users: Actor['role'][] = ['auth', 'users'].includes(operation.tag) ? ['member'] : ['buyer', 'buyer', 'admin'];
  return ['PUBLIC', 'READER'].includes(operation.access) ? ['anonymous', ...users] : users;
};

function actor(operation: Operation): fc.Arbitrary<Actor> {
  const role = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...roleFor(operation)) },
    { weight: 1, arbitrary: fc.constantFrom<Actor['role']>('anonymous', 'forger', 'buyer') },
  );
  return fc.record({ role, nth: fc.nat({ max: 19 }) });
}

function parameter(one: Parameter): fc.Arbitrary<unknown> {
  const absent = fc.constant(undefined);
  const odd = one.in === 'header' ? junk.filter((value) => IN_HEADERS.test(asText(value))) : junk;
  return fc.oneof(
    { weight: 8, arbitrary: fitting(one.schema, one.name) },
    { weight: 1, arbitrary: odd.map(asText) },
    { weight: one.required === true ? 0 : 8, arbitrary: absent },
  );
}

/** A copy in which the value at the end of `path` is replaced, repeated, removed or added. */
function corrupted(value: unknown, path: readonly number[], odd: unknown): unknown {
  const [step = 0, ...rest] = path;
  if (Array.isArray(value) && value.length > 0 && path.length > 0) {
    const at = step % value.length;
    if (step % 5 === 4) return [...(value as unknown[]), value[at]];
    return (value as unknown[]).map((one, index) => (index === at ? corrupted(one, rest, odd) : one));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value) || 'kind' in value || path.length === 0) {
    return odd;
  }
  const fields = Object.entries(value);
  const at = step % (fields.length + 1);
  if (at === fields.length) return { ...value, [typeof odd === 'string' ? odd : 'role']: odd };
  if (step % 7 === 6) return Object.fromEntries(fields.filter((_, index) => index !== at));
  return Object.fromEntries(fields.map(([name, one], index) => [name, index === at ? corrupted(one, rest, odd) : one]));
}

function content({ body }: Operation): fc.Arbitrary<Content> {
  const opaque = fc.record({
    raw: fc.oneof(
      fc.constantFrom(...OPAQUE).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
    ),
    type: fc.constantFrom(...TYPES),
  });
  if (body === undefined) {
    return fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: opaque });
  }
  const schema = resolved(body);
  const good = fitting(schema);
  const bad = fc
    .tuple(good, fc.array(fc.nat({ max: 34 }), { minLength: 1, maxLength: 4 }), junk)
    .map(([value, path, odd]) => corrupted(value, path, odd));
  return fc.oneof(
    { weight: 10, arbitrary: good.map((json) => ({ json })) },
    { weight: 6, arbitrary: bad.map((json) => ({ json })) },
    { weight: 1, arbitrary: junk.map((json) => ({ json })) },
    { weight: 1, arbitrary: fc.oneof(opaque, fc.constant(undefined)) },
  );
}

const headerText = fc.oneof(
  junk.map(asText).filter((text) => IN_HEADERS.test(text)),
  fc.constantFrom('DELETE', 'PUT', 'ADMIN', '1', '127.0.0.1', 'a'.repeat(300)),
);
/** Headers that this API ignores, though other servers do not. */
const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        'x-request-id',
        'x-http-method-override',
        'x-user-id',
        'x-role',
        'x-forwarded-for',
        'x-original-url',
        'accept',
        'accept-language',
        'cookie',
        'range',
        'if-none-match',
        'origin',
        'traceparent',
      ),
      headerText,
      { maxKeys: 3 },
    ),
  },
) as fc.Arbitrary<Record<string, string>>;

export function requestTo(operation: Operation): fc.Arbitrary<Draft> {
  const parameters = fc.record(Object.fromEntries(operation.parameters.map((one) => [one.name, parameter(one)])));
  return fc.record({
    operation: fc.constant(operation).map((one) => ({ ...one, [fc.toStringMethod]: () => one.name })),
    actor: actor(operation),
    parameters,
    headers,
    content: content(operation),
  });
}
