import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { Choice } from '../ui/choice';
import type { CouponFieldsProperties } from './coupon-terms';

const messages = translations({
  ko: {
    discount: '할인 방식',
    rate: '비율 (%)',
    amount: '금액 (원)',
    percent: '할인율 (%)',
    won: '할인 금액 (원)',
    most: '최대 할인 금액 (원, 선택)',
    minimum: '최소 주문 금액 (원, 선택)',
  },
  en: {
    discount: 'Discount',
    rate: 'Percentage',
    amount: 'Fixed amount',
    percent: 'Discount (%)',
    won: 'Discount (won)',
    most: 'Maximum discount (won, optional)',
    minimum: 'Minimum order (won, optional)',
  },
});

const MAX_AMOUNT = 10_000_000_000;
const MAX_SUM = 1_000_000_000_000_000;
const FIRST_AMOUNT = '5000';
const FIRST_RATE = '10';

/** How much a coupon takes off, and from which order on. */
export function DiscountFields({ terms, onTerms, errors }: CouponFieldsProperties): JSX.Element {
  const isRate = terms.discountType === 'RATE';
  return (
    <>
      <fieldset class="start-choice">
        <legend>{messages.discount}</legend>
        <Choice name="discount" checked={isRate} onChoice={() => onTerms({ discountType: 'RATE', value: FIRST_RATE })}>
          {messages.rate}
        </Choice>
        <Choice
          name="discount"
          checked={!isRate}
          onChoice={() => onTerms({ discountType: 'AMOUNT', value: FIRST_AMOUNT })}
        >
          {messages.amount}
        </Choice>
      </fieldset>
      <Field
        label={isRate ? messages.percent : messages.won}
        type="number"
        required
        min={1}
        max={isRate ? 100 : MAX_AMOUNT}
        value={terms.value}
        onValue={(value) => onTerms({ value })}
        error={errors.get('discountValue')}
      />
      {isRate && (
        <Field
          label={messages.most}
          type="number"
          min={0}
          max={MAX_SUM}
          value={terms.maxDiscount}
          onValue={(maxDiscount) => onTerms({ maxDiscount })}
          error={errors.get('maxDiscount')}
        />
      )}
      <Field
        label={messages.minimum}
        type="number"
        min={0}
        max={MAX_SUM}
        value={terms.minOrderPrice}
        onValue={(minOrderPrice) => onTerms({ minOrderPrice })}
        error={errors.get('minOrderPrice')}
      />
    </>
  );
}
