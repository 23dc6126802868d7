import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../api/query';
import { useJitteredRefresh, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { useDealSignals } from '../catalogue/deal-signals';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { QueryView } from '../ui/query-views';
import { DealSection } from './deal-section';

const messages = translations({ ko: { deal: '핫딜', all: '전체 핫딜' }, en: { deal: 'Deal', all: 'All deals' } });

export function DealPage({ eventId }: { readonly eventId: number }): JSX.Element {
  const deal = useQuery(
    () => answerOf(shop.api.GET('/api/event/{eventId}', { params: { path: { eventId } } })),
    [eventId],
  );
  const name = deal.value?.eventName ?? messages.deal;
  usePageTitle(name);
  useReconnected(deal.refetch);
  useDealSignals(useJitteredRefresh(deal.refetch), 'any');
  return (
    <>
      <p>
        <a href={linkTo('/')}>← {messages.all}</a>
      </p>
      <h1>{name}</h1>
      <QueryView query={deal}>{(value) => <DealSection deal={value} isWholePage />}</QueryView>
    </>
  );
}
