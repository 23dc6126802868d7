import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../api/query';
import { shop } from '../api/shop';
import type { HotDeal } from '../api/views';
import { usePhases } from '../catalogue/deal-phase';
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
    name: (percent: number, products: string) => `상품 ${products}개 ${percent}% 할인`,
    active: '진행 중',
    upcoming: '예정',
    ended: '종료',
    endsIn: '종료까지',
    opensIn: '시작까지',
    isOver: '종료된 핫딜이에요.',
    from: (start: string, end: string) => `${start} ~ ${end}`,
  },
  en: {
    name: (percent: number, products: string) =>
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

/** A deal with its products. An upcoming deal shows its prices although they do not apply yet. */
export function DealSection({ deal }: { readonly deal: HotDeal }): JSX.Element {
  const { eventId, eventDiscount, productCount, startEventTime, endEventTime } = deal;
  const [phase = 'ended'] = usePhases([deal]);
  const name = messages.name(eventDiscount, count(productCount));
  return (
    <article class="deal" aria-label={`${messages[phase]}: ${name}`}>
      <header>
        <h3>
          <a href={linkTo(`/deals/${eventId}`)}>{name}</a>
        </h3>
        {phase === 'active' && <Countdown label={messages.endsIn} until={endEventTime} />}
        {phase === 'upcoming' && <Countdown label={messages.opensIn} until={startEventTime} />}
        {phase === 'ended' && <strong>{messages.isOver}</strong>}
        <span class="hint">{messages.from(dateTime(startEventTime), dateTime(endEventTime))}</span>
      </header>
      <DealProducts eventId={eventId} productCount={productCount} isRunning={phase === 'active'} />
    </article>
  );
}

interface DealProductsProperties {
  readonly eventId: number;
  readonly productCount: number;
  readonly isRunning: boolean;
}

function DealProducts({ eventId, productCount, isRunning }: DealProductsProperties): JSX.Element {
  const pages = usePagedQuery(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/event/{eventId}/products', {
          params: { path: { eventId }, query: { cursor, limit: PAGE_SIZE } },
        }),
      ),
    [eventId],
  );
  const ids = (pages.value ?? []).map(({ productId }) => productId);
  const products = useProducts(ids);
  const stocks = useStocks(ids);
  const best = useBestDeals(ids);
  // A deal still contains products that were deleted since.
  const shown = (pages.value ?? []).filter(({ productId }) => !products.isComplete || products.byId.has(productId));
  return (
    <>
      {shown.length > 0 && (
        <ul class="product-cards">
          {shown.map((deal) => (
            <ProductCard
              key={deal.productId}
              heading="h4"
              productId={deal.productId}
              name={deal.productName}
              price={deal.originalPrice}
              product={products.byId.get(deal.productId)}
              deal={(isRunning ? best.byId.get(deal.productId) : undefined) ?? deal}
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
