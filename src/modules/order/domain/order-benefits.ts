import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

const orderBenefits = z.object({ orderId: z.number(), userId: z.number(), points: z.number() });
/** The points that an order has set aside, or would have. Events of benefits are published of orders with points only. */
export type OrderBenefits = z.infer<typeof orderBenefits>;

/** An order is completed: its points are taken. */
export const OrderBenefitsKept = defineEvent('order.benefits-kept', orderBenefits);

/** An order has ended without its goods: its points go back, whether they were set aside or not. */
export const OrderBenefitsReleased = defineEvent('order.benefits-released', orderBenefits);
