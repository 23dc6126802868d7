import { answerOf, ShopError } from '@hotdeal/client';
import { shop } from '../../ground/shop';

/** One that is parked no longer has been retried by somebody else, which is as well. */
export async function retryDelivery(deliveryId: number): Promise<void> {
  const params = { path: { deliveryId } };
  try {
    await answerOf(shop.api.POST('/api/admin/deliveries/{deliveryId}/retry', { params }));
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== 'DELIVERY_NOT_FOUND') throw error;
  }
}
