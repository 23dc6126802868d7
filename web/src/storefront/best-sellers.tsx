import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../api/query';
import { usePolling, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { RankedProducts } from './ranked-products';

const messages = translations({
  ko: { title: '베스트 상품', all: '전체 순위 보기' },
  en: { title: 'Best sellers', all: 'See all best sellers' },
});

const DAYS = 7;
const SHOWN = 10;
const POLL_MS = 60_000;

/** What was sold most in the last days; nothing while nothing was sold. */
export function BestSellers(): JSX.Element | null {
  const query = { days: DAYS, limit: SHOWN };
  const ranking = useQuery(() => answerOf(shop.api.GET('/api/rankings/best-sellers', { params: { query } })), []);
  useReconnected(ranking.refetch);
  usePolling(POLL_MS, ranking.refetch);
  const products = ranking.value?.items ?? [];
  if (products.length === 0) return null;
  return (
    <section aria-labelledby="best-sellers">
      <div class="section-heading">
        <h2 id="best-sellers">{messages.title}</h2>
        <a href={linkTo('/ranking')}>{messages.all}</a>
      </div>
      <RankedProducts products={products} heading="h3" isOneRow />
    </section>
  );
}
