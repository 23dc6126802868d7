import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Answer } from '../../ground/answer';
import { useAsked } from '../../ground/asking';
import { DEAL_SIGNALS, phaseOf } from '../../ground/deal-window';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { linkTo } from '../../ground/route';
import { now, shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Confirmation } from '../../ground/confirmation';
import { useFresh } from '../fresh';
import { PageHeading } from '../page-heading';
import { DealProducts } from './deal-products';
import { DealTime } from './deal-time';

const said = wordsOf({
  ko: {
    name: (id: number) => `핫딜 ${id}`,
    watch: '판매 현황 보기',
    end: '핫딜 종료',
    ended: '종료했습니다.',
    endWhy: '지금 바로 끝나며, 되돌릴 수 없습니다. 이미 접수된 주문의 가격은 그대로입니다.',
    neverWhy: '아직 시작하지 않은 핫딜입니다. 종료하면 시작하지 않으며, 되돌릴 수 없습니다.',
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
    watch: 'Watch the sale',
    end: 'End deal',
    ended: 'The deal has ended.',
    endWhy: 'It ends now, and that cannot be undone. Orders that were accepted keep their price.',
    neverWhy: 'This deal has not begun. Once ended it never will, and that cannot be undone.',
    discount: 'Discount',
    products: 'Products',
    start: 'Start',
    endsAt: 'End',
    duration: 'Duration',
    days: (days: number) => (days === 1 ? '1 day' : `${days} days`),
    state: 'State',
  },
});

export function DealPage({ eventId }: { readonly eventId: number }): JSX.Element {
  const path = { eventId };
  const deal = useAsked(() => answerOf(shop.api.GET('/api/event/{eventId}', { params: { path } })), [eventId]);
  const [ending, setEnding] = useState(false);
  useFresh(deal.again, DEAL_SIGNALS);
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
