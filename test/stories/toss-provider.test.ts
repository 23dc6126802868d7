import type { ServerResponse } from 'node:http';
import { Unavailable } from '#platform/domain-error';
import { HttpRequestFailed } from '#platform/http-client/request';
import { PaymentProviders } from '../../src/modules/payment/adapters/payment-providers';
import {
  AWAITED,
  CANCEL,
  CAPTURED,
  INTENT,
  json,
  KEY,
  KNOWN,
  ORDER,
  PAYMENT,
  SIGNAL,
  tossConfig,
  TossServer,
} from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

describe('Toss Payments', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  describe('opening', () => {
    it('asks for a page under the key of the attempt, and comes back to the order', async () => {
      server.answers = [json({ ...PAYMENT, status: 'READY' })];
      toss = server.provider({ PUBLIC_URL: 'https://shop.example/' });
      expect(await toss.open(KNOWN, SIGNAL)).toEqual({ checkoutUrl: PAYMENT.checkout.url, providerKey: KEY });
      expect(server.received).toMatchObject([
        {
          method: 'POST',
          path: '/v1/payments',
          headers: {
            authorization: `Basic ${Buffer.from('test_sk_abc:').toString('base64')}`,
            'content-type': 'application/json',
            'accept-language': 'en-US',
            'idempotency-key': `hd:open:${ORDER}`,
          },
          body: {
            ...{ method: 'CARD', amount: 40_000, currency: 'KRW', orderId: ORDER },
            successUrl: 'https://shop.example/orders/7/payment',
            failUrl: 'https://shop.example/orders/7/payment',
          },
        },
      ]);
    });

    it('asks again under another key after an error, which the first key would get again', async () => {
      server.answers = [
        json({ code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' }, 500),
        json({ ...PAYMENT, status: 'READY' }),
      ];
      expect(await toss.open(KNOWN, SIGNAL)).toMatchObject({ providerKey: KEY });
      const keys = server.received.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toEqual([`hd:open:${ORDER}`, expect.stringMatching(`^hd:open:${ORDER}#[\\w-]{36}$`)]);
      toss = server.provider();
      server.answers = [json({ code: 'IDEMPOTENT_REQUEST_PROCESSING' }, 409)];
      await expect(toss.open(KNOWN, SIGNAL)).rejects.toThrow(Error);
      expect(server.received).toHaveLength(1);
    });

    it.each([
      ['an address that is not of the web', json({ ...PAYMENT, checkout: { url: 'javascript:alert(1)' } })],
      ['no address', json({ ...PAYMENT, checkout: null })],
      ['a payment of another order', json({ ...PAYMENT, orderId: 'another' })],
      ['an error', json({ code: 'INVALID_REQUEST', message: 'The request is wrong' }, 400)],
      ['a page of a server between', (response: ServerResponse) => response.writeHead(502).end('<html>')],
    ])('fails for %s', async (_, answer) => {
      server.answers = [answer];
      await expect(toss.open(KNOWN, SIGNAL)).rejects.toThrow(Error);
    });

    it('offers virtual accounts only where deposits are taken, and says for how long', async () => {
      expect(toss.methods).toEqual(['CARD', 'TRANSFER', 'MOBILE_PHONE']);
      toss = server.provider({ PAYMENT_DEPOSIT_S: '5400' });
      expect(toss.methods).toEqual(['CARD', 'TRANSFER', 'MOBILE_PHONE', 'VIRTUAL_ACCOUNT']);
      await toss.open({ ...KNOWN, method: 'VIRTUAL_ACCOUNT' }, SIGNAL);
      expect(server.received[0]?.body).toMatchObject({ validHours: 2 });
    });
  });

  describe('confirming', () => {
    it('sends our amount under the key of the attempt', async () => {
      expect(await toss.confirm(INTENT, SIGNAL)).toEqual(CAPTURED);
      expect(server.received).toMatchObject([
        {
          method: 'POST',
          path: '/v1/payments/confirm',
          headers: { 'idempotency-key': INTENT.key },
          body: { paymentKey: KEY, orderId: ORDER, amount: 40_000 },
        },
      ]);
    });

    it.each([
      ['amount', { totalAmount: 39_000 }, { ...CAPTURED, amount: 39_000 }],
      ['currency', { currency: 'USD' }, { ...CAPTURED, currency: 'USD' }],
      ['order', { orderId: 'another' }, { outcome: 'UNKNOWN', isAnswered: true, code: 'ORDER_ID_MISMATCH' }],
      ['status', { status: 'SETTLED' }, { outcome: 'UNKNOWN', isAnswered: true, code: 'STATUS_UNKNOWN' }],
    ])('says what was captured, with another %s than ours', async (_, change, outcome) => {
      server.answers = [json({ ...PAYMENT, ...change })];
      expect(await toss.confirm(INTENT, SIGNAL)).toEqual(outcome);
    });

    it('has an account to which the buyer transfers the money', async () => {
      server.answers = [json(AWAITED)];
      expect(await toss.confirm(INTENT, SIGNAL)).toEqual({
        outcome: 'DEPOSIT_AWAITED',
        providerOrderId: ORDER,
        account: {
          bank: '11',
          accountNumber: '79019639679511',
          holderName: '김토스',
          dueAt: new Date('2026-11-30T04:00:00Z'),
        },
        secret: AWAITED.secret,
      });
    });

    // The whole table, with statuses that contradict it: they decide nothing.
  });

  describe('ending an attempt', () => {
    it('only looks at a page that no one has finished', async () => {
      server.answers = [json({ ...PAYMENT, status: 'IN_PROGRESS' })];
      expect(await toss.close(KNOWN, SIGNAL)).toEqual({ outcome: 'UNFINISHED' });
      expect(server.received.map(({ method }) => method)).toEqual(['GET']);
    });

    it('says that it was captured before, and cancels nothing', async () => {
      expect(await toss.close(KNOWN, SIGNAL)).toEqual(CAPTURED);
      expect(server.received.map(({ method }) => method)).toEqual(['GET']);
    });

    it('closes an account that waits for money', async () => {
      server.answers = [json(AWAITED), json({ ...AWAITED, status: 'CANCELED', cancels: [CANCEL] })];
      expect(await toss.close(KNOWN, SIGNAL)).toEqual({ outcome: 'ABSENT' });
      expect(server.received[1]).toMatchObject({
        method: 'POST',
        path: `/v1/payments/${KEY}/cancel`,
      });
      expect(server.received[1]?.headers).not.toHaveProperty('idempotency-key');
      expect(server.received[1]?.body).not.toHaveProperty('cancelAmount');
    });

    it('does not know whether an account was closed after an error', async () => {
      server.answers = [json(AWAITED), json({ code: 'INVALID_REFUND_ACCOUNT_INFO' }, 400)];
      expect(await toss.close(KNOWN, SIGNAL)).toMatchObject({ outcome: 'UNKNOWN' });
    });
  });

  describe('a webhook', () => {
    const hint = (body: unknown): unknown =>
      toss.hint({ headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });

    it.each([
      [
        { eventType: 'PAYMENT_STATUS_CHANGED', data: PAYMENT },
        { about: 'PAYMENT', providerOrderId: ORDER, providerKey: KEY, reports: 'CAPTURE' },
      ],
      [
        { eventType: 'PAYMENT_STATUS_CHANGED', data: { ...PAYMENT, status: 'CANCELED' } },
        { about: 'PAYMENT', providerOrderId: ORDER, providerKey: KEY },
      ],
      [
        { secret: 's1', status: 'DONE', transactionKey: 'T', orderId: ORDER },
        { about: 'PAYMENT', providerOrderId: ORDER, secret: 's1', reports: 'CAPTURE' },
      ],
      [{ eventType: 'payout.changed', data: { id: 1 } }, { about: 'NOTHING' }],
      [{ orderId: ORDER, status: 'DONE' }, { about: 'NOTHING' }],
      ['{"eventType":', { about: 'NOTHING' }],
      ['[]', { about: 'NOTHING' }],
    ])('is a hint, and no more: %j', (body, about) => {
      expect(hint(body)).toEqual(about);
      expect(server.received).toEqual([]);
    });
  });

  it('is not called while it refuses the key of the shop, or cannot be reached', async () => {
    server.answers = [json({ code: 'UNAUTHORIZED_KEY' }, 401)];
    toss.assertAvailable();
    for (let call = 0; call < 3; call++) await toss.confirm(INTENT, SIGNAL);
    expect(() => toss.assertAvailable()).toThrow(Unavailable);
    toss = server.provider({ TOSS_API: 'http://127.0.0.1:9' });
    for (let call = 0; call < 5; call++) await expect(toss.confirm(INTENT, SIGNAL)).rejects.toThrow(HttpRequestFailed);
    expect(() => toss.assertAvailable()).toThrow(Unavailable);
  });

  it('is called while it refuses what a buyer may have brought about', async () => {
    server.answers = [json({ code: 'INVALID_REQUEST' }, 400)];
    for (let call = 0; call < 10; call++) await toss.confirm(INTENT, SIGNAL);
    toss.assertAvailable();
  });

  it.each([
    [{ enabled: true, currency: 'USD' }, 'takes KRW only, and CURRENCY is USD'],
    [{ enabled: false, currency: 'USD' }, undefined],
  ])('works with a shop whose terms are %j unless %s', (terms, refusal) => {
    const named = () =>
      PaymentProviders.named(['toss'], { config: tossConfig({}), terms } as never).onApplicationShutdown();
    if (refusal === undefined) named();
    else expect(named).toThrow(refusal);
  });

  it('has minimum amounts', () => {
    expect((['CARD', 'TRANSFER', 'MOBILE_PHONE'] as const).map((method) => toss.minimumOf(method))).toEqual([
      100, 200, 0,
    ]);
  });
});

describe('the configuration of Toss Payments', () => {
  it('is complete only with its key', () => {
    expect(() => tossConfig({ TOSS_SECRET_KEY: '' })).toThrow('TOSS_SECRET_KEY: is not set');
    tossConfig({ TOSS_SECRET_KEY: '', PAYMENT_PROVIDERS: 'points' });
  });

  it.each([
    ['TOSS_API', 'ftp://toss'],
    ['TOSS_SECRET_KEY', 'a:b'],
    ['TOSS_SECRET_KEY', 'test_sk_ abc'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => tossConfig({ [name]: value })).toThrow(name);
  });
});
