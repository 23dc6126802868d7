import { Injectable } from '@nestjs/common';
import type { Database } from '#platform/database/database';
import type { DomainEventType } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { PaymentTerms } from '#order-payments';
import { type PaymentMethod, PaymentRefunded } from '#payment';
import { WalletBalances, WalletClient } from '#wallet';
import { PaymentProviders } from '../../src/modules/payment/adapters/payment-providers';
import { PointsProvider } from '../../src/modules/payment/adapters/points-provider';
import { ProviderMetrics } from '../../src/modules/payment/provider-metrics';
import { RefundMetrics } from '../../src/modules/payment/refund-metrics';
import type { RefundState } from '../../src/modules/payment/domain/refund';
import { RefundAccounts } from '../../src/modules/payment/persistence/refund-accounts';
import { RefundClaims } from '../../src/modules/payment/persistence/refund-claims';
import { RefundQueries } from '../../src/modules/payment/persistence/refund.queries';
import { RefundReconciliation } from '../../src/modules/payment/persistence/refund-reconciliation';
import { RefundRepository } from '../../src/modules/payment/persistence/refund.repository';
import { StuckRefunds } from '../../src/modules/payment/persistence/stuck-refunds';
import { AskForRefund } from '../../src/modules/payment/use-cases/ask-for-refund';
import { ProviderCalls } from '../../src/modules/payment/use-cases/provider-calls';
import { DecideStuckRefund } from '../../src/modules/payment/use-cases/decide-stuck-refund';
import { RefundReleasedPayments } from '../../src/modules/payment/use-cases/refund-released-payments';
import { SendRefunds } from '../../src/modules/payment/use-cases/send-refunds';
import { WorkOffRefunds } from '../../src/modules/payment/use-cases/work-off-refunds';
import { WalletQueries } from '../../src/modules/wallet/persistence/wallet.queries';
import { WalletRepository } from '../../src/modules/wallet/persistence/wallet.repository';
import { openPlatform, type TestPlatform } from './platform';
import type { RefundingProvider } from './refunding-provider';
import { until } from './until';

/** The refunds that `PaymentRefunded` was published for, once for each publication. */
@Injectable()
export class RefundedPayments extends EventHandler<{ readonly refundId: number }> {
  override readonly event = PaymentRefunded as DomainEventType<{ readonly refundId: number }>;
  override readonly name = 'test.refunded';
  readonly refundIds: number[] = [];

  override handle({ events }: EventBatch<{ readonly refundId: number }>): Promise<void> {
    this.refundIds.push(...events.map(({ refundId }) => refundId));
    return Promise.resolve();
  }
}

interface OpenRefundsOptions {
  readonly beside?: TestPlatform;
  /** false: nothing is sent unless the test does it */
  readonly polls?: boolean;
}

/** The refunds of an instance, without the orders and the payments that they belong to. */
export async function openRefunds(
  provider: RefundingProvider,
  options: OpenRefundsOptions = {},
): Promise<TestPlatform> {
  const { beside, polls = true } = options;
  return openPlatform({
    ...(beside !== undefined && { beside }),
    providers: [
      ...[RefundRepository, RefundClaims, RefundQueries, RefundReconciliation, StuckRefunds, RefundMetrics],
      ...[RefundReleasedPayments, SendRefunds, WalletRepository, WalletQueries, RefundedPayments],
      ...[ProviderCalls, ProviderMetrics, AskForRefund, RefundAccounts],
      ...(polls ? [WorkOffRefunds, DecideStuckRefund] : []),
      { provide: WalletClient, useExisting: WalletRepository },
      { provide: WalletBalances, useExisting: WalletQueries },
      { provide: PaymentTerms, useValue: { enabled: true, currency: 'KRW', maxAttempts: 5 } },
      { provide: PaymentProviders, useValue: new PaymentProviders([provider]) },
      {
        provide: PointsProvider,
        inject: [WalletClient, WalletBalances],
        useFactory: (wallet: WalletClient, balances: WalletBalances) => new PointsProvider(wallet, balances),
      },
    ],
  });
}

interface CapturedPayment {
  readonly userId?: number;
  readonly captured?: number;
  readonly provider?: string;
  readonly method?: PaymentMethod;
}

/** A payment that has taken this amount; its order has the same id. */
export async function insertCaptured(database: Database, paymentId: number, options: CapturedPayment = {}) {
  const { userId = 7, captured = 10_000, provider = 'refunding' } = options;
  const { method = provider === 'points' ? 'POINTS' : 'CARD' } = options;
  await database.execute(
    `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount,
       captured, currency, provider_order_id) VALUES (?)`,
    [
      [
        ...[paymentId, paymentId, userId, 1, provider, method, 'CAPTURED', 1, 'PAID'],
        ...[captured, captured, 'KRW', `hd-${paymentId}-abcdefghij`],
      ],
    ],
  );
}

let lastStuck = 7_000_000;

/** A refund that a provider has refused, of a payment by points. @returns its id, which is that of its payment and order */
export async function insertStuckRefund(database: Database, userId = 7): Promise<number> {
  const id = ++lastStuck;
  await insertCaptured(database, id, { userId, provider: 'points' });
  await database.execute(
    `INSERT INTO wallet_spendings (payment_id, user_id, amount, outcome) VALUES (?, ?, 10000, 'SPENT')`,
    [id, userId],
  );
  await database.execute('UPDATE payments SET refund_total = captured WHERE payment_id = ?', [id]);
  await database.execute(
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, failure_code)
     VALUES (?, ?, ?, 'CANCELLED', ?, 10000, 'STUCK', ?, 'TOO_LATE')`,
    [id, id, id, id, `HD-R${id}-abcdefghij`],
  );
  return id;
}

export interface RefundRow {
  readonly refundId: number;
  readonly state: RefundState;
  readonly cause: string;
  readonly amount: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly failureCode: string | null;
}

export async function refundsOf(database: Database, paymentId: number): Promise<RefundRow[]> {
  return database.query<RefundRow>(
    `SELECT refund_id AS refundId, state, cause, amount, attempt, attempts, failure_code AS failureCode
     FROM refunds WHERE payment_id = ? ORDER BY refund_id`,
    [paymentId],
  );
}

/**
 * Waits until the refund of a cancelled order is paid back by points, and takes it back, as if the provider had refused it.
 * @returns its id
 */
export async function makeRefundStuck(database: Database, orderId: number): Promise<number> {
  const paidBack = (): Promise<{ id: number; amount: number; userId: number }[]> =>
    database.query(
      `SELECT refund_id AS id, refunds.amount, user_id AS userId
       FROM refunds JOIN payments ON payments.payment_id = refunds.payment_id
       WHERE refunds.order_id = ? AND refunds.state = 'DONE'`,
      [orderId],
    );
  const { id, amount, userId } = await until(async () => (await paidBack())[0]);
  await database.execute(
    `UPDATE refunds SET state = 'STUCK', completed_at = NULL, provider_ref = NULL, failure_code = 'TOO_LATE'
     WHERE refund_id = ?`,
    [id],
  );
  await database.execute(`DELETE FROM wallet_entries WHERE kind = 'REFUND' AND reference_id = ?`, [id]);
  await database.execute('UPDATE wallets SET balance = balance - ? WHERE user_id = ?', [amount, userId]);
  return id;
}
