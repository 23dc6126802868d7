import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { type Payment, UNEXPLAINED_MS } from '../domain/payment';
import type { DepositAccount } from '../domain/provider';

export const PAYMENT_COLUMNS = `payment_id AS paymentId, order_id AS orderId, user_id AS userId, ordinal, provider, method, state,
  live, outcome, amount, captured, refund_total AS refundTotal, currency, provider_order_id AS providerOrderId,
  provider_key AS providerKey, checkout_url AS checkoutUrl, confirm_attempt AS confirmAttempt, answered,
  failure_code AS failureCode, requested_at AS requestedAt, sent_at AS sentAt, approved_at AS approvedAt,
  expires_at AS expiresAt, deposit_account AS depositAccount, deposit_seen_at AS depositSeenAt, receipt_url AS receiptUrl`;

/** It has not been known for a day whether the money was moved. An attempt is confirmed within an hour of its request. */
export const IS_UNEXPLAINED = `state = 'CONFIRMING' AND resolve_at IS NOT NULL
  AND requested_at <= NOW(3) - INTERVAL ${UNEXPLAINED_MS / 1_000} SECOND`;

export type PaymentRow = Omit<Payment, 'isLive' | 'isAnswered' | 'depositAccount'> & {
  readonly live: number | null;
  readonly answered: number;
  readonly depositAccount: string | null;
};

export function toPayment({ live, answered, depositAccount, ...row }: PaymentRow): Payment {
  return {
    ...row,
    isLive: live === 1,
    isAnswered: answered === 1,
    depositAccount: depositAccount === null ? null : toAccount(depositAccount),
  };
}

/** The instant in it is written as ISO 8601. */
function toAccount(stored: string): DepositAccount {
  const account = JSON.parse(stored) as Omit<DepositAccount, 'dueAt'> & { readonly dueAt: string };
  return { ...account, dueAt: new Date(account.dueAt) };
}

/** Locks the payments in ascending order. */
export async function lockPayments(tx: Transaction, paymentIds: readonly number[]): Promise<Payment[]> {
  const rows = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments FORCE INDEX (PRIMARY)
     WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE`,
    [paymentIds],
  );
  return rows.map(toPayment);
}

/** A payment that has ended, with what its order must know of the others. */
export interface EndedAttempt extends Payment {
  /** how many attempts to pay the order have failed so far */
  readonly failedAttempts: number;
}

@Injectable()
export class PaymentQueries {
  private readonly ofOrders = new BatchedRead<number, Payment[]>('The payments', (orderIds) => this.byOrder(orderIds));

  constructor(private readonly database: Database) {}

  /**
   * The payment of an order that counts: the captured one that the order has accepted, another captured one, the live one,
   * or the last.
   * @param userId null: of any user
   */
  async ofOrder(orderId: number, userId: number | null): Promise<Payment | undefined> {
    const attempts = await this.attempts(orderId, userId);
    const captured = attempts.filter(({ state }) => state === 'CAPTURED');
    return (
      captured.find(({ outcome }) => outcome === 'PAID') ??
      captured.at(-1) ??
      attempts.find(({ isLive }) => isLive) ??
      attempts.at(-1)
    );
  }

  /** All attempts to pay an order, the first one first. */
  async attempts(orderId: number, userId: number | null): Promise<Payment[]> {
    const payments = (await this.ofOrders.find(orderId)) ?? [];
    return payments.filter((payment) => userId === null || payment.userId === userId);
  }

  async find(paymentId: number): Promise<Payment | undefined> {
    return (await this.read('payment_id = ?', [paymentId]))[0];
  }

  /** Those of the payments that were captured, have failed or were reversed. */
  async ended(paymentIds: readonly number[]): Promise<EndedAttempt[]> {
    const ended = await this.read(`payment_id IN (?) AND state IN ('CAPTURED', 'FAILED', 'REVERSED')`, [paymentIds]);
    const failed = ended.filter(({ state }) => state === 'FAILED');
    const counts = await this.failures(failed.map(({ orderId }) => orderId));
    return ended.map((payment) => ({ ...payment, failedAttempts: counts.get(payment.orderId) ?? 0 }));
  }

  /** Those of the payments for which no one needs to wait. */
  async settledOf(paymentIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.query<{ readonly paymentId: number }>(
      `SELECT payment_id AS paymentId FROM payments
       WHERE payment_id IN (?) AND (state IN ('FAILED', 'ABANDONED') OR outcome IS NOT NULL)`,
      [paymentIds],
    );
    return rows.map(({ paymentId }) => paymentId);
  }

  private async byOrder(orderIds: readonly number[]): Promise<ReadonlyMap<number, Payment[]>> {
    const payments = await this.read('order_id IN (?) ORDER BY ordinal', [orderIds]);
    return new Map(orderIds.map((id) => [id, payments.filter(({ orderId }) => orderId === id)]));
  }

  private async failures(orderIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.database.query<{ readonly orderId: number; readonly failed: number | string }>(
      `SELECT order_id AS orderId, COUNT(*) AS failed FROM payments
       WHERE order_id IN (?) AND state = 'FAILED' GROUP BY order_id`,
      [orderIds],
    );
    return new Map(rows.map(({ orderId, failed }) => [orderId, Number(failed)]));
  }

  private async read(where: string, parameters: readonly unknown[]): Promise<Payment[]> {
    const rows = await this.database.query<PaymentRow>(
      `SELECT ${PAYMENT_COLUMNS} FROM payments WHERE ${where}`,
      parameters,
    );
    return rows.map(toPayment);
  }
}
