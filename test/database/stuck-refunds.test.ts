import { setTimeout as delay } from 'node:timers/promises';
import { WalletBalances, WalletClient } from '#wallet';
import type { Database } from '#platform/database/database';
import { type ClaimedRefund, RefundClaims } from '../../src/modules/payment/persistence/refund-claims';
import { RefundQueries } from '../../src/modules/payment/persistence/refund.queries';
import { RefundRepository } from '../../src/modules/payment/persistence/refund.repository';
import { DecideStuckRefund } from '../../src/modules/payment/use-cases/decide-stuck-refund';
import { WorkOffRefunds } from '../../src/modules/payment/use-cases/work-off-refunds';
import { untilHandled } from '../support/integrity';
import type { TestPlatform } from '../support/platform';
import { RefundingProvider } from '../support/refunding-provider';
import { insertCaptured, openRefunds, RefundedPayments, refundsOf } from '../support/refunds';
import { until } from '../support/until';

const ADMINISTRATOR = 1_000;
/** for a decision that waits for no lock */
const LONG_ENOUGH_MS = 300;

describe('a stuck refund', () => {
  const provider = new RefundingProvider();
  let here: TestPlatform;
  let there: TestPlatform;
  let database: Database;
  let paymentId = 0;
  let refundId = 0;
  let userId = 0;

  beforeAll(async () => {
    here = await openRefunds(provider);
    there = await openRefunds(provider, { beside: here });
    database = here.database;
  });
  beforeEach(async () => {
    userId = 100 + ++paymentId;
    provider.next.splice(0, provider.next.length, 'REFUSES TOO_LATE');
    provider.made.length = 0;
    await insertCaptured(database, paymentId, { userId });
    await here.database.transaction((tx) =>
      here.module.get(RefundRepository).addDue(tx, [{ paymentId, cause: 'CANCELLED', causeId: paymentId }]),
    );
    ({ refundId } = await untilState('STUCK'));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const untilState = (state: string) =>
    until(async () => (await refundsOf(database, paymentId)).find((refund) => refund.state === state));
  const decisions = (platform: TestPlatform) => platform.module.get(DecideStuckRefund);
  const settle = (platform: TestPlatform, as: 'HAND' | 'POINTS') =>
    decisions(platform).settle({ refundId, as, note: '이체했어요', userId: ADMINISTRATOR });
  const balance = async () => (await here.module.get(WalletBalances).of(userId)).balance;
  const events = async (): Promise<number> => {
    await untilHandled(here);
    const all = [here, there].flatMap((platform) => platform.module.get(RefundedPayments).refundIds);
    return all.filter((id) => id === refundId).length;
  };

  it('is sent again under a new key', async () => {
    const before = provider.calls.at(-1);
    await decisions(here).retry(refundId, ADMINISTRATOR);
    expect(await untilState('DONE')).toMatchObject({ attempt: 2, failureCode: null });
    expect(provider.calls.at(-1)).toBe(before?.replace('#1', '#2'));
    expect([provider.made.length, await events()]).toEqual([1, 1]);
  });

  it.each([
    ['by hand', (): Promise<unknown> => settle(here, 'HAND')],
    [
      'by a late answer',
      (): Promise<unknown> => {
        const refund = { refundId, paymentId, orderId: 1, userId, amount: 10_000, cause: 'CANCELLED' } as ClaimedRefund;
        return there.module.get(RefundClaims).record([{ refund, change: { state: 'DONE', providerRef: 'one' } }]);
      },
    ],
  ])('is done %s only behind the lock of its payment: the events of one payment are in order', async (_, done) => {
    let settled: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await tx.query('SELECT payment_id FROM payments WHERE payment_id = ? FOR UPDATE', [paymentId]);
      settled = done();
      await delay(LONG_ENOUGH_MS);
      expect((await refundsOf(database, paymentId)).map(({ state }) => state)).toEqual(['STUCK']);
    });
    await settled;
    expect((await refundsOf(database, paymentId)).map(({ state }) => state)).toEqual(['DONE']);
  });

  it('is not sent again if the books of the provider show it meanwhile', async () => {
    provider.cancelAtConsole(paymentId, 10_000);
    const calls = provider.calls.length;
    await decisions(here).retry(refundId, ADMINISTRATOR);
    await untilState('DONE');
    expect([provider.calls.length, provider.refundedOf(paymentId), await events()]).toEqual([calls, 10_000, 1]);
  });

  it('is done once it was paid back by hand, with who noted what', async () => {
    expect(await settle(here, 'HAND')).toMatchObject({
      state: 'DONE',
      settledAs: 'HAND',
      settledBy: ADMINISTRATOR,
      note: '이체했어요',
    });
    expect([provider.made.length, await balance(), await events()]).toEqual([0, 0, 1]);
  });

  it('is paid back as points, once, however many administrators decide so at once', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => settle(index % 2 === 0 ? here : there, 'POINTS')),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await untilState('DONE')).toBeDefined();
    expect([provider.made.length, await balance(), await events()]).toEqual([0, 10_000, 1]);
  });

  it('goes one way only, when it is sent again, settled by hand and as points at once', async () => {
    const outcomes = await Promise.allSettled([
      decisions(here).retry(refundId, ADMINISTRATOR),
      settle(there, 'HAND'),
      settle(here, 'POINTS'),
    ]);
    await untilState('DONE');
    const paidBack = provider.refundedOf(paymentId) + (await balance());
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(paidBack).toBe(outcomes[1]?.status === 'fulfilled' ? 0 : 10_000);
    expect(await events()).toBe(1);
  });

  it('is paid back as points later, once, if the wallet fails or the process dies meanwhile', async () => {
    const wallet = here.module.get(WalletClient);
    const refund = wallet.refund.bind(wallet);
    jest.spyOn(wallet, 'refund').mockImplementation(async (refunds) => {
      await refund(refunds);
      throw new Error('The answer of the wallet was lost');
    });
    expect(await settle(here, 'POINTS')).toMatchObject({ state: 'DUE', settledAs: 'POINTS' });
    jest.restoreAllMocks();
    await database.execute(`UPDATE refunds SET resolve_at = NOW(3) WHERE state = 'DUE'`);
    here.module.get(WorkOffRefunds).wake();
    await untilState('DONE');
    expect([provider.made.length, await balance(), await events()]).toEqual([0, 10_000, 1]);
  });

  it('is the only one that can be decided about', async () => {
    await settle(here, 'HAND');
    await expect(settle(here, 'POINTS')).rejects.toMatchObject({ code: 'REFUND_NOT_STUCK' });
    await expect(decisions(here).retry(refundId, ADMINISTRATOR)).rejects.toMatchObject({ code: 'REFUND_NOT_STUCK' });
    await expect(decisions(here).retry(999_999, ADMINISTRATOR)).rejects.toMatchObject({ code: 'REFUND_NOT_FOUND' });
    expect(await here.module.get(RefundQueries).open()).not.toContainEqual(expect.objectContaining({ state: 'DUE' }));
  });
});
