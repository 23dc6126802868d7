import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import type { ReturnState } from '#shipping';

interface LeftUnits {
  readonly productId: number;
  readonly quantity: number;
}

export function returnNotFound(returnId: number): DomainError {
  return new DomainError('not-found', 'RETURN_NOT_FOUND', `Return ${returnId} was not found.`);
}

/** Another user's order is one that the caller cannot know of. */
export function orderNotFound(orderId: number): DomainError {
  return new DomainError('not-found', 'ORDER_NOT_FOUND', `Order ${orderId} was not found.`);
}

export function notDelivered(): DomainError {
  return new DomainError('conflict', 'ORDER_NOT_RETURNABLE', 'An order can be returned once it has been delivered.', {
    about: { reason: 'NOT_DELIVERED' },
  });
}

export function nothingLeft(): DomainError {
  return new DomainError('conflict', 'ORDER_NOT_RETURNABLE', 'Every unit of this order has come back.', {
    about: { reason: 'NOTHING_LEFT' },
  });
}

/** @param left the units that can still be returned */
export function tooManyUnits(left: readonly LeftUnits[]): DomainError {
  return new DomainError('conflict', 'ORDER_NOT_RETURNABLE', 'The order has fewer units that can be returned.', {
    about: { reason: 'TOO_MANY', items: left.slice(0, MOST_IDS_NAMED) },
  });
}

export function returnWindowOver(until: Date): DomainError {
  return new DomainError('conflict', 'RETURN_WINDOW_OVER', 'The time to return this order is over.', {
    about: { until: until.toISOString() },
  });
}

export function returnOpen(returnId: number): DomainError {
  return new DomainError('conflict', 'RETURN_OPEN', 'Another return of this order is open.', { about: { returnId } });
}

export function returnHasEnded(status: ReturnState): DomainError {
  return new DomainError('conflict', 'DELIVERY_STATUS_INVALID', 'The return has ended.', { about: { status } });
}
