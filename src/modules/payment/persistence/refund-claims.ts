import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import { type PaymentMethod, PaymentRefunded } from '#payment';
import type { RefundCause, RefundState } from '../domain/refund';
import { applies, type RefundChange } from '../domain/refund-outcome';
import { deleteUsedAccounts } from './refund-accounts';

/** What pays back in the wallets of this shop. */
export const POINTS = 'points';
/** Longer than a provider is waited for. After that, the refund is sent again under the same key. */
const CLAIM_S = 60;
/** A provider may lose the second of two refunds of one payment within a second. */
const APART_S = 2;

/** A refund that can be sent now, and the provider that it goes to. */
export interface ClaimableRefund {
  readonly refundId: number;
  readonly paymentId: number;
  readonly provider: string;
}

/** A refund that this instance sends. */
export interface ClaimedRefund extends ClaimableRefund {
  readonly orderId: number;
  readonly userId: number;
  readonly cause: RefundCause;
  readonly amount: number;
  readonly currency: string;
  readonly mark: string;
  /** the number of its key */
  readonly attempt: number;
  /** how often it was claimed, this time included */
  readonly attempts: number;
  readonly sentForMs: number;
  readonly method: PaymentMethod;
  /** what was captured of its payment */
  readonly captured: number;
  readonly providerOrderId: string;
  readonly providerKey: string | null;
}

type RefundKey = Pick<ClaimableRefund, 'refundId' | 'paymentId'>;

export interface RefundResult {
  readonly refund: ClaimedRefund;
  readonly change: RefundChange;
}

/** One refund of a payment at a time: the oldest that is due, while no other is being sent or has just been made. */
const CLAIMABLE = `refunds.resolve_at <= NOW(3) AND NOT EXISTS (
  SELECT 1 FROM refunds AS other WHERE other.payment_id = refunds.payment_id AND other.refund_id <> refunds.refund_id
    AND (other.refund_id < refunds.refund_id AND other.state = 'DUE' OR other.resolve_at > NOW(3)
      OR other.completed_at > NOW(3) - INTERVAL ${APART_S} SECOND))`;
const PROVIDER = `IF(refunds.settled_as = 'POINTS', '${POINTS}', payments.provider) AS provider`;

/**
 * Who sends which refund (R2), and what came of it (R3 to R5). What can meet:
 *
 * - Two instances claim the same, or two refunds of one payment: a claim locks the rows of the payments, as R1 does, and
 *   reads again behind that lock. Payments that another claim has locked are left to it.
 * - The instance dies after its claim, during the call, or before the result is stored: the refund is due again after
 *   60 s, and is sent under the same key, under which a provider pays back once.
 * - An instance that was frozen brings its answer when another one has claimed the refund: only REFUNDED counts then,
 *   see `applies`. The row of the refund is locked, so it becomes DONE, with its event, once.
 */
@Injectable()
export class RefundClaims {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** What can be claimed, the longest due first, without a lock. */
  async candidates(limit: number): Promise<ClaimableRefund[]> {
    return this.database.query<ClaimableRefund>(
      `SELECT refunds.refund_id AS refundId, refunds.payment_id AS paymentId, ${PROVIDER}
       FROM refunds FORCE INDEX (ix_refunds_resolve) JOIN payments ON payments.payment_id = refunds.payment_id
       WHERE ${CLAIMABLE} ORDER BY refunds.resolve_at, refunds.refund_id LIMIT ?`,
      [limit],
    );
  }

  async find(refundId: number): Promise<RefundKey[]> {
    return this.database.query<RefundKey>(
      'SELECT refund_id AS refundId, payment_id AS paymentId FROM refunds WHERE refund_id = ?',
      [refundId],
    );
  }

  /** @returns those of them that this instance has claimed, and no one else can claim for 60 s */
  async claim(refunds: readonly RefundKey[]): Promise<ClaimedRefund[]> {
    if (refunds.length === 0) return [];
    return this.database.transaction(async (tx) => {
      const locked = await tx.query<{ readonly paymentId: number }>(
        `SELECT payment_id AS paymentId FROM payments FORCE INDEX (PRIMARY)
         WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE SKIP LOCKED`,
        [refunds.map(({ paymentId }) => paymentId)],
      );
      if (locked.length === 0) return [];
      const claimed = await readClaimable(
        tx,
        refunds.map(({ refundId }) => refundId),
        locked.map(({ paymentId }) => paymentId),
      );
      if (claimed.length === 0) return [];
      tx.deferExpecting(
        claimed.length,
        `UPDATE refunds SET resolve_at = NOW(3) + INTERVAL ${CLAIM_S} SECOND, attempts = attempts + 1,
           first_sent_at = COALESCE(first_sent_at, NOW(3)) WHERE refund_id IN (?) AND resolve_at <= NOW(3)`,
        [claimed.map(({ refundId }) => refundId)],
      );
      return claimed;
    });
  }

