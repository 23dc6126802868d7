import { randomInt } from 'node:crypto';
import { DomainError } from '#platform/domain-error';
import type { ShipmentState } from '#shipping';

export const MAX_COURIER = 50;
export const MAX_TRACKING_NUMBER = 40;

/** The parcel of a completed order. */
export interface Shipment {
  readonly orderId: number;
  readonly userId: number;
  readonly state: ShipmentState;
  readonly trackingNumber: string;
  readonly courier: string;
  readonly startedAt: Date;
  readonly shippedAt: Date | null;
  readonly deliveredAt: Date | null;
  /** when it moves on by the clock; null: by hand, or never again */
  readonly dueAt: Date | null;
  /** it is being prepared, and leaves only when an administrator ships it */
  readonly held: boolean;
}

/** The states that a parcel can be brought to; `version` is that of the order's progress, see `ProgressStep`. */
const STEPS = {
  SHIPMENT_PREPARING: { to: 'SHIPPED', version: 1 },
  SHIPPED: { to: 'DELIVERED', version: 2 },
} as const;
export type MovingState = keyof typeof STEPS;
export type ReachedState = (typeof STEPS)[MovingState]['to'];
export const REACHED_STATES: readonly ReachedState[] = ['SHIPPED', 'DELIVERED'];

/** A parcel that moves on from the state in which it was read. */
export interface MovingShipment {
  readonly orderId: number;
  readonly state: MovingState;
}

export function stepFrom(state: MovingState): (typeof STEPS)[MovingState] {
  return STEPS[state];
}

/**
 * Whether a parcel in `state` moves on when an administrator wants it in the state `wanted`.
 * @returns the state to move on from; undefined: it is there already
 * @throws DomainError DELIVERY_STATUS_INVALID
 */
export function stepByHand(state: ShipmentState, wanted: ReachedState): MovingState | undefined {
  if (state === wanted) return undefined;
  if ((state === 'SHIPMENT_PREPARING' || state === 'SHIPPED') && STEPS[state].to === wanted) return state;
  throw new DomainError('conflict', 'DELIVERY_STATUS_INVALID', SENTENCES[state], { about: { status: state } });
}

const SENTENCES: Readonly<Record<ShipmentState, string>> = {
  SHIPMENT_PREPARING: 'The order has not been shipped yet.',
  SHIPPED: 'The order has been shipped already.',
  DELIVERED: 'The order has been delivered already.',
  CANCELLED: 'The order was cancelled, so nothing is shipped.',
};

export function shipmentNotFound(orderId: number): DomainError {
  return new DomainError('not-found', 'SHIPMENT_NOT_FOUND', `Order ${orderId} has no delivery.`);
}

export function trackingNumberTaken(): DomainError {
  return new DomainError('conflict', 'TRACKING_NUMBER_TAKEN', 'Another delivery has this tracking number.');
}

/** Without letters and digits that are easily mistaken for others. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_LENGTH = 10;

/** Two orders never get the same number, and no one can guess that of another order: it has 49 random bits. */
export function newTrackingNumber(orderId: number): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `HD${orderId}-${random}`;
}
