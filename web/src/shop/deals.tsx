import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { Empty, Failure, Loading, MoreButton } from '../ground/notices';
import { shop } from '../ground/shop';
import type { HotDeal } from './answers';
import { DealSection } from './deal-section';
import { usePhases } from './deal-window';
import { useCaughtUp, useDealSignals, useWhenPassed } from './freshness';
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
  useDealSignals(again, 'any');
  useWhenPassed(
    deals.flatMap(({ startEventTime, endEventTime }) => [startEventTime, endEventTime]),
    again,
  );
  return (
    <>
      <h1>{said.title}</h1>
      <DealList
        title={said.running}
        none={said.noneRunning}
        pages={active}
        deals={deals.filter((_deal, index) => phases[index] === 'running')}
      />
      <DealList
        title={said.upcoming}
        none={said.noneUpcoming}
        pages={upcoming}
        deals={deals.filter((_deal, index) => phases[index] === 'upcoming')}
      />
    </>
  );
}

function useDealPages(status: 'active' | 'upcoming'): ReturnType<typeof usePages<HotDeal>> {
  return usePages(
    (cursor) => answerOf(shop.api.GET('/api/event', { params: { query: { status, cursor, limit: SHOWN_AT_ONCE } } })),
    [status],
  );
}

interface DealListProperties {
  readonly title: string;
  readonly none: string;
  readonly pages: ReturnType<typeof useDealPages>;
  readonly deals: readonly HotDeal[];
}

function DealList({ title, none, pages, deals }: DealListProperties): JSX.Element {
  const { value, error } = pages;
  return (
    <section class="deals" aria-label={title}>
      <h2>{title}</h2>
      {deals.map((deal) => (
        <DealSection key={deal.eventId} deal={deal} />
      ))}
      {deals.length === 0 && value !== undefined && <Empty>{none}</Empty>}
      {value === undefined && error === undefined && <Loading />}
      {error !== undefined && <Failure error={error} again={pages.again} />}
      <MoreButton more={pages.more} busy={pages.busy} />
    </section>
  );
}
