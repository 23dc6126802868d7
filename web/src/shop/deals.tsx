import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { ListEnd } from '../ground/list-of';
import { shop } from '../ground/shop';
import type { HotDeal } from './answers';
import { DealSection } from './deal-section';
import { usePhases } from '../ground/deal-window';
import { useCaughtUp, useDealSignals, useSoon, useWhenPassed } from './freshness';
import { usePlaceTitle } from './place-title';

const said = wordsOf({
  ko: {
    title: '핫딜',
    running: '진행 중인 핫딜',
    upcoming: '곧 열리는 핫딜',
    noneRunning: '지금 진행 중인 핫딜이 없습니다. 새 핫딜이 열리면 이 화면에 바로 나타납니다.',
    noneUpcoming: '예정된 핫딜이 없습니다.',
  },
  en: {
    title: 'Deals',
    running: 'Running deals',
    upcoming: 'Upcoming deals',
    noneRunning: 'No deal is running now. The next one appears here the moment it opens.',
    noneUpcoming: 'No deal is announced.',
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
  useCaughtUp(again);
  const soon = useSoon(again);
  useDealSignals(soon, 'any');
  useWhenPassed(
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
