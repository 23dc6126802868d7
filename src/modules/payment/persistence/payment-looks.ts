import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Payment } from '../domain/payment';
import { LOOK_AGAIN_FOR_DEPOSIT_S } from './payment-changes';
import { IS_UNEXPLAINED, PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment.queries';

export interface DueLook {
  readonly paymentId: number;
}

/** An attempt that is looked at. */
export interface Look {
  readonly payment: Payment;
  /** the number of this look since the last news */
  readonly count: number;
  /** since the money was last asked for */
  readonly sentForMs: number;
  /** it can no longer be confirmed */
  readonly hasExpired: boolean;
}

export interface WaitingPayments {
  /** attempts whose outcome is not known */
  readonly unknown: number;
  /** those of them that an administrator should look into */
  readonly unexplained: number;
  /** attempts that wait for their deposit */
  readonly deposits: number;
  /** for how long the oldest look has been due, in seconds */
  readonly oldestSeconds: number;
}

/** Longer than a look takes: if its instance dies, another one looks then. */
const CLAIM_S = 60;

/** The look that is due without a hint: when an attempt expires, or when a deposit should have stayed. */
const DEPOSIT_AT = `approved_at + INTERVAL ${LOOK_AGAIN_FOR_DEPOSIT_S} SECOND`;
const NEXT_AT = `CASE WHEN state = 'REQUESTED' THEN expires_at
  WHEN state = 'CAPTURED' AND method = 'VIRTUAL_ACCOUNT' AND ${DEPOSIT_AT} > NOW(3) THEN ${DEPOSIT_AT} END`;
/** No hint has brought the next look forward since this one was claimed. */
const IS_UNMOVED = `resolve_at = looked_at + INTERVAL ${CLAIM_S} SECOND`;

/** Which attempts are due to be looked at (P5): the column `resolve_at`, by the database's clock. */
@Injectable()
export class PaymentLooks {
  constructor(private readonly database: Database) {}

  /** @param providers those that can be asked; the attempts of others stay due */
  due(providers: readonly string[], limit: number): Promise<DueLook[]> {
    return this.database.query<DueLook>(
      `SELECT payment_id AS paymentId FROM payments FORCE INDEX (ix_payments_resolve)
       WHERE resolve_at <= NOW(3) AND provider IN (?) ORDER BY resolve_at LIMIT ?`,
      [providers, limit],
    );
  }

  async claim(paymentId: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payments SET resolve_at = NOW(3) + INTERVAL ${CLAIM_S} SECOND, looked_at = NOW(3), resolve_attempts = resolve_attempts + 1
       WHERE payment_id = ? AND resolve_at <= NOW(3)`,
      [paymentId],
    );
    return affectedRows === 1;
  }

  async find(paymentId: number): Promise<Look | undefined> {
    const [row] = await this.database.query<
      PaymentRow & { readonly count: number; readonly hasExpired: number; readonly sentForMs: number | string }
    >(
      `SELECT ${PAYMENT_COLUMNS}, resolve_attempts AS count, COALESCE(expires_at, NOW(3)) <= NOW(3) AS hasExpired,
         TIMESTAMPDIFF(MICROSECOND, COALESCE(sent_at, NOW(3)), NOW(3)) / 1000 AS sentForMs
       FROM payments WHERE payment_id = ?`,
      [paymentId],
    );
    if (row === undefined) return undefined;
    const { count, sentForMs, hasExpired, ...payment } = row;
    return { payment: toPayment(payment), count, sentForMs: Number(sentForMs), hasExpired: hasExpired === 1 };
  }

  /** The attempt stays as it is, and is looked at again after a pause. */
  async postpone(paymentId: number, pauseMs: number): Promise<void> {
    await this.database.execute(
      `UPDATE payments SET resolve_at = NOW(3) + INTERVAL ? MICROSECOND WHERE payment_id = ? AND ${IS_UNMOVED}`,
      [pauseMs * 1_000, paymentId],
    );
  }

  /** Nothing is left to be found out now. */
  async done(paymentId: number): Promise<void> {
    await this.database.execute(
      `UPDATE payments SET resolve_at = ${NEXT_AT}, resolve_attempts = 0
       WHERE payment_id = ? AND state NOT IN ('CONFIRMING', 'WAITING_FOR_DEPOSIT') AND deposit_seen_at IS NULL
         AND ${IS_UNMOVED}`,
      [paymentId],
    );
  }

  async waiting(): Promise<WaitingPayments> {
    const [row] = await this.database.query<{
      readonly unknown: number | string;
      readonly unexplained: number | string;
      readonly deposits: number | string;
      readonly oldest: number | string | null;
    }>(
      `SELECT (SELECT COUNT(*) FROM payments FORCE INDEX (ix_payments_state)
            WHERE state = 'CONFIRMING' AND resolve_at IS NOT NULL) AS \`unknown\`,
         (SELECT COUNT(*) FROM payments FORCE INDEX (ix_payments_state) WHERE ${IS_UNEXPLAINED}) AS unexplained,
         (SELECT COUNT(*) FROM payments FORCE INDEX (ix_payments_state)
            WHERE state = 'WAITING_FOR_DEPOSIT') AS deposits,
         (SELECT TIMESTAMPDIFF(MICROSECOND, MIN(resolve_at), NOW(3)) FROM payments FORCE INDEX (ix_payments_resolve)
            WHERE resolve_at <= NOW(3)) AS oldest`,
    );
    return {
      unknown: Number(row?.unknown ?? 0),
      unexplained: Number(row?.unexplained ?? 0),
      deposits: Number(row?.deposits ?? 0),
      oldestSeconds: Number(row?.oldest ?? 0) / 1_000_000,
    };
  }
}
