import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { type PagedQuery, usePagedQuery, useQuery } from '../api/query';
import { useJitteredRefresh, usePolling, useReconnected, useRefreshAt } from '../api/refresh';
import { shop } from '../api/shop';
import type { Coupon } from '../api/views';
import { visitor } from '../auth/session';
import { translations } from '../i18n/language';
import { usePageTitle } from '../navigation/route';
import { ListFooter } from '../ui/query-views';
import { CouponCard } from './coupon-card';
import { CouponSkeletons, CouponViews } from './coupon-views';
import { issuedUntil, useCouponPhases } from './coupon-terms';

const messages = translations({
  ko: {
    title: '쿠폰',
    lead: '선착순으로 한 사람당 한 장씩 드려요.',
    open: '지금 받을 수 있는 쿠폰',
    upcoming: '곧 열리는 쿠폰',
    noneOpen: '지금 받을 수 있는 쿠폰이 없어요',
    noneUpcoming: '예정된 쿠폰이 없어요',
  },
  en: {
    title: 'Coupons',
    lead: 'First come, first served. One for each customer.',
    open: 'Available now',
    upcoming: 'Coming soon',
    noneOpen: 'No coupons are available right now',
    noneUpcoming: 'No upcoming coupons',
  },
});

const PAGE_SIZE = 12;
/** No signal says how many are left. */
const POLL_MS = 3_000;
const OWN_LOADED = 100;

/** Coupons that can be had now or soon. One that opens moves at once, by the shop's clock; a request follows. */
export function CouponsPage(): JSX.Element {
  usePageTitle(messages.title);
  const active = useCouponPages('active');
  const upcoming = useCouponPages('upcoming');
  const own = useOwnCoupons();
  const refetch = (): void => {
    active.refetch();
    upcoming.refetch();
  };
  const byId = new Map([...(upcoming.value ?? []), ...(active.value ?? [])].map((coupon) => [coupon.couponId, coupon]));
  const coupons = [...byId.values()];
  const phases = useCouponPhases(coupons);
  usePolling(POLL_MS, active.refetch);
  useReconnected(refetch);
  useRefreshAt(
    coupons.flatMap((coupon) => [coupon.issueStartTime, issuedUntil(coupon)]),
    useJitteredRefresh(refetch),
  );
  const cards = coupons.map((coupon, index) => {
    const phase = phases[index] ?? 'ended';
    const isOwned = own.ids.has(coupon.couponId);
    const onAnswer = (): void => {
      active.refetch();
      own.refetch();
    };
    const card = <CouponCard key={coupon.couponId} {...{ coupon, phase, isOwned, onAnswer }} />;
    return { phase, card };
  });
  const open = cards.filter(({ phase }) => phase !== 'upcoming').map(({ card }) => card);
  const later = cards.filter(({ phase }) => phase === 'upcoming').map(({ card }) => card);
  const isLoading = [active, upcoming].some(({ value, error }) => value === undefined && error === undefined);
  return (
    <>
      <h1>{messages.title}</h1>
      <CouponViews />
      <p>{messages.lead}</p>
      {isLoading ? (
        <CouponSkeletons />
      ) : (
        <>
          <h2>{messages.open}</h2>
          <ul class="coupons">{open}</ul>
          <ListFooter query={active} empty={open.length === 0 ? messages.noneOpen : undefined} />
          <h2>{messages.upcoming}</h2>
          <ul class="coupons">{later}</ul>
          <ListFooter query={upcoming} empty={later.length === 0 ? messages.noneUpcoming : undefined} />
        </>
      )}
    </>
  );
}

function useCouponPages(status: 'active' | 'upcoming'): PagedQuery<Coupon> {
  return usePagedQuery(
    (cursor) => answerOf(shop.api.GET('/api/coupons', { params: { query: { status, cursor, limit: PAGE_SIZE } } })),
    [status],
  );
}

/** The coupons that are shown as the visitor's. One that is not among them is known to be as soon as it is asked for. */
function useOwnCoupons(): { readonly ids: ReadonlySet<number>; readonly refetch: () => void } {
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  const own = useQuery(async () => {
    if (userId === undefined) return [];
    const lists = await Promise.all(
      (['usable', 'used', 'expired'] as const).map((status) =>
        answerOf(shop.api.GET('/api/coupons/mine', { params: { query: { status, limit: OWN_LOADED } } })),
      ),
    );
    return lists.flatMap(({ items }) => items);
  }, [userId]);
  useReconnected(own.refetch);
  return { ids: new Set((own.value ?? []).map(({ couponId }) => couponId)), refetch: own.refetch };
}
