import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { canChargePoints } from '../../api/shop-information';
import type { PointEntry, Points } from '../../api/views';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, usePageTitle } from '../../navigation/route';
import { PagedList, QueryView } from '../../ui/query-views';
import { ChargeForm } from './charge-form';
import { useOwnPoints } from './own-points';

const messages = translations({
  ko: {
    title: '포인트',
    available: '사용 가능',
    balance: '보유',
    reserved: '주문에 사용 예정',
    points: (number: string) => `${number}포인트`,
    history: '포인트 내역',
    none: '아직 포인트 내역이 없어요',
    after: (number: string) => `잔액 ${number}포인트`,
    order: (id: number) => `주문번호 ${id}`,
    CHARGE: '충전',
    CONSUME: '주문에 사용',
    SPEND: '주문 결제',
    REFUND: '환불',
    ADJUST: '조정',
  },
  en: {
    title: 'Points',
    available: 'Available',
    balance: 'Balance',
    reserved: 'Reserved for orders',
    points: (number: string) => `${number} points`,
    history: 'History',
    none: 'You have no points history yet',
    after: (number: string) => `Balance ${number}`,
    order: (id: number) => `Order ${id}`,
    CHARGE: 'Charged',
    CONSUME: 'Used for an order',
    SPEND: 'Order paid',
    REFUND: 'Refund',
    ADJUST: 'Adjustment',
  },
});

export function PointsPage(): JSX.Element {
  usePageTitle(messages.title);
  const points = useOwnPoints();
  const history = usePagedQuery<PointEntry>(
    (cursor) => answerOf(shop.api.GET('/api/points/history', { params: { query: { cursor } } })),
    [],
  );
  useRefreshOn(history.refetch, ['order-reserved', 'order-settled', 'payment-ended']);
  const onCharged = (): void => {
    points.refetch();
    history.refetch();
  };
  return (
    <>
      <h1>{messages.title}</h1>
      <div class="points">
        <QueryView query={points}>{(value) => <Balance points={value} />}</QueryView>
        {canChargePoints.value && <ChargeForm onCharged={onCharged} />}
      </div>
      <h2>{messages.history}</h2>
      <PagedList query={history} empty={messages.none}>
        {(entries) => (
          <ul class="point-entries">
            {entries.map((entry) => (
              <Entry key={entry.entryId} entry={entry} />
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

function Balance({ points: { balance, reserved, available } }: { readonly points: Points }): JSX.Element {
  return (
    <section class="card balance" aria-label={messages.title}>
      <dl>
        <dt>{messages.available}</dt>
        <dd>
          <strong>{messages.points(count(available))}</strong>
        </dd>
        <dt>{messages.balance}</dt>
        <dd>{messages.points(count(balance))}</dd>
        <dt>{messages.reserved}</dt>
        <dd>{messages.points(count(reserved))}</dd>
      </dl>
    </section>
  );
}

function Entry({ entry }: { readonly entry: PointEntry }): JSX.Element {
  const { kind, amount, balanceAfter, reference, createdAt } = entry;
  return (
    <li class="card">
      <div>
        <strong>{messages[kind]}</strong>{' '}
        {reference.type === 'ORDER' && <a href={linkTo(`/orders/${reference.id}`)}>{messages.order(reference.id)}</a>}
        <p class="hint">
          <time dateTime={createdAt}>{dateTime(createdAt)}</time>
        </p>
      </div>
      <span class={`amount ${kind.toLowerCase()}`}>{signed(amount)}</span>
      <span class="hint">{messages.after(count(balanceAfter))}</span>
    </li>
  );
}

function signed(amount: number): string {
  return amount < 0 ? `−${count(-amount)}` : `+${count(amount)}`;
}
