import { createHmac } from 'node:crypto';
import { Unavailable } from '#platform/domain-error';
import { PaymentProviders } from '../../src/modules/payment/adapters/payment-providers';
import type {
  ConfirmIntent,
  PaymentProvider,
  PaymentToOpen,
  RefundIntent,
} from '../../src/modules/payment/domain/provider';
import { configFrom } from '../../src/configuration';
import type { Caller } from '../support/caller';
import { integrityViolations, untilHandled } from '../support/integrity';
import { reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { stripeError, StripeServer } from '../support/stripe-server';
import { until } from '../support/until';

/** What every configuration needs. */
const PLATFORM = { DB_HOST: '-', DB_USERNAME: '-', SECRET_KEY: '-'.repeat(32), REDIS_HOST: '-' };
const ORDER = 'hd-2s-Qm9vX1k3Zw';
const KEY = `hd:confirm:${ORDER}#1`;
const CARD_ERROR = (code: string, decline?: string) =>
  stripeError(402, { type: 'card_error', code, ...(decline && { decline_code: decline }), message: 'declined' });
const FAILURE = stripeError(500, { type: 'api_error', message: 'Something went wrong' });

describe('Stripe', () => {
  const server = new StripeServer();
  let stripe: PaymentProvider;
  const { signal } = new AbortController();
  const payment = (fields: Partial<PaymentToOpen> = {}): PaymentToOpen => ({
    ...{ paymentId: 1, userId: 2, orderId: 7, method: 'CARD', amount: 40_000, currency: 'KRW' },
    ...{ providerOrderId: ORDER, providerKey: null, requestedAt: new Date('2026-11-30T10:00:00.900Z') },
    ...fields,
  });
  const opened = async (fields: Partial<PaymentToOpen> = {}): Promise<ConfirmIntent> => {
    const one = payment({ providerOrderId: `${ORDER}${server.sessions.size}`, ...fields });
    const { providerKey = '' } = await stripe.open(one, signal);
    return { ...one, providerKey, key: `${KEY}${providerKey}` };
  };
  const authorized = async (fields: Partial<PaymentToOpen> = {}): Promise<ConfirmIntent> => {
    const one = await opened(fields);
    server.authorize(one.providerKey ?? '');
    return one;
  };
  const captured = async (): Promise<ConfirmIntent> => {
    const one = await authorized();
    expect((await stripe.confirm(one, signal)).outcome).toBe('CAPTURED');
    return one;
  };
  const refundOf = (one: ConfirmIntent, fields: Partial<RefundIntent> = {}): RefundIntent => ({
    ...one,
    ...{ refundId: 5, refundAmount: 10_000, sentForMs: 0, cause: 'CANCELLED' },
    ...{ mark: `HD-R5-${one.providerOrderId}`, key: `hd:refund:${one.providerOrderId}#1` },
    ...fields,
  });
  const named = (variables: object): PaymentProvider => {
    const config = configFrom({ ...PLATFORM, ...server.variables, ...variables });
    return PaymentProviders.named(['stripe'], { config, terms: { enabled: true, currency: 'KRW' } } as never).get(
      'stripe',
    );
  };

  beforeAll(() => server.open());
  beforeEach(() => {
    server.calls.length = 0;
    server.plays.length = 0;
    stripe = named({});
  });
  afterEach(() => stripe.disconnect());
  afterAll(() => server.close());

  describe('a page', () => {
    it('authorizes a card for one order, and brings back what the confirmation needs', async () => {
      const one = payment({ providerOrderId: 'hd-1-first' });
      const { checkoutUrl, providerKey = '' } = await stripe.open(one, signal);
      expect(checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\/c\/pay\/cs_test_/);
      expect(server.session(providerKey).fields).toEqual({
        mode: 'payment',
        'allowed_payment_method_types[0]': 'card',
        'adaptive_pricing[enabled]': 'false',
        client_reference_id: 'hd-1-first',
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'krw',
        'line_items[0][price_data][unit_amount]': '40000',
        'line_items[0][price_data][product_data][name]': 'Order 7',
        'payment_intent_data[capture_method]': 'manual',
        'payment_intent_data[metadata][order]': 'hd-1-first',
        success_url:
          'https://shop.example/orders/7/payment?paymentKey={CHECKOUT_SESSION_ID}&providerOrderId=hd-1-first&amount=40000',
        cancel_url: 'https://shop.example/orders/7/payment?code=PAY_PROCESS_CANCELED&providerOrderId=hd-1-first',
        expires_at: String(Date.parse('2026-11-30T11:00:00Z') / 1_000),
      });
      expect(server.calls).toEqual(['POST /v1/checkout/sessions hd:open:hd-1-first']);
    });

    it('that is opened again is the same page', async () => {
      const one = payment({ providerOrderId: 'hd-1-again' });
      expect(await stripe.open(one, signal)).toEqual(await stripe.open(one, signal));
    });

    it('is not opened when Stripe refuses it, or gives no answer', async () => {
      const tooSmall = stripeError(400, { type: 'invalid_request_error', code: 'amount_too_small' });
      server.plays.push(...[1, 2].map(() => ({ path: /sessions$/, error: tooSmall })));
      await expect(stripe.open(payment({ providerOrderId: 'a' }), signal)).rejects.toMatchObject({
        code: 'amount_too_small',
      });
      server.plays.push({ path: /sessions$/, cut: true });
      await expect(stripe.open(payment({ providerOrderId: 'b' }), signal)).rejects.toThrow();
    });

    it('that Stripe has failed to open is opened under another key, as it repeats its error under the first', async () => {
      const one = payment({ providerOrderId: 'hd-1-failed' });
      server.plays.push({ path: /sessions$/, fails: FAILURE });
      const { providerKey = '' } = await stripe.open(one, signal);
      expect(server.session(providerKey).status).toBe('open');
      expect((await stripe.open(one, signal)).checkoutUrl).toMatch(/^https:/);
    });

    it.each([
      ['KRW', 40_000, 40_000],
      ['USD', 40_000, 40_000],
      ['JPY', 500, 500],
      ['ISK', 500, 50_000],
      ['UGX', 500, 50_000],
    ])('asks for an amount of %s as Stripe counts it, and reads it back', async (currency, amount, counted) => {
      const one = await authorized({ currency, amount });
      expect(server.intentOf(one.providerKey ?? '').amount).toBe(counted);
      expect(await stripe.confirm(one, signal)).toMatchObject({ outcome: 'CAPTURED', currency, amount });
      expect(await stripe.refund(refundOf(one, { refundAmount: amount }), signal)).toMatchObject({
        outcome: 'REFUNDED',
      });
      expect(await stripe.retrieve(one, signal)).toMatchObject({ cancels: [{ amount }] });
    });
  });

  describe('a confirmation', () => {
    it('captures what was authorized, once, however often it is sent', async () => {
      const one = await authorized();
      const outcome = await stripe.confirm(one, signal);
      const { id } = server.intentOf(one.providerKey ?? '');
      expect(outcome).toEqual({
        ...{ outcome: 'CAPTURED', amount: 40_000, currency: 'KRW', providerOrderId: one.providerOrderId, cancels: [] },
        receiptUrl: `https://pay.stripe.com/receipts/${id}`,
      });
      expect(await stripe.confirm(one, signal)).toEqual(outcome);
      expect(await stripe.confirm({ ...one, key: `${one.key}-2` }, signal)).toEqual(outcome);
      expect(server.intentOf(one.providerKey ?? '').captures).toBe(1);
      expect(server.calls.filter((call) => call.includes('/capture'))).toEqual([
        `POST /v1/payment_intents/${id}/capture ${one.key}`,
      ]);
    });

    it('of what is captured already shows what was paid back since', async () => {
      const one = await captured();
      server.refundAtDashboard(server.intentOf(one.providerKey ?? ''), 40_000);
      const outcome = await stripe.confirm(one, signal);
      expect(outcome).toMatchObject({ outcome: 'CAPTURED', cancels: [{ amount: 40_000, mark: null }] });
    });

    it('moves nothing before the buyer has agreed, for another amount, or for another order', async () => {
      const open = await opened();
      expect(await stripe.confirm(open, signal)).toMatchObject({ outcome: 'UNKNOWN', isAnswered: false });
      const other = await opened();
      server.authorize(other.providerKey ?? '', { amount: 100 });
      expect(await stripe.confirm(other, signal)).toEqual({ outcome: 'REFUSED', code: 'amount_mismatch' });
      server.authorize(open.providerKey ?? '', { currency: 'usd' });
      expect(await stripe.confirm(open, signal)).toEqual({ outcome: 'REFUSED', code: 'amount_mismatch' });
      const foreign = await authorized();
      expect(await stripe.confirm({ ...foreign, providerOrderId: 'hd-other' }, signal)).toMatchObject({
        outcome: 'UNKNOWN',
      });
      expect(server.calls.filter((call) => call.includes('/capture'))).toEqual([]);
    });

    it.each([
      [
        'card_declined',
        CARD_ERROR('card_declined', 'insufficient_funds'),
        { outcome: 'REFUSED', code: 'insufficient_funds' },
      ],
      ['expired_card', CARD_ERROR('expired_card'), { outcome: 'REFUSED', code: 'expired_card' }],
      ['processing_error', CARD_ERROR('processing_error'), { outcome: 'UNKNOWN', isAnswered: true }],
      [
        'a decline that may be repeated',
        CARD_ERROR('card_declined', 'try_again_later'),
        { outcome: 'UNKNOWN', isAnswered: true },
      ],
      [
        'a state',
        stripeError(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' }),
        { outcome: 'UNKNOWN', isAnswered: true },
      ],
      [
        'a key with other parameters',
        stripeError(400, { type: 'idempotency_error' }),
        { outcome: 'UNKNOWN', isAnswered: true },
      ],
      [
        'a key in use',
        stripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
        { outcome: 'UNKNOWN', isAnswered: false },
      ],
      [
        'a conflict',
        stripeError(409, { type: 'invalid_request_error', code: 'lock_timeout' }),
        { outcome: 'UNKNOWN', isAnswered: false },
      ],
      [
        'too many calls',
        stripeError(429, { type: 'invalid_request_error', code: 'rate_limit' }),
        { outcome: 'UNKNOWN', isAnswered: false },
      ],
      [
        'a wrong key',
        stripeError(401, { type: 'invalid_request_error' }),
        { outcome: 'UNKNOWN', isAnswered: false, isOurFault: true },
      ],
      [
        'a key without this right',
        stripeError(403, { type: 'invalid_request_error' }),
        { outcome: 'UNKNOWN', isAnswered: false, isOurFault: true },
      ],
      ['a failure of Stripe', stripeError(500, { type: 'api_error' }), { outcome: 'UNKNOWN', isAnswered: true }],
      ['a 503 of Stripe', stripeError(503, { type: 'api_error' }), { outcome: 'UNKNOWN', isAnswered: true }],
      [
        'a 402 that is no decline',
        stripeError(402, { type: 'invalid_request_error', code: 'x' }),
        { outcome: 'UNKNOWN' },
      ],
    ])('is refused only by what is certain: %s', async (_, error, outcome) => {
      const one = await authorized();
      server.plays.push({ path: /capture$/, error });
      expect(await stripe.confirm(one, signal)).toMatchObject(outcome);
    });

    it.each([
      ['is cut off', { cut: true }],
      ['is cut off after the work', { cut: true, work: true }],
      ['is no answer of Stripe', { error: { status: 502, body: { message: 'Bad gateway' } } }],
    ])('that %s is not known, and the look finds out', async (_, play) => {
      const one = await authorized();
      server.plays.push({ path: /capture$/, ...play });
      await expect(stripe.confirm(one, signal)).rejects.toThrow();
      const isCaptured = server.intentOf(one.providerKey ?? '').captures > 0;
      const expected = isCaptured ? { outcome: 'CAPTURED' } : { outcome: 'UNFINISHED', isAuthorized: true };
      expect(await stripe.retrieve(one, signal)).toMatchObject(expected);
      expect(await stripe.confirm(one, signal)).toMatchObject({ outcome: 'CAPTURED' });
      expect(server.intentOf(one.providerKey ?? '').captures).toBe(1);
    });

    it('is given up by its signal', async () => {
      const one = await authorized();
      const ended = new AbortController();
      ended.abort();
      await expect(stripe.confirm(one, ended.signal)).rejects.toThrow();
    });
  });

  describe('a look', () => {
    it('says how the payment stands', async () => {
      const one = await opened();
      expect(await stripe.retrieve(one, signal)).toEqual({ outcome: 'UNFINISHED' });
      server.authorize(one.providerKey ?? '');
      expect(await stripe.retrieve(one, signal)).toEqual({
        ...{ outcome: 'UNFINISHED', isAuthorized: true, providerKey: one.providerKey },
      });
      for (const status of ['requires_action', 'requires_payment_method', 'processing', 'something_new']) {
        server.intentOf(one.providerKey ?? '').status = status;
        expect(await stripe.retrieve(one, signal)).toEqual({ outcome: 'UNFINISHED' });
      }
      server.intentOf(one.providerKey ?? '').status = 'canceled';
      expect(await stripe.retrieve(one, signal)).toEqual({ outcome: 'REFUSED', code: 'canceled' });
      expect(await stripe.retrieve({ ...one, providerKey: 'cs_test_none' }, signal)).toEqual({ outcome: 'ABSENT' });
      expect(await stripe.retrieve({ ...one, providerKey: null }, signal)).toEqual({ outcome: 'ABSENT' });
      expect(await stripe.retrieve({ ...one, providerOrderId: 'hd-other' }, signal)).toEqual({ outcome: 'ABSENT' });
    });

    it('shows every refund that is not lost, those of the dashboard without our mark', async () => {
      const one = await captured();
      await stripe.refund(refundOf(one), signal);
      server.refundAtDashboard(server.intentOf(one.providerKey ?? ''), 5_000);
      const [own, external] = server.refunds.slice(-2);
      expect(await stripe.retrieve(one, signal)).toMatchObject({
        outcome: 'CAPTURED',
        amount: 40_000,
        cancels: [
          { amount: 10_000, reference: own?.id, mark: `HD-R5-${one.providerOrderId}` },
          { amount: 5_000, reference: external?.id, mark: null },
        ],
      });
      if (external !== undefined) external.status = 'failed';
      expect(await stripe.retrieve(one, signal)).toMatchObject({ cancels: [{ amount: 10_000 }] });
    });
  });

  describe('a refund', () => {
    it('is made once under its key, and carries its mark', async () => {
      const one = await captured();
      const first = await stripe.refund(refundOf(one), signal);
      expect(await stripe.refund(refundOf(one), signal)).toEqual(first);
      const own = server.refunds.filter(({ intent }) => intent === server.intentOf(one.providerKey ?? ''));
      expect(own).toMatchObject([{ amount: 10_000, metadata: { order: one.providerOrderId } }]);
      expect(first).toEqual({ outcome: 'REFUNDED', reference: own[0]?.id });
    });

    it('is not sent again when Stripe may have forgotten its key, but looked for', async () => {
      const one = await captured();
      const late = refundOf(one, { sentForMs: 23 * 3_600_000 + 1 });
      expect(await stripe.refund(late, signal)).toEqual({ outcome: 'REFUSED', code: 'key_expired' });
      expect(server.calls.some((call) => call.startsWith('POST /v1/refunds'))).toBe(false);
      await stripe.refund(refundOf(one), signal);
      expect(await stripe.refund(late, signal)).toMatchObject({ outcome: 'REFUNDED' });
    });

    it('that Stripe has failed to make is made under the next key, as it repeats its error under the first', async () => {
      const one = await captured();
      server.plays.push({ path: /POST .*refunds$/, fails: FAILURE });
      for (let sent = 0; sent < 2; sent++) {
        expect(await stripe.refund(refundOf(one), signal)).toMatchObject({ outcome: 'UNKNOWN', isAnswered: true });
      }
      const next = refundOf(one, { key: `hd:refund:${one.providerOrderId}#2` });
      expect(await stripe.refund(next, signal)).toMatchObject({ outcome: 'REFUNDED' });
    });

    it('gets no other key when it was not asked for, because its payment could not be looked at', async () => {
      const one = await captured();
      server.plays.push({ path: /GET .*sessions/, error: FAILURE });
      expect(await stripe.refund(refundOf(one), signal)).toMatchObject({ outcome: 'UNKNOWN', isAnswered: false });
    });

    it.each([
      ['charge_already_refunded', 400, { outcome: 'REFUSED' }],
      ['charge_disputed', 400, { outcome: 'REFUSED' }],
      ['balance_insufficient', 400, { outcome: 'REFUSED' }],
      ['something_new', 400, { outcome: 'UNKNOWN', isAnswered: true }],
      ['idempotency_key_in_use', 409, { outcome: 'UNKNOWN', isAnswered: false }],
      ['lock_timeout', 429, { outcome: 'UNKNOWN', isAnswered: false }],
      ['api_error', 500, { outcome: 'UNKNOWN', isAnswered: true }],
    ])('after %s (%i) is %j', async (code, status, outcome) => {
      const one = await captured();
      server.plays.push({
        path: /POST .*refunds$/,
        error: stripeError(status, { type: 'invalid_request_error', code }),
      });
      expect(await stripe.refund(refundOf(one), signal)).toMatchObject(outcome);
    });
  });

  describe('the end of a payment that no one finishes', () => {
    it('closes an open page, releases an authorized card, and leaves a captured one', async () => {
      const open = await opened();
      expect(await stripe.close(open, signal)).toMatchObject({ outcome: 'REFUSED' });
      expect(server.session(open.providerKey ?? '').status).toBe('expired');
      expect(await stripe.close(open, signal)).toEqual({ outcome: 'REFUSED', code: 'session_expired' });
      const agreed = await authorized();
      expect(await stripe.close(agreed, signal)).toMatchObject({ outcome: 'REFUSED' });
      expect(server.intentOf(agreed.providerKey ?? '')).toMatchObject({
        status: 'canceled',
        cancellation_reason: 'abandoned',
      });
      const paid = await captured();
      expect(await stripe.close(paid, signal)).toMatchObject({ outcome: 'CAPTURED', cancels: [] });
      expect(await stripe.close({ ...paid, providerKey: null }, signal)).toEqual({ outcome: 'ABSENT' });
    });

    it.each([
      ['expire', opened],
      ['cancel', authorized],
    ])('is found out by the next try when Stripe has failed to %s', async (work, begun) => {
      const one = await begun();
      server.plays.push({ path: new RegExp(`${work}$`), fails: FAILURE });
      expect(await stripe.close(one, signal)).toMatchObject({ outcome: 'UNKNOWN' });
      expect(await stripe.close(one, signal)).toMatchObject({ outcome: 'REFUSED' });
    });

    it('is not known when the buyer agrees at the same moment, and is found out by the next try', async () => {
      const one = await opened();
      server.plays.push({
        path: /expire$/,
        error: stripeError(400, { type: 'invalid_request_error', message: 'not open' }),
      });
      expect(await stripe.close(one, signal)).toMatchObject({ outcome: 'UNKNOWN' });
      server.authorize(one.providerKey ?? '');
      expect(await stripe.close(one, signal)).toMatchObject({ outcome: 'REFUSED' });
    });
  });

  describe('a webhook', () => {
    const hint = ({ payload, headers }: { payload: string; headers: Record<string, string> }) =>
      stripe.hint({ headers, body: Buffer.from(payload) });
    const object = { object: 'payment_intent', id: 'pi_1', metadata: { order: ORDER } };

    it.each([
      ['payment_intent.amount_capturable_updated', object, { about: 'PAYMENT', providerOrderId: ORDER }],
      ['payment_intent.succeeded', object, { about: 'PAYMENT', providerOrderId: ORDER, reports: 'CAPTURE' }],
      [
        'charge.refunded',
        { object: 'charge', metadata: { order: ORDER } },
        { about: 'PAYMENT', providerOrderId: ORDER },
      ],
      [
        'refund.failed',
        { object: 'refund', metadata: { order: ORDER, mark: 'x' } },
        { about: 'PAYMENT', providerOrderId: ORDER },
      ],
      [
        'checkout.session.completed',
        { object: 'checkout.session', client_reference_id: ORDER, metadata: {} },
        { about: 'PAYMENT', providerOrderId: ORDER },
      ],
      // A dispute names the payment at Stripe only, and moves nothing that a look would find.
      ['charge.dispute.created', { object: 'dispute', payment_intent: 'pi_1', metadata: {} }, { about: 'NOTHING' }],
      [
        'charge.dispute.closed',
        { object: 'dispute', payment_intent: 'pi_1', metadata: { order: ORDER } },
        { about: 'PAYMENT', providerOrderId: ORDER },
      ],
      ['customer.created', { object: 'customer', metadata: {} }, { about: 'NOTHING' }],
      ['x', { object: 'y', metadata: null }, { about: 'NOTHING' }],
    ])('that is signed is a hint: %s', (type, about, expected) => {
      expect(hint(server.webhook(type, about))).toEqual(expected);
    });

    it('is forged without a signature, or with that of other bytes, another secret or another time', () => {
      const { payload, headers } = server.webhook('payment_intent.succeeded', object);
      const now = Math.floor(Date.now() / 1_000);
      expect(hint({ payload: `${payload} `, headers })).toEqual({ about: 'FORGED' });
      expect(hint({ payload: payload.replace(ORDER, 'hd-other'), headers })).toEqual({ about: 'FORGED' });
      expect(hint({ payload: JSON.stringify(JSON.parse(payload)), headers })).toEqual({ about: 'FORGED' });
      expect(hint({ payload, headers: {} })).toEqual({ about: 'FORGED' });
      for (const signature of ['', 't=1', 'v1=00', `t=${now},v1=`, `t=${now},v0=00`, 'a'.repeat(9_999)]) {
        expect(hint({ payload, headers: { 'stripe-signature': signature } })).toEqual({ about: 'FORGED' });
      }
      for (const signed of [{ secret: 'whsec_other' }, { timestamp: now - 301 }]) {
        expect(hint(server.webhook('payment_intent.succeeded', object, signed))).toEqual({ about: 'FORGED' });
      }
      expect(hint(server.webhook('payment_intent.succeeded', object, { timestamp: now - 290 }))).toMatchObject({
        about: 'PAYMENT',
      });
    });

    // The scheme as it is documented: HMAC-SHA256 of the instant, a dot and the bytes, with the secret of the endpoint.
    it('is signed as Stripe documents it', () => {
      const { payload, headers } = server.webhook('payment_intent.succeeded', object, { timestamp: 1_700_000_000 });
      const expected = createHmac('sha256', StripeServer.WEBHOOK_SECRET).update(`1700000000.${payload}`).digest('hex');
      expect(headers['stripe-signature']).toBe(`t=1700000000,v1=${expected}`);
    });
  });

  it('is not called while it refuses the key of the shop, or cannot be reached', async () => {
    stripe.disconnect();
    stripe = named({ STRIPE_SECRET_KEY: 'sk_test_wrong' });
    stripe.assertAvailable();
    const one = { ...payment({ providerKey: 'cs_1' }), key: KEY };
    for (let call = 0; call < 3; call++) {
      expect(await stripe.confirm(one, signal)).toMatchObject({ outcome: 'UNKNOWN', isOurFault: true });
    }
    expect(() => stripe.assertAvailable()).toThrow(Unavailable);
    stripe.disconnect();
    stripe = named({ STRIPE_API: 'http://127.0.0.1:9' });
    for (let call = 0; call < 5; call++) await expect(stripe.confirm(one, signal)).rejects.toThrow();
    expect(() => stripe.assertAvailable()).toThrow(Unavailable);
  });

  it.each(['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])('stops the start of a shop without %s', (name) => {
    expect(() => named({ [name]: undefined })).toThrow(name);
  });

  describe('a purchase', () => {
    let shop: Shop;
    let user = 0;
    beforeAll(async () => {
      shop = await openShop({ variables: server.variables });
    });
    beforeEach(() => void user++);
    afterEach(async () => {
      await untilHandled(shop);
      expect(await integrityViolations(shop.database)).toEqual([]);
    });
    afterAll(() => shop.close());

    const buyer = (): Caller => shop.buyer(user);
    const request = async () => {
      const orderId = await reservedOrder(shop, user);
      const { status, body } = await buyer().post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
      expect([status, body.status, body.provider]).toEqual([201, 'REQUESTED', 'stripe']);
      const [sessionId = ''] = /cs_test_\w+/.exec(body.checkoutUrl) ?? [];
      return { orderId, sessionId };
    };
    /** The buyer follows the address that the page sends back to. */
    const comeBack = (orderId: number, address: string) => {
      const query = new URL(address).searchParams;
      return buyer().post(`/api/orders/${orderId}/payment/confirm`, {
        paymentKey: query.get('paymentKey'),
        providerOrderId: query.get('providerOrderId'),
        amount: Number(query.get('amount')),
      });
    };
    const send = (type: string, sessionId: string) => {
      const { payload, headers } = server.webhook(type, server.paymentIntent(server.intentOf(sessionId)));
      return fetch(`${shop.address}/api/payments/webhook/stripe`, {
        ...{ method: 'POST', body: payload },
        headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      });
    };
    const statusOf = async (orderId: number) => (await buyer().get(`/api/orders/${orderId}`)).body.status as string;

    it('is paid on the page, confirmed, cancelled and paid back', async () => {
      const { orderId, sessionId } = await request();
      const { status, body } = await comeBack(orderId, server.authorize(sessionId));
      expect([status, body.status, await statusOf(orderId)]).toEqual([200, 'CAPTURED', 'ORDER_SUCCESS']);
      await buyer().put(`/api/orders/${orderId}`);
      await until(() => Promise.resolve(server.refunds.some(({ intent }) => intent === server.intentOf(sessionId))));
      await until(async () => (await buyer().get(`/api/orders/${orderId}/payment`)).body.refunds[0].status === 'DONE');
      expect(server.refunds.at(-1)?.amount).toBe(10_000);
    });

    it('is paid back once, under another key, after Stripe has failed to do so', async () => {
      const { orderId, sessionId } = await request();
      await comeBack(orderId, server.authorize(sessionId));
      server.plays.push({ path: /POST .*refunds$/, fails: FAILURE });
      await buyer().put(`/api/orders/${orderId}`);
      await until(async () => {
        await shop.database.execute(
          `UPDATE refunds SET first_sent_at = first_sent_at - INTERVAL 1 MINUTE, resolve_at = NOW(3)
           WHERE order_id = ? AND state = 'DUE' AND failure_code = 'api_error'`,
          [orderId],
        );
        return (await buyer().get(`/api/orders/${orderId}/payment`)).body.refunds[0]?.status === 'DONE';
      });
      const keys = server.calls.filter((call) => call.startsWith('POST /v1/refunds')).map((key) => key.slice(-2));
      expect([keys[0], keys.at(-1)]).toEqual(['#1', '#2']);
      const back = server.refunds.filter(({ intent }) => intent === server.intentOf(sessionId));
      expect(back).toMatchObject([{ amount: 10_000 }]);
    });

    it('is completed by a webhook when the buyer closes the window after paying', async () => {
      const { orderId, sessionId } = await request();
      server.authorize(sessionId);
      expect((await send('payment_intent.amount_capturable_updated', sessionId)).status).toBe(200);
      await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
      expect(server.intentOf(sessionId).captures).toBe(1);
    });

    it('is taken off its order by a webhook when all of it was paid back at the dashboard', async () => {
      const { orderId, sessionId } = await request();
      await comeBack(orderId, server.authorize(sessionId));
      await shop.database.execute('UPDATE payments SET sent_at = sent_at - INTERVAL 1 MINUTE WHERE order_id = ?', [
        orderId,
      ]);
      server.refundAtDashboard(server.intentOf(sessionId), 10_000);
      expect((await send('charge.refunded', sessionId)).status).toBe(200);
      await until(async () => (await statusOf(orderId)) === 'ORDER_CANCELLED');
      expect((await buyer().get(`/api/orders/${orderId}`)).body.cancelReason).toBe('PAYMENT_REVERSED');
    });

    it('is not paid by a webhook that says so, whoever has signed it', async () => {
      const { orderId, sessionId } = await request();
      server.authorize(sessionId, { status: 'requires_action' });
      const lie = { ...server.paymentIntent(server.intentOf(sessionId)), status: 'succeeded', amount_received: 10_000 };
      const { payload, headers } = server.webhook('payment_intent.succeeded', lie);
      const answer = (signature: string) =>
        fetch(`${shop.address}/api/payments/webhook/stripe`, {
          ...{ method: 'POST', body: payload },
          headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
        });
      expect((await answer('t=1,v1=00')).status).toBe(401);
      server.calls.length = 0;
      expect((await answer(headers['stripe-signature'])).status).toBe(200);
      await until(() => Promise.resolve(server.calls.some((call) => call.startsWith('GET'))));
      await until(async () => {
        const [row] = await shop.database.query<{ due: number }>(
          'SELECT TIMESTAMPDIFF(SECOND, NOW(3), resolve_at) AS due FROM payments WHERE order_id = ?',
          [orderId],
        );
        return (row?.due ?? 0) > 60;
      });
      expect(await statusOf(orderId)).toBe('ORDER_PENDING');
    });

    it('whose card is declined at the capture can be paid again; given up, the page is closed', async () => {
      const { orderId, sessionId } = await request();
      server.plays.push({ path: /capture$/, error: CARD_ERROR('card_declined', 'insufficient_funds') });
      const { status, body } = await comeBack(orderId, server.authorize(sessionId));
      expect([status, body.code, body.about]).toEqual([402, 'PAYMENT_DECLINED', { code: 'insufficient_funds' }]);
      const again = await buyer().post(`/api/orders/${orderId}/payment`, { method: 'CARD' });
      expect(again.status).toBe(201);
      await buyer().delete(`/api/orders/${orderId}/payment`);
      const [next = ''] = /cs_test_\w+/.exec(again.body.checkoutUrl) ?? [];
      await until(() => Promise.resolve(server.session(next).status === 'expired'));
    });

    it('that is captured without an answer is found out by asking', async () => {
      const { orderId, sessionId } = await request();
      server.plays.push({ path: /capture$/, cut: true, work: true });
      expect((await comeBack(orderId, server.authorize(sessionId))).status).toBe(202);
      await until(async () => (await statusOf(orderId)) === 'ORDER_SUCCESS');
      expect(server.intentOf(sessionId).captures).toBe(1);
    });
  });
});
