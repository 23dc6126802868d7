import type { Transaction } from '#platform/database/transaction';
import type { EndedPayment } from '#payment';
import { DEPOSIT_STAYS_MS, type Payment, type PaymentResult } from '../domain/payment';
import { updateOf } from './row-changes';

/** A second more, as this process only estimates the database's clock. */
const DEPOSIT_STAYS_S = DEPOSIT_STAYS_MS / 1_000 + 1;
/** A minute: before that, a buyer has hardly made a transfer. */
const FIRST_LOOK_FOR_DEPOSIT_S = 60;
/** A deposit can bounce after it was counted, and nothing may be lost if the provider's word of that is. */
export const LOOK_AGAIN_FOR_DEPOSIT_S = 1_200;
const LOOK_SOON_S = 2;

/** What becomes of an attempt, and how it is stored. */
interface Change {
  readonly after: Payment;
  readonly set: string;
  readonly parameters: readonly unknown[];
}

/** A payment, locked by the caller, and what becomes of it. */
export interface Judged {
  readonly payment: Payment;
  readonly result: PaymentResult;
}

/**
 * Stores results. Those that set the same columns, as all captures by card do, share a statement.
 * @param taken the orders with another live attempt: a capture cannot take its place (H3)
 * @returns the payments as they are then
 */
export function storeResults(
  tx: Transaction,
  results: readonly Judged[],
  { now, taken }: { readonly now: Date; readonly taken: ReadonlySet<number> },
): Payment[] {
  const changes = results.map(({ payment, result }) => changeOf(payment, result, now, taken.has(payment.orderId)));
  for (const set of new Set(changes.map((change) => change.set))) {
    const rows = changes.flatMap(({ after: { paymentId }, parameters, set: own }) =>
      own === set ? { paymentId, parameters } : [],
    );
    const { sql, parameters } = updateOf(set, rows);
    tx.deferExpecting(rows.length, sql, parameters);
  }
  return changes.map(({ after }) => after);
}

function changeOf(payment: Payment, result: PaymentResult, now: Date, isTaken: boolean): Change {
  if ('deposit' in result) return depositChange(payment, result.deposit, now);
  switch (result.state) {
    case 'CAPTURED':
      return captureChange(payment, result, now, isTaken);
    case 'FAILED':
      return {
        after: { ...payment, ...over('FAILED'), failureCode: result.code },
        set: `state = 'FAILED', live = NULL, failure_code = ?, deposit_seen_at = NULL, resolve_at = NULL`,
        parameters: [result.code],
      };
    case 'WAITING_FOR_DEPOSIT': {
      const { account, secret } = result;
      return {
        after: { ...payment, state: 'WAITING_FOR_DEPOSIT', depositAccount: account, expiresAt: account.dueAt },
        set: `state = 'WAITING_FOR_DEPOSIT', deposit_account = ?, provider_secret = ?, expires_at = ?, deposit_seen_at = NULL,
          resolve_at = NOW(3) + INTERVAL ${FIRST_LOOK_FOR_DEPOSIT_S} SECOND, resolve_attempts = 0`,
        parameters: [JSON.stringify(account), secret, account.dueAt],
      };
    }
    case 'REVERSED':
      // Its account is open again at the provider, and is closed by the next look.
      return {
        after: { ...payment, ...over('REVERSED') },
        set: `state = 'REVERSED', live = NULL, deposit_seen_at = NULL, resolve_at = NOW(3), resolve_attempts = 0`,
        parameters: [],
      };
  }
}

function over<State extends Payment['state']>(state: State) {
  return { state, isLive: false, depositSeenAt: null };
}

function captureChange(
  payment: Payment,
  { amount, currency, receiptUrl }: Extract<PaymentResult, { state: 'CAPTURED' }>,
  now: Date,
  isTaken: boolean,
): Change {
  const isAgain = payment.state === 'REVERSED';
  const isLive = payment.isLive || !(isTaken || isAgain);
  // The order has lost this payment for good, and is not asked again: the money goes back.
  const outcome = isAgain && payment.outcome === 'PAID' ? 'OVER' : payment.outcome;
  const again = payment.method === 'VIRTUAL_ACCOUNT' ? `NOW(3) + INTERVAL ${LOOK_AGAIN_FOR_DEPOSIT_S} SECOND` : 'NULL';
  const after = { ...payment, state: 'CAPTURED', isLive, outcome, captured: amount, currency } as const;
  return {
    after: { ...after, approvedAt: now, failureCode: null, depositSeenAt: null, receiptUrl },
    set: `state = 'CAPTURED', live = ?, outcome = ?, captured = ?, currency = ?, approved_at = ?, receipt_url = ?,
      failure_code = NULL, deposit_seen_at = NULL, resolve_at = ${again}, resolve_attempts = 0`,
    parameters: [isLive ? 1 : null, outcome, amount, currency, now, receiptUrl],
  };
}

function depositChange(payment: Payment, deposit: 'SEEN' | 'GONE', now: Date): Change {
  const seenAt = deposit === 'SEEN' ? now : null;
  const next = `NOW(3) + INTERVAL ${deposit === 'SEEN' ? DEPOSIT_STAYS_S : LOOK_SOON_S} SECOND`;
  // There is nothing to find out about an attempt that has failed.
  const resolveAt = deposit === 'GONE' && payment.state === 'FAILED' ? 'NULL' : next;
  return {
    after: { ...payment, depositSeenAt: seenAt },
    set: `deposit_seen_at = ?, resolve_at = ${resolveAt}, resolve_attempts = 0`,
    parameters: [seenAt],
  };
}

/** The event of a result that has ended an attempt. */
export function endOf(
  { paymentId, orderId, userId, currency, captured }: Pick<Payment, (keyof EndedPayment & keyof Payment) | 'captured'>,
  result: PaymentResult,
): EndedPayment[] {
  const ids = { paymentId, orderId, userId };
  if ('deposit' in result || result.state === 'WAITING_FOR_DEPOSIT') return [];
  if (result.state === 'CAPTURED') {
    return [{ ...ids, outcome: 'CAPTURED', amount: result.amount, currency: result.currency, code: null }];
  }
  if (result.state === 'REVERSED') return [{ ...ids, outcome: 'REVERSED', amount: captured, currency, code: null }];
  return [{ ...ids, outcome: 'FAILED', amount: 0, currency, code: result.code }];
}

/** The next look at accounts of these orders, to which no money has come, is due at once. */
export function lookForDepositsNow(tx: Transaction, orderIds: readonly number[], exceptPaymentId = 0): void {
  tx.defer(
    `UPDATE payments SET resolve_at = NOW(3), resolve_attempts = 0
     WHERE order_id IN (?) AND payment_id <> ? AND state = 'WAITING_FOR_DEPOSIT' AND deposit_seen_at IS NULL`,
    [orderIds, exceptPaymentId],
  );
}

/** The orders of these captured attempts that have another live one. */
export async function ordersWithLivePayment(tx: Transaction, captured: readonly Payment[]): Promise<Set<number>> {
  const given = captured.filter(({ isLive }) => !isLive);
  if (given.length === 0) return new Set();
  const rows = await tx.query<{ readonly orderId: number }>(
    'SELECT order_id AS orderId FROM payments WHERE order_id IN (?) AND live = 1',
    [given.map(({ orderId }) => orderId)],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}
