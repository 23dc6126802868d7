import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { DomainError } from '#platform/domain-error';
import type { PaymentMethod } from '#payment';
import type { RefundCause, RefundState, SettledAs } from '../domain/refund';

/** What the API shows of a refund in its payment. */
export interface RefundOfPayment {
  readonly refundId: number;
  readonly paymentId: number;
  readonly amount: number;
  readonly state: RefundState;
  readonly cause: RefundCause;
  readonly requestedAt: Date;
  readonly completedAt: Date | null;
}

/** What administrators see of it. */
export interface StoredRefund extends RefundOfPayment {
  readonly orderId: number;
  readonly userId: number;
  readonly provider: string;
  readonly method: PaymentMethod;
  readonly currency: string;
  readonly attempts: number;
  readonly failureCode: string | null;
  readonly providerRef: string | null;
  readonly settledAs: SettledAs | null;
  readonly settledBy: number | null;
  readonly note: string | null;
  /** when it is sent next */
  readonly nextAttemptAt: Date | null;
}

export interface OpenRefunds {
  readonly state: RefundState;
  readonly count: number;
  readonly oldestAgeSeconds: number;
}

const COLUMNS = `refunds.refund_id AS refundId, refunds.payment_id AS paymentId, refunds.amount AS amount, refunds.state AS state,
  cause, refunds.requested_at AS requestedAt, completed_at AS completedAt`;
const ALL_COLUMNS = `${COLUMNS}, refunds.order_id AS orderId, user_id AS userId, provider, method, currency, attempts,
  refunds.failure_code AS failureCode, provider_ref AS providerRef, settled_as AS settledAs, settled_by AS settledBy,
  note, refunds.resolve_at AS nextAttemptAt`;

@Injectable()
export class RefundQueries {
  constructor(private readonly database: Database) {}

  /** @throws DomainError REFUND_NOT_FOUND */
  async get(refundId: number): Promise<StoredRefund> {
    const [refund] = await this.database.query<StoredRefund>(
      `SELECT ${ALL_COLUMNS} FROM refunds JOIN payments ON payments.payment_id = refunds.payment_id WHERE refund_id = ?`,
      [refundId],
    );
    if (refund === undefined) throw new DomainError('not-found', 'REFUND_NOT_FOUND', `Refund ${refundId} not found.`);
    return refund;
  }

  /** Newest first. */
  async list(state: RefundState | undefined, before: number | undefined, limit: number): Promise<StoredRefund[]> {
    const index = state === undefined ? 'PRIMARY' : 'ix_refunds_state';
    const where = state === undefined ? 'refunds.refund_id > 0' : 'refunds.state = ?';
    return this.database.query<StoredRefund>(
      `SELECT ${ALL_COLUMNS} FROM refunds FORCE INDEX (${index}) JOIN payments ON payments.payment_id = refunds.payment_id
       WHERE ${where} ${before === undefined ? '' : 'AND refunds.refund_id < ?'}
       ORDER BY refunds.refund_id DESC LIMIT ?`,
      [...(state === undefined ? [] : [state]), ...(before === undefined ? [] : [before]), limit],
    );
  }

  /** The refunds of each payment, oldest first; payments without one are left out. */
  async ofPayments(paymentIds: readonly number[]): Promise<Map<number, RefundOfPayment[]>> {
    const byPayment = new Map<number, RefundOfPayment[]>();
    if (paymentIds.length === 0) return byPayment;
    const refunds = await this.database.query<RefundOfPayment>(
      `SELECT ${COLUMNS} FROM refunds FORCE INDEX (uq_refunds_cause) WHERE payment_id IN (?) ORDER BY refund_id`,
      [paymentIds],
    );
    for (const refund of refunds) {
      const ofPayment = byPayment.get(refund.paymentId);
      if (ofPayment === undefined) byPayment.set(refund.paymentId, [refund]);
      else ofPayment.push(refund);
    }
    return byPayment;
  }

  /** How many refunds are still owed, by state, and how old the oldest is. */
  async open(): Promise<OpenRefunds[]> {
    const rows = await this.database.query<OpenRefunds>(
      `SELECT state, COUNT(*) AS count, TIMESTAMPDIFF(SECOND, MIN(requested_at), NOW(3)) AS oldestAgeSeconds
       FROM refunds FORCE INDEX (ix_refunds_state) WHERE state IN ('DUE', 'STUCK') GROUP BY state`,
    );
    return rows.map(({ state, count, oldestAgeSeconds }) => ({
      ...{ state, count: Number(count), oldestAgeSeconds: Number(oldestAgeSeconds) },
    }));
  }
}
