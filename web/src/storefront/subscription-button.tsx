import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../api/action';
import { useQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { translations } from '../i18n/language';
import { InlineError } from '../ui/notices';

const messages = translations({
  ko: { alerts: '핫딜 알림', on: '켜짐', off: '꺼짐', signIn: '로그인하고 알림 받기' },
  en: { alerts: 'Deal alerts', on: 'on', off: 'off', signIn: 'Sign in to get alerts' },
});

/** A toggle: pressed while the visitor is notified of deals on this product. A guest signs in first. */
export function SubscriptionButton({ productId }: { readonly productId: number }): JSX.Element {
  const account = visitor.value;
  const userId = typeof account === 'object' ? account.userId : undefined;
  const subscribed = useQuery(
    () => (userId === undefined ? Promise.resolve(false) : isSubscribed(productId)),
    [productId, userId],
  );
  const { busy, failure, perform } = useAction();
  const [isSigningIn, setSigningIn] = useState(false);
  useReconnected(subscribed.refetch);
  const run = async (change: () => Promise<void>): Promise<void> => {
    await perform(change);
    subscribed.refetch();
  };
  const toggle = (): void => {
    if (userId === undefined) setSigningIn(true);
    else if (subscribed.value !== undefined)
      void run(() => (subscribed.value === true ? cancel(productId, userId) : subscribe(productId)));
  };
  return (
    <div class="subscription">
      <button
        type="button"
        aria-pressed={subscribed.value === true}
        aria-disabled={busy || subscribed.value === undefined}
        onClick={toggle}
      >
        {messages.alerts}{' '}
        <span class="switch" aria-hidden="true">
          {subscribed.value === true ? messages.on : messages.off}
        </span>
      </button>
      <InlineError error={failure} />
      {isSigningIn && (
        <SignInDialog
          title={messages.signIn}
          onClose={() => setSigningIn(false)}
          onSignedIn={() => void run(() => subscribe(productId))}
        />
      )}
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
