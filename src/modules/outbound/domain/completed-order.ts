import type { OrderDetails } from '#order-client';

/**
 * A completed order, as the data platform reads it. The address stays in the shop: events hold no personal data beyond
 * the id of a user.
 */
export function completedOrder({ orderId, userId, orderDate, totalPrice, lines, receipt }: OrderDetails): object {
  return {
    orderId,
    userId,
    orderedAt: orderDate.toISOString(),
    lines: lines.map(({ productId, productName, quantity, price, discountShare, pointsShare }) => ({
      ...{ productId, productName, quantity, price, discountShare, pointsShare },
    })),
    totalPrice,
    discount: sumOf(lines.map(({ discountShare }) => discountShare)),
    pointsUsed: sumOf(lines.map(({ pointsShare }) => pointsShare)),
    paid: receipt?.amount ?? 0,
    paymentId: receipt?.paymentId ?? null,
    paidAt: receipt?.paidAt.toISOString() ?? null,
    status: 'PAYMENT_COMPLETED',
  };
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
