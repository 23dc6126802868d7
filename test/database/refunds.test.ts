import { OrderPaymentReleased } from '#order-payments';
import { WalletBalances, WalletClient } from '#wallet';
import type { Database } from '#platform/database/database';
import type { DueRefund } from '../../src/modules/payment/domain/refund';
import { type ClaimedRefund, RefundClaims } from '../../src/modules/payment/persistence/refund-claims';
import { RefundRepository } from '../../src/modules/payment/persistence/refund.repository';
import { SendRefunds } from '../../src/modules/payment/use-cases/send-refunds';
import { WorkOffRefunds } from '../../src/modules/payment/use-cases/work-off-refunds';
import { untilHandled } from '../support/integrity';
import type { TestPlatform } from '../support/platform';
import { RefundingProvider } from '../support/refunding-provider';
import { insertCaptured, openRefunds, RefundedPayments, refundsOf } from '../support/refunds';
import { until } from '../support/until';

describe('refunds', () => {
  const provider = new RefundingProvider();
  let here: TestPlatform;
  let there: TestPlatform;
  let database: Database;
  let lastPayment = 0;

  beforeAll(async () => {
    here = await openRefunds(provider);
    there = await openRefunds(provider, { beside: here });
    database = here.database;
  });
  beforeEach(async () => {
    await database.execute('DELETE FROM refunds');
    await database.execute('DELETE FROM payments');
    provider.next.length = 0;
    provider.calls.length = 0;
    provider.made.length = 0;
    provider.canBeRetrieved = true;
    provider.looks = 0;
    provider.beforeRefund = () => Promise.resolve();
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const get = <T>(platform: TestPlatform, type: abstract new (...parameters: never[]) => T): T =>
    platform.module.get<T>(type);
  const captured = async (options: Parameters<typeof insertCaptured>[2] = {}): Promise<number> => {
    const paymentId = ++lastPayment;
    await insertCaptured(database, paymentId, options);
    return paymentId;
  };
  const add = (platform: TestPlatform, ...due: DueRefund[]) =>
    platform.database.transaction((tx) => get(platform, RefundRepository).addDue(tx, due));
  const cancelled = (paymentId: number): DueRefund => ({ paymentId, cause: 'CANCELLED', causeId: paymentId });
  const refundTotal = async (paymentId: number): Promise<number> => {
    const sql = 'SELECT refund_total AS total FROM payments WHERE payment_id = ?';
    return (await database.query<{ readonly total: number }>(sql, [paymentId]))[0]?.total ?? 0;
  };
  const untilState = (paymentId: number, ...states: string[]) =>
    until(async () => {
      const refunds = await refundsOf(database, paymentId);
      return states.join() === refunds.map(({ state }) => state).join() && refunds;
    });
  /** Makes refunds due again that wait for their next attempt. */
  const dueNow = (platform: TestPlatform = here) =>
    database
      .execute(`UPDATE refunds SET resolve_at = NOW(3) WHERE state = 'DUE'`)
      .then(() => get(platform, WorkOffRefunds).wake());

  it('are due once for one cause, however often and from however many instances it is given', async () => {
    const paymentId = await captured();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? here : there, cancelled(paymentId))),
    );
    expect(await untilState(paymentId, 'DONE')).toMatchObject([{ cause: 'CANCELLED', amount: 10_000 }]);
    expect([await refundTotal(paymentId), provider.refundedOf(paymentId)]).toEqual([10_000, 10_000]);
  });

  it('of a part are due once for one cause as well, from whatever instance it is given again', async () => {
    const paymentId = await captured();
    const part = { paymentId, cause: 'RETURN', causeId: 1, amount: 1_000 } as const;
    await Promise.all([add(here, part), add(there, part), add(here, part, part), add(there, part)]);
    await add(here, part);
    expect([await refundTotal(paymentId), (await refundsOf(database, paymentId)).length]).toEqual([1_000, 1]);
  });

  it('of several causes at once are never more than was captured', async () => {
    const paymentId = await captured();
    const causes: DueRefund[] = [
      { paymentId, cause: 'RETURN', causeId: 1, amount: 7_000 },
      { paymentId, cause: 'RETURN', causeId: 2, amount: 7_000 },
      { paymentId, cause: 'DUPLICATE', causeId: paymentId },
      cancelled(paymentId),
    ];
    await Promise.all(causes.map((cause, index) => add(index % 2 === 0 ? here : there, cause)));
    const refunds = await refundsOf(database, paymentId);
    expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(10_000);
    expect(await refundTotal(paymentId)).toBe(10_000);
  });

  it('of a payment that another transaction has reduced meanwhile are refused by the guard', async () => {
    const paymentId = await captured();
    await expect(
      database.execute('UPDATE payments SET refund_total = refund_total + 20000 WHERE payment_id = ?', [paymentId]),
    ).rejects.toThrow();
  });

  it('are made for the orders of released payments, with the mark of completion', async () => {
    const [first, second] = [await captured(), await captured({ captured: 3_000 })];
    await database.transaction((tx) =>
      here.bus.publish(tx, OrderPaymentReleased, [
        { orderId: first, paymentId: first, cause: 'CANCELLED' },
        { orderId: second, paymentId: second, cause: 'LATE' },
        { orderId: second, paymentId: second, cause: 'LATE' },
      ]),
    );
    await untilHandled(here);
    expect(await untilState(first, 'DONE')).toMatchObject([{ cause: 'CANCELLED', amount: 10_000 }]);
    expect(await untilState(second, 'DONE')).toMatchObject([{ cause: 'LATE', amount: 3_000 }]);
  });

  it('are sent once at a time for each payment, the oldest first, and not right after another one', async () => {
    const paymentId = await captured();
    let running = 0;
    let most = 0;
    provider.beforeRefund = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
    };
    await add(here, { paymentId, cause: 'RETURN', causeId: 1, amount: 1_000 });
    await add(there, { paymentId, cause: 'RETURN', causeId: 2, amount: 2_000 }, cancelled(paymentId));
    const claims = get(here, RefundClaims);
    await until(async () => provider.made.length === 1);
    expect((await claims.candidates(10)).filter((one) => one.paymentId === paymentId)).toEqual([]);
    await untilState(paymentId, 'DONE', 'DONE', 'DONE');
    expect([most, provider.made.map(({ amount }) => amount)]).toEqual([1, [1_000, 2_000, 7_000]]);
    const times = await database.query<{ readonly at: Date }>(
      'SELECT completed_at AS at FROM refunds WHERE payment_id = ? ORDER BY refund_id',
      [paymentId],
    );
    const gaps = times.slice(1).map(({ at }, index) => at.getTime() - (times[index]?.at.getTime() ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2_000);
  });

  it('are repeated under the same key while their outcome is not known, and are made once', async () => {
    const paymentId = await captured();
    provider.next.push('PAYS_SILENTLY', 'FAILS');
    await add(here, cancelled(paymentId));
    await until(async () => (await refundsOf(database, paymentId))[0]?.attempts === 1 && provider.calls.length === 1);
    for (let attempts = 2; attempts <= 3; attempts++) {
      await dueNow();
      await until(async () => provider.calls.length === attempts);
    }
    expect(await untilState(paymentId, 'DONE')).toMatchObject([{ attempt: 1, failureCode: null }]);
    expect([new Set(provider.calls).size, provider.made.length]).toEqual([1, 1]);
    expect(provider.calls[0]).toMatch(/^hd:refund:HD-R\d+-[\w-]{10}#1$/);
  });

  it('stay due, with a growing pause, as long as their outcome is not known', async () => {
    const paymentId = await captured();
    provider.next.push('FAILS');
    await add(here, cancelled(paymentId));
    const [row] = await until(async () => {
      const rows = await database.query<{ readonly pause: number }>(
        `SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), resolve_at) / 1000 AS pause FROM refunds
         WHERE payment_id = ? AND attempts = 1 AND resolve_at < NOW(3) + INTERVAL 30 SECOND`,
        [paymentId],
      );
      return rows.length > 0 && rows;
    });
    expect(Number(row?.pause)).toBeLessThanOrEqual(2_000);
  });

  it('that a provider refuses for good are stuck, with what is owed, and are not sent again', async () => {
    const paymentId = await captured();
    provider.next.push('REFUSES TOO_LATE');
    await add(here, cancelled(paymentId));
    expect(await untilState(paymentId, 'STUCK')).toMatchObject([{ failureCode: 'TOO_LATE' }]);
    expect([await refundTotal(paymentId), provider.made.length]).toEqual([10_000, 0]);
    await dueNow();
    expect(provider.calls).toHaveLength(1);
  });

  it('that a provider refuses are done if its books show them, by their mark or as made at its console', async () => {
    const marked = await captured();
    provider.next.push('PAYS_SILENTLY', 'REFUSES ALREADY_CANCELLED');
    await add(here, cancelled(marked));
    await until(async () => provider.calls.length === 1);
    await dueNow();
    await untilState(marked, 'DONE');
    const atConsole = await captured();
    provider.cancelAtConsole(atConsole, 10_000);
    provider.next.push('REFUSES ALREADY_CANCELLED');
    await add(here, cancelled(atConsole));
    await untilState(atConsole, 'DONE');
    expect([provider.refundedOf(marked), provider.refundedOf(atConsole)]).toEqual([10_000, 10_000]);
  });

  it('that a provider refuses stay due while its books cannot be read', async () => {
    const paymentId = await captured();
    provider.canBeRetrieved = false;
    provider.next.push('REFUSES ALREADY_CANCELLED');
    await add(here, cancelled(paymentId));
    const recorded = `SELECT state FROM refunds
      WHERE payment_id = ? AND attempts > 0 AND (state <> 'DUE' OR resolve_at < NOW(3) + INTERVAL 30 SECOND)`;
    await until(async () => (await database.query(recorded, [paymentId])).length === 1);
    expect([provider.looks, await refundsOf(database, paymentId)]).toMatchObject([1, [{ state: 'DUE' }]]);
    provider.canBeRetrieved = true;
    await dueNow();
    await untilState(paymentId, 'DONE');
  });

  it('are left to an administrator when their outcome stays unknown for 14 days', async () => {
    const paymentId = await captured();
    provider.next.push('FAILS', 'FAILS');
    await add(here, cancelled(paymentId));
    await until(async () => provider.calls.length === 1);
    await database.execute('UPDATE refunds SET first_sent_at = NOW(3) - INTERVAL 14 DAY');
    await dueNow();
    expect(await untilState(paymentId, 'STUCK')).toMatchObject([{ failureCode: 'OUTCOME_UNKNOWN' }]);
  });

  it('of a provider that the shop no longer works with stay due, and stop no others', async () => {
    const [gone, other] = [await captured({ provider: 'gone' }), await captured()];
    await add(here, cancelled(gone), cancelled(other));
    await untilState(other, 'DONE');
    expect(await refundsOf(database, gone)).toMatchObject([{ state: 'DUE' }]);
  });

  it('by points are booked many at once, each once, and one that cannot be booked stops no others', async () => {
    const users = Array.from({ length: 300 }, (_, index) => 1_000 + index);
    const payments: number[] = [];
    for (const userId of users) payments.push(await captured({ userId, provider: 'points', captured: 500 }));
    const spoilt = payments[123] as number;
    const wallet = get(here, WalletClient);
    const refund = wallet.refund.bind(wallet);
    let calls = 0;
    jest.spyOn(wallet, 'refund').mockImplementation(async (refunds) => {
      calls++;
      if (refunds.some(({ userId }) => userId === users[123])) throw new Error('This wallet is broken');
      return refund(refunds);
    });
    await there.module.get(WorkOffRefunds).onModuleDestroy();
    await add(here, ...payments.map(cancelled));
    await until(async () => {
      const [row] = await database.query<{ readonly due: number }>(
        `SELECT COUNT(*) AS due FROM refunds WHERE state = 'DUE'`,
      );
      return Number(row?.due) === 1;
    });
    expect(calls).toBeLessThan(30);
    expect(await refundsOf(database, spoilt)).toMatchObject([{ state: 'DUE', attempts: 1 }]);
    const { balance } = await get(here, WalletBalances).of(users[0] as number);
    expect(balance).toBe(500);
    jest.restoreAllMocks();
    await dueNow();
    await untilState(spoilt, 'DONE');
    expect((await get(here, WalletBalances).of(users[123] as number)).balance).toBe(500);
  });
});

