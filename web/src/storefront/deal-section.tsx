import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../api/query';
import { useJitteredRefresh, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { HotDeal } from '../api/views';
import { DealBanner } from '../catalogue/deal-banner';
import { type Phase, usePhases } from '../catalogue/deal-phase';
import { useDealSignals } from '../catalogue/deal-signals';
import { count, dateTime } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { ListFooter } from '../ui/query-views';
import { CardSkeletons } from './card-skeletons';
import { Countdown } from './price-and-stock';
import { ProductCard } from './product-card';
import { useBestDeals, useProducts, useStocks } from './product-queries';

const messages = translations({
  ko: {
    terms: (percent: number, products: string) => `상품 ${products}개 ${percent}% 할인`,
    active: '진행 중',
    upcoming: '예정',
    ended: '종료',
    endsIn: '종료까지',
    opensIn: '시작까지',
    isOver: '종료된 핫딜이에요.',
    from: (start: string, end: string) => `${start} ~ ${end}`,
  },
  en: {
    terms: (percent: number, products: string) =>
      `${percent}% off · ${products} ${products === '1' ? 'product' : 'products'}`,
    active: 'On now',
    upcoming: 'Upcoming',
    ended: 'Ended',
    endsIn: 'Ends in',
    opensIn: 'Starts in',
    isOver: 'This deal has ended.',
    from: (start: string, end: string) => `${start} – ${end}`,
  },
});

const PAGE_SIZE = 12;

interface DealSectionProperties {
  readonly deal: HotDeal;
  /** on the page of the deal, whose heading is its name */
  readonly isWholePage?: boolean;
}

/** A deal with its products. An upcoming deal shows its prices although they do not apply yet. */
export function DealSection({ deal, isWholePage = false }: DealSectionProperties): JSX.Element {
  const { eventId, eventName, bannerUrl, eventDiscount, productCount, startEventTime, endEventTime } = deal;
  const [phase = 'ended'] = usePhases([deal]);
  const terms = messages.terms(eventDiscount, count(productCount));
  const name = eventName ?? terms;
  return (
    <article class="deal" aria-label={`${messages[phase]}: ${name}`}>
      {bannerUrl !== undefined && <DealBanner class="banner" address={bannerUrl} />}
      <header>
        {!isWholePage && (
          <h3>
            <a href={linkTo(`/deals/${eventId}`)}>{name}</a>
          </h3>
        )}
        {phase === 'active' && <Countdown label={messages.endsIn} until={endEventTime} />}
        {phase === 'upcoming' && <Countdown label={messages.opensIn} until={startEventTime} />}
        {phase === 'ended' && <strong>{messages.isOver}</strong>}
        {(isWholePage || eventName !== undefined) && <span>{terms}</span>}
        <span class="hint">{messages.from(dateTime(startEventTime), dateTime(endEventTime))}</span>
      </header>
      <DealProducts eventId={eventId} productCount={productCount} phase={phase} heading={isWholePage ? 'h2' : 'h4'} />
    </article>
  );
}

interface DealProductsProperties {
  readonly eventId: number;
  readonly productCount: number;
  readonly phase: Phase;
  readonly heading: 'h2' | 'h4';
}

function DealProducts({ eventId, productCount, phase, heading }: DealProductsProperties): JSX.Element {
  const pages = usePagedQuery(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/event/{eventId}/products', {
          params: { path: { eventId }, query: { cursor, limit: PAGE_SIZE } },
        }),
      ),
    [eventId],
  );
  useReconnected(pages.refetch);
  useDealSignals(useJitteredRefresh(pages.refetch), [], [eventId]);
  const ids = (pages.value ?? []).map(({ productId }) => productId);
  const products = useProducts(ids);
  const stocks = useStocks(ids);
  const best = useBestDeals(ids);
  // A deal still contains products that were deleted since, and products that have become cheaper than in the deal.
  const shown = (pages.value ?? []).filter(
    ({ productId, applies }) => applies !== false && (!products.isComplete || products.byId.has(productId)),
  );
  return (
    <>
      {shown.length > 0 && (
        <ul class="product-cards">
          {shown.map((deal) => (
            <ProductCard
              key={deal.productId}
              heading={heading}
              productId={deal.productId}
              name={deal.productName}
              price={products.byId.get(deal.productId)?.productPrice ?? deal.originalPrice}
              product={products.byId.get(deal.productId)}
              deal={
                phase === 'upcoming' ? deal : (best.byId.get(deal.productId) ?? (phase === 'active' ? deal : undefined))
              }
              quantity={stocks.byId.get(deal.productId)?.quantity}
            />
          ))}
        </ul>
      )}
      <ListFooter
        query={pages}
        empty={undefined}
        skeleton={<CardSkeletons count={Math.min(productCount, PAGE_SIZE)} />}
      />
    </>
  );
}
