import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../api/query';
import { usePolling, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { translations } from '../i18n/language';
import { linkTo, route, usePageTitle } from '../navigation/route';
import { ErrorNotice } from '../ui/notices';
import { CardSkeletons } from './card-skeletons';
import { RankedProducts } from './ranked-products';

const messages = translations({
  ko: {
    title: '베스트 상품',
    period: '기간',
    day: '오늘',
    week: '이번 주',
    month: '이번 달',
    none: '이 기간에 판매된 상품이 아직 없어요.',
    products: '상품 둘러보기',
  },
  en: {
    title: 'Best sellers',
    period: 'Period',
    day: 'Today',
    week: 'This week',
    month: 'This month',
    none: 'Nothing has been sold in this period yet.',
    products: 'Browse products',
  },
});

const PERIODS = ['day', 'week', 'month'] as const;
const SHOWN = 50;
const SKELETON_CARDS = 12;
const POLL_MS = 30_000;

/** What was sold most today, this week and this month. */
export function RankingPage(): JSX.Element {
  usePageTitle(messages.title);
  const requested = route.value.query.get('period');
  const period = PERIODS.find((one) => one === requested) ?? 'day';
  return (
    <>
      <h1>{messages.title}</h1>
      <nav class="tabs" aria-label={messages.period}>
        {PERIODS.map((one) => (
          <a key={one} href={linkTo('/ranking', { period: one })} aria-current={one === period ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
      <Ranking key={period} period={period} />
    </>
  );
}

function Ranking({ period }: { readonly period: (typeof PERIODS)[number] }): JSX.Element {
  const query = { period, limit: SHOWN };
  const ranking = useQuery(() => answerOf(shop.api.GET('/api/rankings/products', { params: { query } })), [period]);
  useReconnected(ranking.refetch);
  usePolling(POLL_MS, ranking.refetch);
  const { value, error, refetch } = ranking;
  if (error !== undefined) return <ErrorNotice error={error} retry={refetch} />;
  if (value === undefined) return <CardSkeletons count={SKELETON_CARDS} />;
  if (value.items.length === 0)
    return (
      <div class="notice">
        <p>{messages.none}</p>
        <a class="button" href={linkTo('/products')}>
          {messages.products}
        </a>
      </div>
    );
  return <RankedProducts products={value.items} heading="h2" />;
}
