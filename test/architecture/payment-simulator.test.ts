import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { openSimulator, SIMULATOR_KEY } from '../support/payment-simulator';

const SHOP = 'http://localhost:8080/orders/7/payment';
const WEEK_MS = 7 * 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'hotdeal-pg-'));
const file = join(folder, 'books.jsonl');
let simulator: PaymentSimulator;
let orders = 0;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever JSON the simulator sends
type Body = any;

interface Reply {
  status: number;
  body: Body;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${simulator.address}${path}`, {
    method,
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const AUTHORIZATION = `Basic ${Buffer.from(`${SIMULATOR_KEY}:`).toString('base64')}`;
const OPENING = { method: 'CARD', amount: 10_000, orderName: '램프', successUrl: SHOP, failUrl: SHOP };
const post = (path: string, body: unknown, key?: string): Promise<Reply> =>
  call('POST', path, body, key === undefined ? {} : { 'idempotency-key': key });
const open = (more: object = {}, key?: string): Promise<Reply> =>
  post('/v1/payments', { ...OPENING, orderId: `order-${++orders}`, ...more }, key);
const request = ({ body }: Reply) => ({ paymentKey: body.paymentKey, orderId: body.orderId, amount: body.totalAmount });
const confirm = (payment: Reply, more: object = {}, key?: string): Promise<Reply> =>
  post('/v1/payments/confirm', { ...request(payment), ...more }, key);
const cancel = ({ body }: Reply, more: object = {}, key?: string): Promise<Reply> =>
  post(`/v1/payments/${body.paymentKey}/cancel`, { cancelReason: 'HD-R1 CANCELLED', ...more }, key);
async function agreed(more: object = {}): Promise<Reply> {
  const payment = await open(more);
  await simulator.play('pay', payment.body.paymentKey);
  return payment;
}
async function paid(more: object = {}): Promise<Reply> {
  return confirm(await agreed(more));
}
const seen = ({ status, body }: Reply): unknown[] => [status, body.code ?? body.status];

beforeAll(async () => (simulator = await openSimulator()));
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

describe('a payment by card', () => {
  it('is requested, agreed to on the page, confirmed, and found by its key and by its order', async () => {
    const payment = await open();
    expect(payment.body).toMatchObject({ status: 'READY', totalAmount: 10_000, approvedAt: null });
    expect(payment.body.checkout.url).toBe(`${simulator.address}/checkout/${payment.body.paymentKey}`);
    const visit = await simulator.play('pay', payment.body.orderId);
    const { paymentKey, orderId } = payment.body;
    expect(visit).toEqual({
      redirectUrl: `${SHOP}?paymentType=NORMAL&orderId=${orderId}&paymentKey=${paymentKey}&amount=10000`,
    });
    expect(seen(await call('GET', `/v1/payments/${paymentKey}`))).toEqual([200, 'IN_PROGRESS']);
    expect(seen(await confirm(payment))).toEqual([200, 'DONE']);
    expect(seen(await call('GET', `/v1/payments/orders/${orderId}`))).toEqual([200, 'DONE']);
    expect(simulator.view(orderId).totals).toEqual({ captured: 10_000, bounced: 0, cancelled: 0, kept: 10_000 });
  });

  it('is not confirmed before the buyer has agreed, with another amount, for another order, or twice', async () => {
    const payment = await open();
    expect(seen(await confirm(payment))).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION']);
    await simulator.play('pay', payment.body.orderId);
    expect(seen(await confirm(payment, { amount: 9_999 }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await confirm(payment, { orderId: 'another-order' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await confirm(payment))).toEqual([200, 'DONE']);
    expect(seen(await confirm(payment))).toEqual([400, 'ALREADY_PROCESSED_PAYMENT']);
    expect(simulator.view(payment.body.orderId).totals.captured).toBe(10_000);
  });

  it('ends when its card is refused; a refusal on the page, and leaving it, can be followed by another try', async () => {
    const payment = await open();
    for (const [action, code] of [
      ['fail', 'REJECT_CARD_COMPANY'],
      ['leave', 'PAY_PROCESS_CANCELED'],
    ] as const) {
      const visit = await simulator.play(action, payment.body.orderId);
      expect(visit).toEqual({ redirectUrl: expect.stringContaining(`?code=${code}&message=`) });
    }
    await simulator.play('decline', payment.body.orderId);
    expect(seen(await confirm(payment))).toEqual([403, 'REJECT_CARD_PAYMENT']);
    const { body } = await call('GET', `/v1/payments/${payment.body.paymentKey}`);
    expect(body).toMatchObject({ status: 'ABORTED', failure: { code: 'REJECT_CARD_PAYMENT' } });
    expect(await simulator.play('pay', payment.body.orderId)).toEqual({ refused: 'ABORTED' });
  });

  it('expires after 30 minutes on the page, and 10 minutes after the buyer has agreed', async () => {
    const [unseen, late, inTime] = [await open(), await agreed(), await open()];
    await simulator.moveClock(10 * 60_000 + 1);
    expect(seen(await confirm(late))).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION']);
    await simulator.play('pay', inTime.body.orderId);
    expect(seen(await confirm(inTime))).toEqual([200, 'DONE']);
    await simulator.moveClock(20 * 60_000);
    expect(seen(await call('GET', `/v1/payments/${unseen.body.paymentKey}`))).toEqual([200, 'EXPIRED']);
  });

  it('is not opened below the least amount, or for an order that is paid', async () => {
    expect(seen(await open({ amount: 99 }))).toEqual([400, 'BELOW_MINIMUM_AMOUNT']);
    expect(seen(await open({ method: 'TRANSFER', amount: 199 }))).toEqual([400, 'BELOW_MINIMUM_AMOUNT']);
    const { body } = await paid();
    expect(seen(await open({ orderId: body.orderId }))).toEqual([400, 'DUPLICATED_ORDER_ID']);
  });
});

describe('a cancel', () => {
  it('pays back a part, and then the rest, and never more', async () => {
    const payment = await paid();
    const part = await cancel(payment, { cancelAmount: 3_000 });
    expect(part.body).toMatchObject({ status: 'PARTIAL_CANCELED', balanceAmount: 7_000 });
    expect(part.body.cancels).toMatchObject([
      { cancelReason: 'HD-R1 CANCELLED', cancelAmount: 3_000, cancelStatus: 'DONE' },
    ]);
    await simulator.moveClock(1_000);
    expect(seen(await cancel(payment, { cancelAmount: 7_001 }))).toEqual([403, 'NOT_CANCELABLE_AMOUNT']);
    expect(seen(await cancel(payment))).toEqual([200, 'CANCELED']);
    expect(seen(await cancel(payment))).toEqual([400, 'ALREADY_CANCELED_PAYMENT']);
    expect(simulator.view(payment.body.orderId).totals).toEqual({
      captured: 10_000,
      bounced: 0,
      cancelled: 10_000,
      kept: 0,
    });
  });

  it('is not handled within a second of another one of the same payment', async () => {
    const payment = await paid();
    await cancel(payment, { cancelAmount: 3_000 });
    expect(seen(await cancel(payment, { cancelAmount: 2_000 }))).toEqual([403, 'FORBIDDEN_CONSECUTIVE_REQUEST']);
    expect(simulator.view(payment.body.orderId).totals.cancelled).toBe(3_000);
  });

  it('is refused before anything was paid', async () => {
    expect(seen(await cancel(await open()))).toEqual([403, 'NOT_CANCELABLE_PAYMENT']);
  });
});

describe('a virtual account', () => {
  const refundReceiveAccount = { bank: '20', accountNumber: '1234567890', holderName: '김하나' };

  it('waits for its deposit, and is paid back to an account of the buyer', async () => {
    const payment = await paid({ method: 'VIRTUAL_ACCOUNT' });
    expect(payment.body).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      approvedAt: null,
      secret: expect.stringMatching(/^ps_/),
    });
    expect(payment.body.virtualAccount).toMatchObject({ bankCode: '20', expired: false });
    expect(simulator.view(payment.body.orderId).totals.captured).toBe(0);
    await simulator.play('deposit', payment.body.orderId);
    expect(seen(await call('GET', `/v1/payments/${payment.body.paymentKey}`))).toEqual([200, 'DONE']);
    expect(seen(await cancel(payment))).toEqual([400, 'INVALID_REFUND_ACCOUNT_INFO']);
    expect(seen(await cancel(payment, { refundReceiveAccount: { ...refundReceiveAccount, bank: '99' } }))).toEqual([
      400,
      'INVALID_BANK',
    ]);
    expect(seen(await cancel(payment, { refundReceiveAccount }))).toEqual([200, 'CANCELED']);
  });

  it('waits again when its deposit bounces', async () => {
    const { body } = await paid({ method: 'VIRTUAL_ACCOUNT' });
    await simulator.play('deposit', body.orderId);
    await simulator.play('bounce', body.orderId);
    expect(seen(await call('GET', `/v1/payments/${body.paymentKey}`))).toEqual([200, 'WAITING_FOR_DEPOSIT']);
    expect(simulator.view(body.orderId).totals).toEqual({ captured: 10_000, bounced: 10_000, cancelled: 0, kept: 0 });
  });

  it('is closed without money, as a whole only', async () => {
    const payment = await paid({ method: 'VIRTUAL_ACCOUNT' });
    expect(seen(await cancel(payment, { cancelAmount: 1 }))).toEqual([
      403,
      'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
    ]);
    expect(seen(await cancel(payment))).toEqual([200, 'CANCELED']);
    expect(simulator.view(payment.body.orderId).totals).toEqual({ captured: 0, bounced: 0, cancelled: 0, kept: 0 });
    await expect(simulator.play('deposit', payment.body.orderId)).rejects.toThrow('NOT_AVAILABLE_PAYMENT');
  });

  it('takes no money after its time', async () => {
    const { body } = await paid({ method: 'VIRTUAL_ACCOUNT', validHours: 1 });
    await simulator.moveClock(3_600_001);
    await expect(simulator.play('deposit', body.orderId)).rejects.toThrow('The account has expired.');
    const { body: after } = await call('GET', `/v1/payments/${body.paymentKey}`);
    expect(after).toMatchObject({ status: 'WAITING_FOR_DEPOSIT', virtualAccount: { expired: true } });
  });
});

describe('an idempotency key', () => {
  it('gets its first answer again, also with another body, and an error too', async () => {
    const payment = await agreed();
    const first = await confirm(payment, { amount: 1 }, 'key-of-an-error');
    expect(seen(first)).toEqual([400, 'INVALID_REQUEST']);
    expect(await confirm(payment, {}, 'key-of-an-error')).toEqual(first);
    const second = await confirm(payment, {}, 'key-of-a-capture');
    expect(seen(second)).toEqual([200, 'DONE']);
    expect(await confirm(payment, { amount: 1 }, 'key-of-a-capture')).toEqual(second);
  });

  it('is of one address, and of one API key', async () => {
    const payment = await open({}, 'shared');
    await simulator.play('pay', payment.body.paymentKey);
    expect(seen(await confirm(payment, {}, 'shared'))).toEqual([200, 'DONE']);
    const other = `Basic ${Buffer.from('test_sk_another:').toString('base64')}`;
    const headers = { 'idempotency-key': 'shared', authorization: other };
    expect(seen(await call('POST', '/v1/payments/confirm', request(payment), headers))).toEqual([
      404,
      'NOT_FOUND_PAYMENT',
    ]);
  });

  it('is forgotten after 15 days', async () => {
    const payment = await paid();
    const first = await cancel(payment, { cancelAmount: 1_000 }, 'old');
    await simulator.moveClock(2 * WEEK_MS);
    expect(await cancel(payment, { cancelAmount: 1_000 }, 'old')).toEqual(first);
    await simulator.moveClock(86_400_001);
    await cancel(payment, { cancelAmount: 1_000 }, 'old');
    expect(simulator.view(payment.body.orderId).totals.cancelled).toBe(2_000);
  });

  it('is told to wait while its first call runs', async () => {
    const payment = await agreed();
    simulator.say({ route: 'confirm', delayMs: 300 });
    const first = confirm(payment, {}, 'slow');
    let second = await confirm(payment, {}, 'slow-too').then(() => confirm(payment, {}, 'slow'));
    expect(seen(second)).toEqual([409, 'IDEMPOTENT_REQUEST_PROCESSING']);
    const { status, body } = await first;
    second = await confirm(payment, {}, 'slow');
    expect(second).toEqual({ status, body });
  });

  it('is refused with more than 300 characters', async () => {
    expect(seen(await open({}, 'k'.repeat(301)))).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
    expect(seen(await open({}, 'k'.repeat(300)))).toEqual([200, 'READY']);
  });
});

describe('bad input', () => {
  it.each([
    ['no key', { authorization: '' }, 401, 'UNAUTHORIZED_KEY'],
    [
      'a key of the live service',
      { authorization: `Basic ${Buffer.from('live_sk_x:').toString('base64')}` },
      401,
      'UNAUTHORIZED_KEY',
    ],
    [
      'a key without its colon',
      { authorization: `Basic ${Buffer.from('test_sk_x').toString('base64')}` },
      400,
      'INCORRECT_BASIC_AUTH_FORMAT',
    ],
    ['another scheme', { authorization: 'Bearer test_sk_x' }, 400, 'INCORRECT_BASIC_AUTH_FORMAT'],
  ])('%s', async (_, headers, status, code) => {
    expect(seen(await call('GET', '/v1/payments/x', undefined, headers))).toEqual([status, code]);
  });

  it.each([
    ['{', 'The body is not JSON.'],
    ['[]', 'A JSON object is expected.'],
    ['null', 'A JSON object is expected.'],
    ['{}', 'method must be one of CARD, TRANSFER, VIRTUAL_ACCOUNT, MOBILE_PHONE.'],
    ['{"method":"CARD","orderId":"a b c d e f"}', 'orderId must be 6 to 64 letters, digits, - or _.'],
    ['{"method":"CARD","orderId":"abcdef","amount":1.5}', 'amount must be a whole number above 0.'],
    [
      '{"method":"CARD","orderId":"abcdef","amount":100,"orderName":"x","successUrl":"javascript:1"}',
      'successUrl must be an http(s) address.',
    ],
  ])('%s', async (body, message) => {
    expect(await post('/v1/payments', body)).toEqual({ status: 400, body: { code: 'INVALID_REQUEST', message } });
  });

  it('is refused at addresses that do not exist, or cannot be read', async () => {
    expect(seen(await call('GET', '/v1/refunds'))).toEqual([404, 'NOT_FOUND']);
    expect(seen(await call('GET', '/v1/payments/%E0%A4%A'))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await call('POST', '/v1/payments', 'x'.repeat(1_000_001)))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(seen(await call('GET', '/v1/payments/nothing'))).toEqual([404, 'NOT_FOUND_PAYMENT']);
    expect(seen(await call('GET', '/v1/payments/orders/nothing'))).toEqual([404, 'NOT_FOUND_PAYMENT']);
  });
});

describe('the list of transactions', () => {
  it('has each approval and cancel of its time, in pages', async () => {
    await simulator.moveClock(WEEK_MS);
    const from = new Date(Date.parse(simulator.view().now) + 9 * 3_600_000).toISOString().slice(0, 19);
    const payment = await paid();
    await cancel(payment, { cancelAmount: 4_000 });
    await paid({ method: 'VIRTUAL_ACCOUNT' });
    const other = await paid();
    const list = (more = ''): Promise<Reply> =>
      call('GET', `/v1/transactions?startDate=${from}&endDate=2099-01-01T00:00:00${more}`);
    const { body } = await list();
    expect(body.map(({ orderId, amount }: Body) => [orderId, amount])).toEqual([
      [payment.body.orderId, 10_000],
      [payment.body.orderId, -4_000],
      [other.body.orderId, 10_000],
    ]);
    const { body: page } = await list('&limit=1');
    expect((await list(`&limit=1&startingAfter=${page[0].transactionKey}`)).body).toEqual([body[1]]);
    expect(seen(await list('&startingAfter=unknown'))).toEqual([400, 'INVALID_TRANSACTION_KEY']);
    expect(seen(await call('GET', '/v1/transactions?startDate=yesterday&endDate=2099-01-01'))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });
});

describe('a behaviour that was asked for', () => {
  const lost = (reply: Promise<Reply>): Promise<string> => reply.then(JSON.stringify, () => 'no answer');
  const confirmOnce = (payment: Reply, key: string): Promise<Reply> => confirm(payment, {}, key);
  const capturedOf = ({ body }: Reply): number => simulator.view(body.orderId).totals.captured;
  afterEach(() => simulator.forget());

  it('cuts the connection before or after the work, and is done once', async () => {
    for (const [cut, captured] of [
      ['before', 0],
      ['after', 10_000],
    ] as const) {
      const payment = await agreed();
      simulator.say({ route: 'confirm', cut });
      expect([await lost(confirmOnce(payment, `cut ${cut}`)), capturedOf(payment)]).toEqual(['no answer', captured]);
      expect(seen(await confirmOnce(payment, `cut ${cut}`))).toEqual([200, 'DONE']);
      expect(capturedOf(payment)).toBe(10_000);
    }
  });

  it('never answers, before or after the work, and lets other calls through', async () => {
    for (const [silence, captured] of [
      ['before', 0],
      ['after', 10_000],
    ] as const) {
      const payment = await agreed();
      simulator.say({ route: 'confirm', silence });
      const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
      const body = JSON.stringify({ ...request(payment), amount: 10_000 });
      const limit = AbortSignal.timeout(200);
      const call = fetch(`${simulator.address}/v1/payments/confirm`, { method: 'POST', headers, body, signal: limit });
      await expect(call).rejects.toThrow();
      expect(capturedOf(payment)).toBe(captured);
    }
    expect(simulator.calls.at(-1)).toEqual({ route: 'confirm', orderId: expect.any(String), key: undefined });
  });

  it('answers with an error: a refusal ends the payment, and others do so only if they are told to work', async () => {
    const [refused, unsure, worked] = [await agreed(), await agreed(), await agreed()];
    simulator.say({ route: 'confirm', error: 'EXCEED_MAX_AMOUNT', orderId: refused.body.orderId });
    simulator.say({ route: 'confirm', error: 'PROVIDER_ERROR', orderId: unsure.body.orderId });
    simulator.say({ route: 'confirm', error: 'UNKNOWN_PAYMENT_ERROR', work: true, orderId: worked.body.orderId });
    expect(seen(await confirmOnce(refused, 'refused'))).toEqual([400, 'EXCEED_MAX_AMOUNT']);
    expect(seen(await confirmOnce(unsure, 'unsure'))).toEqual([400, 'PROVIDER_ERROR']);
    expect(seen(await confirmOnce(worked, 'worked'))).toEqual([500, 'UNKNOWN_PAYMENT_ERROR']);
    const statuses = [refused, unsure, worked].map(({ body }) => simulator.view(body.orderId).payments[0]?.status);
    expect(statuses).toEqual(['ABORTED', 'IN_PROGRESS', 'DONE']);
    expect(seen(await confirmOnce(unsure, 'unsure'))).toEqual([400, 'PROVIDER_ERROR']);
    expect(seen(await confirmOnce(unsure, 'unsure#2'))).toEqual([200, 'DONE']);
  });

  it('answers with the code of the test header', async () => {
    const header = { 'TossPayments-Test-Code': 'NOT_CANCELABLE_PAYMENT' };
    const { body } = await paid();
    const refused = await call('POST', `/v1/payments/${body.paymentKey}/cancel`, { cancelReason: 'x' }, header);
    expect(seen(refused)).toEqual([403, 'NOT_CANCELABLE_PAYMENT']);
    expect(simulator.view(body.orderId).totals.cancelled).toBe(0);
  });

  it('takes another amount', async () => {
    const payment = await agreed();
    simulator.say({ route: 'confirm', amount: 9_000 });
    expect((await confirm(payment)).body).toMatchObject({ status: 'DONE', totalAmount: 9_000, balanceAmount: 9_000 });
    expect(capturedOf(payment)).toBe(9_000);
  });

  it('is done with a share of the calls, the same for the same seed', async () => {
    const shareOf = async (seed: number): Promise<string> => {
      const other = await openSimulator({ seed });
      other.say({ route: 'open', error: 'PROVIDER_ERROR', share: 0.2 });
      const body = JSON.stringify({ ...OPENING, orderId: 'the-same-order' });
      const headers = { authorization: AUTHORIZATION };
      let outcomes = '';
      for (let count = 0; count < 50; count++) {
        outcomes += (await fetch(`${other.address}/v1/payments`, { method: 'POST', headers, body })).ok ? '.' : 'x';
      }
      await other.close();
      return outcomes;
    };
    const first = await shareOf(7);
    expect([await shareOf(7), (await shareOf(8)) === first]).toEqual([first, false]);
    expect(first.split('x').length - 1).toBeGreaterThan(3);
    expect(first.split('x').length - 1).toBeLessThan(20);
  });

  it('is asked for over HTTP by JSON only, and a wrong one is refused', async () => {
    expect(seen(await post('/__say', { route: 'confirm', error: 'PROVIDER_ERROR', times: null }))).toEqual([
      200,
      undefined,
    ]);
    expect(seen(await confirm(await agreed()))).toEqual([400, 'PROVIDER_ERROR']);
    expect(seen(await confirm(await agreed()))).toEqual([400, 'PROVIDER_ERROR']);
    expect(seen(await call('DELETE', '/__say'))).toEqual([200, undefined]);
    expect(seen(await confirm(await agreed()))).toEqual([200, 'DONE']);
    for (const wrong of [{ rout: 'confirm' }, { route: 'confirms' }, { share: 2 }, { times: 0 }, { cut: true }, []]) {
      expect(seen(await post('/__say', wrong))).toEqual([400, 'INVALID_REQUEST']);
    }
    expect(seen(await call('POST', '/__say', {}, { 'content-type': 'text/plain' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await post('/__clock', { moveMs: -1 }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await post('/__webhook', { url: 'file:///x' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await post('/__play', { action: 'steal', orderId: 'x' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(seen(await post('/__play', { action: 'pay', orderId: 'x' }))).toEqual([404, 'NOT_FOUND_PAYMENT']);
    expect(seen(await post('/__nothing', {}))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('webhooks', () => {
  interface Arrived {
    headers: IncomingHttpHeaders;
    body: Body;
  }
  const arrived: Arrived[] = [];
  let statusOf = (_: Arrived): number => 200;
  const shop = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += String(part)));
    request.on('end', () => {
      const one = { headers: request.headers, body: JSON.parse(text) };
      // The clock has ended payments of other tests.
      if (one.body.data?.status === 'EXPIRED') return void response.end();
      arrived.push(one);
      response.writeHead(statusOf(one)).end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready));
    simulator.webhookUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`;
  });
  beforeEach(() => (arrived.length = 0));
  afterEach(() => {
    simulator.forget();
    statusOf = () => 200;
  });
  afterAll(() => {
    simulator.webhookUrl = null;
    shop.closeAllConnections();
    shop.close();
  });
  const statuses = (): string[] => arrived.map(({ body }) => body.data?.status ?? body.status);
  const until = async (count: number): Promise<void> => {
    while (arrived.length < count) await new Promise((turn) => setImmediate(turn));
  };

  it('report what has become of a payment, with the headers of Toss Payments', async () => {
    const payment = await paid();
    await until(1);
    expect(arrived[0]?.body).toMatchObject({
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt: expect.stringMatching(/\+09:00$/),
      data: { orderId: payment.body.orderId, paymentKey: payment.body.paymentKey, status: 'DONE' },
    });
    expect(arrived[0]?.headers).toMatchObject({
      'tosspayments-webhook-transmission-id': expect.any(String),
      'tosspayments-webhook-transmission-time': expect.any(String),
      'tosspayments-webhook-transmission-retried-count': '0',
    });
  });

  it('report a deposit by its secret as well, and one that bounced', async () => {
    const { body } = await paid({ method: 'VIRTUAL_ACCOUNT' });
    await simulator.play('deposit', body.orderId);
    await until(2);
    const deposit = arrived.find(({ body: { eventType } }) => eventType === undefined)?.body;
    expect(deposit).toEqual({
      createdAt: expect.any(String),
      secret: body.secret,
      status: 'DONE',
      transactionKey: expect.any(String),
      orderId: body.orderId,
    });
    await simulator.play('bounce', body.orderId);
    await until(3);
    expect(arrived[2]?.body).toMatchObject({ status: 'WAITING_FOR_DEPOSIT', secret: body.secret });
  });

  it('are repeated after 1, 4, 16 … seconds until they are answered 200, seven times at most', async () => {
    statusOf = () => 204;
    const { body } = await paid();
    const attempted = async (times: number): Promise<void> => {
      while (simulator.view(body.orderId).webhooks[0]?.attempts !== times)
        await new Promise((turn) => setImmediate(turn));
    };
    for (const [index, seconds] of [1, 4, 16, 64, 256, 1_024, 4_096].entries()) {
      await attempted(index + 1);
      await simulator.moveClock(seconds * 1_000 - 500);
      expect(arrived.length).toBe(index + 1);
      await simulator.moveClock(500);
    }
    await attempted(8);
    await simulator.moveClock(WEEK_MS);
    const counts = arrived.map(({ headers }) => headers['tosspayments-webhook-transmission-retried-count']);
    expect(counts).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(simulator.view(body.orderId).webhooks).toMatchObject([{ attempts: 8, delivered: false }]);
  });

  it('arrive before the answer, twice, not at all, or say what is not true, where that is asked for', async () => {
    simulator.say({ route: 'webhook', webhook: 'first' });
    const payment = await agreed();
    let wasFirst = false;
    await confirm(payment).then(() => (wasFirst = arrived.length === 1));
    simulator.say({ route: 'webhook', webhook: 'twice' });
    await paid();
    await until(3);
    simulator.say({ route: 'webhook', webhook: 'dropped' });
    await paid();
    simulator.say({ route: 'webhook', webhook: 'forged' });
    await paid();
    await until(4);
    expect([wasFirst, statuses()]).toEqual([true, ['DONE', 'DONE', 'DONE', 'CANCELED']]);
  });
});

