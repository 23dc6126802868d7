import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { defineSealedColumn } from '#platform/security/sealed-columns';
import { TextSealer } from '#platform/security/sealed-text';
import { paymentNotFound, refundAccountNotNeeded } from '../domain/payment-refusals';
import type { RefundAccount } from '../domain/provider';
import { BY_ACCOUNT, mayGoBackToAccount } from '../domain/refund';
import { lockPayments } from './payment.queries';

const { placeOf } = defineSealedColumn({
  table: 'refund_accounts',
  key: 'order_id',
  column: 'account_sealed',
  placeOf: (orderId) => `refund-account:${orderId}`,
});

/** They are counted, as a NOT EXISTS would be answered by reading all payments. */
const OLD_ACCOUNTS = `SELECT accounts.order_id AS orderId FROM refund_accounts AS accounts
  WHERE (SELECT COUNT(*) FROM payments FORCE INDEX (uq_payments_live)
      WHERE payments.order_id = accounts.order_id AND method = '${BY_ACCOUNT}'
        AND IF(state = 'CAPTURED', refund_total < captured AND approved_at > NOW(3) - INTERVAL ? DAY, live = 1)) = 0
    AND (SELECT COUNT(*) FROM payments FORCE INDEX (uq_payments_live)
      JOIN refunds FORCE INDEX (uq_refunds_cause) ON refunds.payment_id = payments.payment_id
      WHERE payments.order_id = accounts.order_id AND refunds.state <> 'DONE') = 0`;

/**
 * Where the money of a deposit goes back to, sealed, one account for each order. It is opened only to be sent with a
 * refund, and deleted in the commit that ends the last refund of its order. What can meet:
 *
 * - An account is given while the last refund ends: both lock the refund, so either the account is deleted with it, or
 *   the later one finds that no account is needed any more.
 * - The last two refunds of an order end at once: each locks the account after its own change, and only then looks for
 *   refunds that are still owed. The later one sees that the earlier one has ended, and deletes the account.
 * - An account is changed while a refund is being sent: that refund goes to the earlier account, the next one to the later.
 *
 * All lock payments first, then refunds, then the account.
 */
@Injectable()
export class RefundAccounts {
  constructor(
    private readonly database: Database,
    private readonly sealer: TextSealer,
  ) {}

  /** Takes the place of an account that was given before. @throws DomainError PAYMENT_NOT_FOUND, REFUND_ACCOUNT_NOT_NEEDED */
  async give(orderId: number, userId: number, account: RefundAccount): Promise<void> {
    const sealed = this.sealer.seal(JSON.stringify(account), placeOf(orderId));
    const payments = await this.database.query<{ readonly paymentId: number; readonly method: string }>(
      'SELECT payment_id AS paymentId, method FROM payments WHERE order_id = ? AND user_id = ?',
      [orderId, userId],
    );
    if (payments.length === 0) throw paymentNotFound();
    const byAccount = payments.filter(({ method }) => method === BY_ACCOUNT).map(({ paymentId }) => paymentId);
    if (byAccount.length === 0) throw refundAccountNotNeeded();
    await this.database.transaction(async (tx) => {
      const locked = await lockPayments(tx, byAccount);
      const owed = await tx.query(
        `SELECT refund_id FROM refunds FORCE INDEX (uq_refunds_cause) WHERE payment_id IN (?) AND state <> 'DONE' FOR UPDATE`,
        [byAccount],
      );
      if (owed.length === 0 && !locked.some(mayGoBackToAccount)) throw refundAccountNotNeeded();
      tx.defer(
        `INSERT INTO refund_accounts (order_id, account_sealed) VALUES (?, ?)
         ON DUPLICATE KEY UPDATE account_sealed = VALUES(account_sealed)`,
        [orderId, sealed],
      );
    });
  }

