/** The points that an order sets aside; in points, which are worth one unit of the currency each. */
export interface WalletReservation {
  readonly orderId: number;
  readonly userId: number;
  /** more than 0 */
  readonly amount: number;
}

export interface WalletDecision {
  readonly orderId: number;
  readonly outcome: 'HELD' | 'REFUSED';
}

/** A payment by points. */
export interface PointSpending {
  readonly paymentId: number;
  readonly userId: number;
  readonly amount: number;
}

export interface SpendingDecision {
  readonly paymentId: number;
  readonly outcome: 'SPENT' | 'INSUFFICIENT';
}

/** Points that go back to a user: a payment by points that is refunded, or those that a returned order had used. */
export type PointRefund = ({ readonly refundId: number } | { readonly returnId: number }) & {
  readonly userId: number;
  readonly amount: number;
};

/**
 * Wallets as orders and payments use them. Each reference (order, payment, refund, return) is booked once, however often a call
 * is repeated, from any instance. Concurrent calls share transactions. A call that fails may have been worked off in part;
 * repeated, it answers as before and books the rest. A wallet never has less than is reserved.
 */
export abstract class WalletClient {
  /**
   * Decides each order once and for ever: HELD, or REFUSED if the points do not suffice. An order that was released
   * before is REFUSED. Of requests of one wallet that compete, the first in the list come first.
   * @throws Unavailable when the database does not answer; the outcome is then unknown, and the call can be repeated
   */
  abstract reserve(requests: readonly WalletReservation[]): Promise<readonly WalletDecision[]>;

  /** The orders are completed: what they reserved is taken. Nothing happens after a release. */
  abstract consume(orderIds: readonly number[]): Promise<void>;

  /** The orders end without their points, which go back: after a reservation, also a consumed one, or before one. */
  abstract release(requests: readonly WalletReservation[]): Promise<void>;

  /** Takes the amount of each payment at once, decided once and for ever. Reserved points cannot be spent. */
  abstract spend(requests: readonly PointSpending[]): Promise<readonly SpendingDecision[]>;

  /** Pays back, also beyond the most points that a user can charge. */
  abstract refund(requests: readonly PointRefund[]): Promise<void>;
}

/** All of a user's points, the part that orders have set aside, and what can be used now. */
export interface WalletBalance {
  readonly balance: number;
  readonly reserved: number;
  readonly available: number;
}

/** What users have, as committed now. */
export abstract class WalletBalances {
  /** A user without a wallet has 0 points. */
  abstract of(userId: number): Promise<WalletBalance>;

  /** What was decided about these payments by points; undecided ones are left out. */
  abstract spendingsOf(paymentIds: readonly number[]): Promise<readonly SpendingDecision[]>;
}
