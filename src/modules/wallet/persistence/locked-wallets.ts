import type { Statement, Transaction } from '#platform/database/transaction';
import type {
  EntryKind,
  LedgerState,
  ReferenceType,
  Reservation,
  Spending,
  Wallet,
  WalletOperation,
} from '../domain/ledger';

interface WalletRow extends Wallet {
  readonly userId: number;
}

interface BookedRow {
  readonly referenceId: number;
}

/** Locks the wallets of these operations and only then reads what was decided before, in one round trip. */
export async function lockWallets(tx: Transaction, operations: readonly WalletOperation[]): Promise<LedgerState> {
  const orderIds = idsOf(operations, (one) => ('orderId' in one ? one.orderId : undefined));
  const paymentIds = idsOf(operations, (one) => ('paymentId' in one ? one.paymentId : undefined));
  const chargeIds = idsOf(operations, (one) => ('chargeId' in one ? one.chargeId : undefined));
  const refundIds = idsOf(operations, (one) => ('refundId' in one ? one.refundId : undefined));
  const returnIds = idsOf(operations, (one) => ('returnId' in one ? one.returnId : undefined));
  const userIds = [
    ...idsOf(operations, (one) => ('userId' in one ? one.userId : undefined)),
    ...(await ownersOf(tx, operations)),
  ];
  const [wallets, reservations, spendings, charges, refunds, returns] = (await readTogether(tx, [
    selectWallets(userIds),
    selectReservations(orderIds),
    selectSpendings(paymentIds),
    selectBooked('CHARGE', 'CHARGE', chargeIds),
    selectBooked('REFUND', 'REFUND', refundIds),
    selectBooked('RETURN', 'REFUND', returnIds),
  ])) as [WalletRow[], Reservation[], Spending[], BookedRow[], BookedRow[], BookedRow[]];
  return {
    wallets: new Map(wallets.map(({ userId, ...wallet }) => [userId, wallet])),
    reservations: new Map(reservations.map((row) => [row.orderId, row])),
    spendings: new Map(spendings.map(({ paymentId, outcome }) => [paymentId, outcome])),
    bookedCharges: new Set(charges.map(({ referenceId }) => referenceId)),
    bookedRefunds: new Set(refunds.map(({ referenceId }) => referenceId)),
    bookedReturns: new Set(returns.map(({ referenceId }) => referenceId)),
  };
}

/** Whose points an order has reserved never changes, so it may be read before the lock. */
async function ownersOf(tx: Transaction, operations: readonly WalletOperation[]): Promise<number[]> {
  const orderIds = idsOf(operations, (one) => (one.kind === 'CONSUME' ? one.orderId : undefined));
  const [rows] = (await readTogether(tx, [selectReservations(orderIds)])) as [Reservation[]];
  return rows.map(({ userId }) => userId);
}

function selectWallets(userIds: readonly number[]): Statement | undefined {
  return unlessEmpty(
    userIds,
    `SELECT user_id AS userId, balance, reserved FROM wallets FORCE INDEX (PRIMARY) WHERE user_id IN (?)
     ORDER BY user_id FOR UPDATE`,
  );
}

function selectReservations(orderIds: readonly number[]): Statement | undefined {
  return unlessEmpty(
    orderIds,
    `SELECT order_id AS orderId, user_id AS userId, amount, state FROM wallet_reservations WHERE order_id IN (?)`,
  );
}

function selectSpendings(paymentIds: readonly number[]): Statement | undefined {
  return unlessEmpty(
    paymentIds,
    'SELECT payment_id AS paymentId, outcome FROM wallet_spendings WHERE payment_id IN (?)',
  );
}

function selectBooked(reference: ReferenceType, kind: EntryKind, ids: readonly number[]): Statement | undefined {
  return unlessEmpty(
    ids,
    `SELECT reference_id AS referenceId FROM wallet_entries
     WHERE reference = '${reference}' AND reference_id IN (?) AND kind = '${kind}'`,
  );
}

function unlessEmpty(ids: readonly number[], sql: string): Statement | undefined {
  return ids.length === 0 ? undefined : { sql, parameters: [ids] };
}

/** The rows of each statement, none for one that is undefined. */
async function readTogether(tx: Transaction, statements: readonly (Statement | undefined)[]): Promise<unknown[][]> {
  const given = statements.filter((statement) => statement !== undefined);
  const results = given.length === 0 ? [] : await tx.pipeline(...given);
  return statements.map((statement) => (statement === undefined ? [] : (results.shift() as unknown[])));
}

function idsOf(
  operations: readonly WalletOperation[],
  idOf: (operation: WalletOperation) => number | undefined,
): number[] {
  return [...new Set(operations.flatMap((operation) => idOf(operation) ?? []))];
}
