import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { now, shop } from '../../api/shop';
import { phaseOf } from '../../catalogue/deal-phase';
import { DEAL_SIGNALS } from '../../catalogue/deal-signals';
import { DealBanner } from '../../catalogue/deal-banner';
import { count, dateTime, lengthOfTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { QueryView } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { PageHeading } from '../ui/page-heading';
import { Properties } from '../ui/properties';
import { DealProducts } from './deal-products';
import { DealTime } from './deal-time';

const messages = translations({
  ko: {
    name: (id: number) => `핫딜 ${id}`,
    watch: '판매 현황 보기',
    edit: '수정',
    end: '핫딜 종료',
    ended: '핫딜을 종료했어요.',
    endWhy: '핫딜이 바로 종료되고, 되돌릴 수 없어요. 이미 접수된 주문의 가격은 바뀌지 않아요.',
    neverWhy: '아직 시작하지 않은 핫딜이에요. 지금 종료하면 시작되지 않고, 되돌릴 수 없어요.',
    discount: '할인',
    products: '상품 수',
    start: '시작',
    endsAt: '종료',
    duration: '기간',
    state: '상태',
  },
  en: {
    name: (id: number) => `Deal ${id}`,
    watch: 'View live sales',
    edit: 'Edit',
    end: 'End deal',
    ended: 'Deal ended.',
    endWhy: 'The deal ends immediately. This cannot be undone. Orders already placed keep their price.',
    neverWhy: 'This deal has not started yet. If you end it now, it will never start. This cannot be undone.',
    discount: 'Discount',
    products: 'Products',
    start: 'Start',
    endsAt: 'End',
    duration: 'Duration',
    state: 'Status',
  },
});

export function DealPage({ eventId }: { readonly eventId: number }): JSX.Element {
  const path = { eventId };
  const deal = useQuery(() => answerOf(shop.api.GET('/api/event/{eventId}', { params: { path } })), [eventId]);
  const [ending, setEnding] = useState(false);
  useRefreshOn(deal.refetch, DEAL_SIGNALS);
  const { value } = deal;
  const phase = value === undefined ? 'ended' : phaseOf(value, now.value);
  const end = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/event/{eventId}', { params: { path } }));
    toast(messages.ended);
    deal.refetch();
  };
  return (
    <>
      <PageHeading title={value?.eventName ?? messages.name(eventId)}>
        {phase !== 'ended' && (
          <div class="button-row">
            <a class="button" href={linkTo('/sale', { deal: String(eventId) })}>
              {messages.watch}
            </a>
            <a class="button" href={linkTo(`/deals/${eventId}/edit`)}>
              {messages.edit}
            </a>
            <button type="button" onClick={() => setEnding(true)}>
              {messages.end}
            </button>
          </div>
        )}
      </PageHeading>
      <QueryView query={deal}>
        {(loaded) => (
          <>
            {loaded.bannerUrl !== undefined && <DealBanner class="deal-banner" address={loaded.bannerUrl} />}
            <Terms deal={loaded} />
            <DealProducts eventId={eventId} />
          </>
        )}
      </QueryView>
      {ending && (
        <Confirmation title={messages.end} action={messages.end} onClose={() => setEnding(false)} onConfirm={end}>
          <p>{phase === 'upcoming' ? messages.neverWhy : messages.endWhy}</p>
        </Confirmation>
      )}
    </>
  );
}

function Terms({ deal }: { readonly deal: components['schemas']['HotDealView'] }): JSX.Element {
  const properties = [
    [messages.discount, `${deal.eventDiscount}%`],
    [messages.products, count(deal.productCount)],
    [messages.start, dateTime(deal.startEventTime)],
    [messages.endsAt, dateTime(deal.endEventTime)],
    [messages.duration, lengthOfTime(Date.parse(deal.endEventTime) - Date.parse(deal.startEventTime))],
    [messages.state, <DealTime deal={deal} />],
  ] as const;
  return <Properties properties={properties} />;
}
