import { getMetadataStorage } from 'class-validator';
import { z } from 'zod';
import { FIELD_RULES } from '#platform/field-rules';
import { BUILT_IN_RULES } from '#platform/http/body/body-validation';
import { aboutSchemas, errorCodes } from '../../src/error-codes';
import { claim, createCoupon } from '../support/coupons';
import { send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';

interface Constraint {
  readonly name?: string;
  readonly type: string;
  readonly propertyName: string;
  readonly target: { readonly name: string };
  readonly context?: { readonly check?: unknown };
}

const deal = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: '2099-01-01T00:00:00' };
const person = { email: 'kim@example.com', name: '김', password: 'password123' };
const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A request for each rule: the field that breaks it. */
const REQUESTS: readonly (readonly [rule: string, field: string, path: string, body: unknown])[] = [
  ['REQUIRED', 'email', '/api/auth/signup', { ...person, email: null }],
  ['REQUIRED', 'name', '/api/auth/signup', { ...person, name: ' ' }],
  ['REQUIRED', 'quantity', '/api/stocks/product/1/increase', undefined],
  ['REQUIRED', 'productIds', '/api/products/search-product', { productIds: [] }],
  ['UNKNOWN_FIELD', 'admin', '/api/auth/signup', { ...person, admin: true }],
  ['CONFLICTING_FIELD', 'endEventTime', '/api/event/create', { ...deal, endEventTime: '2099-01-02T00:00:00' }],
  ['WRONG_TYPE', 'email', '/api/auth/login', { email: 1, password: 'x' }],
  ['WRONG_TYPE', 'body', '/api/auth/login', []],
  ['GIVEN_TWICE', 'quantity', '/api/stocks/product/1/increase?quantity=1&quantity=2', undefined],
  ['TOO_SHORT', 'password', '/api/auth/signup', { ...person, password: 'a1' }],
  ['TOO_LONG', 'name', '/api/auth/signup', { ...person, name: 'n'.repeat(51) }],
  ['NO_VISIBLE_CHARACTER', 'name', '/api/auth/signup', { ...person, name: '\u3164' }],
  ['INVALID_CHARACTER', 'name', '/api/auth/signup', { ...person, name: 'a\u202eb' }],
  ['NOT_AN_INTEGER', 'quantity', '/api/orders/v1', { productId: 1, quantity: '2' }],
  ['TOO_SMALL', 'quantity', '/api/orders/v1', { productId: 1, quantity: 0 }],
  ['TOO_LARGE', 'quantity', '/api/orders/v1', { productId: 1, quantity: 1e300 }],
  ['NOT_AN_ID', 'productId', '/api/orders/v1', { productId: 1.5, quantity: 1 }],
  ['NOT_A_CHOICE', 'eventType', '/api/event/create', { ...deal, productIds: [1], eventType: 'SALE' }],
  ['NOT_AN_EMAIL', 'email', '/api/auth/signup', { ...person, email: 'kim' }],
  ['WEAK_PASSWORD', 'password', '/api/auth/signup', { ...person, password: 'passwords' }],
  ['NOT_A_URL', 'url', '/api/admin/webhooks', { url: 'http:///x', eventTypes: ['stock.changed'] }],
  ['URL_NOT_ALLOWED', 'url', '/api/admin/webhooks', { url: 'http://a:b@x.example/', eventTypes: ['stock.changed'] }],
  ['NOT_A_TIME', 'startEventTime', '/api/event/create', { ...deal, productIds: [1], startEventTime: 'tomorrow' }],
  ['NOT_A_DATE', 'date', 'GET /api/rankings/products?date=2025-02-30', undefined],
  [
    'TOO_EARLY',
    'endEventTime',
    '/api/event/create',
    { ...deal, eventDuration: undefined, endEventTime: '2099-01-01T00:00:30', productIds: [1] },
  ],
  [
    'TOO_LATE',
    'endEventTime',
    '/api/event/create',
    { ...deal, eventDuration: undefined, endEventTime: '2199-01-01T00:00:00', productIds: [1] },
  ],
  ['NOT_A_CURSOR', 'cursor', 'GET /api/products?cursor=x', undefined],
  ['TOO_MANY', 'productIds', '/api/products/search-product', { productIds: ids(1_001) }],
  ['TOO_DEEP', 'body', '/api/orders/v1', JSON.parse(`${'['.repeat(17)}${']'.repeat(17)}`)],
  ['DUPLICATE', 'productIds', '/api/products/search-product', { productIds: [1, 1] }],
  [
    'DUPLICATE',
    'orderItems',
    '/api/orders/v2',
    { orderItems: [1, 1].map((productId) => ({ productId, quantity: 1 })) },
  ],
];

