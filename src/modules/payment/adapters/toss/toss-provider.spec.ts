import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Config } from '#platform/config/config';
import { Unavailable } from '#platform/domain-error';
import { HttpRequestFailed } from '#platform/http-client/request';
import { OrderConfig } from '../../../order/order.config';
import type { ConfirmIntent, PaymentProvider, PaymentToOpen, RefundIntent } from '../../domain/provider';
import { PaymentConfig } from '../../payment.config';
import { PaymentProviders } from '../payment-providers';
import { TossConfig } from './toss.config';
import './toss-provider';

const KEY = 'tgen_20261130120000ABCD1';
const ORDER = 'hd-2s-Qm9vX1k3Zw';
/** Shapes as they were recorded in public examples of the service, shortened. */
const PAYMENT = {
  mId: 'tosspayments',
  lastTransactionKey: '9C62B18EEF0DE3EB7F4422EB6D14BC6E',
  paymentKey: KEY,
  orderId: ORDER,
  orderName: '주문번호 7',
  status: 'DONE',
  requestedAt: '2026-11-30T12:00:00+09:00',
  approvedAt: '2026-11-30T12:01:07+09:00',
  method: '카드',
  totalAmount: 40_000,
  balanceAmount: 40_000,
  currency: 'KRW',
  isPartialCancelable: true,
  cancels: null,
  secret: null,
  virtualAccount: null,
  failure: null,
  receipt: { url: 'https://dashboard.tosspayments.com/receipt/redirection?transactionId=tgen' },
  checkout: { url: `https://api.tosspayments.com/v1/payments/${KEY}/checkout` },
};
const CANCEL = {
  transactionKey: '8B4F646A829571D870A3011A4E13D640',
  cancelReason: 'HD-R5-abcdefghij CANCELLED',
  canceledAt: '2026-11-30T13:00:00+09:00',
  cancelAmount: 40_000,
  cancelStatus: 'DONE',
};
const ACCOUNT = {
  accountType: '일반',
  accountNumber: '79019639679511',
  bankCode: '11',
  customerName: '김토스',
  dueDate: '2026-11-30T13:00:00+09:00',
  expired: false,
};
const AWAITED = {
  ...PAYMENT,
  status: 'WAITING_FOR_DEPOSIT',
  method: '가상계좌',
  approvedAt: null,
  secret: 'ps_eqRGgYO1r57E4Z541ZMW3QnN2Eya',
  virtualAccount: ACCOUNT,
};

