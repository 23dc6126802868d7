import { answerOf } from '@hotdeal/client';
import { effect, signal } from '@preact/signals';
import { shop, visitor } from '../ground/shop';

const MOST_COUNTED = 100;

/** How many notifications wait to be read: at most a hundred are counted, the signals say it exactly. */
export const unread = signal(0);

export async function countUnread(): Promise<void> {
  try {
    const query = { unread: true, limit: MOST_COUNTED };
    const { items } = await answerOf(shop.api.GET('/api/notifications', { params: { query } }));
    unread.value = items.length;
  } catch {
    // What was known stays; the next time the connection comes back asks again.
  }
}

effect(() => {
  if (typeof visitor.value === 'object') void countUnread();
  else unread.value = 0;
});

shop.live.on('notification', (heard) => {
  unread.value = heard.unread;
});
shop.live.on('caught-up', () => typeof visitor.peek() === 'object' && void countUnread());
