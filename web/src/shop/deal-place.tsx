import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { Answer } from '../ground/answer';
import { useAsked } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { linkTo } from '../ground/route';
import { shop } from '../ground/shop';
import { DealSection } from './deal-section';
import { usePlaceTitle } from './place-title';
import { useDealSignals } from '../ground/deal-signals';
import { useJitteredRefresh, useReconnected } from '../ground/refresh';

const said = wordsOf({ ko: { deal: '핫딜', all: '전체 핫딜' }, en: { deal: 'Deal', all: 'All deals' } });

/** One deal at an address of its own. */
export function DealPlace({ eventId }: { readonly eventId: number }): JSX.Element {
  usePlaceTitle(said.deal);
  const deal = useAsked(
    () => answerOf(shop.api.GET('/api/event/{eventId}', { params: { path: { eventId } } })),
    [eventId],
  );
  useReconnected(deal.again);
  useDealSignals(useJitteredRefresh(deal.again), 'any');
  return (
    <>
      <p>
        <a href={linkTo('/')}>← {said.all}</a>
      </p>
      <h1>{said.deal}</h1>
      <Answer to={deal}>{(value) => <DealSection deal={value} />}</Answer>
    </>
  );
}
