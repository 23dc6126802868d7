import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAction } from '../api/action';
import { useQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { type Visitor } from '../auth/session';
import { translations } from '../i18n/language';
import { InlineError } from '../ui/notices';

const messages = translations({
  ko: { alerts: '핫딜 알림', on: '켜짐', off: '꺼짐' },
  en: { alerts: 'Deal alerts', on: 'on', off: 'off' },
});

interface SubscriptionButtonProperties {
  readonly productId: number;
  readonly visitor: Visitor;
}

/** A toggle: pressed while the visitor is notified of deals on this product. */
export function SubscriptionButton({ productId, visitor }: SubscriptionButtonProperties): JSX.Element {
  const { userId } = visitor;
  const subscribed = useQuery(() => isSubscribed(productId), [productId, userId]);
  const { busy, failure, perform } = useAction();
  useReconnected(subscribed.refetch);
  const change = async (): Promise<void> => {
    await perform(() => (subscribed.value === true ? cancel(productId, userId) : subscribe(productId)));
    subscribed.refetch();
  };
  return (
    <div class="subscription">
      <button
        type="button"
        aria-pressed={subscribed.value === true}
        disabled={busy || subscribed.value === undefined}
        onClick={() => void change()}
      >
        {messages.alerts}{' '}
        <span class="switch" aria-hidden="true">
          {subscribed.value === true ? messages.on : messages.off}
        </span>
      </button>
      <InlineError error={failure} />
    </div>
  );
}

/** Searches the visitor's own subscriptions; the other list shows administrators those of all users. */
async function isSubscribed(productId: number): Promise<boolean> {
  for (let cursor: string | undefined; ;) {
    const page = await answerOf(shop.api.GET('/api/subscribe', { params: { query: { limit: 100, cursor } } }));
    if (page.items.some((subscription) => subscription.productId === productId)) return true;
    if (page.nextCursor === null) return false;
    cursor = page.nextCursor;
  }
}

async function subscribe(productId: number): Promise<void> {
  await answerOf(shop.api.POST('/api/subscribe/sub-product', { body: { productIds: [productId] } }));
}

async function cancel(productId: number, userId: number): Promise<void> {
  try {
    await answerOf(shop.api.DELETE('/api/subscribe/cancel-sub', { params: { query: { productId, userId } } }));
  } catch (error) {
    // It was already cancelled in another window.
    if (!(error instanceof ShopError) || error.code !== 'SUBSCRIPTION_NOT_FOUND') throw error;
  }
}
