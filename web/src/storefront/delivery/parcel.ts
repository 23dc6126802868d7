import { answerOf, ShopError } from '@hotdeal/client';
import { shop } from '../../api/shop';
import { areOrdersShipped } from '../../api/shop-information';
import type { Delivery, Order, Return } from '../../api/views';
import { isOnItsWay } from '../order-labels';

/** How far the goods of an order have come, and what of them was sent back. */
export interface Parcel {
  /** null until the shop prepares it, and in a shop that does not ship */
  readonly delivery: Delivery | null;
  /** the newest last */
  readonly returns: readonly Return[];
}

const RETURNABLE: readonly Order['stage'][] = ['DELIVERED', 'RETURN_REQUESTED', 'RETURNED'];

/** It has arrived, so units of it may have been sent back. */
export function hasArrived({ stage }: Order): boolean {
  return RETURNABLE.includes(stage);
}

/** What was shipped before stays visible in a shop that ships nothing new. */
export function mayHaveParcel(order: Order): boolean {
  return isOnItsWay(order.stage) || (order.status === 'ORDER_SUCCESS' && areOrdersShipped.value);
}

export async function parcelOf(order: Order): Promise<Parcel> {
  const params = { path: { orderId: order.orderId } };
  const [delivery, returns] = await Promise.all([
    mayHaveParcel(order) ? ifFound(answerOf(shop.api.GET('/api/delivery/{orderId}', { params }))) : null,
    hasArrived(order) ? answerOf(shop.api.GET('/api/orders/{orderId}/return', { params })) : [],
  ]);
  return { delivery, returns };
}

async function ifFound<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ShopError && error.status === 404) return null;
    throw error;
  }
}
