import { answerOf, ShopError } from '@hotdeal/client';
import { connectionState, shop } from '../api/shop';
import type { Order } from '../api/views';
import { isDecided, knownStatuses, withCompletion } from './order-completion';

/** The signal usually arrives within a moment; the order is requested if it has not arrived by then. */
const POLL_AFTER_MS = 3_000;
const POLL_AFTER_WITHOUT_SIGNALS_MS = 1_000;
const LONGEST_DELAY_MS = 10_000;

/** Waits for the decision of the order, by its signal or by polling. Every order is decided eventually. */
export async function orderOutcome(placed: Order): Promise<Order> {
  for (let order = placed, failures = 0; ;) {
    const latest = await decidedWithin(order, delayAfter(failures));
    if (isDecided(latest)) return latest;
    try {
      const { orderId } = placed;
      order = await answerOf(shop.api.GET('/api/orders/{orderId}', { params: { path: { orderId } } }));
      failures = 0;
      if (isDecided(order)) return order;
    } catch (error) {
      if (error instanceof ShopError && error.status < 429) throw error;
      failures += 1;
    }
  }
}

function delayAfter(failures: number): number {
  const first = connectionState.value === 'connected' ? POLL_AFTER_MS : POLL_AFTER_WITHOUT_SIGNALS_MS;
  return Math.min(first * 2 ** failures, LONGEST_DELAY_MS);
}

/** The decided order, or what is known of it when the time is over or the signals are back. */
function decidedWithin(order: Order, milliseconds: number): Promise<Order> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stopListening();
      stopReconnecting();
      resolve(withCompletion(order));
    };
    const timer = setTimeout(finish, milliseconds);
    const stopReconnecting = shop.live.on('caught-up', finish);
    let stopListening = (): void => undefined;
    stopListening = knownStatuses.subscribe(() => {
      // The subscription calls this at once, which covers a signal that arrived before the answer.
      if (isDecided(withCompletion(order))) queueMicrotask(finish);
    });
  });
}