  /**
   * Deletes accounts to which nothing is owed, and of which no deposit is awaited or was captured within the last days.
   * The orders are looked for without a lock, and judged again behind those of their payments, which a refund locks too.
   * @returns how many of at most `limit` were deleted
   */
  async deleteOld(days: number, limit: number): Promise<number> {
    const found = await this.database.query<{ readonly orderId: number }>(`${OLD_ACCOUNTS} LIMIT ?`, [days, limit]);
    if (found.length === 0) return 0;
    const orderIds = found.map(({ orderId }) => orderId);
    const payments = await this.database.query<{ readonly paymentId: number }>(
      'SELECT payment_id AS paymentId FROM payments WHERE order_id IN (?)',
      [orderIds],
    );
    return this.database.transaction(async (tx) => {
      await lockPayments(tx, [0, ...payments.map(({ paymentId }) => paymentId)]);
      const old = await tx.query<{ readonly orderId: number }>(`${OLD_ACCOUNTS} AND accounts.order_id IN (?)`, [
        days,
        orderIds,
      ]);
      if (old.length === 0) return 0;
      const { affectedRows } = await tx.execute('DELETE FROM refund_accounts WHERE order_id IN (?)', [
        old.map(({ orderId }) => orderId),
      ]);
      return affectedRows;
    });
  }

  /** @throws CannotOpen when no key opens it */
  async find(orderId: number): Promise<RefundAccount | undefined> {
    const [row] = await this.database.query<{ readonly sealed: Buffer }>(
      'SELECT account_sealed AS sealed FROM refund_accounts WHERE order_id = ?',
      [orderId],
    );
    return row && (JSON.parse(this.sealer.open(row.sealed, placeOf(orderId))) as RefundAccount);
  }
}

/**
 * Deletes the accounts of orders of which an attempt has ended without money, unless money of another one may still go
 * back to it. The attempts are locked by the caller, so that no account is given to them afterwards.
 */
export async function deleteUnneededAccounts(
  tx: Transaction,
  ended: readonly { readonly paymentId: number; readonly orderId: number; readonly method: string }[],
): Promise<void> {
  const byAccount = ended.filter(({ method }) => method === BY_ACCOUNT);
  if (byAccount.length === 0) return;
  const open = await tx.query<{ readonly orderId: number }>(
    `SELECT order_id AS orderId FROM payments FORCE INDEX (uq_payments_live)
     WHERE order_id IN (?) AND payment_id NOT IN (?) AND method = '${BY_ACCOUNT}' 
       AND (live = 1 OR (state = 'CAPTURED' AND refund_total < captured))`,
    [byAccount.map(({ orderId }) => orderId), byAccount.map(({ paymentId }) => paymentId)],
  );
  const kept = new Set(open.map(({ orderId }) => orderId));
  await deleteUsedAccounts(
    tx,
    byAccount.filter(({ orderId }) => !kept.has(orderId)),
  );
}

/**
 * Deletes the accounts of orders to which nothing is owed any more.
 * @param ended refunds that this transaction has ended
 */
export async function deleteUsedAccounts(
  tx: Transaction,
  ended: readonly { readonly orderId: number; readonly method: string }[],
): Promise<void> {
  const orderIds = ended.filter(({ method }) => method === BY_ACCOUNT).map(({ orderId }) => orderId);
  if (orderIds.length === 0) return;
  const accounts = await tx.query<{ readonly orderId: number }>(
    'SELECT order_id AS orderId FROM refund_accounts WHERE order_id IN (?) ORDER BY order_id FOR UPDATE',
    [orderIds],
  );
  if (accounts.length === 0) return;
  const owed = await tx.query<{ readonly orderId: number }>(
    `SELECT payments.order_id AS orderId FROM payments FORCE INDEX (uq_payments_live)
     JOIN refunds FORCE INDEX (uq_refunds_cause) ON refunds.payment_id = payments.payment_id
     WHERE payments.order_id IN (?) AND refunds.state <> 'DONE'`,
    [accounts.map(({ orderId }) => orderId)],
  );
  const kept = new Set(owed.map(({ orderId }) => orderId));
  const used = accounts.map(({ orderId }) => orderId).filter((orderId) => !kept.has(orderId));
  if (used.length > 0) tx.deferExpecting(used.length, 'DELETE FROM refund_accounts WHERE order_id IN (?)', [used]);
}
