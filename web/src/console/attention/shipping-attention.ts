import { answerOf } from '@hotdeal/client';
import { computed } from '@preact/signals';
import { shop } from '../../api/shop';
import { areShipmentsShown } from '../parcels/shown-shipments';
import { type Counted, newCounter } from '../ui/counted';

const isShown = (): boolean => areShipmentsShown.peek();

const returns = newCounter(isShown, (limit) =>
  answerOf(shop.api.GET('/api/returns', { params: { query: { status: 'RETURN_REQUESTED', limit } } })),
);
const held = newCounter(isShown, (limit) =>
  answerOf(shop.api.GET('/api/delivery', { params: { query: { status: 'HELD', limit } } })),
);

export const returnsToDecide = returns.counted;
export const heldShipments = held.counted;

/** For the menu: what of shipments and returns needs an administrator. */
export const shippingToDecide = computed<Counted>(() => ({
  number: returnsToDecide.value.number + heldShipments.value.number,
  isMore: returnsToDecide.value.isMore || heldShipments.value.isMore,
}));

export async function countShippingToDecide(): Promise<void> {
  await Promise.all([returns.recount(), held.recount()]);
}