describe('the page of a payment', () => {
  const page = async (path: string, language = 'ko', action?: string): Promise<[number, string, string | null]> => {
    const response = await fetch(`${simulator.address}${path}`, {
      method: action === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { 'accept-language': language },
      ...(action !== undefined && { body: new URLSearchParams({ action }) }),
    });
    return [response.status, await response.text(), response.headers.get('location')];
  };
  const pathOf = ({ body }: Reply): string => `/checkout/${body.paymentKey}`;

  it('says in both languages that no money moves, needs no script, and shows what the shop says as text', async () => {
    const path = pathOf(await open({ orderName: '<b>램프</b>' }));
    const [status, korean] = await page(path, 'ko-KR,en;q=0.5');
    expect([status, korean.includes('10,000원 결제하기'), korean.includes('실제 돈은 움직이지 않아요')]).toEqual([
      200,
      true,
      true,
    ]);
    const [, english] = await page(path, 'de, en;q=0.9, ko;q=0.2');
    expect([english.includes('Pay ₩10,000'), english.includes('No money moves')]).toEqual([true, true]);
    expect([english.includes('<script'), english.includes('<b>'), english.includes('&lt;b&gt;')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('leads back to the shop: paid, refused or left', async () => {
    const payment = await open();
    const [, , left] = await page(pathOf(payment), 'ko', 'leave');
    expect(left).toContain(`${SHOP}?code=PAY_PROCESS_CANCELED&message=`);
    const [status, , location] = await page(pathOf(payment), 'ko', 'pay');
    expect([status, location]).toEqual([303, expect.stringContaining(`${SHOP}?paymentType=NORMAL&orderId=`)]);
    await confirm(payment);
    expect(await page(pathOf(payment), 'ko', 'pay')).toEqual([303, '', pathOf(payment)]);
  });

  it('lets the buyer of a deposit play the transfer, and stays', async () => {
    const payment = await paid({ method: 'VIRTUAL_ACCOUNT', validHours: 1 });
    const [, waiting] = await page(pathOf(payment), 'en');
    expect(waiting).toContain(payment.body.virtualAccount.accountNumber);
    expect(await page(pathOf(payment), 'en', 'deposit')).toEqual([303, '', pathOf(payment)]);
    expect((await page(pathOf(payment), 'en'))[1]).toContain('<h1>Paid</h1>');
    const late = await paid({ method: 'VIRTUAL_ACCOUNT', validHours: 1 });
    await simulator.moveClock(3_600_001);
    const [status, text] = await page(pathOf(late), 'en', 'deposit');
    expect([status, text.includes('role="alert"')]).toEqual([409, true]);
  });

  it('is 404 without a payment, and changes nothing for an action that there is not', async () => {
    expect((await page('/checkout/nothing'))[0]).toBe(404);
    const payment = await open();
    expect(await page(pathOf(payment), 'ko', 'steal')).toEqual([303, '', pathOf(payment)]);
    expect(simulator.view(payment.body.orderId).payments[0]?.status).toBe('READY');
  });
});

describe('books in a file', () => {
  it('are the same after the simulator was opened again, without the part of a line at their end', async () => {
    const before = simulator;
    simulator = await openSimulator({ file });
    const payment = await paid();
    const first = await cancel(payment, { cancelAmount: 4_000 }, 'kept');
    await simulator.moveClock(5_000);
    await open();
    const { now: _, ...books } = simulator.view();
    await simulator.close();
    appendFileSync(file, '{"payments":[{"paymentKey":"torn');
    simulator = await openSimulator({ file });
    const { now, ...again } = simulator.view();
    expect(again).toEqual(books);
    expect(Date.parse(now)).toBeGreaterThan(Date.now() + 4_000);
    expect(await cancel(payment, { cancelAmount: 4_000 }, 'kept')).toEqual(first);
    await paid();
    await simulator.close();
    expect(readFileSync(file, 'utf8')).not.toContain('torn');
    simulator = before;
  });

  it('that are damaged in the middle are not opened', async () => {
    writeFileSync(file, '{"payments":[]}\nnonsense\n{"payments":[]}\n');
    await expect(openSimulator({ file })).rejects.toThrow(`Line 2 of ${file} is damaged.`);
  });

  it('are used by one process at a time', async () => {
    const pg = await PgProcess.start();
    await expect(openSimulator({ file: join(pg.folder, 'payment-simulator.jsonl') })).rejects.toThrow(
      /Process \d+ is using/,
    );
    await pg.kill();
    await (await openSimulator({ file: join(pg.folder, 'payment-simulator.jsonl') })).close();
  });

  it('have everything that was answered after a kill -9, and nothing twice', async () => {
    let pg = await PgProcess.start();
    const before = simulator;
    const answered = new Map<string, string>();
    const customer = async (nth: number): Promise<void> => {
      for (let turn = 0; ; turn++) {
        const payment = await open({ orderId: `killed-${nth}-${turn}` }, `open ${nth} ${turn}`);
        await post('/__play', { action: 'pay', orderId: payment.body.orderId });
        const confirmed = await confirm(payment, {}, `confirm ${nth} ${turn}`);
        answered.set(payment.body.paymentKey, confirmed.body.status);
      }
    };
    simulator = pg as unknown as PaymentSimulator;
    const customers = Array.from({ length: 8 }, (_, nth) => customer(nth).catch(() => undefined));
    while (answered.size < 40) await new Promise((turn) => setImmediate(turn));
    await pg.kill();
    await Promise.all(customers);
    pg = await PgProcess.start(pg.folder);
    simulator = pg as unknown as PaymentSimulator;
    const { body: books } = await call('GET', '/__books');
    const captures = new Map<string, number>(books.payments.map((one: Body) => [one.paymentKey, one.captures.length]));
    expect([...answered].filter(([key, status]) => status !== 'DONE' || captures.get(key) !== 1)).toEqual([]);
    expect([...captures.values()].every((count) => count <= 1)).toBe(true);
    expect(books.totals.kept).toBe([...captures.values()].reduce((sum, count) => sum + count * 10_000, 0));
    await pg.kill();
    simulator = before;
  });
});

/** `npm run pg` in a process of its own. */
class PgProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly folder: string,
    readonly address: string,
  ) {}

  static async start(home = mkdtempSync(join(folder, 'home-'))): Promise<PgProcess> {
    const child = spawn(process.execPath, ['tools/run.mjs', 'pg'], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, HOTDEAL_HOME: home, PG_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const part of child.stdout) {
      output += String(part);
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address !== undefined) return new PgProcess(child, home, address);
    }
    throw new Error(`It did not start: ${output}`);
  }

  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