/** What each error code of a confirmation says, as the public table of codes has it. */
const CONFIRM_CODES: readonly (readonly [code: string, outcome: string])[] = [
  ['REJECT_CARD_PAYMENT', 'REFUSED'],
  ['REJECT_CARD_COMPANY', 'REFUSED'],
  ['REJECT_ACCOUNT_PAYMENT', 'REFUSED'],
  ['REJECT_TOSSPAY_INVALID_ACCOUNT', 'REFUSED'],
  ['INVALID_REJECT_CARD', 'REFUSED'],
  ['INVALID_STOPPED_CARD', 'REFUSED'],
  ['INVALID_CARD_LOST_OR_STOLEN', 'REFUSED'],
  ['INVALID_CARD_EXPIRATION', 'REFUSED'],
  ['INVALID_CARD_NUMBER', 'REFUSED'],
  ['INVALID_CARD_INSTALLMENT_PLAN', 'REFUSED'],
  ['EXCEED_MAX_CARD_INSTALLMENT_PLAN', 'REFUSED'],
  ['NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT', 'REFUSED'],
  ['NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN', 'REFUSED'],
  ['EXCEED_MAX_DAILY_PAYMENT_COUNT', 'REFUSED'],
  ['EXCEED_MAX_PAYMENT_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_DAY_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_AUTH_COUNT', 'REFUSED'],
  ['NOT_ALLOWED_POINT_USE', 'REFUSED'],
  ['RESTRICTED_TRANSFER_ACCOUNT', 'REFUSED'],
  ['INVALID_ACCOUNT_INFO_RE_REGISTER', 'REFUSED'],
  ['NOT_AVAILABLE_PAYMENT', 'REFUSED'],
  ['NOT_AVAILABLE_BANK', 'REFUSED'],
  ['INVALID_PASSWORD', 'REFUSED'],
  ['FDS_ERROR', 'REFUSED'],
  ['BELOW_MINIMUM_AMOUNT', 'REFUSED'],
  ['NOT_FOUND_PAYMENT_SESSION', 'REFUSED'],
  ['INVALID_API_KEY', 'REFUSED, our fault'],
  ['UNAUTHORIZED_KEY', 'REFUSED, our fault'],
  ['INCORRECT_BASIC_AUTH_FORMAT', 'REFUSED, our fault'],
  ['FORBIDDEN_REQUEST', 'REFUSED, our fault'],
  ['INVALID_REQUEST', 'REFUSED, our fault'],
  ['INVALID_AUTHORIZE_AUTH', 'REFUSED, our fault'],
  ['NOT_FOUND_TERMINAL_ID', 'REFUSED, our fault'],
  ['NOT_REGISTERED_BUSINESS', 'REFUSED, our fault'],
  ['INVALID_UNREGISTERED_SUBMALL', 'REFUSED, our fault'],
  ['INVALID_IDEMPOTENCY_KEY', 'REFUSED, our fault'],
  ['FAILED_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['UNKNOWN_PAYMENT_ERROR', 'UNKNOWN'],
  ['PROVIDER_ERROR', 'UNKNOWN'],
  ['CARD_PROCESSING_ERROR', 'UNKNOWN'],
  ['ALREADY_PROCESSED_PAYMENT', 'UNKNOWN'],
  ['UNAPPROVED_ORDER_ID', 'UNKNOWN'],
  ['FORBIDDEN_CONSECUTIVE_REQUEST', 'UNKNOWN'],
  ['IDEMPOTENT_REQUEST_PROCESSING', 'UNKNOWN'],
  ['NOT_FOUND_PAYMENT', 'UNKNOWN'],
  ['TOO_MANY_REQUESTS', 'UNKNOWN'],
  ['A_CODE_OF_TOMORROW', 'UNKNOWN'],
];
/** The same for cancels. */
const CANCEL_CODES: readonly (readonly [code: string, outcome: string])[] = [
  ['NOT_CANCELABLE_PAYMENT', 'REFUSED'],
  ['NOT_CANCELABLE_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_REFUND_DUE', 'REFUSED'],
  ['NOT_ALLOWED_PARTIAL_REFUND', 'REFUSED'],
  ['NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT', 'REFUSED'],
  ['INVALID_REFUND_ACCOUNT_INFO', 'REFUSED'],
  ['INVALID_REFUND_ACCOUNT_NUMBER', 'REFUSED'],
  ['INVALID_BANK', 'REFUSED'],
  ['EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT', 'REFUSED'],
  ['REFUND_REJECTED', 'REFUSED'],
  ['FORBIDDEN_BANK_REFUND_REQUEST', 'REFUSED'],
  ['NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER', 'REFUSED'],
  ['EXCEED_CANCEL_LIMIT', 'REFUSED'],
  ['ALREADY_CANCELED_PAYMENT', 'REFUSED'],
  ['ALREADY_REFUND_PAYMENT', 'REFUSED'],
  ['PROVIDER_ERROR', 'UNKNOWN'],
  ['FAILED_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['FAILED_REFUND_PROCESS', 'UNKNOWN'],
  ['FAILED_METHOD_HANDLING_CANCEL', 'UNKNOWN'],
  ['FAILED_PARTIAL_REFUND', 'UNKNOWN'],
  ['IDEMPOTENT_REQUEST_PROCESSING', 'UNKNOWN'],
  ['FORBIDDEN_CONSECUTIVE_REQUEST', 'UNKNOWN'],
  ['NOT_FOUND_PAYMENT', 'UNKNOWN'],
  ['REJECT_CARD_PAYMENT', 'UNKNOWN'],
  ['A_CODE_OF_TOMORROW', 'UNKNOWN'],
  ['UNAUTHORIZED_KEY', 'UNKNOWN, our fault'],
  ['INVALID_REQUEST', 'UNKNOWN, our fault'],
];

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown> | undefined;
}

describe('Toss Payments', () => {
  let server: Server;
  let received: Received[];
  /** for the next requests, in their order; the last one stays */
  let answers: ((response: ServerResponse) => void)[];
  let toss: PaymentProvider;
  const signal = AbortSignal.timeout(60_000);

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
        received.push({ method, path, headers, body });
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(response);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  beforeEach(() => {
    received = [];
    answers = [json(PAYMENT)];
    toss = provider();
  });
  afterEach(() => toss.disconnect());
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const provider = (variables: Record<string, string> = {}): PaymentProvider => {
    const port = (server.address() as AddressInfo).port;
    const config = configOf({ TOSS_API: `http://127.0.0.1:${port}/`, ...variables });
    return PaymentProviders.named(['toss'], { config } as never).get('toss');
  };
  const known: PaymentToOpen = {
    ...{ paymentId: 1, userId: 2, orderId: 7, method: 'CARD', amount: 40_000, currency: 'KRW' },
    ...{ providerOrderId: ORDER, providerKey: KEY },
  };
  const intent: ConfirmIntent = { ...known, key: 'hd:confirm:hd-2s-Qm9vX1k3Zw#1' };
  const refund: RefundIntent = {
    ...known,
    ...{ refundId: 5, refundAmount: 40_000, mark: 'HD-R5-abcdefghij', cause: 'CANCELLED', key: 'hd:refund:5#1' },
  };
  const captured = {
    ...{ outcome: 'CAPTURED', amount: 40_000, currency: 'KRW', providerOrderId: ORDER },
    ...{ cancels: [], receiptUrl: PAYMENT.receipt.url },
  };

  describe('opening', () => {
    it('asks for a page under the key of the attempt, and comes back to the order', async () => {
      answers = [json({ ...PAYMENT, status: 'READY' })];
      toss = provider({ PUBLIC_URL: 'https://shop.example/' });
      expect(await toss.open(known, signal)).toEqual({ checkoutUrl: PAYMENT.checkout.url, providerKey: KEY });
      expect(received).toMatchObject([
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

    it.each([
      ['an address that is not of the web', json({ ...PAYMENT, checkout: { url: 'javascript:alert(1)' } })],
      ['no address', json({ ...PAYMENT, checkout: null })],
      ['a payment of another order', json({ ...PAYMENT, orderId: 'another' })],
      ['an error', json({ code: 'INVALID_REQUEST', message: 'The request is wrong' }, 400)],
      ['a page of a server between', (response: ServerResponse) => response.writeHead(502).end('<html>')],
    ])('fails for %s', async (_, answer) => {
      answers = [answer];
      await expect(toss.open(known, signal)).rejects.toThrow(Error);
    });

    it('offers virtual accounts only where deposits are taken, and says for how long', async () => {
      expect(toss.methods).toEqual(['CARD', 'TRANSFER', 'MOBILE_PHONE']);
      toss = provider({ PAYMENT_DEPOSIT_S: '5400' });
      expect(toss.methods).toEqual(['CARD', 'TRANSFER', 'MOBILE_PHONE', 'VIRTUAL_ACCOUNT']);
      await toss.open({ ...known, method: 'VIRTUAL_ACCOUNT' }, signal);
      expect(received[0]?.body).toMatchObject({ validHours: 2 });
    });
  });

  describe('confirming', () => {
    it('sends our amount under the key of the attempt', async () => {
      expect(await toss.confirm(intent, signal)).toEqual(captured);
      expect(received).toMatchObject([
        {
          method: 'POST',
          path: '/v1/payments/confirm',
          headers: { 'idempotency-key': intent.key },
          body: { paymentKey: KEY, orderId: ORDER, amount: 40_000 },
        },
      ]);
    });

    it.each([
      ['amount', { totalAmount: 39_000 }, { ...captured, amount: 39_000 }],
      ['currency', { currency: 'USD' }, { ...captured, currency: 'USD' }],
      ['order', { orderId: 'another' }, { outcome: 'UNKNOWN', isAnswered: true, code: 'ORDER_ID_MISMATCH' }],
      ['status', { status: 'SETTLED' }, { outcome: 'UNKNOWN', isAnswered: true, code: 'STATUS_UNKNOWN' }],
    ])('says what was captured, with another %s than ours', async (_, change, outcome) => {
      answers = [json({ ...PAYMENT, ...change })];
      expect(await toss.confirm(intent, signal)).toEqual(outcome);
    });

    it('has an account to which the buyer transfers the money', async () => {
      answers = [json(AWAITED)];
      expect(await toss.confirm(intent, signal)).toEqual({
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
    it.each(
      [200, 400, 401, 403, 404, 409, 429, 500].flatMap((status) =>
        [...CONFIRM_CODES].map((row) => [status, ...row] as const),
      ),
    )('takes HTTP %i %s for %s', async (status, code, outcome) => {
      answers = [json({ code, message: 'as the documentation says' }, status)];
      const isAnswered = code !== 'IDEMPOTENT_REQUEST_PROCESSING';
      expect(await toss.confirm(intent, signal)).toEqual(
        outcome === 'UNKNOWN'
          ? { outcome, isAnswered, code }
          : { outcome: 'REFUSED', code, isOurFault: outcome === 'REFUSED, our fault' },
      );
    });

    it.each([
      ['silence', () => undefined],
      ['a broken connection', (response: ServerResponse) => response.destroy()],
      [
        'half an answer',
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-length': 500 }).write('{"pay', () => response.destroy()),
      ],
      [
        'an answer that is cut, with its length',
        (response: ServerResponse) => response.end(JSON.stringify(PAYMENT).slice(0, 200)),
      ],
      ['an answer without a payment', json({ status: 'DONE' })],
      ['a payment without an amount', json({ ...PAYMENT, totalAmount: undefined })],
      ['a negative amount', json({ ...PAYMENT, totalAmount: -1 })],
      ['a fraction of a won', json({ ...PAYMENT, totalAmount: 0.5 })],
      ['an amount in words', json({ ...PAYMENT, totalAmount: '40000' })],
      ['a code that is none', json({ code: '<b>', message: '' }, 400)],
      ['an answer of 2 MiB', (response: ServerResponse) => response.end(Buffer.alloc(2_097_152, ' '))],
      [
        'a page of a server between',
        (response: ServerResponse) => response.writeHead(504).end('<html>Gateway Time-out</html>'),
      ],
      ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ])('says nothing after %s', async (_, answer) => {
      answers = [answer];
      const calling = AbortSignal.timeout(300);
      await expect(toss.confirm(intent, calling)).rejects.toThrow(Error);
      expect(received).toHaveLength(1);
    });
  });

  describe('looking', () => {
    it.each([
      ['READY', {}, { outcome: 'UNFINISHED' }],
      ['IN_PROGRESS', {}, { outcome: 'UNFINISHED' }],
      ['DONE', {}, captured],
      ['WAITING_FOR_DEPOSIT', AWAITED, { outcome: 'DEPOSIT_AWAITED' }],
      ['WAITING_FOR_DEPOSIT', { virtualAccount: null }, { outcome: 'UNKNOWN' }],
      [
        'ABORTED',
        { failure: { code: 'REJECT_CARD_COMPANY', message: '' } },
        { outcome: 'REFUSED', code: 'REJECT_CARD_COMPANY' },
      ],
      ['ABORTED', {}, { outcome: 'REFUSED', code: 'ABORTED' }],
      ['EXPIRED', {}, { outcome: 'REFUSED', code: 'EXPIRED' }],
      [
        'CANCELED',
        { cancels: [CANCEL] },
        { ...captured, cancels: [{ amount: 40_000, reference: CANCEL.transactionKey, mark: 'HD-R5-abcdefghij' }] },
      ],
      ['CANCELED', { cancels: [] }, { outcome: 'UNKNOWN', code: 'CANCELS_MISSING' }],
      ['CANCELED', { ...AWAITED, cancels: [CANCEL] }, { outcome: 'ABSENT' }],
      ['CANCELED', { ...AWAITED, approvedAt: PAYMENT.approvedAt, cancels: [CANCEL] }, { outcome: 'CAPTURED' }],
      [
        'PARTIAL_CANCELED',
        { cancels: [{ ...CANCEL, cancelAmount: 1_000, cancelReason: '고객 변심' }] },
        { outcome: 'CAPTURED', cancels: [{ amount: 1_000, reference: CANCEL.transactionKey, mark: null }] },
      ],
      [
        'PARTIAL_CANCELED',
        { cancels: [CANCEL, { ...CANCEL, transactionKey: 'T2', cancelStatus: 'IN_PROGRESS' }] },
        { outcome: 'CAPTURED', cancels: [{ reference: CANCEL.transactionKey }] },
      ],
      ['REFUNDED_SOMEHOW', {}, { outcome: 'UNKNOWN' }],
    ])('takes %s %j for what it is', async (status, change, standing) => {
      answers = [json({ ...PAYMENT, ...change, status })];
      expect(await toss.retrieve(known, signal)).toMatchObject(standing);
      expect(received).toMatchObject([{ method: 'GET', path: `/v1/payments/${KEY}`, body: undefined }]);
    });

    it.each([
      ['is not known yet', { ...known, providerKey: null }, []],
      ['is of no payment', { ...known, providerKey: '../x y' }, [json({ code: 'NOT_FOUND_PAYMENT' }, 404)]],
      ['is of another order', known, [json({ ...PAYMENT, orderId: 'another' })]],
    ])('asks by our name of the payment where its key %s', async (_, payment, before) => {
      answers = [...before, json({ ...PAYMENT, status: 'EXPIRED' })];
      expect(await toss.retrieve(payment, signal)).toEqual({ outcome: 'REFUSED', code: 'EXPIRED' });
      expect(received.map(({ path }) => path)).toEqual([
        ...before.map(() => `/v1/payments/${encodeURIComponent(payment.providerKey ?? '')}`),
        `/v1/payments/orders/${ORDER}`,
      ]);
    });

    it.each([
      ['NOT_FOUND_PAYMENT', { outcome: 'ABSENT' }],
      ['NOT_FOUND', { outcome: 'UNKNOWN', isAnswered: true, code: 'NOT_FOUND' }],
      ['REJECT_CARD_PAYMENT', { outcome: 'UNKNOWN', isAnswered: true, code: 'REJECT_CARD_PAYMENT' }],
      ['INVALID_API_KEY', { outcome: 'UNKNOWN', isAnswered: true, code: 'INVALID_API_KEY', isOurFault: true }],
    ])('takes the error %s for no decision about the money', async (code, standing) => {
      answers = [json({ code }, 404)];
      expect(await toss.retrieve(known, signal)).toEqual(standing);
    });
  });

  describe('paying back', () => {
    const CANCELED = { ...PAYMENT, status: 'CANCELED', balanceAmount: 0, cancels: [CANCEL] };

    it('cancels all of it under the key of the refund, with its mark', async () => {
      answers = [json(CANCELED)];
      expect(await toss.refund(refund, signal)).toEqual({ outcome: 'REFUNDED', reference: CANCEL.transactionKey });
      expect(received).toMatchObject([
        {
          method: 'POST',
          path: `/v1/payments/${KEY}/cancel`,
          headers: { 'idempotency-key': refund.key },
          body: { cancelReason: 'HD-R5-abcdefghij CANCELLED', cancelAmount: 40_000 },
        },
      ]);
      expect(received[0]?.body).not.toHaveProperty('refundReceiveAccount');
    });

    it('names the account that a deposit goes back to', async () => {
      answers = [json(CANCELED)];
      const account = { bank: '88', accountNumber: '110-123-456789', holderName: '김토스' };
      await toss.refund({ ...refund, account }, signal);
      expect(received[0]?.body).toMatchObject({ refundReceiveAccount: { ...account, accountNumber: '110123456789' } });
    });

    it('finds the cancel by its amount when the reason does not come back', async () => {
      const other = { ...CANCEL, transactionKey: 'T0', cancelAmount: 1_000, cancelReason: null };
      answers = [json({ ...CANCELED, cancels: [other, { ...CANCEL, cancelReason: null }] })];
      expect(await toss.refund(refund, signal)).toEqual({ outcome: 'REFUNDED', reference: CANCEL.transactionKey });
    });

    it.each([
      ['no cancel', { cancels: [] }],
      ['a cancel of another amount', { cancels: [{ ...CANCEL, cancelAmount: 39_000 }] }],
      ['a cancel of another refund', { cancels: [{ ...CANCEL, cancelReason: 'HD-R6-klmnopqrst CANCELLED' }] }],
      ['a cancel that is not made yet', { cancels: [{ ...CANCEL, cancelStatus: 'IN_PROGRESS' }] }],
      ['a payment of another order', { orderId: 'another' }],
    ])('does not know what became of it after an answer with %s', async (_, change) => {
      answers = [json({ ...CANCELED, ...change })];
      expect(await toss.refund(refund, signal)).toMatchObject({ outcome: 'UNKNOWN' });
    });

    it('pays back a part only where parts can be paid back', async () => {
      const part = { ...refund, refundAmount: 1_000 };
      answers = [json({ ...PAYMENT, isPartialCancelable: false })];
      expect(await toss.refund(part, signal)).toEqual({ outcome: 'REFUSED', code: 'NOT_ALLOWED_PARTIAL_REFUND' });
      expect(received.map(({ method }) => method)).toEqual(['GET']);
      answers = [json(PAYMENT), json({ ...CANCELED, cancels: [{ ...CANCEL, cancelAmount: 1_000 }] })];
      expect(await toss.refund(part, signal)).toMatchObject({ outcome: 'REFUNDED' });
    });

    it('finds the key of a payment that has none here', async () => {
      answers = [json(PAYMENT), json(CANCELED)];
      expect(await toss.refund({ ...refund, providerKey: null }, signal)).toMatchObject({ outcome: 'REFUNDED' });
      expect(received.map(({ path }) => path)).toEqual([`/v1/payments/orders/${ORDER}`, `/v1/payments/${KEY}/cancel`]);
    });

    it.each([400, 403, 500].flatMap((status) => CANCEL_CODES.map((row) => [status, ...row] as const)))(
      'takes HTTP %i %s for %s',
      async (status, code, outcome) => {
        answers = [json({ code, message: '' }, status)];
        const isOurFault = outcome === 'UNKNOWN, our fault';
        expect(await toss.refund(refund, signal)).toEqual({
          ...{ outcome: outcome === 'REFUSED' ? 'REFUSED' : 'UNKNOWN', code },
          ...(isOurFault && { isOurFault }),
        });
      },
    );
  });

  describe('ending an attempt', () => {
    it('only looks at a page that no one has finished', async () => {
      answers = [json({ ...PAYMENT, status: 'IN_PROGRESS' })];
      expect(await toss.close(known, signal)).toEqual({ outcome: 'UNFINISHED' });
      expect(received.map(({ method }) => method)).toEqual(['GET']);
    });

    it('says that it was captured before, and cancels nothing', async () => {
      expect(await toss.close(known, signal)).toEqual(captured);
      expect(received.map(({ method }) => method)).toEqual(['GET']);
    });

    it('closes an account that waits for money', async () => {
      answers = [json(AWAITED), json({ ...AWAITED, status: 'CANCELED', cancels: [CANCEL] })];
      expect(await toss.close(known, signal)).toEqual({ outcome: 'ABSENT' });
      expect(received[1]).toMatchObject({
        method: 'POST',
        path: `/v1/payments/${KEY}/cancel`,
        headers: { 'idempotency-key': `hd:close:${ORDER}` },
      });
      expect(received[1]?.body).not.toHaveProperty('cancelAmount');
    });

    it('does not know whether an account was closed after an error', async () => {
      answers = [json(AWAITED), json({ code: 'INVALID_REFUND_ACCOUNT_INFO' }, 400)];
      expect(await toss.close(known, signal)).toMatchObject({ outcome: 'UNKNOWN' });
    });
  });

  describe('the list of a day', () => {
    const [from, until] = [new Date('2026-11-29T15:00:00Z'), new Date('2026-11-30T15:00:00Z')];
    const entry = (key: string, change: object = {}): object => ({
      ...{
        mId: 'tosspayments',
        transactionKey: key,
        paymentKey: KEY,
        orderId: ORDER,
        method: '카드',
        customerKey: null,
      },
      ...{ useEscrow: false, amount: 40_000, status: 'DONE', currency: 'KRW' },
      ...{ transactionAt: '2026-11-30T12:01:07+09:00', ...change },
    });
    const list = () => toss.list(from, until, signal);

    it('has what was captured and cancelled in it, and nothing else', async () => {
      answers = [
        json([
          entry('T1'),
          entry('T2', { status: 'CANCELED', amount: -40_000 }),
          entry('T3', { status: 'PARTIAL_CANCELED', amount: 1_000 }),
          entry('T4', { status: 'WAITING_FOR_DEPOSIT' }),
          entry('T5', { transactionAt: '2026-11-30T00:00:00' }),
          entry('T6', { transactionAt: '2026-11-29T23:59:59+09:00' }),
          entry('T7', { transactionAt: '2026-12-01T00:00:00+09:00' }),
        ]),
      ];
      const listed = await list();
      const names = { providerOrderId: ORDER, providerKey: KEY, currency: 'KRW', amount: 40_000 };
      expect(listed.slice(0, 2)).toEqual([
        { ...names, kind: 'CAPTURE', reference: 'T1', at: new Date('2026-11-30T03:01:07Z') },
        { ...names, kind: 'CANCEL', reference: 'T2', at: new Date('2026-11-30T03:01:07Z') },
      ]);
      expect(listed.map(({ reference, amount }) => [reference, amount])).toEqual([
        ['T1', 40_000],
        ['T2', 40_000],
        ['T3', 1_000],
        ['T5', 40_000],
      ]);
      expect(received.map(({ path }) => path)).toEqual([
        '/v1/transactions?startDate=2026-11-30T00%3A00%3A00&endDate=2026-12-01T00%3A00%3A00&limit=500',
      ]);
    });

    it('is read page by page to its end, each entry once', async () => {
      const page = (first: number, count: number) =>
        json(Array.from({ length: count }, (_, index) => entry(`T${first + index}`)) as never);
      answers = [page(0, 500), page(499, 500), page(999, 3)];
      expect(await list()).toHaveLength(1_002);
      expect(received.map(({ path }) => new URLSearchParams(path).get('startingAfter'))).toEqual([
        null,
        'T499',
        'T998',
      ]);
    });

    it.each([
      ['an error', [json({ code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' }, 500)]],
      ['an entry without an amount', [json([entry('T1', { amount: null })] as never)]],
      ['a page that comes again', [json(Array.from({ length: 500 }, (_, index) => entry(`T${index}`)) as never)]],
    ])('could not be read after %s', async (_, given) => {
      answers = given;
      await expect(list()).rejects.toThrow(Error);
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
      expect(received).toEqual([]);
    });
  });

  it('is not called while it refuses the key of the shop, or cannot be reached', async () => {
    answers = [json({ code: 'UNAUTHORIZED_KEY' }, 401)];
    toss.assertAvailable();
    for (let call = 0; call < 3; call++) await toss.confirm(intent, signal);
    expect(() => toss.assertAvailable()).toThrow(Unavailable);
    toss.disconnect();
    toss = provider({ TOSS_API: 'http://127.0.0.1:9' });
    for (let call = 0; call < 5; call++) await expect(toss.confirm(intent, signal)).rejects.toThrow(HttpRequestFailed);
    expect(() => toss.assertAvailable()).toThrow(Unavailable);
  });

  it('is called while it refuses what a buyer may have brought about', async () => {
    answers = [json({ code: 'INVALID_REQUEST' }, 400)];
    for (let call = 0; call < 10; call++) await toss.confirm(intent, signal);
    toss.assertAvailable();
  });

  it('has minimum amounts', () => {
    expect((['CARD', 'TRANSFER', 'MOBILE_PHONE'] as const).map((method) => toss.minimumOf(method))).toEqual([
      100, 200, 0,
    ]);
  });
});

describe('the configuration of Toss Payments', () => {
  it('is complete only with its key', () => {
    expect(() => configOf({ TOSS_SECRET_KEY: '' })).toThrow('TOSS_SECRET_KEY: is not set');
    configOf({ TOSS_SECRET_KEY: '', PAYMENT_PROVIDERS: 'points' });
  });

  it.each([
    ['TOSS_API', 'ftp://toss'],
    ['TOSS_SECRET_KEY', 'a:b'],
    ['TOSS_SECRET_KEY', 'test_sk_ abc'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => configOf({ [name]: value })).toThrow(name);
  });
});

function configOf(variables: Record<string, string>): Config {
  const platform = { DB_HOST: '-', DB_USERNAME: '-', SECRET_KEY: '-'.repeat(32), REDIS_HOST: '-' };
  const payment = { PAYMENT_PROVIDERS: 'toss', TOSS_SECRET_KEY: 'test_sk_abc' };
  return Config.from({ ...platform, ...payment, ...variables }, [OrderConfig, PaymentConfig, TossConfig]);
}

function json(body: object, status = 200): (response: ServerResponse) => void {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
