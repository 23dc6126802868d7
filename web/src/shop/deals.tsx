import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { ListEnd } from '../ground/list-of';
import { shop } from '../ground/shop';
import type { HotDeal } from './answers';
import { DealSection } from './deal-section';
import { usePlaceTitle } from './place-title';
import { usePhases } from '../ground/deal-phase';
import { useDealSignals } from '../ground/deal-signals';
import { useJitteredRefresh, useReconnected, useRefreshAt } from '../ground/refresh';

const said = wordsOf({
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

const SHOWN_AT_ONCE = 5;

/** Running and coming deals. What opens or ends moves by the shop's clock at once; the shop is asked a moment later. */
export function Deals(): JSX.Element {
  usePlaceTitle(said.title);
  const active = useDealPages('active');
  const upcoming = useDealPages('upcoming');
  const again = (): void => {
    active.again();
    upcoming.again();
  };
  const known = new Map([...(upcoming.value ?? []), ...(active.value ?? [])].map((deal) => [deal.eventId, deal]));
  const deals = [...known.values()];
  const phases = usePhases(deals);
  useReconnected(again);
  const soon = useJitteredRefresh(again);
  useDealSignals(soon, 'any');
  useRefreshAt(
    deals.flatMap(({ startEventTime, endEventTime }) => [startEventTime, endEventTime]),
    soon,
  );
  const running = deals.filter((_deal, index) => phases[index] === 'active');
  const coming = deals.filter((_deal, index) => phases[index] === 'upcoming');
  // One list: a deal that opens moves in it as it is. Were it drawn anew, a whole crowd would ask for it in one moment.
  const list = [
    <h2 key="running">{said.running}</h2>,
    ...running.map(drawDeal),
    <ListEnd key="rest of running" pages={active} none={running.length === 0 ? said.noneRunning : undefined} />,
    <h2 key="upcoming">{said.upcoming}</h2>,
    ...coming.map(drawDeal),
    <ListEnd key="rest of upcoming" pages={upcoming} none={coming.length === 0 ? said.noneUpcoming : undefined} />,
  ];
  return (
    <>
      <h1>{said.title}</h1>
      {list}
    </>
  );
}

function useDealPages(status: 'active' | 'upcoming'): ReturnType<typeof usePages<HotDeal>> {
  return usePages(
    (cursor) => answerOf(shop.api.GET('/api/event', { params: { query: { status, cursor, limit: SHOWN_AT_ONCE } } })),
    [status],
  );
}

function drawDeal(deal: HotDeal): JSX.Element {
  return <DealSection key={deal.eventId} deal={deal} />;
}