describe('refunds on two instances that send only what the test sends', () => {
  const provider = new RefundingProvider();
  let here: TestPlatform;
  let there: TestPlatform;
  let database: Database;
  let paymentId = 0;

  beforeAll(async () => {
    here = await openRefunds(provider, { polls: false });
    there = await openRefunds(provider, { polls: false, beside: here });
    database = here.database;
  });
  beforeEach(async () => {
    await insertCaptured(database, ++paymentId);
    await here.database.transaction((tx) =>
      here.module.get(RefundRepository).addDue(tx, [{ paymentId, cause: 'CANCELLED', causeId: paymentId }]),
    );
    provider.made.length = 0;
    provider.calls.length = 0;
    provider.beforeRefund = () => Promise.resolve();
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const claim = async (platform: TestPlatform) => {
    const claims = platform.module.get(RefundClaims);
    const due = (await claims.candidates(100)).filter((one) => one.paymentId === paymentId);
    return claims.claim(due);
  };
  const send = async (platform: TestPlatform) =>
    platform.module.get(SendRefunds).execute(await claim(platform), AbortSignal.timeout(60_000));
  const dueAgain = () => database.execute(`UPDATE refunds SET resolve_at = NOW(3) WHERE state = 'DUE'`);
  const events = async (): Promise<number[]> => {
    await untilHandled(here);
    const [row] = await refundsOf(database, paymentId);
    return [here, there].flatMap((platform) =>
      platform.module.get(RefundedPayments).refundIds.filter((id) => id === row?.refundId),
    );
  };

  it('are claimed by one of them', async () => {
    const key = await here.module.get(RefundClaims).find((await refundsOf(database, paymentId))[0]?.refundId ?? 0);
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? here : there).module.get(RefundClaims).claim(key)),
    );
    expect(claims.flat()).toHaveLength(1);
  });

  it('of one payment are claimed one at a time, the oldest first, also when one claim asks for all', async () => {
    await insertCaptured(database, ++paymentId);
    const refunds = here.module.get(RefundRepository);
    await here.database.transaction((tx) =>
      refunds.addDue(
        tx,
        [1, 2].map((causeId) => ({ paymentId, cause: 'RETURN', causeId, amount: 1_000 })),
      ),
    );
    const [first, second] = await refundsOf(database, paymentId);
    const keys = [second, first].map((refund) => ({ refundId: refund?.refundId ?? 0, paymentId }));
    const claimed = await here.module.get(RefundClaims).claim(keys);
    expect(claimed.map(({ refundId }) => refundId)).toEqual([first?.refundId]);
    expect(await there.module.get(RefundClaims).claim(keys)).toEqual([]);
  });

  it('have one row for each cause, whatever writes it', async () => {
    const sql = `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, resolve_at)
      SELECT 900000 + refund_id, payment_id, order_id, cause, cause_id, 1, 'DUE', CONCAT(mark, 'x'), NOW(3)
      FROM refunds WHERE payment_id = ?`;
    await expect(database.execute(sql, [paymentId])).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
    const wrong = [
      'UPDATE refunds SET amount = 0',
      'UPDATE refunds SET resolve_at = NULL',
      `UPDATE refunds SET state = 'DONE', resolve_at = NULL`,
      `UPDATE refunds SET settled_as = 'HAND'`,
    ];
    for (const change of wrong) {
      await expect(database.execute(`${change} WHERE payment_id = ?`, [paymentId])).rejects.toThrow();
    }
  });

  it('are made once when the instance dies between the answer and its record', async () => {
    const [refund] = await claim(here);
    expect(refund).toBeDefined();
    jest.spyOn(here.module.get(RefundClaims), 'record').mockRejectedValue(new Error('This instance has died'));
    await dueAgain();
    await send(here).catch(() => undefined);
    jest.restoreAllMocks();
    expect([provider.made.length, (await refundsOf(database, paymentId))[0]?.state]).toEqual([1, 'DUE']);
    expect(await claim(there)).toEqual([]);
    await dueAgain();
    await send(there);
    expect([provider.made.length, (await refundsOf(database, paymentId))[0]?.state]).toEqual([1, 'DONE']);
    expect(await events()).toHaveLength(1);
  });

  it('are done once, with one event, when an instance that was frozen brings its answer late', async () => {
    let thaw = (): void => undefined;
    let sent = (): void => undefined;
    const isSent = new Promise<void>((resolve) => (sent = resolve));
    provider.beforeRefund = () => {
      provider.beforeRefund = () => Promise.resolve();
      sent();
      return new Promise((resolve) => (thaw = resolve));
    };
    const frozen = send(here);
    await isSent;
    await dueAgain();
    await send(there);
    thaw();
    await frozen;
    expect([provider.made.length, (await refundsOf(database, paymentId))[0]?.state]).toEqual([1, 'DONE']);
    expect(await events()).toHaveLength(1);
  });

  it('are not put off by a late answer that says nothing certain', async () => {
    const [stale] = await claim(here);
    await dueAgain();
    const [current] = await claim(there);
    const unknown = { state: 'STUCK', failureCode: 'X' } as const;
    expect(await here.module.get(RefundClaims).record([{ refund: stale as ClaimedRefund, change: unknown }])).toEqual(
      [],
    );
    expect((await refundsOf(database, paymentId))[0]?.state).toBe('DUE');
    const record = there.module.get(RefundClaims).record([{ refund: current as ClaimedRefund, change: unknown }]);
    expect(await record).toHaveLength(1);
    expect((await refundsOf(database, paymentId))[0]?.state).toBe('STUCK');
  });
});
