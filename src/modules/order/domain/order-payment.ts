import type { OrderBill } from '#order-payments';
import { type Benefits, hasBenefits } from './order-benefits';
import { type Share, sharesOf } from './shares';

/** What an order has to pay; it never changes. */
export interface Bill extends OrderBill {
  readonly currency: string;
}

/** Of an order in ORDER_PENDING. */
interface Reservation {
  readonly reservedUntil: Date;
  /** a payment was begun */
  readonly requested: boolean;
  /** attempts to pay that failed */
  readonly failed: number;
}

/** The one payment that an order has accepted. */
export interface Receipt {
  readonly paymentId: number;
  readonly amount: number;
  readonly paidAt: Date;
}

/** What an order has to pay, and how far its payment has come. */
export interface OrderPayment {
  readonly bill: Bill;
  /** of each line; none if nothing is taken off the order */
  readonly shares: readonly Share[];
  readonly reservation: Reservation | null;
  readonly receipt: Receipt | null;
  /** the expired order that it was bought in place of */
  readonly replacesOrderId: number | null;
  /** the order that a late payment has bought in place of this one */
  readonly replacedByOrderId: number | null;
}

interface PricedLine {
  readonly quantity: number;
  /** per unit */
  readonly price: number;
}

/** The discount is taken off first; `due` is below 0 if the points are more than it leaves. */
export function billOf(total: number, benefits: Benefits, currency: string): Bill {
  const { discount, points, userCouponId } = benefits;
  return { total, discount, points, due: total - discount - points, userCouponId, currency };
}

/** The payment of an order that was just placed. */
export function unpaid(lines: readonly PricedLine[], bill: Bill, replacesOrderId: number | null = null): OrderPayment {
  const shares = hasBenefits(bill) ? sharesOf(pricesOf(lines), bill) : [];
  return { bill, shares, reservation: null, receipt: null, replacesOrderId, replacedByOrderId: null };
}

function pricesOf(lines: readonly PricedLine[]): number[] {
  return lines.map(({ quantity, price }) => quantity * price);
}
