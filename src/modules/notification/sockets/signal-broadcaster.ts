import type { HotDealSignal } from '#event';

/** An order's end, as its owner receives it. */
export interface SettledOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: string;
  readonly failureReason: string | null;
}

/** The signals about orders, their payments and their goods that only their owner receives, and are sent as they are. */
export const OWNER_SIGNALS = ['order-reserved', 'payment-ended', 'order-progressed'] as const;
export type OwnerSignalName = (typeof OWNER_SIGNALS)[number];

/** What one user receives. */
export interface OwnerSignal {
  readonly userId: number;
  readonly payload: object;
}

/** Sends signals to the clients on the sockets of all instances. */
export abstract class SignalBroadcaster {
  /**
   * Sends public signals to every client, to those of this instance at once. A repeated call reaches only the instances
   * that have not received the signals yet.
   * @throws Unavailable when the other instances could not be reached: call again later
   */
  abstract broadcast(signals: readonly HotDealSignal[]): Promise<void>;

  /** Sends each order to its owner if the owner is connected, at most once. */
  abstract sendSettledOrders(orders: readonly SettledOrder[]): void;

  /** Sends each signal to its owner if the owner is connected, at most once. */
  abstract sendToOwners(name: OwnerSignalName, signals: readonly OwnerSignal[]): void;

  /** Sends those of these users who are connected the number of their unread notifications, at most once. */
  abstract sendUnreadCounts(userIds: readonly number[]): void;
}
