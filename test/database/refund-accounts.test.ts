import type { Database } from '#platform/database/database';
import type { RefundAccount, RefundIntent } from '../../src/modules/payment/domain/provider';
import type { DueRefund } from '../../src/modules/payment/domain/refund';
import { deleteUnneededAccounts, RefundAccounts } from '../../src/modules/payment/persistence/refund-accounts';
import { RefundClaims } from '../../src/modules/payment/persistence/refund-claims';
import { RefundQueries } from '../../src/modules/payment/persistence/refund.queries';
import { RefundRepository } from '../../src/modules/payment/persistence/refund.repository';
import { DecideStuckRefund } from '../../src/modules/payment/use-cases/decide-stuck-refund';
import { WorkOffRefunds } from '../../src/modules/payment/use-cases/work-off-refunds';
import { untilBlocked } from '../support/database-connection';
import { untilHandled } from '../support/integrity';
import type { TestPlatform } from '../support/platform';
import { RefundingProvider } from '../support/refunding-provider';
import { insertCaptured, openRefunds, refundsOf } from '../support/refunds';
import { until } from '../support/until';

const ACCOUNT: RefundAccount = { bank: '88', accountNumber: '110234567890', holderName: '홍길동' };
const USER = 7;
const NO_ACCOUNT = 'INVALID_REFUND_ACCOUNT_INFO';

/** A provider that pays a deposit back only to an account. */
class DepositProvider extends RefundingProvider {
  readonly sent: (RefundAccount | undefined)[] = [];
  override beforeRefund = ({ account }: RefundIntent): Promise<void> => {
    this.sent.push(account);
    if (account === undefined) this.next.unshift(`REFUSES ${NO_ACCOUNT}`);
    return this.pause();
  };
  pause: () => Promise<void> = () => Promise.resolve();
}

