import { defineEvent } from '#platform/events/domain-event';
import { orderedUnits } from '#order';

/** An order is in a state that holds no stock, while units may have been taken for it. */
export const OrderReleased = defineEvent('order.released', orderedUnits);

/** The reaction that decides orders; stored with every delivery, so it stays. */
export const TAKE_STOCK = 'order.take-stock';
