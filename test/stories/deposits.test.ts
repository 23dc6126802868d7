import { OrderPayments } from '#order-payments';
import { ReserveStockWhenOrdersPlacedToPay } from '../../src/modules/order/use-cases/reserve-stock-when-orders-placed-to-pay';
import { RefundReleasedPayments } from '../../src/modules/payment/use-cases/refund-released-payments';
import { PaymentSettlements } from '../../src/modules/payment/persistence/payment-settlements';
import { AuthorizePayments } from '../../src/modules/payment/use-cases/authorize-payments';
import { LookAtDuePayment } from '../../src/modules/payment/use-cases/look-at-due-payment';
import { SettlePayments } from '../../src/modules/payment/use-cases/settle-payments';
import { barrier } from '../support/barrier';
import { integrityViolations, untilHandled } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { newTestProvider, type TestProvider, WITH_DEPOSITS } from '../support/test-provider';
import { until } from '../support/until';

const ACCOUNT = { method: 'VIRTUAL_ACCOUNT' };
const PRICE = 10_000;

interface Deposit {
  readonly orderId: number;
  readonly paymentId: number;
  readonly providerOrderId: string;
}
interface Row {
  readonly state: string;
  readonly live: number | null;
  readonly outcome: string | null;
  readonly captured: number;
  readonly refunds: number;
  readonly seen: number;
  /** seconds until the next look */
  readonly next: number | null;
}

