import { Injectable } from '@nestjs/common';
import { CouponClient } from '#coupon';
import type { OrderToPay } from '#order-payments';
import { WalletClient } from '#wallet';
import type { BenefitRefusal } from '../domain/order';
import type { OrderBenefits } from '../domain/order-benefits';

/**
 * The coupons and the points of orders, reserved before their stock is asked. Each module decides an order once and for
 * ever, in a transaction of its own, so every step here may be repeated, also by two instances at once.
 *
 * - Of two orders that want one coupon, the first to lock it has it. The other fails, and its stock is never asked.
 * - An order whose coupon is refused reserves no points: no other order of its buyer fails because of them.
 * - If a release comes before the reservation, the order is refused for good. So a release names what the order would
 *   have reserved, and is sent whether it has or not; a frozen instance that wakes later reserves nothing.
 * - Keeping and releasing may come in any order: after a release nothing is kept.
 *
 * Orders without a coupon send nothing to coupons, and those without points nothing to wallets.
 */
@Injectable()
export class BenefitReservations {
  constructor(
    private readonly coupons: CouponClient,
    private readonly wallets: WalletClient,
  ) {}

  /** @returns the orders that fail; what they have reserved goes back when their failure is stored */
  async reserve(orders: readonly OrderToPay[]): Promise<BenefitRefusal[]> {
    const withoutCoupon = await this.refusedCoupons(orders);
    const affordable = orders.filter(({ orderId }) => !withoutCoupon.has(orderId));
    const withoutPoints = await this.refusedPoints(affordable);
    const refused = (orderIds: Set<number>, reason: BenefitRefusal['reason']): BenefitRefusal[] =>
      [...orderIds].map((orderId) => ({ orderId, outcome: 'REFUSED', reason }));
    return [...refused(withoutCoupon, 'COUPON_UNAVAILABLE'), ...refused(withoutPoints, 'INSUFFICIENT_POINTS')];
  }

  /** The orders are completed. */
  async consume(kept: readonly OrderBenefits[]): Promise<void> {
    const withCoupon = kept.filter(({ userCouponId }) => userCouponId !== undefined).map(({ orderId }) => orderId);
    const withPoints = kept.filter(({ points }) => points > 0).map(({ orderId }) => orderId);
    await Promise.all([
      withCoupon.length > 0 ? this.coupons.consume(withCoupon) : undefined,
      withPoints.length > 0 ? this.wallets.consume(withPoints) : undefined,
    ]);
  }

  /** The orders have ended without their goods. */
  async release(released: readonly OrderBenefits[]): Promise<void> {
    const coupons = released.flatMap(({ orderId, userId, userCouponId }) =>
      userCouponId === undefined ? [] : [{ orderId, userId, userCouponId }],
    );
    const points = released.flatMap(({ orderId, userId, points: amount }) =>
      amount > 0 ? [{ orderId, userId, amount }] : [],
    );
    await Promise.all([
      coupons.length > 0 ? this.coupons.release(coupons) : undefined,
      points.length > 0 ? this.wallets.release(points) : undefined,
    ]);
  }

  /**
   * A coupon that would take off another amount than was billed is refused: its definition was changed by hand since the
   * order was placed, and an order is charged what its buyer was shown, or fails.
   */
  private async refusedCoupons(orders: readonly OrderToPay[]): Promise<Set<number>> {
    const requests = orders.flatMap(({ orderId, owner, bill: { userCouponId, total } }) =>
      userCouponId === null
        ? []
        : [{ orderId, userId: owner.userId, userCouponId, orderPrice: total, instant: new Date(owner.orderedAt) }],
    );
    if (requests.length === 0) return new Set();
    const billed = new Map(orders.map(({ orderId, bill }) => [orderId, bill.discount]));
    const decisions = await this.coupons.reserve(requests);
    const refused = decisions.filter(
      (decision) => decision.outcome === 'REFUSED' || decision.discount !== billed.get(decision.orderId),
    );
    return new Set(refused.map(({ orderId }) => orderId));
  }

  private async refusedPoints(orders: readonly OrderToPay[]): Promise<Set<number>> {
    const requests = orders.flatMap(({ orderId, owner, bill }) =>
      bill.points > 0 ? [{ orderId, userId: owner.userId, amount: bill.points }] : [],
    );
    if (requests.length === 0) return new Set();
    const decisions = await this.wallets.reserve(requests);
    return new Set(decisions.flatMap(({ orderId, outcome }) => (outcome === 'REFUSED' ? [orderId] : [])));
  }
}
