import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

const duePoints = z.object({
  paymentId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  amount: z.number(),
  currency: z.string(),
});
export type DuePoints = z.infer<typeof duePoints>;

/** A payment by points is durable, and the points are to be taken. */
export const PaymentPointsDue = defineEvent('payment.points-due', duePoints);
