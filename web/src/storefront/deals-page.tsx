import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../api/query';
import { useJitteredRefresh, useReconnected, useRefreshAt } from '../api/refresh';
import { shop } from '../api/shop';
import type { HotDeal } from '../api/views';
import { usePhases } from '../catalogue/deal-phase';
import { useDealSignals } from '../catalogue/deal-signals';
import { translations } from '../i18n/language';
import { usePageTitle } from '../navigation/route';
import { ListFooter } from '../ui/query-views';
import { BestSellers } from './best-sellers';
import { CardSkeletons } from './card-skeletons';
import { DealSection } from './deal-section';

const messages = translations({
  ko: {
    title: '핫딜',
    running: '진행 중인 핫딜',
    upcoming: '곧 시작하는 핫딜',
    noneRunning: '지금 진행 중인 핫딜이 없어요. 핫딜이 시작되면 바로 보여 드릴게요.',
    noneUpcoming: '예정된 핫딜이 없어요',
  },
  en: {
    title: 'Deals',
    running: 'Deals on now',
    upcoming: 'Upcoming deals',
    noneRunning: 'No deals are on right now. The next one appears here as soon as it starts.',
    noneUpcoming: 'No upcoming deals',
  },
});

const PAGE_SIZE = 5;
const SKELETON_CARDS = 6;

/** Active and upcoming deals. A deal that opens or ends moves at once, by the shop's clock; a request follows. */
export function DealsPage(): JSX.Element {
  usePageTitle(messages.title);
  const active = useDealPages('active');
  const upcoming = useDealPages('upcoming');
  const refetch = (): void => {
    active.refetch();
    upcoming.refetch();
  };
  const byId = new Map([...(upcoming.value ?? []), ...(active.value ?? [])].map((deal) => [deal.eventId, deal]));
  const deals = [...byId.values()];
  const phases = usePhases(deals);
  useReconnected(refetch);
  const refreshSoon = useJitteredRefresh(refetch);
  useDealSignals(refreshSoon, 'any');
  useRefreshAt(
    deals.flatMap(({ startEventTime, endEventTime }) => [startEventTime, endEventTime]),
    refreshSoon,
  );
  const running = deals.filter((_deal, index) => phases[index] === 'active');
  const upcomingDeals = deals.filter((_deal, index) => phases[index] === 'upcoming');
  // One list, so that a deal that opens keeps its component. A new one would make all clients request it at once.
  const list = [
    <h2 key="running">{messages.running}</h2>,
    ...running.map(renderDeal),
    <ListFooter key="rest of running" query={active} empty={running.length === 0 ? messages.noneRunning : undefined} />,
    <h2 key="upcoming">{messages.upcoming}</h2>,
    ...upcomingDeals.map(renderDeal),
    <ListFooter
      key="rest of upcoming"
      query={upcoming}
      empty={upcomingDeals.length === 0 ? messages.noneUpcoming : undefined}
    />,
  ];
  const isLoading = [active, upcoming].some(({ value, error }) => value === undefined && error === undefined);
  return (
    <>
      <h1>{messages.title}</h1>
      {isLoading ? <CardSkeletons count={SKELETON_CARDS} /> : [...list, <BestSellers key="best sellers" />]}
    </>
  );
}

function useDealPages(status: 'active' | 'upcoming'): ReturnType<typeof usePagedQuery<HotDeal>> {
  return usePagedQuery(
    (cursor) => answerOf(shop.api.GET('/api/event', { params: { query: { status, cursor, limit: PAGE_SIZE } } })),
    [status],
  );
}

function renderDeal(deal: HotDeal): JSX.Element {
  return <DealSection key={deal.eventId} deal={deal} />;
}
