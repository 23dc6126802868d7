import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import type { OrderBill } from '#order-payments';

/** What is set against the price of an order. A coupon always has a discount: one that takes off nothing is refused. */
export type Benefits = Pick<OrderBill, 'discount' | 'points' | 'userCouponId'>;

export function hasBenefits({ points, userCouponId }: Pick<Benefits, 'points' | 'userCouponId'>): boolean {
  return points > 0 || userCouponId !== null;
}

const orderBenefits = z.object({
  orderId: z.number(),
  userId: z.number(),
  points: z.number(),
  /** of orders with a coupon, as is `discount`; publications of an earlier version have neither */
  userCouponId: z.number().optional(),
  discount: z.number().optional(),
});
/** The coupon and the points that an order has reserved, or would have. Orders without either publish no such events. */
export type OrderBenefits = z.infer<typeof orderBenefits>;

/** An order is completed: its coupon stays used, and its points are taken. */
export const OrderBenefitsKept = defineEvent('order.benefits-kept', orderBenefits);

/** An order has ended without its goods: its coupon and its points go back, whether they were reserved or not. */
export const OrderBenefitsReleased = defineEvent('order.benefits-released', orderBenefits);

/** What the events say of these orders; those without benefits are left out. */
export function benefitsOf(
  orders: readonly { readonly orderId: number; readonly userId: number; readonly benefits: Benefits }[],
): OrderBenefits[] {
  return orders
    .filter(({ benefits }) => hasBenefits(benefits))
    .map(({ orderId, userId, benefits: { points, discount, userCouponId } }) => ({
      ...{ orderId, userId, points },
      ...(userCouponId === null ? {} : { userCouponId, discount }),
    }));
}