describe('the account that a deposit is paid back to', () => {
  const provider = new DepositProvider();
  let here: TestPlatform;
  let database: Database;
  /** also that of its order */
  let paymentId = 0;

  beforeAll(async () => {
    here = await openRefunds(provider);
    database = here.database;
  });
  beforeEach(async () => {
    paymentId++;
    provider.sent.length = 0;
    provider.next.length = 0;
    provider.pause = () => Promise.resolve();
    await insertDeposit(paymentId);
  });
  afterAll(() => here.close());

  const insertDeposit = (id: number): Promise<void> => insertCaptured(database, id, { method: 'VIRTUAL_ACCOUNT' });
  const give = (account = ACCOUNT, orderId = paymentId) => here.module.get(RefundAccounts).give(orderId, USER, account);
  const addDue = (due: Partial<DueRefund> = {}) =>
    database.transaction((tx) =>
      here.module.get(RefundRepository).addDue(tx, [{ paymentId, cause: 'CANCELLED', causeId: paymentId, ...due }]),
    );
  const accounts = async () =>
    (await database.query('SELECT order_id FROM refund_accounts WHERE order_id = ?', [paymentId])).length;
  const untilState = (state: string) =>
    until(async () => (await refundsOf(database, paymentId)).find((refund) => refund.state === state));

  it('is sent with the refund, and is deleted once that is done', async () => {
    await give();
    await addDue();
    await untilState('DONE');
    expect([provider.sent, await accounts()]).toEqual([[ACCOUNT], 0]);
  });

  it('shows nothing of itself in the table, in any event, or in what administrators see of the refund', async () => {
    provider.next.push('REFUSES TOO_LATE');
    await give();
    await addDue();
    const { refundId } = await untilState('STUCK');
    await untilHandled(here);
    const shown = [
      await database.query('SELECT * FROM refund_accounts'),
      await database.query('SELECT * FROM refunds'),
      await database.query('SELECT * FROM payments'),
      await database.query('SELECT * FROM event_publications'),
      await here.module.get(RefundQueries).get(refundId),
    ].flatMap((rows) => [JSON.stringify(rows), Buffer.from(JSON.stringify(rows)).toString('latin1')]);
    const [row] = await database.query<{ sealed: Buffer }>(
      'SELECT account_sealed AS sealed FROM refund_accounts WHERE order_id = ?',
      [paymentId],
    );
    const sealed = row?.sealed ?? Buffer.alloc(0);
    const bytes = (['utf8', 'latin1', 'hex', 'base64'] as const).map((encoding) => sealed.toString(encoding));
    for (const part of [ACCOUNT.accountNumber, ACCOUNT.holderName, 'accountNumber', 'holderName']) {
      for (const text of [...shown, ...bytes]) expect(text).not.toContain(part);
      for (const encoding of ['hex', 'base64'] as const) {
        expect(sealed.toString(encoding)).not.toContain(Buffer.from(part).toString(encoding).slice(0, -4));
      }
    }
  });

  it('makes a refund that was stuck without it possible', async () => {
    await addDue();
    const { refundId, failureCode } = await untilState('STUCK');
    expect([failureCode, provider.sent]).toEqual([NO_ACCOUNT, [undefined]]);
    await give();
    expect(await accounts()).toBe(1);
    await here.module.get(DecideStuckRefund).retry(refundId, 1_000);
    await untilState('DONE');
    expect([provider.sent, await accounts()]).toEqual([[undefined, ACCOUNT], 0]);
  });

  it('can be given again, and the last one counts', async () => {
    await give({ ...ACCOUNT, accountNumber: '999999999' });
    await give();
    await addDue();
    await untilState('DONE');
    expect(provider.sent).toEqual([ACCOUNT]);
  });

  it('stays until nothing is owed any more', async () => {
    await give();
    await addDue({ cause: 'RETURN', amount: 4_000 });
    provider.next.push('PAYS', 'REFUSES TOO_LATE');
    await untilState('DONE');
    expect(await accounts()).toBe(0);
    await give();
    await addDue({ cause: 'RETURN', causeId: 1, amount: 1_000 });
    const { refundId } = await untilState('STUCK');
    await addDue({ cause: 'RETURN', causeId: 2, amount: 2_000 });
    await until(async () => (await refundsOf(database, paymentId))[2]?.state === 'DONE');
    expect(await accounts()).toBe(1);
    await here.module.get(DecideStuckRefund).settle({ refundId, as: 'HAND', note: '이체했어요', userId: 1_000 });
    expect(await accounts()).toBe(0);
  });

  it('is deleted when the books of the provider show that the refund is done', async () => {
    await give();
    provider.next.push('REFUSES TOO_LATE');
    await addDue();
    const { refundId } = await untilState('STUCK');
    provider.cancelAtConsole(paymentId, 10_000);
    await here.module.get(DecideStuckRefund).retry(refundId, 1_000);
    await untilState('DONE');
    expect([provider.sent.length, await accounts()]).toEqual([1, 0]);
  });

  /** Refunds of the whole payment, which no poller sends. */
  const insertRefunds = async (count: number, state: 'DUE' | 'DONE'): Promise<void> => {
    await database.execute('UPDATE payments SET refund_total = captured WHERE payment_id = ?', [paymentId]);
    const ids = Array.from({ length: count }, (_, index) => paymentId * 1_000 + index);
    const times = state === 'DUE' ? [new Date(Date.now() + 86_400_000), null] : [null, new Date()];
    await database.execute(
      `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, resolve_at, completed_at)
       VALUES ?`,
      [ids.map((id) => [id, paymentId, paymentId, 'RETURN', id, 10_000 / count, state, `HD-R${id}-x`, ...times])],
    );
  };

  it('is not needed once all is paid back, for other methods, and for an order without a payment of this buyer', async () => {
    await insertRefunds(1, 'DONE');
    await expect(give()).rejects.toMatchObject({ code: 'REFUND_ACCOUNT_NOT_NEEDED' });
    const byAnother = here.module.get(RefundAccounts).give(paymentId, USER + 1, ACCOUNT);
    await expect(byAnother).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
    await insertCaptured(database, ++paymentId);
    await expect(give()).rejects.toMatchObject({ code: 'REFUND_ACCOUNT_NOT_NEEDED' });
    await expect(give(ACCOUNT, 999_999)).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
    expect(await accounts()).toBe(0);
  });

  it('does not stay when it is given while the last refund ends', async () => {
    await insertRefunds(1, 'DUE');
    let giving: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.execute(
        `UPDATE refunds SET state = 'DONE', completed_at = NOW(3), resolve_at = NULL WHERE payment_id = ?`,
        [paymentId],
      );
      giving = give().catch(({ code }: { code: string }) => code);
      await untilBlocked(database, { statement: 'refunds', work: giving });
    });
    expect([await giving, await accounts()]).toEqual(['REFUND_ACCOUNT_NOT_NEEDED', 0]);
  });

  it('is deleted when the last refunds of two deposits of its order end at the same time', async () => {
    await give();
    await insertRefunds(2, 'DUE');
    const second = paymentId + 700_000;
    await insertDeposit(second);
    const moved = 'SET order_id = ?, ordinal = 2, live = NULL, refund_total = captured';
    await database.execute(`UPDATE payments ${moved} WHERE payment_id = ?`, [paymentId, second]);
    await database.execute('UPDATE refunds SET payment_id = ? WHERE payment_id = ? LIMIT 1', [second, paymentId]);
    const [one, other] = await database.query<{ refundId: number; paymentId: number; attempts: number }>(
      'SELECT refund_id AS refundId, payment_id AS paymentId, attempts FROM refunds WHERE order_id = ?',
      [paymentId],
    );
    const claims = here.module.get(RefundClaims);
    const end = (refund: typeof one) =>
      claims.record([
        {
          refund: {
            ...refund,
            orderId: paymentId,
            userId: USER,
            amount: 5_000,
            cause: 'RETURN',
            method: 'VIRTUAL_ACCOUNT',
          } as never,
          change: { state: 'DONE', providerRef: null },
        },
      ]);
    let ended: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.query('SELECT order_id FROM refund_accounts WHERE order_id = ? FOR UPDATE', [paymentId]);
      ended = Promise.all([end(one), end(other)]);
      await untilBlocked(database, { statement: 'refund_accounts', count: 2, work: ended });
    });
    await ended;
    expect(await accounts()).toBe(0);
  });

  it('stays while money of another deposit may go back to it, and goes with the last one that has ended', async () => {
    await give();
    const ended = { paymentId: paymentId + 500_000, orderId: paymentId, method: 'VIRTUAL_ACCOUNT' };
    const end = () => database.transaction((tx) => deleteUnneededAccounts(tx, [ended]));
    await end();
    expect(await accounts()).toBe(1);
    await database.execute(
      `UPDATE payments SET state = 'WAITING_FOR_DEPOSIT', outcome = NULL, captured = 0 WHERE payment_id = ?`,
      [paymentId],
    );
    await end();
    expect(await accounts()).toBe(1);
    await database.execute(`UPDATE payments SET state = 'ABANDONED', live = NULL WHERE payment_id = ?`, [paymentId]);
    await end();
    expect(await accounts()).toBe(0);
  });

  it('is deleted 30 days after the capture when nothing is owed, also if a refund is added at that moment', async () => {
    const deleteOld = () => here.module.get(RefundAccounts).deleteOld(30, 500);
    const capturedAgo = (days: number) =>
      database.execute('UPDATE payments SET approved_at = NOW(3) - INTERVAL ? DAY WHERE payment_id = ?', [
        days,
        paymentId,
      ]);
    await give();
    await capturedAgo(29);
    await deleteOld();
    expect(await accounts()).toBe(1);
    await capturedAgo(31);
    let deleting: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await here.module.get(RefundRepository).addDue(tx, [{ paymentId, cause: 'CANCELLED', causeId: paymentId }]);
      deleting = deleteOld();
      await untilBlocked(database, { statement: 'payments', work: deleting });
      provider.next.push('REFUSES TOO_LATE');
    });
    await deleting;
    expect(await accounts()).toBe(1);
    await untilState('STUCK');
    await deleteOld();
    expect(await accounts()).toBe(1);
    await database.execute(`UPDATE refunds SET state = 'DONE', completed_at = NOW(3) WHERE payment_id = ?`, [
      paymentId,
    ]);
    await deleteOld();
    expect(await accounts()).toBe(0);
  });

  it('that was moved from another order is not used, and delays the refund', async () => {
    const other = paymentId++;
    await insertDeposit(paymentId);
    await give({ ...ACCOUNT, accountNumber: '666666' }, other);
    await database.execute(
      `INSERT INTO refund_accounts (order_id, account_sealed)
       SELECT ?, account_sealed FROM refund_accounts AS moved WHERE order_id = ?`,
      [paymentId, other],
    );
    await addDue();
    const delayed = await until(async () =>
      (await refundsOf(database, paymentId)).find(({ attempts }) => attempts > 0),
    );
    expect([delayed.state, provider.sent]).toEqual(['DUE', []]);
    await give();
    await database.execute(`UPDATE refunds SET resolve_at = NOW(3) WHERE payment_id = ?`, [paymentId]);
    here.module.get(WorkOffRefunds).wake();
    await untilState('DONE');
    expect(provider.sent).toEqual([ACCOUNT]);
  });
});
