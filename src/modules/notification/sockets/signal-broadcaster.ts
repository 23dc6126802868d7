import type { HotDealSignal } from '#event';

/** An order's end, as its owner hears it. */
export interface SettledOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: string;
  readonly failureReason: string | null;
}

/** Those who listen on sockets, on this instance and on all others. */
export abstract class SignalBroadcaster {
  /**
   * Tells everybody, the clients of this instance at once. Telling again what this process has told reaches only
   * the instances that have not heard it.
   * @throws Unavailable when the other instances could not be told: tell it again later
   */
  abstract broadcast(signals: readonly HotDealSignal[]): Promise<void>;

  /** Tells the owners where they listen, at most once. */
  abstract sendSettledOrders(orders: readonly SettledOrder[]): void;

  /** Tells these users where they listen how many notifications they have not read, at most once. */
  abstract sendUnreadCounts(userIds: readonly number[]): void;
}
