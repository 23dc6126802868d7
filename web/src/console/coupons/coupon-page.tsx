import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { PageHeading } from '../ui/page-heading';
import { Properties } from '../ui/properties';
import { type CouponChange, CouponChangeDialog } from './coupon-change-dialog';
import { CouponFigures } from './coupon-figures';
import { type Coupon, discountText, minimumText, phaseOfCoupon, stateText, validityText } from './coupon-words';
import { IncreaseForm } from './increase-form';

const messages = translations({
  ko: {
    coupon: '쿠폰',
    end: '발급 종료',
    revoke: '쿠폰 사용 중지',
    state: '상태',
    discount: '할인',
    minimum: '최소 주문 금액',
    from: '발급 시작',
    until: '발급 종료',
    validity: '사용 기간',
  },
  en: {
    coupon: 'Coupon',
    end: 'End issuing',
    revoke: 'Revoke coupon',
    state: 'Status',
    discount: 'Discount',
    minimum: 'Minimum order',
    from: 'Issued from',
    until: 'Issued until',
    validity: 'Valid',
  },
});

const POLL_MS = 3_000;

export function CouponPage({ couponId }: { readonly couponId: number }): JSX.Element {
  const params = { path: { couponId } };
  const loaded = useQuery(async () => {
    const [coupon, statistics] = await Promise.all([
      answerOf(shop.api.GET('/api/coupons/{couponId}', { params })),
      answerOf(shop.api.GET('/api/coupons/{couponId}/statistics', { params })),
    ]);
    return { coupon, statistics };
  }, [couponId]);
  useReconnected(loaded.refetch);
  usePolling(POLL_MS, loaded.refetch);
  const [change, setChange] = useState<CouponChange>();
  const coupon = loaded.value?.coupon;
  return (
    <>
      <PageHeading title={coupon?.name ?? messages.coupon}>
        {coupon !== undefined && !coupon.revoked && (
          <div class="button-row">
            {phaseOfCoupon(coupon) !== 'ended' && (
              <button type="button" onClick={() => setChange('end')}>
                {messages.end}
              </button>
            )}
            <button type="button" onClick={() => setChange('revoke')}>
              {messages.revoke}
            </button>
          </div>
        )}
      </PageHeading>
      <QueryView query={loaded}>
        {(value) => (
          <>
            <Terms coupon={value.coupon} />
            <CouponFigures statistics={value.statistics} />
            {!value.coupon.revoked && phaseOfCoupon(value.coupon) !== 'ended' && (
              <IncreaseForm couponId={couponId} onIncreased={loaded.refetch} />
            )}
          </>
        )}
      </QueryView>
      {change !== undefined && coupon !== undefined && (
        <CouponChangeDialog
          change={change}
          coupon={coupon}
          onClose={() => setChange(undefined)}
          onChanged={loaded.refetch}
        />
      )}
    </>
  );
}

function Terms({ coupon }: { readonly coupon: Coupon }): JSX.Element {
  return (
    <Properties
      properties={[
        [messages.state, stateText(coupon)],
        [messages.discount, discountText(coupon)],
        [messages.minimum, minimumText(coupon)],
        [messages.from, dateTime(coupon.issueStartTime)],
        [messages.until, dateTime(coupon.issueEndTime)],
        [messages.validity, validityText(coupon)],
      ]}
    />
  );
}
