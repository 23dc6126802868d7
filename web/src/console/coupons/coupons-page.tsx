import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, route } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';
import { PageHeading } from '../ui/page-heading';
import { type Coupon, type CouponPhase, discountText, stateText } from './coupon-words';

const messages = translations({
  ko: {
    coupons: '쿠폰',
    create: '쿠폰 만들기',
    status: '상태',
    active: '발급 중',
    upcoming: '예정',
    ended: '종료',
    noneActive: '지금 발급 중인 쿠폰이 없어요',
    noneUpcoming: '예정된 쿠폰이 없어요',
    noneEnded: '종료된 쿠폰이 없어요',
    name: '쿠폰명',
    discount: '할인',
    minimum: '최소 주문 금액',
    issued: '발급',
    left: '남은 수량',
    from: '발급 시작',
    until: '발급 종료',
  },
  en: {
    coupons: 'Coupons',
    create: 'New coupon',
    status: 'Status',
    active: 'Active',
    upcoming: 'Upcoming',
    ended: 'Ended',
    noneActive: 'No coupons are being issued',
    noneUpcoming: 'No upcoming coupons',
    noneEnded: 'No ended coupons',
    name: 'Name',
    discount: 'Discount',
    minimum: 'Minimum order',
    issued: 'Issued',
    left: 'Left',
    from: 'Issued from',
    until: 'Issued until',
  },
});

const PHASES: readonly CouponPhase[] = ['active', 'upcoming', 'ended'];
const POLL_MS = 10_000;

export function CouponsPage(): JSX.Element {
  const requested = route.value.query.get('status');
  const status = PHASES.find((one) => one === requested) ?? 'active';
  return (
    <>
      <PageHeading title={messages.coupons}>
        <a class="button primary" href={linkTo('/coupons/new')}>
          {messages.create}
        </a>
      </PageHeading>
      <nav class="tabs" aria-label={messages.status}>
        {PHASES.map((one) => (
          <a key={one} href={linkTo('/coupons', { status: one })} aria-current={one === status ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
      <CouponList key={status} status={status} />
    </>
  );
}

function CouponList({ status }: { readonly status: CouponPhase }): JSX.Element {
  const pages = usePagedQuery(
    (cursor) => {
      const query = { status, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/coupons', { params: { query } }));
    },
    [status],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  const none = { active: messages.noneActive, upcoming: messages.noneUpcoming, ended: messages.noneEnded };
  return (
    <PagedList query={pages} empty={none[status]}>
      {(coupons) => <CouponTable status={status} coupons={coupons} />}
    </PagedList>
  );
}

interface CouponTableProperties {
  readonly status: CouponPhase;
  readonly coupons: readonly Coupon[];
}

function CouponTable({ status, coupons }: CouponTableProperties): JSX.Element {
  const isUpcoming = status === 'upcoming';
  const columns = [
    messages.name,
    messages.status,
    messages.discount,
    `#${messages.minimum}`,
    `#${messages.issued}`,
    `#${messages.left}`,
    isUpcoming ? messages.from : messages.until,
  ];
  return (
    <DataTable label={messages[status]} columns={columns}>
      {coupons.map((coupon) => (
        <tr key={coupon.couponId}>
          <th scope="row">
            <a class="clamped" href={linkTo(`/coupons/${coupon.couponId}`)}>
              {coupon.name}
            </a>
          </th>
          <td>{stateText(coupon)}</td>
          <td>{discountText(coupon)}</td>
          <td class="number">{coupon.minOrderPrice > 0 && won(coupon.minOrderPrice)}</td>
          <td class="number">
            {count(coupon.quantity - coupon.remaining)} / {count(coupon.quantity)}
          </td>
          <td class="number">{count(coupon.remaining)}</td>
          <td>{dateTime(isUpcoming ? coupon.issueStartTime : coupon.issueEndTime)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
