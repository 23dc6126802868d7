import type { JSX } from 'preact';
import { translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';

const messages = translations({
  ko: {
    views: '쿠폰 보기',
    get: '쿠폰 받기',
    usable: '사용 가능',
    used: '사용 완료',
    expired: '만료',
    loading: '불러오는 중…',
  },
  en: {
    views: 'Views',
    get: 'Get coupons',
    usable: 'My coupons',
    used: 'Used',
    expired: 'Expired',
    loading: 'Loading…',
  },
});

const OWN_VIEWS = ['usable', 'used', 'expired'] as const;
export type OwnView = (typeof OWN_VIEWS)[number];

/** Which of the visitor's own coupons are shown; undefined: the coupons of the shop. */
export function ownView(): OwnView | undefined {
  if (route.value.parts[1] !== 'mine') return undefined;
  return OWN_VIEWS.find((view) => view === route.value.query.get('status')) ?? 'usable';
}

export function CouponViews(): JSX.Element {
  const current = ownView();
  return (
    <div class="view-links">
      <nav aria-label={messages.views}>
        <a href={linkTo('/coupons')} aria-current={current === undefined ? 'true' : undefined}>
          {messages.get}
        </a>
        {OWN_VIEWS.map((view) => (
          <a
            key={view}
            href={linkTo('/coupons/mine', { status: view === 'usable' ? undefined : view })}
            aria-current={current === view ? 'true' : undefined}
          >
            {messages[view]}
          </a>
        ))}
      </nav>
    </div>
  );
}

const SKELETONS = 3;

export function CouponSkeletons(): JSX.Element {
  return (
    <div class="coupons" role="status">
      <span class="visually-hidden">{messages.loading}</span>
      {Array.from({ length: SKELETONS }, (_, number) => (
        <div key={number} class="coupon card skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}
