import { answerOf, ShopError } from '@hotdeal/client';
import { live, shop } from '../ground/shop';
import type { Order } from './answers';
import { asSettled, isSettled, settledOrders } from './settled-orders';

/** The signal comes within a moment; whoever has not heard it by then asks. */
const ASKED_AFTER_MS = 3_000;
const ASKED_AFTER_WITHOUT_SIGNALS_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** The order as it has ended: by its signal, or by asking until it is final. An order always reaches an end. */
export async function decisionOn(placed: Order): Promise<Order> {
  for (let known = placed, failures = 0; ;) {
    const heard = await settledWithin(known, pauseAfter(failures));
    if (isSettled(heard)) return heard;
    try {
      const { orderId } = placed;
      known = await answerOf(shop.api.GET('/api/orders/{orderId}', { params: { path: { orderId } } }));
      failures = 0;
      if (isSettled(known)) return known;
    } catch (error) {
      if (error instanceof ShopError && error.status < 429) throw error;
      failures += 1;
    }
  }
}

function pauseAfter(failures: number): number {
  const first = live.value === 'connected' ? ASKED_AFTER_MS : ASKED_AFTER_WITHOUT_SIGNALS_MS;
  return Math.min(first * 2 ** failures, LONGEST_PAUSE_MS);
}

/** The order once it is settled, or as it is known when the time is over or the signals have come back. */
function settledWithin(order: Order, milliseconds: number): Promise<Order> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopHearing();
      stopCatchingUp();
      resolve(asSettled(order));
    };
    const timer = setTimeout(end, milliseconds);
    const stopCatchingUp = shop.live.on('caught-up', end);
    let stopHearing = (): void => undefined;
    stopHearing = settledOrders.subscribe(() => {
      // Subscribing tells the present first: a signal that came before the answer.
      if (isSettled(asSettled(order))) queueMicrotask(end);
    });
  });
}
