import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../ground/asking';
import { count, moment } from '../ground/format';
import { wordsOf } from '../ground/language';
import { ListEnd } from '../ground/list-of';
import { linkTo } from '../ground/route';
import { shop } from '../ground/shop';
import type { HotDeal } from './answers';
import { useBestDeals, useProducts, useStocks } from './by-product';
import { Countdown } from './countdown';
import { ProductCard } from './product-card';
import { usePhases } from '../ground/deal-phase';

const said = wordsOf({
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

const SHOWN_AT_ONCE = 12;

/** One deal with its products; beside an upcoming one its prices are told already, but not yet charged. */
export function DealSection({ deal }: { readonly deal: HotDeal }): JSX.Element {
  const { eventId, eventDiscount, productCount, startEventTime, endEventTime } = deal;
  const [phase = 'ended'] = usePhases([deal]);
  const name = said.name(eventDiscount, count(productCount));
  return (
    <article class="deal" aria-label={`${said[phase]}: ${name}`}>
      <header>
        <h3>
          <a href={linkTo(`/deals/${eventId}`)}>{name}</a>
        </h3>
        {phase === 'active' && <Countdown label={said.endsIn} until={endEventTime} />}
        {phase === 'upcoming' && <Countdown label={said.opensIn} until={startEventTime} />}
        {phase === 'ended' && <strong>{said.isOver}</strong>}
        <span class="hint">{said.from(moment(startEventTime), moment(endEventTime))}</span>
      </header>
      <DealProducts eventId={eventId} isRunning={phase === 'active'} />
    </article>
  );
}

function DealProducts({ eventId, isRunning }: { readonly eventId: number; readonly isRunning: boolean }): JSX.Element {
  const pages = usePages(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/event/{eventId}/products', {
          params: { path: { eventId }, query: { cursor, limit: SHOWN_AT_ONCE } },
        }),
      ),
    [eventId],
  );
  const ids = (pages.value ?? []).map(({ productId }) => productId);
  const products = useProducts(ids);
  const stocks = useStocks(ids);
  const best = useBestDeals(ids);
  // A deleted product is still a part of its deals.
  const shown = (pages.value ?? []).filter(({ productId }) => !products.isComplete || products.of.has(productId));
  return (
    <>
      <ul class="product-cards">
        {shown.map((deal) => (
          <ProductCard
            key={deal.productId}
            heading="h4"
            productId={deal.productId}
            name={deal.productName}
            price={deal.originalPrice}
            product={products.of.get(deal.productId)}
            deal={(isRunning ? best.of.get(deal.productId) : undefined) ?? deal}
            quantity={stocks.of.get(deal.productId)?.quantity}
          />
        ))}
      </ul>
      <ListEnd pages={pages} none={undefined} />
    </>
  );
}
