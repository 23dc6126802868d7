import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Answer } from '../../ground/answer';
import { useAsked } from '../../ground/asking';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { linkTo } from '../../ground/route';
import { now, shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Confirmation } from '../../ground/confirmation';
import { PageHeading } from '../page-heading';
import { DealProducts } from './deal-products';
import { DealTime } from './deal-time';
import { phaseOf } from '../../ground/deal-phase';
import { DEAL_SIGNALS } from '../../ground/deal-signals';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
  ko: {
    name: (id: number) => `핫딜 ${id}`,
    watch: '판매 현황 보기',
    end: '핫딜 종료',
    ended: '핫딜을 종료했어요.',
    endWhy: '핫딜이 바로 종료되고, 되돌릴 수 없어요. 이미 접수된 주문의 가격은 바뀌지 않아요.',
    neverWhy: '아직 시작하지 않은 핫딜이에요. 지금 종료하면 시작되지 않고, 되돌릴 수 없어요.',
    discount: '할인',
    products: '상품 수',
    start: '시작',
    endsAt: '종료',
    duration: '기간',
    days: (days: number) => `${days}일`,
    state: '상태',
  },
  en: {
    name: (id: number) => `Deal ${id}`,
    watch: 'View live sales',
    end: 'End deal',
    ended: 'Deal ended.',
    endWhy: 'The deal ends immediately. This cannot be undone. Orders already placed keep their price.',
    neverWhy: 'This deal has not started yet. If you end it now, it will never start. This cannot be undone.',
    discount: 'Discount',
    products: 'Products',
    start: 'Start',
    endsAt: 'End',
    duration: 'Duration',
    days: (days: number) => (days === 1 ? '1 day' : `${days} days`),
    state: 'Status',
  },
});

export function DealPage({ eventId }: { readonly eventId: number }): JSX.Element {
  const path = { eventId };
  const deal = useAsked(() => answerOf(shop.api.GET('/api/event/{eventId}', { params: { path } })), [eventId]);
  const [ending, setEnding] = useState(false);
  useRefreshOn(deal.again, DEAL_SIGNALS);
  const { value } = deal;
  const phase = value === undefined ? 'ended' : phaseOf(value, now.value);
  const end = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/event/{eventId}', { params: { path } }));
    toast(said.ended);
    deal.again();
  };
  return (
    <>
      <PageHeading title={said.name(eventId)}>
        {phase !== 'ended' && (
          <div class="choices">
            <a class="button" href={linkTo('/sale', { deal: String(eventId) })}>
              {said.watch}
            </a>
            <button type="button" onClick={() => setEnding(true)}>
              {said.end}
            </button>
          </div>
        )}
      </PageHeading>
      <Answer to={deal}>
        {(known) => (
          <>
            <Terms deal={known} />
            <DealProducts eventId={eventId} />
          </>
        )}
      </Answer>
      {ending && (
        <Confirmation title={said.end} action={said.end} onClose={() => setEnding(false)} onConfirm={end}>
          <p>{phase === 'upcoming' ? said.neverWhy : said.endWhy}</p>
        </Confirmation>
      )}
    </>
  );
}

function Terms({ deal }: { readonly deal: components['schemas']['HotDealView'] }): JSX.Element {
  const facts = [
    [said.discount, `${deal.eventDiscount}%`],
    [said.products, count(deal.productCount)],
    [said.start, moment(deal.startEventTime)],
    [said.endsAt, moment(deal.endEventTime)],
    [said.duration, said.days(deal.eventDuration)],
    [said.state, <DealTime deal={deal} />],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
