import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../api/query';
import { usePolling, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { UserCoupon } from '../api/views';
import { dateTime } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { PagedList } from '../ui/query-views';
import { CouponTerms } from './coupon-terms';
import { CouponSkeletons, CouponViews, ownView } from './coupon-views';

const messages = translations({
  ko: {
    title: '내 쿠폰',
    usable: '지금 쓸 수 있는 쿠폰이 없어요',
    used: '사용한 쿠폰이 없어요',
    expired: '만료된 쿠폰이 없어요',
    get: '쿠폰 받으러 가기',
    issuedAt: (time: string) => `${time} 받음`,
    USABLE: '사용 가능',
    USED: '사용 완료',
    EXPIRED: '만료',
    REVOKED: '사용 중지',
    expiresAt: (time: string) => `${time}까지 사용`,
    order: (id: number) => `주문번호 ${id}`,
  },
  en: {
    title: 'My coupons',
    usable: 'You have no coupons to use',
    used: 'You have used no coupons yet',
    expired: 'You have no expired coupons',
    get: 'Get coupons',
    issuedAt: (time: string) => `Received ${time}`,
    USABLE: 'Ready to use',
    USED: 'Used',
    EXPIRED: 'Expired',
    REVOKED: 'Withdrawn',
    expiresAt: (time: string) => `Use it until ${time}`,
    order: (id: number) => `Order ${id}`,
  },
});

/** Coupons expire while the page is open. */
const POLL_MS = 30_000;

export function OwnCouponsPage(): JSX.Element {
  usePageTitle(messages.title);
  const status = ownView() ?? 'usable';
  const pages = usePagedQuery(
    (cursor) => answerOf(shop.api.GET('/api/coupons/mine', { params: { query: { status, cursor } } })),
    [status],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  return (
    <>
      <h1>{messages.title}</h1>
      <CouponViews />
      <PagedList query={pages} empty={messages[status]} skeleton={<CouponSkeletons />}>
        {(coupons) => (
          <ul class="coupons">
            {coupons.map((coupon) => (
              <OwnCoupon key={coupon.userCouponId} coupon={coupon} />
            ))}
          </ul>
        )}
      </PagedList>
      {pages.value?.length === 0 && status === 'usable' && (
        <p class="go-on">
          <a class="button" href={linkTo('/coupons')}>
            {messages.get}
          </a>
        </p>
      )}
    </>
  );
}

function OwnCoupon({ coupon }: { readonly coupon: UserCoupon }): JSX.Element {
  const { name, status, orderId, issuedAt, expiresAt } = coupon;
  return (
    <li class={status === 'USABLE' ? 'coupon card' : 'coupon card over'}>
      <h2>{name}</h2>
      <CouponTerms terms={coupon} />
      <p class="hint">{messages.expiresAt(dateTime(expiresAt))}</p>
      <p class="hint">{messages.issuedAt(dateTime(issuedAt))}</p>
      <p class={`status ${status.toLowerCase()}`}>
        {messages[status]} {orderId !== null && <a href={linkTo('/orders')}>{messages.order(orderId)}</a>}
      </p>
    </li>
  );
}
