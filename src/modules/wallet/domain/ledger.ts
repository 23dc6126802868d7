import { DomainError } from '#platform/domain-error';
import type { PointRefund, PointSpending, SpendingDecision, WalletDecision, WalletReservation } from '#wallet';

/** The most that users can charge up to. Refunds may pass it. */
export const MAX_BALANCE = 5_000_000;
export const CHARGE_AMOUNT = { min: 1_000, max: 1_000_000 };

export type EntryKind = 'CHARGE' | 'RESERVE' | 'CONSUME' | 'RELEASE' | 'SPEND' | 'REFUND' | 'ADJUST';

export const REFERENCES = ['CHARGE', 'ORDER', 'PAYMENT', 'RETURN', 'REFUND', 'ADMIN'] as const;
export type ReferenceType = (typeof REFERENCES)[number];

export interface PointCharge {
  readonly chargeId: number;
  readonly userId: number;
  readonly amount: number;
}

export type WalletOperation =
  | ({ readonly kind: 'RESERVE' | 'RELEASE' } & WalletReservation)
  | { readonly kind: 'CONSUME'; readonly orderId: number }
  | ({ readonly kind: 'SPEND' } & PointSpending)
  | ({ readonly kind: 'REFUND' } & PointRefund)
  | ({ readonly kind: 'CHARGE' } & PointCharge);

export type WalletOutcome = WalletDecision['outcome'] | SpendingDecision['outcome'] | 'DONE';

export interface Wallet {
  readonly balance: number;
  readonly reserved: number;
}

/** HELD: the order waits for its completion. REFUSED, CONSUMED and RELEASED are what became of it. */
export interface Reservation extends WalletReservation {
  readonly state: 'HELD' | 'REFUSED' | 'CONSUMED' | 'RELEASED';
}

export interface Spending extends PointSpending {
  readonly outcome: SpendingDecision['outcome'];
}

/** One change of a wallet, for ever. */
export interface NewEntry {
  readonly userId: number;
  readonly kind: EntryKind;
  readonly balanceDelta: number;
  readonly reservedDelta: number;
  /** the balance with this change, and those before it */
  readonly balanceAfter: number;
  readonly reference: ReferenceType;
  readonly referenceId: number;
}

/** What is read while the wallets are locked. */
export interface LedgerState {
  /** by user; a user without a wallet is left out */
  readonly wallets: ReadonlyMap<number, Wallet>;
  /** by order */
  readonly reservations: ReadonlyMap<number, Reservation>;
  /** by payment */
  readonly spendings: ReadonlyMap<number, SpendingDecision['outcome']>;
  readonly bookedCharges: ReadonlySet<number>;
  readonly bookedRefunds: ReadonlySet<number>;
  readonly bookedReturns: ReadonlySet<number>;
}

const EMPTY: Wallet = { balance: 0, reserved: 0 };

/**
 * Decides operations one after the other, on wallets that are locked. Whatever was decided or booked before, in this batch or
 * an earlier one, is answered again and changes nothing.
 */
export class Ledger {
  /** what is to be stored, in the order in which it happened */
  readonly entries: NewEntry[] = [];
  readonly spendings: Spending[] = [];
  /** the new ones and those whose state has changed, by order */
  readonly reservations = new Map<number, Reservation>();
  private readonly wallets: Map<number, Wallet>;
  private readonly bookedCharges: Set<number>;
  private readonly bookedRefunds: Set<number>;
  private readonly bookedReturns: Set<number>;
  private readonly decidedSpendings: Map<number, SpendingDecision['outcome']>;

  constructor(private readonly before: LedgerState) {
    this.wallets = new Map(before.wallets);
    this.bookedCharges = new Set(before.bookedCharges);
    this.bookedRefunds = new Set(before.bookedRefunds);
    this.bookedReturns = new Set(before.bookedReturns);
    this.decidedSpendings = new Map(before.spendings);
  }

  /** @throws DomainError POINT_LIMIT_EXCEEDED for a charge; nothing has changed then */
  execute(operation: WalletOperation): WalletOutcome {
    switch (operation.kind) {
      case 'RESERVE':
        return this.reserve(operation);
      case 'CONSUME':
        return this.consume(operation.orderId);
      case 'RELEASE':
        return this.release(operation);
      case 'SPEND':
        return this.spend(operation);
      case 'REFUND':
        return this.refund(operation);
      case 'CHARGE':
        return this.charge(operation);
    }
  }