describe('the rule of an invalid field', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it.each(REQUESTS)('is %s for the field %s of %s', async (rule, field, at, body) => {
    const path = at.replace('GET ', '');
    const { admin } = shop;
    const reply = await (path === at ? admin.post(path, body) : admin.get(path));
    expect([reply.status, reply.body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(reply.body.errors).toContainEqual({ field, rule, message: expect.any(String) });
  });

  it('is one of the documented ones, each of which a request can break', async () => {
    expect([...new Set(REQUESTS.map(([rule]) => rule))].sort()).toEqual(Object.keys(FIELD_RULES).sort());
    const document = (await send(`${shop.address}/docs-json`, 'GET')).body;
    expect(document.components.schemas.FieldRule.enum).toEqual(Object.keys(FIELD_RULES));
  });

  it('exists for every constraint of every body', () => {
    const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Constraint[]> };
    const constraints = [...storage.validationMetadatas.values()].flat();
    expect(constraints.length).toBeGreaterThan(20);
    const without = constraints.filter(
      ({ name, type, context }) =>
        type !== 'conditionalValidation' &&
        context?.check === undefined &&
        BUILT_IN_RULES[(name ?? type) as keyof typeof BUILT_IN_RULES] === undefined,
    );
    expect(without.map(({ target, propertyName, name }) => `${target.name}.${propertyName}: ${name}`)).toEqual([]);
  });
});

describe('what a problem is about', () => {
  it('has a schema for codes that exist, with an example that fits it', () => {
    for (const [code, schema] of Object.entries(aboutSchemas)) {
      expect(errorCodes).toHaveProperty(code);
      expect(z.strictObject(schema.shape).safeParse(schema.meta()?.['example'])).toMatchObject({ success: true });
    }
  });

  it('is what its code says', async () => {
    const shop = await openShop();
    const { admin } = shop;
    const soldOut = await shop.stocked(0);
    const full = await shop.stocked(1_000_000_000);
    const item = (productId: number) => ({ productId, quantity: 1 });
    const over = { ...deal, startEventTime: '2001-01-01T00:00:00Z', productIds: [full] };
    await shop.buyer(2).post('/api/cart/items', item(full));
    const later = await createCoupon(admin, {
      issueStartTime: '2099-01-01T00:00:00Z',
      issueEndTime: '2099-01-02T00:00:00Z',
    });
    const issued = await createCoupon(admin);
    const [, userCouponId] = await claim(shop.buyer(1), issued);
    const problems = [
      await shop.buyer(1).post('/api/orders/v1', item(soldOut)),
      await shop.buyer(1).post('/api/orders/v2', { orderItems: [item(999_998), item(999_999)] }),
      await admin.get('/api/products/999999'),
      await admin.post('/api/subscribe/sub-product', { productIds: [full, 999_999] }),
      await admin.post('/api/event/create', { ...deal, productIds: Array.from({ length: 30 }, (_, n) => 900_000 + n) }),
      await admin.post(`/api/stocks/product/${full}/increase?quantity=1`),
      await admin.post('/api/event/create', over),
      await shop.buyer(1).post('/api/orders/v1', { ...item(full), expectedPrice: 9_999 }),
      await shop.buyer(1).post('/api/cart/items', item(999_999)),
      await shop.buyer(2).post('/api/cart/order', { productIds: [full, 999_999] }),
      await shop.buyer(2).post('/api/cart/order', { expectedTotal: 9_999 }),
      await shop.buyer(1).put('/api/wishlist/999999'),
      await shop.buyer(1).post('/api/coupons/issue', { couponId: later }),
      await shop.buyer(1).post(`/api/coupons/${issued}/issue`),
      await admin.post(`/api/coupons/${issued}/increase?quantity=10000000`),
    ].map(({ body: { code, about } }) => [code, about]);
    expect(problems).toEqual([
      ['INSUFFICIENT_STOCK', { productIds: [soldOut] }],
      ['PRODUCT_NOT_FOUND', { productIds: [999_998, 999_999] }],
      ['PRODUCT_NOT_FOUND', { productIds: [999_999] }],
      ['PRODUCT_NOT_FOUND', { productIds: [999_999] }],
      ['PRODUCT_NOT_FOUND', { productIds: Array.from({ length: 20 }, (_, n) => 900_000 + n) }],
      ['STOCK_LIMIT_EXCEEDED', { productIds: [full], limit: 1_000_000_000 }],
      ['EVENT_ALREADY_OVER', { endEventTime: '2001-01-08T00:00:00.000Z' }],
      ['PRICE_CHANGED', { prices: [{ productId: full, productPrice: 10_000 }] }],
      ['PRODUCT_NOT_FOUND', { productIds: [999_999] }],
      ['CART_ITEM_NOT_FOUND', { productIds: [999_999] }],
      ['PRICE_CHANGED', { prices: [{ productId: full, productPrice: 10_000 }] }],
      ['PRODUCT_NOT_FOUND', { productIds: [999_999] }],
      ['COUPON_NOT_STARTED', { startsAt: '2099-01-01T00:00:00.000Z' }],
      ['COUPON_ALREADY_ISSUED', { userCouponId }],
      ['COUPON_LIMIT_EXCEEDED', { limit: 10_000_000 }],
    ]);
    for (const [code, about] of problems) {
      const { shape = {} } = aboutSchemas[code as string] ?? {};
      expect(z.strictObject(shape).safeParse(about)).toMatchObject({ success: true });
    }
    await shop.close();
  });
});
