import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '../../src/error-codes';
import { AccessTokens } from '#platform/security/access-tokens';
import { ADDRESS } from '../support/addresses';
import { problemMismatches, send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';

/** Every code of the contract, its status, and the test in which a client gets it. */
const CODES: readonly (readonly [status: number, code: string, story: string])[] = [
  [400, 'VALIDATION_FAILED', 'contract-requests'],
  [400, 'MALFORMED_JSON', 'http-problems'],
  [400, 'PASSWORD_MISMATCH', 'accounts'],
  [400, 'EVENT_ALREADY_OVER', 'hot-deal-requests'],
  [401, 'UNAUTHENTICATED', 'contract-routes'],
  [401, 'INVALID_CREDENTIALS', 'contract-accounts'],
  [401, 'REFRESH_TOKEN_INVALID', 'contract-accounts'],
  [401, 'REFRESH_TOKEN_REUSED', 'contract-accounts'],
  [403, 'FORBIDDEN', 'contract-routes'],
  [404, 'ROUTE_NOT_FOUND', 'contract-requests'],
  [404, 'USER_NOT_FOUND', 'contract-accounts'],
  [404, 'PRODUCT_NOT_FOUND', 'products'],
  [404, 'EVENT_NOT_FOUND', 'hot-deal-requests'],
  [404, 'ORDER_NOT_FOUND', 'orders'],
  [404, 'SUBSCRIPTION_NOT_FOUND', 'subscriptions'],
  [404, 'NOTIFICATION_NOT_FOUND', 'subscriptions'],
  [404, 'FAILED_EVENT_NOT_FOUND', 'failed-events'],
  [404, 'DELIVERY_NOT_FOUND', 'failed-events'],
  [404, 'WEBHOOK_NOT_FOUND', 'webhooks'],
  [404, 'PRODUCT_VERSION_NOT_FOUND', 'product-versions'],
  [404, 'ADDRESS_NOT_FOUND', 'addresses'],
  [409, 'ADDRESS_LIMIT_EXCEEDED', 'addresses'],
  [409, 'ADDRESS_NEEDED', 'order-addresses'],
  [404, 'CART_ITEM_NOT_FOUND', 'cart-orders'],
  [409, 'PRICE_CHANGED', 'order-prices'],
  [409, 'CART_EMPTY', 'cart-orders'],
  [409, 'CART_FULL', 'cart'],
  [409, 'WISHLIST_FULL', 'wish-list'],
  [409, 'EVENT_RUNNING', 'hot-deal-changes'],
  [409, 'EVENT_ENDED', 'hot-deal-changes'],
  [409, 'EMAIL_TAKEN', 'contract-accounts'],
  [409, 'INSUFFICIENT_STOCK', 'orders'],
  [409, 'STOCK_LIMIT_EXCEEDED', 'stocks'],
  [409, 'INVENTORY_INCONSISTENT', 'stocks'],
  [409, 'ORDER_NOT_CANCELLABLE', 'orders'],
  [409, 'WEBHOOK_LIMIT_EXCEEDED', 'webhooks'],
  [404, 'COUPON_NOT_FOUND', 'coupons'],
  [404, 'USER_COUPON_NOT_FOUND', 'owned-coupons'],
  [409, 'COUPON_NOT_STARTED', 'coupons'],
  [409, 'COUPON_ENDED', 'coupons'],
  [409, 'COUPON_SOLD_OUT', 'coupons'],
  [409, 'COUPON_ALREADY_ISSUED', 'coupons'],
  [409, 'COUPON_REVOKED', 'coupons'],
  [409, 'COUPON_LIMIT_EXCEEDED', 'coupon-changes'],
  [409, 'COUPON_NOT_OWNED', '../database/coupon-claims'],
  [409, 'COUPON_EXPIRED', '../database/coupon-claims'],
  [409, 'COUPON_ALREADY_USED', '../database/coupon-claims'],
  [409, 'COUPON_BELOW_MINIMUM', '../database/coupon-claims'],
  [409, 'POINT_LIMIT_EXCEEDED', 'points'],
  [409, 'INSUFFICIENT_POINTS', 'orders-to-pay'],
  [409, 'TOO_MANY_UNPAID_ORDERS', 'orders-to-pay'],
  [404, 'REFUND_NOT_FOUND', 'refunds'],
  [409, 'REFUND_NOT_STUCK', 'refunds'],
  [409, 'REFUND_ACCOUNT_NOT_NEEDED', 'refunds'],
  [401, 'WEBHOOK_SIGNATURE_INVALID', 'payment-webhooks'],
  [402, 'PAYMENT_DECLINED', 'payment-confirmations'],
  [404, 'PAYMENT_NOT_FOUND', 'payments'],
  [409, 'ORDER_NOT_PAYABLE', 'payments'],
  [409, 'ORDER_ALREADY_PAID', 'payments'],
  [409, 'PAYMENT_IN_PROGRESS', 'payment-confirmations'],
  [409, 'PAYMENT_SUPERSEDED', 'payment-confirmations'],
  [409, 'PAYMENT_AMOUNT_MISMATCH', 'payment-confirmations'],
  [409, 'PAYMENT_BELOW_MINIMUM', 'toss-payments'],
  [404, 'SHIPMENT_NOT_FOUND', '../database/shipments'],
  [409, 'DELIVERY_STATUS_INVALID', '../database/shipments'],
  [409, 'TRACKING_NUMBER_TAKEN', '../database/shipments'],
  [404, 'RETURN_NOT_FOUND', 'returns'],
  [409, 'ORDER_NOT_RETURNABLE', 'returns'],
  [409, 'RETURN_OPEN', 'returns'],
  [409, 'RETURN_WINDOW_OVER', 'returns'],
  [409, 'IDEMPOTENCY_IN_PROGRESS', 'contract-idempotency'],
  [412, 'PRECONDITION_FAILED', '../attacks/pages'],
  [413, 'BODY_TOO_LARGE', '../attacks/bodies'],
  [415, 'UNSUPPORTED_MEDIA_TYPE', '../attacks/bodies'],
  [416, 'RANGE_NOT_SATISFIABLE', '../attacks/pages'],
  [422, 'IDEMPOTENCY_KEY_REUSED', 'contract-idempotency'],
  [429, 'TOO_MANY_REQUESTS', 'rate-limits'],
  [500, 'INTERNAL_ERROR', 'http-problems'],
  [503, 'SERVICE_UNAVAILABLE', 'contract-errors'],
  [503, 'SIGNUP_FAILED', 'accounts'],
];

test('the error codes and their statuses are those of the contract', () => {
  expect(errorCodes).toEqual(Object.fromEntries(CODES.map(([status, code]) => [code, status])));
});

test.each(CODES)('%i %s is tested in %s', (_, code, story) => {
  expect(readFileSync(join(__dirname, `${story}.test.ts`), 'utf8')).toContain(`'${code}'`);
});

const ACCOUNT = { bank: '88', accountNumber: '110234567890', holderName: '홍길동' };

describe('without the database', () => {
  let proxy: TcpProxy;
  let shop: Shop;
  let orderId: number;
  const { DB_HOST = '', DB_PORT = '3306' } = process.env;
  beforeAll(async () => {
    proxy = await TcpProxy.to(DB_HOST, Number(DB_PORT));
    const toss = { PAYMENT_PROVIDERS: 'points,toss', TOSS_SECRET_KEY: 'test_sk_none' };
    shop = await openShop({ variables: { DB_HOST: '127.0.0.1', DB_PORT: String(proxy.port), ...toss } });
    const productId = await shop.stocked(5);
    orderId = (await shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' })).body
      .orderId;
    proxy.cut();
  });
  afterAll(async () => {
    proxy.mend();
    await shop.close();
    await proxy.close();
  });

  test.each([
    ['GET', '/api/products', undefined],
    ['GET', '/api/event/signals', undefined],
    ['GET', '/api/orders/{orderId}', undefined],
    ['PUT', '/api/orders/{orderId}', undefined],
    ['POST', '/api/orders/v1', { productId: 999_999, quantity: 1 }],
    ['POST', '/api/stocks/search', { productIds: [1] }],
    ['GET', '/api/orders/{orderId}/items/1/product', undefined],
    ['GET', '/api/rankings/best-sellers', undefined],
    ['GET', '/api/users/me/summary', undefined],
    ['GET', '/api/users/me/addresses', undefined],
    ['POST', '/api/users/me/addresses', ADDRESS],
    ['DELETE', '/api/users/me/addresses/1', undefined],
    ['GET', '/api/cart', undefined],
    ['PUT', '/api/cart/items/999999', { quantity: 1 }],
    ['DELETE', '/api/cart', undefined],
    ['POST', '/api/cart/order', {}],
    ['GET', '/api/wishlist', undefined],
    ['DELETE', '/api/wishlist/1', undefined],
    ['GET', '/api/coupons', undefined],
    ['GET', '/api/coupons/mine', undefined],
    ['POST', '/api/coupons/issue', { couponId: 1 }],
    ['GET', '/api/points', undefined],
    ['GET', '/api/points/history', undefined],
    ['GET', '/api/orders/{orderId}/payment', undefined],
    ['DELETE', '/api/orders/{orderId}/payment', undefined],
    ['POST', '/api/orders/{orderId}/payment/confirm', { paymentKey: 'key', providerOrderId: 'hd-1', amount: 1 }],
    ['PUT', '/api/orders/{orderId}/payment/refund-account', ACCOUNT],
    ['POST', '/api/payments/webhook/toss', { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId: 'hd-1' } }],
    ['GET', '/api/delivery/{orderId}', undefined],
    ['GET', '/api/orders/{orderId}/return', undefined],
    ['PUT', '/api/orders/{orderId}/return', {}],
    ['POST', '/api/auth/login', { email: 'user@example.com', password: 'password123' }],
    ['POST', '/api/auth/signup', { email: 'user@example.com', name: '홍길동', password: 'password123' }],
  ])('%s %s gets a 503 with a Retry-After and no internal details', async (method, path, body) => {
    const { app, address } = shop;
    const principal = { userId: 1, role: 'USER' as const, sessionId: 'login-of-1', generation: 0 };
    const reply = await send(`${address}${path.replace('{orderId}', String(orderId))}`, method, {
      token: app.get(AccessTokens).sign(principal).token,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(problemMismatches(reply, 503, 'SERVICE_UNAVAILABLE')).toEqual([]);
    expect(reply.headers['retry-after']).toMatch(/^\d+$/);
    expect(reply.text).not.toMatch(/ECONN|127\.0\.0\.1|mysql|SELECT|INSERT|\.ts/i);
  });
});

test.each([
  [{ NODE_ENV: 'production' }, 404],
  [{ NODE_ENV: 'production', DOCS: 'on' }, 200],
  [{ NODE_ENV: 'production', DOCS: 'off' }, 404],
  [{ DOCS: 'off' }, 404],
  [{}, 200],
])('with %j the documentation gets %i', async (variables, status) => {
  const shop = await openShop({ variables: variables });
  for (const path of ['/docs', '/docs-json']) expect((await fetch(`${shop.address}${path}`)).status).toBe(status);
  await shop.close();
});