  private reserve({ orderId, userId, amount }: WalletReservation): WalletOutcome {
    const decided = this.reservationOf(orderId);
    // An order that was released never gets its points, also by a request that comes late.
    if (decided !== undefined) return decided.state === 'HELD' || decided.state === 'CONSUMED' ? 'HELD' : 'REFUSED';
    if (this.availableTo(userId) < amount) {
      this.reservations.set(orderId, { orderId, userId, amount, state: 'REFUSED' });
      return 'REFUSED';
    }
    this.reservations.set(orderId, { orderId, userId, amount, state: 'HELD' });
    this.book('RESERVE', userId, { balance: 0, reserved: amount }, ['ORDER', orderId]);
    return 'HELD';
  }

  private consume(orderId: number): WalletOutcome {
    const reservation = this.reservationOf(orderId);
    // A release is final: the two events of an order may be handled in either order.
    if (reservation?.state !== 'HELD') return 'DONE';
    const { userId, amount } = reservation;
    this.reservations.set(orderId, { ...reservation, state: 'CONSUMED' });
    this.book('CONSUME', userId, { balance: -amount, reserved: -amount }, ['ORDER', orderId]);
    return 'DONE';
  }

  private release(request: WalletReservation): WalletOutcome {
    const { orderId } = request;
    const reservation = this.reservationOf(orderId);
    if (reservation === undefined) {
      const { userId, amount } = request;
      this.reservations.set(orderId, { orderId, userId, amount, state: 'REFUSED' });
      return 'DONE';
    }
    const { userId, amount, state } = reservation;
    if (userId !== request.userId) throw new Error(`The points of order ${orderId} are those of another user`);
    if (state === 'REFUSED' || state === 'RELEASED') return 'DONE';
    this.reservations.set(orderId, { ...reservation, state: 'RELEASED' });
    if (state === 'HELD') this.book('RELEASE', userId, { balance: 0, reserved: -amount }, ['ORDER', orderId]);
    else this.book('REFUND', userId, { balance: amount, reserved: 0 }, ['ORDER', orderId]);
    return 'DONE';
  }

  private spend({ paymentId, userId, amount }: PointSpending): WalletOutcome {
    const decided = this.decidedSpendings.get(paymentId);
    if (decided !== undefined) return decided;
    const outcome = this.availableTo(userId) < amount ? 'INSUFFICIENT' : 'SPENT';
    this.decidedSpendings.set(paymentId, outcome);
    this.spendings.push({ paymentId, userId, amount, outcome });
    if (outcome === 'SPENT') this.book('SPEND', userId, { balance: -amount, reserved: 0 }, ['PAYMENT', paymentId]);
    return outcome;
  }

  private refund(refund: PointRefund): WalletOutcome {
    const [reference, id, booked] =
      'returnId' in refund
        ? (['RETURN', refund.returnId, this.bookedReturns] as const)
        : (['REFUND', refund.refundId, this.bookedRefunds] as const);
    if (booked.has(id)) return 'DONE';
    booked.add(id);
    this.book('REFUND', refund.userId, { balance: refund.amount, reserved: 0 }, [reference, id]);
    return 'DONE';
  }

  private charge({ chargeId, userId, amount }: PointCharge): WalletOutcome {
    // Only after a COMMIT without an answer: the same charge is sent again.
    if (this.bookedCharges.has(chargeId)) return 'DONE';
    const { balance } = this.walletOf(userId);
    if (balance + amount > MAX_BALANCE) throw limitExceeded(balance);
    this.bookedCharges.add(chargeId);
    this.book('CHARGE', userId, { balance: amount, reserved: 0 }, ['CHARGE', chargeId]);
    return 'DONE';
  }

  private book(
    kind: EntryKind,
    userId: number,
    delta: Wallet,
    [reference, referenceId]: [ReferenceType, number],
  ): void {
    const { balance, reserved } = this.walletOf(userId);
    const wallet = { balance: balance + delta.balance, reserved: reserved + delta.reserved };
    this.wallets.set(userId, wallet);
    this.entries.push({
      userId,
      kind,
      balanceDelta: delta.balance,
      reservedDelta: delta.reserved,
      balanceAfter: wallet.balance,
      reference,
      referenceId,
    });
  }

  private walletOf(userId: number): Wallet {
    return this.wallets.get(userId) ?? EMPTY;
  }

  private availableTo(userId: number): number {
    const { balance, reserved } = this.walletOf(userId);
    return balance - reserved;
  }

  private reservationOf(orderId: number): Reservation | undefined {
    return this.reservations.get(orderId) ?? this.before.reservations.get(orderId);
  }
}

function limitExceeded(balance: number): DomainError {
  const message = `You can have at most ${MAX_BALANCE} points by charging them.`;
  return new DomainError('conflict', 'POINT_LIMIT_EXCEEDED', message, { about: { limit: MAX_BALANCE, balance } });
}
