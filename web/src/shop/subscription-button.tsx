import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAsked } from '../ground/asking';
import { useAttempt } from '../ground/attempt';
import { wordsOf } from '../ground/language';
import { Refusal } from '../ground/notices';
import { shop, type Visitor } from '../ground/shop';
import { useReconnected } from '../ground/refresh';

const said = wordsOf({
  ko: { alerts: '핫딜 알림', on: '켜짐', off: '꺼짐' },
  en: { alerts: 'Deal alerts', on: 'on', off: 'off' },
});

interface SubscriptionButtonProperties {
  readonly productId: number;
  readonly visitor: Visitor;
}

/** A switch: pressed while this product's deals are told to the visitor. */
export function SubscriptionButton({ productId, visitor }: SubscriptionButtonProperties): JSX.Element {
  const { userId } = visitor;
  const asked = useAsked(() => isSubscribed(productId), [productId, userId]);
  const { busy, failure, attempt } = useAttempt();
  useReconnected(asked.again);
  const change = async (): Promise<void> => {
    await attempt(() => (asked.value === true ? cancel(productId, userId) : subscribe(productId)));
    asked.again();
  };
  return (
    <div class="subscription">
      <button
        type="button"
        aria-pressed={asked.value === true}
        disabled={busy || asked.value === undefined}
        onClick={() => void change()}
      >
        {said.alerts}{' '}
        <span class="switch" aria-hidden="true">
          {asked.value === true ? said.on : said.off}
        </span>
      </button>
      <Refusal of={failure} />
    </div>
  );
}

/** Among the visitor's own: the other list shows an administrator those of everybody. */
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
    // Cancelled elsewhere already: as was wanted.
    if (!(error instanceof ShopError) || error.code !== 'SUBSCRIPTION_NOT_FOUND') throw error;
  }
}
