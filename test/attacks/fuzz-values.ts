import fc from 'fast-check';
import { type Schema, resolved } from './fuzz-openapi';

/** The kind of an id by the name of its field or parameter. */
const KINDS: Readonly<Record<string, Kind>> = {
  productId: 'product',
  productIds: 'product',
  orderId: 'order',
  eventId: 'event',
  couponId: 'coupon',
  userCouponId: 'userCoupon',
  authId: 'member',
  userId: 'user',
  notificationId: 'notification',
  paymentId: 'payment',
  refundId: 'refund',
  addressId: 'address',
};
export type Kind =
  | 'product'
  | 'order'
  | 'event'
  | 'coupon'
  | 'userCoupon'
  | 'member'
  | 'notification'
  | 'payment'
  | 'paymentKey'
  | 'paymentName'
  | 'refund'
  | 'address'
  | 'email'
  | 'refreshToken'
  | 'cursor'
  /** the sender or another user */
  | 'user';

/** A placeholder for data of the shop, which is looked up when the request is sent. */
export class Known {
  constructor(
    readonly kind: Kind,
    readonly nth: number,
  ) {}

  [fc.toStringMethod](): string {
    return `${this.kind}#${this.nth}`;
  }
}

export const PASSWORD = 'password123';

const known = (kind: Kind): fc.Arbitrary<unknown> => fc.nat({ max: 99 }).map((nth) => new Known(kind, nth));

/** Texts that are known to break applications. */
const HOSTILE = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\u202egnp.exe',
  '\u200b',
  '\ufeff',
  'e\u0301'.repeat(20),
  'Z\u0300\u0301\u0302\u0303\u0304'.repeat(9),
  '\u1112\u1161\u11ab',
  '😀👨‍👩‍👧‍👦',
  "' OR '1'='1",
  "'; DROP TABLE orders; -- ",
  '1 UNION SELECT password_hash FROM accounts',
  '%00',
  '%',
  '_',
  '\\',
  '${jndi:ldap://127.0.0.1/a}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'a\r\nx-injected: 1',
  '\n{"level":"fatal"}',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  'true',
  '0',
  '-1',
  '1e3',
  '0x10',
  '007',
  '1.0',
  '9007199254740993',
  'x'.repeat(300),
  '한'.repeat(1_001),
];
const NUMBERS = [
  -1,
  0,
  -0,
  1,
  0.5,
  1.5,
  99,
  100,
  366,
  1_001,
  1e9,
  1e9 + 1,
  1e10 + 1,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  5e-324,
];

const hostile = fc.constantFrom(...HOSTILE);

/** Values that are almost a number, an id or a boolean. */
const near = fc.constantFrom<unknown>(0, -1, 1.5, 2.5, 0.5, '1', '2', '1.0', true, 2 ** 53, [1], null);

/** Arbitrary JSON. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: near },
  hostile,
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(null, true, false, {}, [], [[]], [null], { $ne: null }, [{}], [1, 1]),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"role":"ADMIN"}}'), { constructor: 1 }, { toString: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const DAY_MS = 86_400_000;
const TIMES = ['startEventTime', 'endEventTime', 'issueStartTime', 'issueEndTime', 'validUntil'];
const time = fc
  .tuple(fc.integer({ min: -400, max: 400 }), fc.constantFrom('', 'Z', '+09:00', '-11:30'), fc.boolean())
  .map(([days, offset, seconds]) => {
    const whole = new Date(Date.UTC(2026, 10, 20) + days * DAY_MS).toISOString();
    return whole.slice(0, seconds ? 19 : 16) + offset;
  });

/** A value that mostly fits the schema; whether it does is judged by the document. */
export function fitting(written: Schema, name = ''): fc.Arbitrary<unknown> {
  const schema = resolved(written);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'integer':
      return integer(schema, name);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return list(schema, name);
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, one]) => [field, fitting(one, field)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      return words(schema, name);
  }
}

function integer({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema, name: string): fc.Arbitrary<unknown> {
  const [min, max] = [Number(minimum), Number(maximum)];
  const any = fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min, max: Math.min(max, min + 20) }),
    fc.bigInt({ min: BigInt(min), max: BigInt(max) }).map(Number),
  );
  const kind = KINDS[name];
  return kind === undefined ? any : fc.oneof({ weight: 8, arbitrary: known(kind) }, { weight: 1, arbitrary: any });
}

function list({ items = {}, minItems, maxItems }: Schema, name: string): fc.Arbitrary<unknown> {
  const [least, most] = [Number(minItems ?? 0), Number(maxItems ?? 10)];
  const sizes = fc.oneof(
    { weight: 12, arbitrary: fc.constant(Math.min(most, 5)) },
    { weight: 1, arbitrary: fc.constant(most) },
  );
  const kind = KINDS[name];
  return sizes.chain((size) => {
    if (kind === undefined || size > 5) {
      return size > 5 && kind !== undefined
        ? fc.integer({ min: 1, max: 50 }).map((first) => Array.from({ length: size }, (_, index) => first + index))
        : fc.array(fitting(items, name), { minLength: least, maxLength: Math.min(size, 5) });
    }
    return fc
      .uniqueArray(fc.nat({ max: 99 }), { minLength: least, maxLength: size })
      .map((ones) => ones.map((nth) => new Known(kind, nth)));
  });
}

function words(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const visible = fc.string({ minLength: 1, maxLength: Math.min(Number(schema['maxLength'] ?? 30), 60) });
  if (TIMES.includes(name)) return time;
  if (schema.format === 'date') return time.map((instant) => instant.slice(0, 10));
  if (name === 'cursor') return known('cursor');
  if (['productImageUrl', 'bannerUrl'].includes(name)) return fc.webUrl();
  if (name === 'Prefer')
    return fc.constantFrom('wait=1', 'wait=30', 'wait=0', 'wait=31', 'respond-async, wait=2', 'wait');
  if (name === 'Idempotency-Key') {
    const few = fc.constantFrom('one', '!', '~'.repeat(255));
    return fc.oneof({ weight: 1, arbitrary: few }, { weight: 2, arbitrary: fc.nat().map((nth) => `key-${nth}`) });
  }
  if (name === 'email')
    return fc.oneof(
      known('email'),
      fc.nat({ max: 1e6 }).map((nth) => `guest${nth}@example.com`),
    );
  if (name === 'paymentKey' || name === 'providerOrderId') {
    return fc.oneof({ weight: 3, arbitrary: known(name === 'paymentKey' ? name : 'paymentName') }, visible, hostile);
  }
  if (name === 'refreshToken') return fc.oneof(known('refreshToken'), visible);
  if (name === 'password') {
    return fc.oneof({ weight: 3, arbitrary: fc.constant(PASSWORD) }, visible);
  }
  return fc.oneof(
    visible,
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    hostile,
    fc.constantFrom('램프', '홍길동', '무선 이어폰 🎧'),
  );
}
