import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { UserCoupon } from '../../api/views';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { InlineError } from '../../ui/notices';
import { ListFooter } from '../../ui/query-views';
import type { CheckoutChoices } from './checkout-choices';

const messages = translations({
  ko: {
    title: '쿠폰',
    none: '쿠폰 사용 안 함',
    noCoupons: '쓸 수 있는 쿠폰이 없어요.',
    get: '쿠폰 받으러 가기',
    takesOff: (price: string) => `−${price}`,
    until: (time: string) => `${time}까지`,
    belowMinimum: (price: string, missing: string) => `${price} 이상 주문할 때 쓸 수 있어요. ${missing}이 더 필요해요.`,
    notUsable: '이 주문에는 쓸 수 없어요.',
  },
  en: {
    title: 'Coupon',
    none: 'Use no coupon',
    noCoupons: 'You have no coupons to use.',
    get: 'Get coupons',
    takesOff: (price: string) => `−${price}`,
    until: (time: string) => `Until ${time}`,
    belowMinimum: (price: string, missing: string) => `On orders of ${price} or more: ${missing} more is needed.`,
    notUsable: 'It cannot be used on this order.',
  },
});

interface CouponChoiceProperties {
  readonly choices: CheckoutChoices;
  /** of the items, before anything is taken off */
  readonly price: number;
}

/** The coupons of the buyer: what each takes off this order, or why it cannot be used. */
export function CouponChoice({ choices, price }: CouponChoiceProperties): JSX.Element {
  const { coupons, userCouponId, setCoupon, couponError } = choices;
  const name = useId();
  const hasNone = coupons.value?.length === 0;
  return (
    <section class="card coupon-choice" aria-labelledby="checkout-coupon">
      <h2 id="checkout-coupon">{messages.title}</h2>
      <InlineError error={couponError} />
      {hasNone ? (
        <p class="hint">
          {messages.noCoupons} <a href={linkTo('/coupons')}>{messages.get}</a>
        </p>
      ) : (
        <fieldset class="options">
          <legend class="visually-hidden">{messages.title}</legend>
          {coupons.value?.map((coupon) => (
            <Option
              key={coupon.userCouponId}
              name={name}
              coupon={coupon}
              price={price}
              isChosen={coupon.userCouponId === userCouponId}
              onChoose={() => setCoupon(coupon.userCouponId)}
            />
          ))}
          <label class="option">
            <input
              type="radio"
              name={name}
              checked={userCouponId === undefined}
              onChange={() => setCoupon(undefined)}
            />
            <span>{messages.none}</span>
          </label>
        </fieldset>
      )}
      <ListFooter query={coupons} empty={undefined} />
    </section>
  );
}

interface OptionProperties {
  readonly name: string;
  readonly coupon: UserCoupon;
  readonly price: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Option({ name, coupon, price, isChosen, onChoose }: OptionProperties): JSX.Element {
  const { discount = 0, expiresAt } = coupon;
  const isUsable = discount > 0;
  return (
    <label class={isUsable ? 'option' : 'option unusable'}>
      <input type="radio" name={name} checked={isChosen} disabled={!isUsable} onChange={onChoose} />
      <span>
        <strong>{coupon.name}</strong>{' '}
        <small class="hint">{isUsable ? messages.until(dateTime(expiresAt)) : whyNot(coupon, price)}</small>
      </span>
      {isUsable && <strong class="takes-off">{messages.takesOff(won(discount))}</strong>}
    </label>
  );
}

function whyNot({ minOrderPrice }: UserCoupon, price: number): string {
  return price < minOrderPrice
    ? messages.belowMinimum(won(minOrderPrice), won(minOrderPrice - price))
    : messages.notUsable;
}
