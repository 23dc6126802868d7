import { Metrics } from '#platform/observability/metrics';
import { ResolvePayments } from '../../src/modules/payment/use-cases/resolve-payments';
import { WorkOffRefunds } from '../../src/modules/payment/use-cases/work-off-refunds';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { integrityViolations, untilHandled } from '../support/integrity';
import { openSimulator, SIMULATOR_KEY, variablesOf } from '../support/payment-simulator';
import { reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const PRICE = 10_000;

describe('a shop that is paid through Toss Payments', () => {
  let simulator: PaymentSimulator;
  let shop: Shop;
  let user = 0;
  beforeAll(async () => {
    simulator = await openSimulator({ cancelPauseMs: 0 });
    shop = await openShop({ variables: { ...variablesOf(simulator), PUBLIC_URL: 'https://shop.example' } });
  });
  beforeEach(() => void user++);
  afterEach(async () => {
    simulator.forget();
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await shop.close();
    await simulator.close();
  });

  const pathOf = (orderId: number): string => `/api/orders/${orderId}/payment`;
  const request = (orderId: number, body: object = { method: 'CARD' }) => shop.buyer(user).post(pathOf(orderId), body);
  const rowOf = async (orderId: number): Promise<Record<string, unknown>> => {
    const [row] = await shop.database.query<Record<string, unknown>>(
      `SELECT payments.state, payments.outcome, captured, refund_total AS refunds, confirm_attempt AS attempt,
         payment_id AS paymentId, provider_order_id AS name, provider_key AS paymentKey, orders.status
       FROM orders LEFT JOIN payments ON payments.order_id = orders.order_id
       WHERE orders.order_id = ? ORDER BY ordinal DESC LIMIT 1`,
      [orderId],
    );
    return row ?? {};
  };
  interface Visit {
    readonly orderId: number;
    readonly name: string;
    /** what the page sends the buyer back with */
    readonly query: Record<string, string>;
  }
  /** an order whose buyer has agreed on the page */
  const visited = async (price = PRICE, action: 'pay' | 'decline' = 'pay'): Promise<Visit> => {
    const orderId = await reservedOrder(shop, user, price);
    const { status, body } = await request(orderId);
    expect([status, body.status]).toEqual([201, 'REQUESTED']);
    const name = String((await rowOf(orderId))['name']);
    const visit = await simulator.play(action, name);
    const url = new URL('redirectUrl' in visit ? visit.redirectUrl : '');
    expect(url.href).toContain(`https://shop.example/orders/${orderId}/payment?`);
    return { orderId, name, query: Object.fromEntries(url.searchParams) };
  };
  const confirm = ({ orderId, name, query }: Visit, change: object = {}) =>
    shop.buyer(user).post(`${pathOf(orderId)}/confirm`, {
      ...{ paymentKey: query['paymentKey'], providerOrderId: name, amount: Number(query['amount']), ...change },
    });
  const look = async (orderId: number, seconds = 50): Promise<void> => {
    const { paymentId } = await rowOf(orderId);
    await shop.database.execute(
      'UPDATE payments SET sent_at = sent_at - INTERVAL ? SECOND, resolve_at = NOW(3) WHERE payment_id = ?',
      [seconds, paymentId],
    );
    shop.app.get(ResolvePayments, { strict: false }).wake();
    const due = () =>
      shop.database.query('SELECT 1 FROM payments WHERE payment_id = ? AND resolve_at <= NOW(3)', [paymentId]);
    await until(async () => (await due()).length === 0);
  };
  const paid = (orderId: number) => until(async () => (await rowOf(orderId))['status'] === 'ORDER_SUCCESS');
  const keysOf = (name: string, route: string) =>
    simulator.calls.filter((call) => call.orderId === name && call.route === route).map(({ key }) => key);
  const booked = (name: string) => {
    const [payment] = simulator.view(name).payments;
    return { captures: payment?.captures.map(({ amount }) => amount), kept: payment?.kept };
  };
  const sample = async (labels: string): Promise<number> => {
    const line = (await shop.app.get(Metrics).text()).split('\n').find((each) => each.includes(labels));
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  it('takes a card on the page of the provider, once, and completes the order', async () => {
    const visit = await visited();
    const { status, body } = await confirm(visit);
    expect([status, body.status, body.amount]).toEqual([200, 'CAPTURED', PRICE]);
    expect((await confirm(visit)).body.status).toBe('CAPTURED');
    expect(await rowOf(visit.orderId)).toMatchObject({ status: 'ORDER_SUCCESS', outcome: 'PAID', captured: PRICE });
    expect(booked(visit.name)).toEqual({ captures: [PRICE], kept: PRICE });
    expect(keysOf(visit.name, 'confirm')).toEqual([`hd:confirm:${visit.name}#1`]);
  });

  it('refuses an amount that is too small for the method, and leaves the order as it is', async () => {
    const orderId = await reservedOrder(shop, user, 150);
    const reservation = () => shop.database.query('SELECT * FROM order_reservations WHERE order_id = ?', [orderId]);
    const before = await reservation();
    const { status, body } = await request(orderId, { method: 'TRANSFER' });
    expect([status, body.code, body.about]).toEqual([409, 'PAYMENT_BELOW_MINIMUM', { minimum: 200 }]);
    expect([await reservation(), (await rowOf(orderId))['state']]).toEqual([before, null]);
    expect((await request(orderId, { method: 'CARD' })).status).toBe(201);
  });

  it('opens the page at the next request when the first one was answered with errors', async () => {
    const orderId = await reservedOrder(shop, user);
    simulator.say({ route: 'open', error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: false, times: 2 });
    expect((await request(orderId)).status).toBe(503);
    simulator.forget();
    const { status, body } = await request(orderId);
    expect([status, body.status]).toEqual([200, 'REQUESTED']);
    const visit = await simulator.play('pay', String((await rowOf(orderId))['name']));
    const query = Object.fromEntries(new URL('redirectUrl' in visit ? visit.redirectUrl : '').searchParams);
    expect((await confirm({ orderId, name: String(query['orderId']), query })).status).toBe(200);
  });

  it('refuses the key of another payment before anything is sent', async () => {
    const [first, second] = [await visited(), await visited()];
    const foreign = await confirm(first, { paymentKey: second.query['paymentKey'] });
    const invented = await confirm(first, { paymentKey: 'sim_invented' });
    expect([foreign.body.code, invented.body.code]).toEqual(['PAYMENT_SUPERSEDED', 'PAYMENT_SUPERSEDED']);
    expect([keysOf(first.name, 'confirm'), (await rowOf(first.orderId))['state']]).toEqual([[], 'REQUESTED']);
    expect((await confirm(first)).status).toBe(200);
  });

  it('declines a card, and takes the next one', async () => {
    const visit = await visited(PRICE, 'decline');
    const { status, body } = await confirm(visit);
    expect([status, body.about]).toEqual([402, { code: 'REJECT_CARD_PAYMENT' }]);
    expect((await request(visit.orderId)).status).toBe(201);
    const { name } = await rowOf(visit.orderId);
    const next = await simulator.play('pay', String(name));
    const query = Object.fromEntries(new URL('redirectUrl' in next ? next.redirectUrl : '').searchParams);
    expect((await confirm({ ...visit, name: String(name), query })).status).toBe(200);
  });

  it.each([
    ['the connection breaks after the work', { cut: 'after' }, ['#1']],
    ['the connection breaks before the work', { cut: 'before' }, ['#1', '#1']],
    ['an error decides nothing, and nothing was done', { error: 'PROVIDER_ERROR', work: false }, ['#1', '#2']],
    ['an error decides nothing, and the work was done', { error: 'UNKNOWN_PAYMENT_ERROR', work: true }, ['#1']],
    ['it is still being processed', { error: 'IDEMPOTENT_REQUEST_PROCESSING', work: true }, ['#1']],
  ] as const)('finds out what became of a confirmation when %s', async (_, saying, keys) => {
    const visit = await visited();
    simulator.say({ route: 'confirm', orderId: visit.name, ...saying });
    const { status, body } = await confirm(visit);
    expect([status, body.status]).toEqual([202, 'CONFIRMING']);
    await look(visit.orderId);
    await paid(visit.orderId);
    expect(keysOf(visit.name, 'confirm')).toEqual(keys.map((key) => `hd:confirm:${visit.name}${key}`));
    expect(booked(visit.name)).toEqual({ captures: [PRICE], kept: PRICE });
  });

  it('pays another amount back than what was to be paid', async () => {
    const visit = await visited();
    simulator.say({ route: 'confirm', orderId: visit.name, amount: 9_000 });
    expect((await confirm(visit)).body.status).toBe('CAPTURED');
    await until(() => Promise.resolve(booked(visit.name).kept === 0));
    expect(await rowOf(visit.orderId)).toMatchObject({ status: 'ORDER_PENDING', outcome: 'MISMATCH', refunds: 9_000 });
  });

  it('counts a refusal that is its own fault', async () => {
    const labels = 'hotdeal_payment_calls_total{provider="toss",call="confirm",outcome="our_fault"}';
    const visit = await visited();
    const before = await sample(labels);
    simulator.say({ route: 'confirm', orderId: visit.name, error: 'NOT_REGISTERED_BUSINESS', work: false });
    expect((await confirm(visit)).body.about).toEqual({ code: 'NOT_REGISTERED_BUSINESS' });
    expect(await sample(labels)).toBe(before + 1);
  });

  describe('pays back', () => {
    const cancelled = async (saying: Parameters<PaymentSimulator['say']>[0]): Promise<Visit> => {
      const visit = await visited();
      expect((await confirm(visit)).status).toBe(200);
      simulator.say({ route: 'cancel', orderId: visit.name, ...saying });
      expect((await shop.buyer(user).put(`/api/orders/${visit.orderId}`)).status).toBe(200);
      return visit;
    };
    const refundOf = async ({ orderId }: Visit) => {
      const [refund] = await shop.database.query<{ state: string; attempt: number; attempts: number; code: string }>(
        'SELECT state, attempt, attempts, failure_code AS code FROM refunds WHERE order_id = ?',
        [orderId],
      );
      return refund;
    };
    /** as if the refund had been sent so many seconds ago */
    const sendAgain = async (visit: Visit, seconds: number): Promise<void> => {
      const attempts = (await refundOf(visit))?.attempts;
      await shop.database.execute(
        `UPDATE refunds SET first_sent_at = NOW(3) - INTERVAL ? SECOND, resolve_at = NOW(3) WHERE order_id = ?`,
        [seconds, visit.orderId],
      );
      shop.app.get(WorkOffRefunds, { strict: false }).wake();
      await until(async () => ((await refundOf(visit))?.attempts ?? 0) > (attempts ?? 0));
    };
    const untilState = (visit: Visit, state: string) => until(async () => (await refundOf(visit))?.state === state);
    const untilAnswered = (visit: Visit) => until(async () => Boolean((await refundOf(visit))?.code));

    it.each([
      ['without trouble', {}],
      ['when the connection breaks after the work', { cut: 'after' }],
      ['when the connection breaks before the work', { cut: 'before' }],
    ] as const)('a cancelled order once, under one key, %s', async (_, saying) => {
      const visit = await cancelled(saying);
      await untilState(visit, 'DONE');
      expect(booked(visit.name).kept).toBe(0);
      expect(new Set(keysOf(visit.name, 'cancel')).size).toBe(1);
    });

    it('under another key, after a look, where an error would be repeated for ever', async () => {
      const visit = await cancelled({ error: 'FAILED_REFUND_PROCESS', work: false });
      await untilAnswered(visit);
      await sendAgain(visit, 10);
      expect(await refundOf(visit)).toMatchObject({ state: 'DUE', attempt: 1, code: 'FAILED_REFUND_PROCESS' });
      await sendAgain(visit, 50);
      await until(async () => (await refundOf(visit))?.attempt === 2);
      await sendAgain(visit, 60);
      await untilState(visit, 'DONE');
      expect(booked(visit.name).kept).toBe(0);
      expect(new Set(keysOf(visit.name, 'cancel')).size).toBe(2);
    });

    it('once, where the work was done in spite of an error', async () => {
      const visit = await cancelled({ error: 'FAILED_REFUND_PROCESS', work: true });
      await untilAnswered(visit);
      await sendAgain(visit, 50);
      await until(async () => (await refundOf(visit))?.attempt === 2);
      await sendAgain(visit, 60);
      await untilState(visit, 'DONE');
      expect([booked(visit.name).kept, new Set(keysOf(visit.name, 'cancel')).size]).toEqual([0, 1]);
    });

    it('nothing that the provider refuses for good, and leaves it with an administrator', async () => {
      const visit = await cancelled({ error: 'EXCEED_MAX_REFUND_DUE', work: false });
      await untilState(visit, 'STUCK');
      expect(await refundOf(visit)).toMatchObject({ code: 'EXCEED_MAX_REFUND_DUE' });
    });

    it('what the provider has paid back, though it refuses to do it again', async () => {
      const visit = await visited();
      expect((await confirm(visit)).status).toBe(200);
      const authorization = `Basic ${Buffer.from(`${SIMULATOR_KEY}:`).toString('base64')}`;
      await fetch(`${simulator.address}/v1/payments/${visit.query['paymentKey']}/cancel`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ cancelReason: '고객센터에서 취소' }),
      });
      expect((await shop.buyer(user).put(`/api/orders/${visit.orderId}`)).status).toBe(200);
      await untilState(visit, 'DONE');
      expect(booked(visit.name).kept).toBe(0);
    });
  });

  // The last one: the simulator does not come back.
  it('refuses payments with 503 before anything is stored while the provider cannot be reached', async () => {
    const visit = await visited();
    const orderId = await reservedOrder(shop, user);
    await simulator.close();
    let stored = 0;
    for (let attempt = 0; attempt < 6; attempt++) {
      const order = await reservedOrder(shop, user);
      expect((await request(order)).status).toBe(503);
      stored += (await rowOf(order))['state'] === null ? 0 : 1;
    }
    expect(stored).toBeLessThanOrEqual(5);
    expect((await request(orderId)).status).toBe(503);
    expect((await rowOf(orderId))['state']).toBeNull();
    const confirmation = await confirm(visit);
    expect([confirmation.status, confirmation.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await rowOf(visit.orderId))['state']).toBe('REQUESTED');
    const { body } = await shop.admin.get('/api/admin/payment-providers');
    expect(body.providers).toEqual([
      {
        ...{ name: 'toss', methods: ['CARD', 'TRANSFER', 'MOBILE_PHONE'], available: false },
        unavailableReason: 'Toss Payments could not be reached',
        lastAnswerAt: expect.any(String) as string,
        lastFailure: { at: expect.any(String) as string, call: 'open', reason: expect.any(String) as string },
      },
      {
        ...{ name: 'points', methods: ['POINTS'], available: true, unavailableReason: null },
        ...{ lastAnswerAt: null, lastFailure: null },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(SIMULATOR_KEY);
    expect((await shop.buyer(user).get('/api/admin/payment-providers')).status).toBe(403);
  });
});
