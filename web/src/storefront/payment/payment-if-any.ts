import { answerOf, ShopError } from '@hotdeal/client';
import { shop } from '../../api/shop';
import type { Payment } from '../../api/views';

/** The payment of an order that counts: captured, or in progress, or the last; null if there is none. */
export async function paymentIfAny(orderId: number): Promise<Payment | null> {
  try {
    return await answerOf(shop.api.GET('/api/orders/{orderId}/payment', { params: { path: { orderId } } }));
  } catch (error) {
    if (error instanceof ShopError && error.status === 404) return null;
    throw error;
  }
}
