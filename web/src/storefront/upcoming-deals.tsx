import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { type Query, useQuery } from '../api/query';
import { useJitteredRefresh, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { ListedDeal } from '../api/views';
import { usePhases } from '../catalogue/deal-phase';
import { useDealSignals } from '../catalogue/deal-signals';
import { dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { Countdown } from './price-and-stock';

const messages = translations({
  ko: {
    title: '예정된 핫딜',
    from: (start: string) => `${start}부터`,
    off: (percent: number) => `${percent}% 할인`,
    opensIn: '시작까지',
  },
  en: {
    title: 'Upcoming deals',
    from: (start: string) => `from ${start}`,
    off: (percent: number) => `${percent}% off`,
    opensIn: 'Starts in',
  },
});

/** The announced deals on this product, soonest first. */
export function useUpcomingDeals(productId: number): Query<readonly ListedDeal[]> {
  const params = { path: { productId }, query: { status: 'upcoming' as const } };
  const deals = useQuery(() => answerOf(shop.api.GET('/api/products/{productId}/deals', { params })), [productId]);
  useReconnected(deals.refetch);
  const shown = (deals.value ?? []).map(({ eventId }) => eventId);
  useDealSignals(useJitteredRefresh(deals.refetch), [productId], shown);
  return deals;
}

/** What the product will cost, and from when. A deal leaves the list when it opens. */
export function UpcomingDeals({ deals }: { readonly deals: readonly ListedDeal[] }): JSX.Element | null {
  const phases = usePhases(deals);
  const upcoming = deals.filter((deal, index) => deal.applies !== false && phases[index] === 'upcoming');
  if (upcoming.length === 0) return null;
  return (
    <section class="upcoming card" aria-label={messages.title}>
      <h2>{messages.title}</h2>
      <ul>
        {upcoming.map(({ eventId, eventDiscount, discountPrice, startEventTime }) => (
          <li key={eventId}>
            <a href={linkTo(`/deals/${eventId}`)}>
              <strong>{won(discountPrice)}</strong> <span class="percent">{messages.off(eventDiscount)}</span>{' '}
              <time dateTime={startEventTime}>{messages.from(dateTime(startEventTime))}</time>
            </a>{' '}
            <Countdown label={messages.opensIn} until={startEventTime} />
          </li>
        ))}
      </ul>
    </section>
  );
}
