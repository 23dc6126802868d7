import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const authorization = `Basic ${Buffer.from(`${SIMULATOR_KEY}:`).toString('base64')}`;
  const response = await fetch(`${simulator.address}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const post = (path: string, body: unknown, key?: string): Promise<Reply> =>
  call('POST', path, body, key === undefined ? {} : { 'idempotency-key': key });
const open = (more: object = {}, key?: string): Promise<Reply> =>
  post(
    '/v1/payments',
    {
      method: 'CARD',
      amount: 10_000,
      orderId: `order-${++orders}`,
      orderName: '램프',
      successUrl: SHOP,
      failUrl: SHOP,
      ...more,
    },
    key,
  );
const confirm = ({ body }: Reply, more: object = {}, key?: string): Promise<Reply> =>
  post(
    '/v1/payments/confirm',
    { paymentKey: body.paymentKey, orderId: body.orderId, amount: body.totalAmount, ...more },
    key,
  );
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
    const { body } = payment;
    const request = { paymentKey: body.paymentKey, orderId: body.orderId, amount: 10_000 };
    expect(seen(await call('POST', '/v1/payments/confirm', request, headers))).toEqual([404, 'NOT_FOUND_PAYMENT']);
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
});
