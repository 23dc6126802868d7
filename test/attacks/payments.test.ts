import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { untilHandled } from '../support/integrity';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { reservedOrder } from '../support/payments';
import { exchange } from '../support/reply';
import { until } from '../support/until';
import { type Attack, type Expected, INVALID, JSON_BODY, send, testAttacks } from './attack';
import { Target } from './target';

const PUBLIC_URL = 'https://shop.example';
const NO_PAYMENT: Expected = [404, 'PAYMENT_NOT_FOUND'];
const NO_ROUTE: Expected = [404, 'ROUTE_NOT_FOUND'];
const SUPERSEDED: Expected = [409, 'PAYMENT_SUPERSEDED'];
const OTHER_AMOUNT: Expected = [409, 'PAYMENT_AMOUNT_MISMATCH'];
const UNAUTHENTICATED: Expected = [401, 'UNAUTHENTICATED'];

const confirming = (expect: Expected, change: object = {}, more: Partial<Attack> = {}): Attack => ({
  ...{ method: 'POST', path: '/api/orders/{cardOrder}/payment/confirm', as: 'user', headers: JSON_BODY, expect },
  body: JSON.stringify({ paymentKey: '{cardKey}', providerOrderId: '{cardName}', amount: 10_000, ...change }),
  ...more,
});
const completing = (expect: Expected, more: Partial<Attack> = {}): Attack => ({
  ...{ method: 'POST', path: '/api/orders/{cardOrder}/payment/complete', as: 'user', expect },
  ...more,
});
/** Requests that a browser sends for a page of another origin, without the token of its user. */
const STRANGERS: readonly Record<string, string>[] = [
  {},
  { origin: 'https://evil.example', cookie: 'accessToken=x' },
  { authorization: 'Basic eDp4' },
];
/** What a client, or a server on the way, can claim about where the shop is. */
const PLACES: Readonly<Record<string, object>> = {
  'in its host': { host: 'evil.example' },
  'with a port in its host': { host: 'evil.example:8443' },
  'with credentials in its host': { host: 'shop.example&evil.example' },
  'in the headers of a proxy': {
    ...{ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript', 'x-forwarded-port': '444' },
    ...{ 'x-forwarded-prefix': '//evil.example', 'x-forwarded-server': 'evil.example', 'x-host': 'evil.example' },
    ...{ forwarded: 'host=evil.example;proto=http', 'x-original-url': '//evil.example/', via: '1.1 evil.example' },
  },
  'in its origin': { referer: 'https://evil.example/', 'x-original-host': 'evil.example' },
};

describe('a payment at the page of a provider', () => {
  let simulator: PaymentSimulator;
  let target: Target;
  /** requests a payment by card, with these headers */
  const requested = async (userId: 1 | 2, headers: object = {}): Promise<{ orderId: number; name: string }> => {
    const orderId = await reservedOrder(target.shop, userId);
    const {
      status,
      body,
      headers: answered,
    } = await exchange(target.shop.address, {
      ...{ method: 'POST', path: `/api/orders/${orderId}/payment`, body: '{"method":"CARD"}' },
      ...{ token: target.tokens[userId === 1 ? 'user' : 'otherUser'], headers: { ...JSON_BODY, ...headers } },
    });
    expect([status, body.code, answered['location']]).toEqual([201, undefined, `/api/orders/${orderId}/payment`]);
    expect(body.checkoutUrl).toMatch(new RegExp(`^${simulator.address}/checkout/`));
    const [payment] = await target.shop.database.query<{ name: string }>(
      'SELECT provider_order_id AS name FROM payments WHERE order_id = ?',
      [orderId],
    );
    return { orderId, name: payment?.name ?? '' };
  };
  const keyOf = (name: string): string => simulator.view(name).payments[0]?.paymentKey ?? '';

  beforeAll(async () => {
    simulator = await openSimulator();
    target = await Target.open({ ...variablesOf(simulator), PUBLIC_URL, TRUST_PROXY: '1' });
    const [own, others] = [await requested(1), await requested(2)];
    const sk = 'test_sk_simulator';
    target.secrets.add(sk).add(Buffer.from(`${sk}:`).toString('base64'));
    Object.assign(target.ids, {
      ...{ cardOrder: own.orderId, cardName: own.name, cardKey: keyOf(own.name) },
      ...{ otherOrder: others.orderId, otherName: others.name, otherKey: keyOf(others.name) },
    });
    await target.recordTables();
  });
  afterAll(async () => {
    await target.close();
    await simulator.close();
  });

  testAttacks(() => target, {
    'is confirmed neither by another user nor under the names of another payment': [
      ...(['otherUser', 'admin'] as const).map((as) => confirming(NO_PAYMENT, {}, { as })),
      confirming(NO_PAYMENT, {}, { path: '/api/orders/{otherOrder}/payment/confirm' }),
      confirming(NO_PAYMENT, {}, { path: '/api/orders/{orderId}/payment/confirm' }),
      confirming(NO_PAYMENT, {}, { path: '/api/orders/{cardOrder}/payment/confirm?userId=2', as: 'otherUser' }),
      confirming(NO_PAYMENT, { providerOrderId: '{otherName}', paymentKey: '{otherKey}' }),
      confirming(NO_PAYMENT, { providerOrderId: '{providerOrderId}' }),
      ...['{cardName}x', 'x{cardName}', '%', '_', '{cardOrder}', "' OR '1'='1'".replaceAll(' ', '')].map((name) =>
        confirming(NO_PAYMENT, { providerOrderId: name }),
      ),
      confirming(SUPERSEDED, { paymentKey: '{otherKey}' }),
      ...[
        '{cardKey}/',
        '{cardKey}?',
        '../{otherKey}',
        '{cardKey}/cancel',
        '{cardName}',
        '__proto__',
        'null',
        '...',
      ].map((paymentKey) => confirming(SUPERSEDED, { paymentKey })),
    ],
    'is not confirmed with another amount': [1, 9_999, 10_001, 1_000_000, Number.MAX_SAFE_INTEGER].map((amount) =>
      confirming(OTHER_AMOUNT, { amount }),
    ),
    'is not confirmed with what is no key, no name or no amount': [
      // A key becomes a segment of a path at the provider.
      ...['.', '..', ' ', '결제', 'a b', 'a\nb', 'a\r\nIdempotency-Key: x'].flatMap((text) => [
        confirming(INVALID, { paymentKey: text }),
        confirming(INVALID, { providerOrderId: text }),
      ]),
      ...[0, -10_000, 1e4 + 0.5, '10000', null, [10_000], { $gt: 0 }].map((amount) => confirming(INVALID, { amount })),
      confirming(INVALID, { status: 'CAPTURED' }),
      confirming(INVALID, { userId: 2 }),
    ],
    'is completed neither for another user, nor by a page of another origin, nor by a link': [
      ...(['otherUser', 'admin'] as const).map((as) => completing(NO_PAYMENT, { as })),
      ...STRANGERS.map((headers) => completing(UNAUTHENTICATED, { as: 'anonymous', headers })),
      completing(UNAUTHENTICATED, {
        ...{ as: 'anonymous', body: 'success=true', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      }),
      ...['GET', 'PUT', 'DELETE'].map((method) => completing(NO_ROUTE, { method })),
      ...['maybe', '', 'TRUE', '1', 'true&success=false', 'true%00'].map((word) =>
        completing(INVALID, { path: `/api/orders/{cardOrder}/payment/complete?success=${word}` }),
      ),
      completing(INVALID, { body: '{"success":true}', headers: JSON_BODY }),
    ],
    'has no account for refunds, as it is no deposit': (['user', 'otherUser', 'admin'] as const).map((as) => ({
      ...{ method: 'PUT', path: '/api/orders/{cardOrder}/payment/refund-account', as, headers: JSON_BODY },
      body: '{"bank":"88","accountNumber":"110234567890","holderName":"홍길동"}',
      expect: as === 'user' ? [409, 'REFUND_ACCOUNT_NOT_NEEDED'] : NO_PAYMENT,
    })),
  });

  it('has moved no money by then', () => {
    expect(simulator.view().totals).toEqual({ captured: 0, bounced: 0, cancelled: 0, kept: 0 });
  });

  it.each(Object.entries(PLACES))(
    'sends its buyer back to the shop, though a request claims %s',
    async (_, headers) => {
      const { orderId, name } = await requested(1, headers);
      const address = `${PUBLIC_URL}/orders/${orderId}/payment`;
      expect(simulator.view(name).payments).toMatchObject([{ successUrl: address, failUrl: address }]);
    },
  );

  it('is not completed by webhooks that anyone can send', async () => {
    const { ids, shop } = target;
    const payment = { orderId: ids['cardName'], paymentKey: ids['cardKey'], status: 'DONE', totalAmount: 10_000 };
    const captured = { ...payment, balanceAmount: 10_000, currency: 'KRW', approvedAt: '2026-11-30T12:00:00+09:00' };
    for (const body of [
      { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: '2026-11-30T12:00:00.000000', data: captured },
      { eventType: 'PAYMENT_STATUS_CHANGED', data: { ...captured, orderId: ids['otherName'] } },
      { ...payment, secret: 'ps_forged', transactionKey: 'T' },
      { eventType: 'CANCEL_STATUS_CHANGED', data: { ...captured, status: 'CANCELED', cancels: [{ cancelAmount: 1 }] } },
    ]) {
      const sent = {
        method: 'POST',
        path: '/api/payments/webhook/toss',
        headers: JSON_BODY,
        body: JSON.stringify(body),
      };
      expect((await send(target, { ...sent, as: 'anonymous', expect: [200] })).status).toBe(200);
    }
    const looked = 'SELECT 1 FROM payments WHERE looked_at IS NOT NULL AND resolve_at > NOW(3) + INTERVAL 1 MINUTE';
    await until(async () => (await shop.database.query(looked)).length === 2);
    await untilHandled(shop);
    const states = await shop.database.query('SELECT DISTINCT state, captured FROM payments WHERE provider = ?', [
      'toss',
    ]);
    expect([states, simulator.view().totals.kept]).toEqual([[{ state: 'REQUESTED', captured: 0 }], 0]);
    expect(target.logViolations()).toEqual([]);
  });
});
