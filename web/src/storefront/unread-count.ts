import { answerOf } from '@hotdeal/client';
import { effect, signal } from '@preact/signals';
import { shop } from '../api/shop';
import { visitor } from '../auth/session';

const MAX_COUNTED = 100;

/** The number of unread notifications. Loading counts at most a hundred; signals carry the exact number. */
export const unreadCount = signal(0);

export async function refreshUnread(): Promise<void> {
  try {
    const query = { unread: true, limit: MAX_COUNTED };
    const { items } = await answerOf(shop.api.GET('/api/notifications', { params: { query } }));
    unreadCount.value = items.length;
  } catch {
    // The last count stays. It is loaded again after the next reconnection.
  }
}

effect(() => {
  if (typeof visitor.value === 'object') void refreshUnread();
  else unreadCount.value = 0;
});

shop.live.on('notification', (notification) => {
  unreadCount.value = notification.unread;
});
const refreshOfAccount = (): void => {
  if (typeof visitor.peek() === 'object') void refreshUnread();
};

shop.live.on('caught-up', refreshOfAccount);
// Another window may have marked notifications as read; no signal says so.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refreshOfAccount());