describe('a payment by virtual account', () => {
  let shop: Shop;
  let beside: Shop;
  let provider: TestProvider;
  let user = 0;
  beforeAll(async () => {
    provider = newTestProvider();
    shop = await openShop({ variables: WITH_DEPOSITS });
    beside = await openShop({ variables: WITH_DEPOSITS, beside: shop });
  });
  beforeEach(() => {
    user++;
    provider.beginAgain();
  });
  afterEach(async () => {
    for (const instance of [shop, beside]) await untilHandled(instance);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(async () => {
    await beside.close();
    await shop.close();
  });

  const pathOf = (orderId: number): string => `/api/orders/${orderId}/payment`;
  const request = (orderId: number, body: object = ACCOUNT) => shop.buyer(user).post(pathOf(orderId), body);
  const cancel = ({ orderId }: Deposit) => shop.buyer(user).put(`/api/orders/${orderId}`);
  /** the buyer's account, to which a deposit would go back */
  const giveAccount = ({ orderId }: Deposit) =>
    shop.buyer(user).put(`${pathOf(orderId)}/refund-account`, {
      ...{ bank: '88', accountNumber: '110234567890', holderName: '홍길동' },
    });
  const accountsOf = ({ orderId }: Deposit) =>
    shop.database.query('SELECT 1 FROM refund_accounts WHERE order_id = ?', [orderId]);
  const give = (orderId: number) => shop.buyer(user).delete(pathOf(orderId));
  const confirm = ({ orderId, providerOrderId }: Deposit) =>
    shop.buyer(user).post(`${pathOf(orderId)}/confirm`, {
      paymentKey: `key-${providerOrderId}`,
      providerOrderId,
      amount: PRICE,
    });
  const requested = async (): Promise<Deposit> => {
    const orderId = await reservedOrder(shop, user);
    const { body } = await request(orderId);
    return { orderId, paymentId: body.paymentId, providerOrderId: body.checkoutUrl.split('/').at(-1) };
  };
  /** a payment whose account is given out */
  const waiting = async (): Promise<Deposit> => {
    const deposit = await requested();
    const { status, body } = await confirm(deposit);
    expect([status, body.status]).toEqual([200, 'WAITING_FOR_DEPOSIT']);
    return deposit;
  };
  /** Claims the look, whenever it is due, and takes it on one instance, or on several at the same time. */
  const look = async ({ paymentId }: Pick<Deposit, 'paymentId'>, ...instances: Shop[]): Promise<void> => {
    await shop.database.execute(
      'UPDATE payments SET looked_at = NOW(3), resolve_at = NOW(3) + INTERVAL 60 SECOND WHERE payment_id = ?',
      [paymentId],
    );
    const { signal } = new AbortController();
    const at = instances.length === 0 ? [shop] : instances;
    await Promise.all(at.map(({ app }) => app.get(LookAtDuePayment, { strict: false }).execute(paymentId, signal)));
  };
  /** As if the deposit had been there so many seconds longer. */
  const letPass = ({ paymentId }: Deposit, seconds = 181): Promise<unknown> =>
    shop.database.execute(
      'UPDATE payments SET deposit_seen_at = deposit_seen_at - INTERVAL ? SECOND WHERE payment_id = ?',
      [seconds, paymentId],
    );
  const captured = async (): Promise<Deposit> => {
    const deposit = await waiting();
    provider.capture(deposit.providerOrderId);
    await count(deposit);
    return deposit;
  };
  /** The deposit that is there is seen, and has been there long enough. */
  const count = async (deposit: Deposit): Promise<void> => {
    await look(deposit);
    await letPass(deposit);
    await look(deposit);
  };
  const statusOf = async (orderId: number): Promise<string> => {
    const [order] = await shop.database.query<{ status: string }>(
      `SELECT CONCAT(status, COALESCE(CONCAT(' ', cancel_reason), '')) AS status FROM orders WHERE order_id = ?`,
      [orderId],
    );
    return order?.status ?? 'none';
  };
  const row = async ({ paymentId }: Pick<Deposit, 'paymentId'>): Promise<Row> => {
    const [found] = await shop.database.query<Row>(
      `SELECT state, live, outcome, captured, refund_total AS refunds, deposit_seen_at IS NOT NULL AS seen,
         TIMESTAMPDIFF(SECOND, NOW(3), resolve_at) AS \`next\` FROM payments WHERE payment_id = ?`,
      [paymentId],
    );
    return { ...(found as Row), seen: Number(found?.seen) };
  };
  const reservation = async (orderId: number) => {
    const [found] = await shop.database.query<{ until: Date; limit: Date }>(
      'SELECT reserved_until AS `until`, reserve_limit AS `limit` FROM order_reservations WHERE order_id = ?',
      [orderId],
    );
    return found;
  };
  const expire = async (orderId: number): Promise<void> => {
    await shop.database.execute(
      'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 1 SECOND WHERE order_id = ?',
      [orderId],
    );
    await until(async () => (await statusOf(orderId)) === 'ORDER_CANCELLED PAYMENT_EXPIRED');
  };
  const unitsOf = async (orderId: number): Promise<number> => {
    const [found] = await shop.database.query<{ quantity: number }>(
      `SELECT quantity FROM stocks WHERE product_id = (SELECT product_id FROM order_items WHERE order_id = ?)`,
      [orderId],
    );
    return Number(found?.quantity);
  };
  const receiptsOf = (orderId: number) =>
    shop.database.query('SELECT order_id FROM order_receipts WHERE order_id = ?', [orderId]);
  const soldOn = async (orderId: number): Promise<unknown> => {
    const [found] = await shop.database.query<{ units: string; soldOn: string | null }>(
      `SELECT (SELECT COALESCE(SUM(units), 0) FROM sales_by_day WHERE product_id = order_items.product_id) AS units,
         CAST(sold_on AS CHAR) AS soldOn
       FROM order_items JOIN orders ON orders.order_id = order_items.order_id WHERE orders.order_id = ?`,
      [orderId],
    );
    return [Number(found?.units), found?.soldOn === null ? null : 'a day'];
  };
  /** The order that a late payment has bought. */
  const replacementOf = async (orderId: number): Promise<number> => {
    const [found] = await shop.database.query<{ orderId: number }>(
      'SELECT order_id AS orderId FROM order_replacements WHERE replaces_order_id = ?',
      [orderId],
    );
    return Number(found?.orderId);
  };
  const calls = (kind: string): string[] => provider.calls.filter((call) => call.startsWith(kind));

  describe('that is confirmed', () => {
    it('shows its account, and keeps the units of its order until five minutes after the deadline', async () => {
      const deposit = await waiting();
      const { body } = await shop.buyer(user).get(pathOf(deposit.orderId));
      const dueDate = new Date(body.virtualAccount.dueDate as string);
      expect(body).toMatchObject({
        status: 'WAITING_FOR_DEPOSIT',
        virtualAccount: {
          bank: '신한은행',
          accountNumber: `110-${deposit.providerOrderId}`,
          holderName: '핫딜',
          dueDate: body.expiresAt,
        },
        ...{ checkoutUrl: null, receiptUrl: null },
      });
      const { until: reservedUntil, limit } = (await reservation(deposit.orderId)) ?? {};
      expect([reservedUntil, limit]).toEqual([new Date(+dueDate + 300_000), new Date(+dueDate + 300_000)]);
      expect(await row(deposit)).toMatchObject({ live: 1, seen: 0, captured: 0 });
    });

    it('is answered the same again, also to the same request, and keeps others away', async () => {
      const deposit = await waiting();
      expect((await confirm(deposit)).body.virtualAccount).not.toBeNull();
      const again = await request(deposit.orderId);
      expect([again.status, again.body.paymentId]).toEqual([200, deposit.paymentId]);
      const card = await request(deposit.orderId, { method: 'CARD' });
      expect([card.status, card.body.code, calls('confirm').length]).toEqual([409, 'PAYMENT_IN_PROGRESS', 1]);
    });

    it('waits for its deposit when the answer was lost, as the next look finds out', async () => {
      const deposit = await requested();
      provider.behaviours.push('silent after capture');
      expect((await confirm(deposit)).status).toBe(202);
      await look(deposit);
      expect((await confirm(deposit)).body.status).toBe('WAITING_FOR_DEPOSIT');
    });

    it('gets no more time than the shop gives, whatever the provider says', async () => {
      provider.depositMs = 30 * 86_400_000;
      const deposit = await waiting();
      provider.depositMs = 3_600_000;
      const { body } = await shop.buyer(user).get(pathOf(deposit.orderId));
      expect(Math.round((Date.parse(body.expiresAt as string) - Date.now()) / 60_000)).toBe(60);
    });

    it('is refused where no account is given out any more, and what was given out goes on', async () => {
      const without = await openShop({ variables: { ...WITH_DEPOSITS, PAYMENT_DEPOSIT_S: '0' }, beside: shop });
      const refused = await without.buyer(user).post(pathOf(await reservedOrder(shop, user)), ACCOUNT);
      expect([refused.status, refused.body.code]).toEqual([400, 'VALIDATION_FAILED']);
      const methods = async (at: Shop) =>
        ((await at.buyer(user).get('/api/shop')).body.payments?.methods ?? []) as unknown;
      expect(JSON.stringify(await methods(without))).not.toContain('VIRTUAL_ACCOUNT');
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit, without);
      await letPass(deposit);
      await look(deposit, without);
      expect(await statusOf(deposit.orderId)).toBe('ORDER_SUCCESS');
      await without.close();
    });
  });

  describe('whose deposit arrives', () => {
    it('is captured when it has been there for 180 seconds, and not by looks before', async () => {
      const deposit = await waiting();
      await look(deposit);
      expect(await row(deposit)).toMatchObject({ state: 'WAITING_FOR_DEPOSIT', seen: 0 });
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      const { state, seen, next } = await row(deposit);
      expect([state, seen, Math.round(Number(next) / 10)]).toEqual(['WAITING_FOR_DEPOSIT', 1, 18]);
      await letPass(deposit, 100);
      await look(deposit);
      await look(deposit, beside);
      expect([await statusOf(deposit.orderId), (await row(deposit)).captured]).toEqual(['ORDER_PENDING', 0]);
      await letPass(deposit);
      await look(deposit);
      expect(await statusOf(deposit.orderId)).toBe('ORDER_SUCCESS');
      expect(await row(deposit)).toMatchObject({
        state: 'CAPTURED',
        live: 1,
        outcome: 'PAID',
        captured: PRICE,
        seen: 0,
      });
    });

    it('keeps the units while it is not counted, though the time to pay is over', async () => {
      const deposit = await waiting();
      await shop.database.execute(
        `UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL 50 SECOND, reserve_limit = NOW(3) WHERE order_id = ?`,
        [deposit.orderId],
      );
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      const left = +((await reservation(deposit.orderId))?.until ?? 0) - Date.now();
      expect(Math.round(left / 10_000)).toBe(30);
      await count(deposit);
      expect(await statusOf(deposit.orderId)).toBe('ORDER_SUCCESS');
    });

    it('counts once when two instances look at the same time', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      for (let round = 0; round < 2; round++) {
        const both = barrier(2);
        provider.pause = (call) => (call === 'retrieve' ? both() : Promise.resolve());
        await look(deposit, shop, beside);
        provider.pause = () => Promise.resolve();
        await letPass(deposit);
      }
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: 'PAID', captured: PRICE });
    });

    it('was never there for its order when it bounces before it counts, and counts when it comes again', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      provider.bounce(deposit.providerOrderId);
      await letPass(deposit);
      await look(deposit);
      expect(await row(deposit)).toMatchObject({ state: 'WAITING_FOR_DEPOSIT', live: 1, seen: 0, captured: 0 });
      expect(await statusOf(deposit.orderId)).toBe('ORDER_PENDING');
      provider.capture(deposit.providerOrderId);
      await count(deposit);
      expect(await statusOf(deposit.orderId)).toBe('ORDER_SUCCESS');
    });

    it('fails where the provider has ended the account by itself', async () => {
      const deposit = await waiting();
      await giveAccount(deposit);
      provider.entry(deposit.providerOrderId).closed = true;
      await look(deposit);
      expect(await row(deposit)).toMatchObject({ state: 'FAILED', live: null });
      expect(await accountsOf(deposit)).toEqual([]);
      expect((await request(deposit.orderId)).status).toBe(201);
    });
  });

  describe('whose order has ended', () => {
    it('has its account closed at the provider when the buyer cancels, as soon as that answers, and is abandoned then', async () => {
      const deposit = await waiting();
      provider.isAway = true;
      await cancel(deposit);
      await until(() => Promise.resolve(calls(`close ${deposit.providerOrderId}`).length === 1));
      expect(await row(deposit)).toMatchObject({ state: 'WAITING_FOR_DEPOSIT', live: 1 });
      provider.isAway = false;
      await until(async () => (await row(deposit)).state === 'ABANDONED');
      expect(await row(deposit)).toMatchObject({ live: null, next: null });
      expect(provider.entry(deposit.providerOrderId).closed).toBe(true);
    });

    it('is looked at once more when the buyer cancels during a look, and pays back money that comes all the same', async () => {
      const deposit = await waiting();
      const authorizer = shop.app.get(AuthorizePayments, { strict: false });
      const of = authorizer.of.bind(authorizer);
      jest.spyOn(authorizer, 'of').mockImplementationOnce(async (...asked) => {
        const authorization = await of(...asked);
        await cancel(deposit);
        await untilHandled(shop);
        return authorization;
      });
      await look(deposit);
      await until(async () => (await row(deposit)).state === 'ABANDONED');
      provider.capture(deposit.providerOrderId);
      await count(deposit);
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: 'OVER', refunds: PRICE });
    });

    it('has its account closed before the order expires, and never while a deposit could be in time', async () => {
      const deposit = await waiting();
      const soon = (seconds: number) =>
        shop.database.execute(
          `UPDATE payments JOIN order_reservations ON order_reservations.order_id = payments.order_id
           SET expires_at = NOW(3) + INTERVAL ? SECOND, reserved_until = NOW(3) + INTERVAL ? SECOND,
             reserve_limit = NOW(3) + INTERVAL ? SECOND WHERE payment_id = ?`,
          [seconds, seconds + 300, seconds + 300, deposit.paymentId],
        );
      await soon(-250);
      await look(deposit);
      const { state, next } = await row(deposit);
      expect([state, Number(next) <= 6, calls(`close ${deposit.providerOrderId}`)]).toEqual([
        'WAITING_FOR_DEPOSIT',
        true,
        [],
      ]);
      await soon(-257);
      await look(deposit);
      expect([(await row(deposit)).state, await statusOf(deposit.orderId)]).toEqual(['ABANDONED', 'ORDER_PENDING']);
    });

    it('is over, and goes back, when closing the account shows that the money has arrived', async () => {
      const deposit = await waiting();
      const standing = jest.spyOn(provider, 'retrieve').mockImplementationOnce(async () => {
        const { account } = provider.entry(deposit.providerOrderId);
        provider.capture(deposit.providerOrderId);
        return Promise.resolve({
          ...{ outcome: 'DEPOSIT_AWAITED', providerOrderId: deposit.providerOrderId, secret: null },
          account: account as NonNullable<typeof account>,
        });
      });
      await cancel(deposit);
      await until(async () => (await row(deposit)).seen === 1);
      standing.mockRestore();
      expect(await row(deposit)).toMatchObject({ state: 'WAITING_FOR_DEPOSIT', seen: 1 });
      await count(deposit);
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: 'OVER', refunds: PRICE });
    });

    it('is closed though it was confirmed, when the order is cancelled at that moment', async () => {
      const deposit = await requested();
      provider.pause = async (call) => {
        if (call === 'confirm') await shop.buyer(user).put(`/api/orders/${deposit.orderId}`);
      };
      expect((await confirm(deposit)).body.status).toBe('WAITING_FOR_DEPOSIT');
      await look(deposit);
      expect(await row(deposit)).toMatchObject({ state: 'ABANDONED' });
    });

    it('buys the same goods again with a deposit of the last second, and loses them when that bounces', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      await expire(deposit.orderId);
      await letPass(deposit);
      await look(deposit);
      await untilHandled(shop);
      const bought = await replacementOf(deposit.orderId);
      expect([(await row(deposit)).outcome, await statusOf(bought)]).toEqual(['LATE', 'ORDER_SUCCESS']);
      provider.bounce(deposit.providerOrderId);
      await look(deposit);
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'REVERSED', outcome: 'LATE', refunds: 0 });
      expect([await statusOf(bought), await statusOf(deposit.orderId), await unitsOf(bought)]).toEqual([
        'ORDER_CANCELLED PAYMENT_REVERSED',
        'ORDER_CANCELLED PAYMENT_EXPIRED',
        5,
      ]);
    });

    it('loses what it has bought also while that is undecided', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      await expire(deposit.orderId);
      await letPass(deposit);
      await untilHandled(shop);
      await untilHandled(beside);
      const deciding = pauseStep(shop.app.get(ReserveStockWhenOrdersPlacedToPay, { strict: false }), 'handle');
      await look(deposit);
      await deciding.reached;
      const bought = await replacementOf(deposit.orderId);
      expect(await statusOf(bought)).toBe('ORDER_BEFORE');
      provider.bounce(deposit.providerOrderId);
      await look(deposit);
      expect(await statusOf(bought)).toBe('ORDER_CANCELLED PAYMENT_REVERSED');
      deciding.release();
      await untilHandled(shop);
      expect([await statusOf(bought), await unitsOf(bought), await receiptsOf(bought)]).toEqual([
        'ORDER_CANCELLED PAYMENT_REVERSED',
        5,
        [],
      ]);
    });
  });

  describe('that is given up', () => {
    it('has its account closed, and the order can be paid in another way', async () => {
      const deposit = await waiting();
      expect((await giveAccount(deposit)).status).toBe(204);
      const given = await give(deposit.orderId);
      expect(await accountsOf(deposit)).toEqual([]);
      expect([given.status, given.body.status, given.body.virtualAccount]).toEqual([200, 'ABANDONED', null]);
      expect((await give(deposit.orderId)).body.status).toBe('ABANDONED');
      expect(calls(`close ${deposit.providerOrderId}`)).toHaveLength(1);
      expect((await request(deposit.orderId, { method: 'CARD' })).status).toBe(201);
    });

    it('stays when the provider does not answer, or when its deposit is there', async () => {
      const deposit = await waiting();
      provider.isAway = true;
      expect((await give(deposit.orderId)).status).toBe(503);
      provider.isAway = false;
      expect(await row(deposit)).toMatchObject({ state: 'WAITING_FOR_DEPOSIT', live: 1 });
      provider.capture(deposit.providerOrderId);
      for (let twice = 0; twice < 2; twice++) {
        expect((await give(deposit.orderId)).body.code).toBe('PAYMENT_IN_PROGRESS');
      }
      await count(deposit);
      expect((await give(deposit.orderId)).body.code).toBe('ORDER_ALREADY_PAID');
    });

    it('is closed when another attempt, which had been given up, has paid the order', async () => {
      const card = await reservedOrder(shop, user);
      const { body } = await request(card, { method: 'CARD' });
      const name = body.checkoutUrl.split('/').at(-1) as string;
      const { body: second } = await request(card);
      const deposit = {
        orderId: card,
        paymentId: second.paymentId as number,
        providerOrderId: second.checkoutUrl.split('/').at(-1) as string,
      };
      await until(() => Promise.resolve(calls(`close ${name}`).length === 1));
      expect((await confirm(deposit)).body.status).toBe('WAITING_FOR_DEPOSIT');
      provider.capture(name);
      await look({ paymentId: body.paymentId });
      await until(async () => (await row(deposit)).state === 'ABANDONED');
      expect([await statusOf(card), provider.entry(deposit.providerOrderId).closed]).toEqual(['ORDER_SUCCESS', true]);
      expect(await row({ paymentId: body.paymentId })).toMatchObject({
        state: 'CAPTURED',
        outcome: 'PAID',
        live: null,
      });
    });
  });

  describe('whose deposit bounces after it was captured', () => {
    it('is reversed: the order is cancelled, its units come back, and nothing is paid back', async () => {
      const deposit = await captured();
      expect((await giveAccount(deposit)).status).toBe(204);
      expect(await accountsOf(deposit)).toHaveLength(1);
      expect(await soldOn(deposit.orderId)).toEqual([1, 'a day']);
      expect([(await receiptsOf(deposit.orderId)).length, await unitsOf(deposit.orderId)]).toEqual([1, 4]);
      provider.bounce(deposit.providerOrderId);
      await look(deposit);
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'REVERSED', live: null, outcome: 'PAID', refunds: 0 });
      expect([await statusOf(deposit.orderId), await unitsOf(deposit.orderId)]).toEqual([
        'ORDER_CANCELLED PAYMENT_REVERSED',
        5,
      ]);
      expect([await receiptsOf(deposit.orderId), await soldOn(deposit.orderId)]).toEqual([[], [0, null]]);
      const { body } = await shop.buyer(user).get(pathOf(deposit.orderId));
      expect([body.status, body.refunds]).toEqual(['REVERSED', []]);
      expect(await accountsOf(deposit)).toEqual([]);
      await look(deposit);
      expect([provider.entry(deposit.providerOrderId).closed, (await row(deposit)).next]).toEqual([true, null]);
    });

    it('is looked at by itself 20 minutes after the capture, in case that the provider says nothing', async () => {
      const deposit = await captured();
      expect(Math.round(Number((await row(deposit)).next) / 60)).toBe(20);
      await look(deposit);
      expect((await row(deposit)).state).toBe('CAPTURED');
    });

    it('waits with that until the order has judged the capture', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      await letPass(deposit);
      const storing = pauseStep(shop.app.get(PaymentSettlements, { strict: false }), 'store');
      const looking = look(deposit);
      await storing.reached;
      provider.bounce(deposit.providerOrderId);
      await look(deposit, beside);
      const { state, outcome, next } = await row(deposit);
      expect([state, outcome, Number(next) <= 5]).toEqual(['CAPTURED', null, true]);
      storing.release();
      await looking;
      await look(deposit);
      expect([(await row(deposit)).state, await statusOf(deposit.orderId)]).toEqual([
        'REVERSED',
        'ORDER_CANCELLED PAYMENT_REVERSED',
      ]);
    });

    it('changes the order once, however often and wherever it is settled', async () => {
      const deposit = await captured();
      provider.bounce(deposit.providerOrderId);
      const both = barrier(2);
      provider.pause = (call) => (call === 'retrieve' ? both() : Promise.resolve());
      await look(deposit, shop, beside);
      provider.pause = () => Promise.resolve();
      const settle = (at: Shop) => at.app.get(SettlePayments, { strict: false }).now(deposit.paymentId);
      await Promise.all([settle(shop), settle(beside), settle(shop)]);
      await untilHandled(shop);
      expect([await unitsOf(deposit.orderId), await soldOn(deposit.orderId)]).toEqual([5, [0, null]]);
      const late = { ...deposit, amount: PRICE, currency: 'KRW', failedAttempts: 0 };
      const [again] = await shop.app.get(OrderPayments, { strict: false }).settle([{ ...late, outcome: 'CAPTURED' }]);
      expect([again?.outcome, await statusOf(deposit.orderId)]).toEqual(['OVER', 'ORDER_CANCELLED PAYMENT_REVERSED']);
    });

    it('owes nothing any more when the buyer has cancelled the order before, or does so at that moment', async () => {
      const [before, beside_, at] = [await captured(), await captured(), await captured()];
      await cancel(before);
      await untilHandled(shop);
      await until(async () => {
        const [refund] = await shop.database.query<{ state: string }>(
          'SELECT state FROM refunds WHERE payment_id = ?',
          [before.paymentId],
        );
        return refund?.state === 'STUCK';
      });
      for (const { providerOrderId } of [before, beside_, at]) provider.bounce(providerOrderId);
      await Promise.all([look(before), look(beside_), cancel(beside_), look(at, beside), cancel(at)]);
      for (const instance of [shop, beside]) await untilHandled(instance);
      for (const deposit of [before, beside_, at]) {
        expect(await row(deposit)).toMatchObject({ state: 'REVERSED', refunds: 0 });
        expect([await unitsOf(deposit.orderId), await receiptsOf(deposit.orderId)]).toEqual([5, []]);
        expect(await statusOf(deposit.orderId)).toMatch(/^ORDER_CANCELLED (BY_BUYER|PAYMENT_REVERSED)$/);
      }
      expect(await statusOf(before.orderId)).toBe('ORDER_CANCELLED BY_BUYER');
      expect(
        await shop.database.query('SELECT 1 FROM refunds WHERE order_id IN (?)', [
          [before.orderId, beside_.orderId, at.orderId],
        ]),
      ).toEqual([]);
    });

    it('takes the order away although the money comes once more before the order knows', async () => {
      const deposit = await captured();
      const orders = shop.app.get(OrderPayments, { strict: false });
      let die = (): void => undefined;
      const settling = jest
        .spyOn(orders, 'settle')
        .mockImplementation(() => new Promise((_, reject) => (die = () => reject(new Error('the process has died')))));
      provider.bounce(deposit.providerOrderId);
      const looking = look(deposit);
      await until(() => Promise.resolve(settling.mock.calls.length > 0));
      provider.capture(deposit.providerOrderId);
      await look(deposit, beside);
      await letPass(deposit);
      await look(deposit, beside);
      settling.mockRestore();
      die();
      await looking;
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: 'OVER', refunds: PRICE });
      expect([await statusOf(deposit.orderId), await receiptsOf(deposit.orderId)]).toEqual([
        'ORDER_CANCELLED PAYMENT_REVERSED',
        [],
      ]);
    });

    it('owes the money when it comes once more, as the order is over', async () => {
      const deposit = await captured();
      provider.bounce(deposit.providerOrderId);
      await look(deposit);
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      expect(await row(deposit)).toMatchObject({ state: 'REVERSED', seen: 1 });
      await letPass(deposit);
      await look(deposit);
      await untilHandled(shop);
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: 'OVER', live: null, refunds: PRICE });
      expect(await statusOf(deposit.orderId)).toBe('ORDER_CANCELLED PAYMENT_REVERSED');
    });
  });

  describe('that is paid back at the console of its provider', () => {
    let number = 0;
    const payBackThere = ({ providerOrderId }: Deposit, amount = PRICE) =>
      provider.entry(providerOrderId).cancels.push({ amount, reference: `C-${number++}`, mark: null });
    const refundsOf = ({ paymentId }: Deposit) =>
      shop.database.query('SELECT cause, amount, state FROM refunds WHERE payment_id = ? ORDER BY refund_id', [
        paymentId,
      ]);
    /** Those whose parcel waits for an administrator. */
    const heldOrders = async (): Promise<number[]> => {
      const rows = await shop.database.query<{ orderId: number }>('SELECT order_id AS orderId FROM shipment_holds');
      return rows.map(({ orderId }) => orderId);
    };
    const external = (amount = PRICE) => ({ cause: 'EXTERNAL', amount, state: 'DONE' });
    const handled = async () => {
      for (const instance of [shop, beside]) await untilHandled(instance);
    };
    /** The order has lost its payment, once, and given everything back. */
    const expectReversed = async (deposit: Deposit, orderId = deposit.orderId, parts = [PRICE]): Promise<void> => {
      expect(await statusOf(orderId)).toBe('ORDER_CANCELLED PAYMENT_REVERSED');
      expect([await unitsOf(orderId), await receiptsOf(orderId), await soldOn(orderId)]).toEqual([5, [], [0, null]]);
      expect([(await row(deposit)).state, await refundsOf(deposit)]).toEqual(['CAPTURED', parts.map(external)]);
    };

    it('leaves its order when all of it is back, which two looks at once find once', async () => {
      const deposit = await captured();
      payBackThere(deposit);
      const told = [shop, beside].map(({ app }) => jest.spyOn(app.get(OrderPayments, { strict: false }), 'settle'));
      const both = barrier(2);
      provider.pause = (call) => (call === 'retrieve' ? both() : Promise.resolve());
      await look(deposit, shop, beside);
      await handled();
      await expectReversed(deposit);
      provider.pause = () => Promise.resolve();
      await look(deposit);
      await handled();
      await expectReversed(deposit);
      expect(told.flatMap(({ mock }) => mock.calls)).toHaveLength(1);
      told.forEach((spy) => spy.mockRestore());
      expect((await shop.buyer(user).put(`/api/orders/${deposit.orderId}`)).body.status).toBe('ORDER_CANCELLED');
    });

    it('stays when a part is back, and leaves its order when the rest is', async () => {
      const deposit = await captured();
      payBackThere(deposit, 4_000);
      await look(deposit);
      await handled();
      expect([await statusOf(deposit.orderId), await refundsOf(deposit)]).toEqual(['ORDER_SUCCESS', [external(4_000)]]);
      expect(await heldOrders()).toContain(deposit.orderId);
      payBackThere(deposit, PRICE - 4_000);
      await look(deposit, beside);
      await handled();
      expect(await statusOf(deposit.orderId)).toBe('ORDER_CANCELLED PAYMENT_REVERSED');
      expect([await unitsOf(deposit.orderId), (await row(deposit)).refunds]).toEqual([5, PRICE]);
    });

    it('stays when the shop has paid back a part by itself', async () => {
      const deposit = await captured();
      const { paymentId, orderId } = deposit;
      await shop.database.execute('UPDATE payments SET refund_total = 4000 WHERE payment_id = ?', [paymentId]);
      await shop.database.execute(
        `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at)
         VALUES (?, ?, ?, 'RETURN', 1, 4000, 'DONE', 'HD-R9', NOW(3))`,
        [9_000_000 + paymentId, paymentId, orderId],
      );
      provider.entry(deposit.providerOrderId).cancels.push({ amount: 4_000, reference: 'R-9', mark: 'HD-R9' });
      payBackThere(deposit, PRICE - 4_000);
      await look(deposit);
      await handled();
      expect([await statusOf(orderId), (await row(deposit)).refunds]).toEqual(['ORDER_SUCCESS', PRICE]);
      // The integrity checks would miss the return of this refund, so the order ends, and the refund is of its cancel.
      expect((await cancel(deposit)).status).toBe(200);
      await handled();
      await shop.database.execute(`UPDATE refunds SET cause = 'CANCELLED' WHERE payment_id = ? AND cause = 'RETURN'`, [
        paymentId,
      ]);
    });

    it('leaves its order once when the instance dies before or after it has told the order', async () => {
      const orders = shop.app.get(OrderPayments, { strict: false });
      const settle = orders.settle.bind(orders);
      const died = new Error('died');
      const deposit = await captured();
      await handled();
      payBackThere(deposit);
      const telling = jest
        .spyOn(orders, 'settle')
        .mockRejectedValueOnce(died)
        .mockImplementationOnce(async (ends) => settle(ends).then(() => Promise.reject(died)));
      await look(deposit);
      await handled();
      expect(telling).toHaveBeenCalledTimes(3);
      telling.mockRestore();
      await expectReversed(deposit);
    });

    it('leaves its order also when the look comes before that has judged the capture', async () => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      await letPass(deposit);
      const settling = pauseStep(shop.app.get(OrderPayments, { strict: false }), 'settle');
      const counted = look(deposit);
      await settling.reached;
      expect(await row(deposit)).toMatchObject({ state: 'CAPTURED', outcome: null });
      payBackThere(deposit);
      await look(deposit, beside);
      await until(async () => (await statusOf(deposit.orderId)).startsWith('ORDER_CANCELLED'));
      settling.release();
      await counted;
      await handled();
      await expectReversed(deposit);
      expect((await row(deposit)).outcome).toBe('PAID');
    });

    it.each(['the buyer has cancelled the order before', 'the buyer cancels the order at that moment'])(
      'owes nothing when %s',
      async (when) => {
        const deposit = await captured();
        const cancel = () => shop.buyer(user).put(`/api/orders/${deposit.orderId}`);
        const releasing = pauseStep(shop.app.get(RefundReleasedPayments, { strict: false }), 'handle');
        if (when.endsWith('before')) {
          await cancel();
          await releasing.reached;
          payBackThere(deposit);
          await look(deposit);
        } else {
          payBackThere(deposit);
          await Promise.all([look(deposit, beside), cancel()]);
        }
        releasing.release();
        await handled();
        expect(await statusOf(deposit.orderId)).toMatch(/^ORDER_CANCELLED (BY_BUYER|PAYMENT_REVERSED)$/);
        expect([await unitsOf(deposit.orderId), (await row(deposit)).refunds]).toEqual([5, PRICE]);
        expect(provider.entry(deposit.providerOrderId).cancels).toHaveLength(1);
      },
    );

    it.each(['decided', 'undecided'])('takes the order with it that it has bought late, which is %s', async (state) => {
      const deposit = await waiting();
      provider.capture(deposit.providerOrderId);
      await look(deposit);
      await expire(deposit.orderId);
      await letPass(deposit);
      await handled();
      const deciding = pauseStep(shop.app.get(ReserveStockWhenOrdersPlacedToPay, { strict: false }), 'handle');
      if (state === 'decided') deciding.release();
      await look(deposit);
      if (state === 'undecided') await deciding.reached;
      else await handled();
      const bought = await replacementOf(deposit.orderId);
      expect(await statusOf(bought)).toBe(state === 'decided' ? 'ORDER_SUCCESS' : 'ORDER_BEFORE');
      payBackThere(deposit, 4_000);
      await look(deposit);
      await until(async () => (await heldOrders()).includes(bought));
      payBackThere(deposit, PRICE - 4_000);
      await look(deposit);
      await until(async () => (await statusOf(bought)) === 'ORDER_CANCELLED PAYMENT_REVERSED');
      deciding.release();
      await handled();
      await expectReversed(deposit, bought, [4_000, PRICE - 4_000]);
      expect(await statusOf(deposit.orderId)).toBe('ORDER_CANCELLED PAYMENT_EXPIRED');
    });
  });
});