  /** @returns the results that were still of use */
  async record(results: readonly RefundResult[]): Promise<RefundResult[]> {
    return this.database.transaction(async (tx) => {
      // The payments first, as everywhere: events of one payment are stored in the order of their commits.
      const [, rows] = (await tx.pipeline(
        {
          sql: `SELECT payment_id FROM payments FORCE INDEX (PRIMARY)
                WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE`,
          parameters: [results.map(({ refund }) => refund.paymentId)],
        },
        {
          sql: `SELECT refund_id AS refundId, state, attempts FROM refunds FORCE INDEX (PRIMARY)
                WHERE refund_id IN (?) ORDER BY refund_id FOR UPDATE`,
          parameters: [results.map(({ refund }) => refund.refundId)],
        },
      )) as [unknown, { readonly refundId: number; state: RefundState; attempts: number }[]];
      const current = new Map(rows.map((row) => [row.refundId, row]));
      const applied = results.filter(({ refund, change }) => {
        const row = current.get(refund.refundId);
        return row !== undefined && applies(change, refund, row);
      });
      for (const same of alike(applied)) store(tx, same);
      const done = applied.filter(({ change }) => change.state === 'DONE');
      await deleteUsedAccounts(
        tx,
        done.map(({ refund }) => refund),
      );
      await this.bus.publish(
        tx,
        PaymentRefunded,
        done.map(({ refund: { refundId, paymentId, orderId, userId, amount, cause } }) => ({
          ...{ refundId, paymentId, orderId, userId, amount, cause },
        })),
      );
      return applied;
    });
  }
}

async function readClaimable(
  tx: Transaction,
  refundIds: readonly number[],
  paymentIds: readonly number[],
): Promise<ClaimedRefund[]> {
  const rows = await tx.query<ClaimedRefund>(
    `SELECT refunds.refund_id AS refundId, refunds.payment_id AS paymentId, ${PROVIDER}, refunds.order_id AS orderId,
       user_id AS userId, cause, refunds.amount AS amount, method, captured, currency, mark, attempt, attempts + 1 AS attempts,
       TIMESTAMPDIFF(MICROSECOND, COALESCE(first_sent_at, NOW(3)), NOW(3)) / 1000 AS sentForMs,
       provider_order_id AS providerOrderId, provider_key AS providerKey
     FROM refunds FORCE INDEX (PRIMARY) JOIN payments ON payments.payment_id = refunds.payment_id
     WHERE refunds.refund_id IN (?) AND refunds.payment_id IN (?) AND ${CLAIMABLE}`,
    [refundIds, paymentIds],
  );
  return rows.map((row) => ({ ...row, attempts: Number(row.attempts), sentForMs: Number(row.sentForMs) }));
}

/** Refunds that change in the same way share a statement. */
function alike(results: readonly RefundResult[]): RefundResult[][] {
  const groups = new Map<string, RefundResult[]>();
  for (const result of results) {
    const key = JSON.stringify(result.change);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}

function store(tx: Transaction, results: readonly RefundResult[]): void {
  const { change } = results[0] as RefundResult;
  const ids = results.map(({ refund }) => refund.refundId);
  const where = 'WHERE refund_id IN (?)';
  if (change.state === 'DONE') {
    const set = `state = 'DONE', completed_at = NOW(3), resolve_at = NULL, failure_code = NULL, provider_ref = ?`;
    tx.deferExpecting(ids.length, `UPDATE refunds SET ${set} ${where}`, [change.providerRef, ids]);
  } else if (change.state === 'STUCK') {
    const set = `state = 'STUCK', resolve_at = NULL, failure_code = ?`;
    tx.deferExpecting(ids.length, `UPDATE refunds SET ${set} ${where}`, [change.failureCode, ids]);
  } else {
    const set = 'resolve_at = NOW(3) + INTERVAL ? MICROSECOND, failure_code = ?, attempt = attempt + ?';
    tx.deferExpecting(ids.length, `UPDATE refunds SET ${set} ${where}`, [
      ...[Math.round(change.pauseMs * 1_000), change.failureCode, change.hasNextKey ? 1 : 0],
      ids,
    ]);
  }
}
