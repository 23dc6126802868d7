import { answerOf, ShopError } from '@hotdeal/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type PagedQuery, type Query, usePagedQuery } from '../../api/query';
import { shop } from '../../api/shop';
import type { Points, Quote, UserCoupon } from '../../api/views';
import { offeredMethods } from '../payment/method-choice';
import type { PaymentMethod } from '../payment/order-payment';
import { useOwnPoints } from '../points/own-points';
import { checkoutOrder } from './checkout-order';
import { type AddressChoices, useAddressChoices } from './chosen-address';
import { type CheckoutItems, type CurrentQuote, useQuote } from './quote';

export interface CheckoutChoices {
  readonly quote: CurrentQuote;
  readonly points: Query<Points>;
  readonly usePoints: number;
  readonly setPoints: (points: number) => void;
  /** with what each takes off this order */
  readonly coupons: PagedQuery<UserCoupon>;
  /** the price with these choices was known once, so everything can be shown */
  readonly isReady: boolean;
  readonly userCouponId: number | undefined;
  /** undefined: none */
  readonly setCoupon: (userCouponId: number | undefined) => void;
  /** why the coupon that was chosen cannot be used any more */
  readonly couponError: unknown;
  readonly method: PaymentMethod;
  readonly setMethod: (method: PaymentMethod) => void;
  readonly address: AddressChoices;
}

/** What the buyer chooses at the checkout, and what the order costs with it. */
export function useCheckoutChoices(items: CheckoutItems): CheckoutChoices {
  const points = useOwnPoints();
  const [wanted, setPoints] = useState(0);
  const [method, setMethod] = useState<PaymentMethod>();
  const [total, setTotal] = useState<number>();
  const coupon = useCoupon(total);
  const address = useAddressChoices();
  const usePoints = Math.min(wanted, points.value?.available ?? 0, mostPoints(total, coupon.discount));
  const quote = useQuote(items, { usePoints, userCouponId: coupon.userCouponId });
  const price = quote.quote?.totalOrderPrice;
  useEffect(() => setTotal(price), [price]);
  useEffect(() => {
    if (isOfCoupon(quote.error)) coupon.drop(quote.error);
  }, [quote.error]);
  useRefetchAfterRefusal(() => {
    quote.refetch();
    points.refetch();
    coupon.coupons.refetch();
    address.refetch();
  });
  const isReady = useRef(false);
  const isLoaded = coupon.coupons.value !== undefined && address.isLoaded;
  if (quote.isCurrent && price === total && isLoaded) isReady.current = true;
  const methods = offeredMethods();
  const chosen = method !== undefined && methods.includes(method) ? method : (methods[0] ?? 'POINTS');
  return {
    quote,
    points,
    usePoints,
    setPoints,
    ...coupon,
    isReady: isReady.current,
    method: chosen,
    setMethod,
    address,
  };
}

/** Points pay what the coupon leaves. */
function mostPoints(total: number | undefined, discount: number): number {
  return total === undefined ? Number.MAX_SAFE_INTEGER : total - discount;
}

/** The best coupon is chosen until the buyer chooses. */
function useCoupon(total: number | undefined) {
  const [chosen, setChosen] = useState<number | 'none' | 'best'>('best');
  const [couponError, setError] = useState<unknown>();
  const coupons = useCoupons(total);
  const usable = (coupons.value ?? []).filter(({ discount = 0 }) => discount > 0);
  const used = chosen === 'best' ? bestOf(usable) : usable.find(({ userCouponId }) => userCouponId === chosen);
  return {
    coupons,
    couponError,
    userCouponId: used?.userCouponId,
    discount: used?.discount ?? 0,
    setCoupon: (userCouponId: number | undefined) => {
      setChosen(userCouponId ?? 'none');
      setError(undefined);
    },
    drop: (error: unknown) => {
      setChosen('none');
      setError(error);
      coupons.refetch();
    },
  };
}

/** With the last known ones, while those for another price are loaded. Not requested before a price is known. */
function useCoupons(orderPrice: number | undefined): PagedQuery<UserCoupon> {
  const coupons = usePagedQuery<UserCoupon>(
    (cursor) =>
      orderPrice === undefined
        ? new Promise(() => undefined)
        : answerOf(shop.api.GET('/api/coupons/mine', { params: { query: { status: 'usable', orderPrice, cursor } } })),
    [orderPrice],
  );
  const last = useRef<PagedQuery<UserCoupon>['value']>(undefined);
  if (coupons.value !== undefined) last.current = coupons.value;
  return { ...coupons, value: last.current };
}

/** What takes off most; of two, the one that ends first. */
function bestOf(coupons: readonly UserCoupon[]): UserCoupon | undefined {
  return coupons.reduce<UserCoupon | undefined>(
    (best, coupon) => ((coupon.discount ?? 0) > (best?.discount ?? 0) ? coupon : best),
    undefined,
  );
}

function isOfCoupon(error: unknown): boolean {
  return error instanceof ShopError && error.code.startsWith('COUPON_');
}

/** The shop has refused the order, so what is shown is out of date. */
function useRefetchAfterRefusal(refetch: () => void): void {
  const { step } = checkoutOrder.value;
  useEffect(() => {
    if (step === 'refused' || step === 'price-changed' || step === 'sold-out') refetch();
  }, [step]);
}

/** The most points that this order can use. */
export function usablePoints({ totalOrderPrice, discount }: Quote, available: number): number {
  return Math.min(available, totalOrderPrice - discount);
}
