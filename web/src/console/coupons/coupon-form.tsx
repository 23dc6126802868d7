import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { UnsavedChanges } from '../../ui/unsaved-changes';
import { COUPON_FIELD_TEXTS } from './coupon-field-texts';
import { type CouponTerms, NEW_COUPON } from './coupon-terms';
import { discountText, minimumText } from './coupon-words';
import { DiscountFields } from './discount-fields';
import { IssueFields, ValidityFields } from './period-fields';

const messages = translations({
  ko: {
    name: '쿠폰명',
    quantity: '발급 수량 (장)',
    quantityHint: '선착순으로 한 사람당 한 장씩 발급해요.',
    coupons: (quantity: string) => `${quantity}장`,
  },
  en: {
    name: 'Name',
    quantity: 'Number of coupons',
    quantityHint: 'First come, first served, one for each customer.',
    coupons: (quantity: string) => `${quantity} ${quantity === '1' ? 'coupon' : 'coupons'}`,
  },
});

const MAX_QUANTITY = 10_000_000;

interface CouponFormProperties {
  readonly action: string;
  readonly onSave: (terms: CouponTerms) => Promise<void>;
}

export function CouponForm({ action, onSave }: CouponFormProperties): JSX.Element {
  const [terms, setTerms] = useState(NEW_COUPON);
  const { busy, failure, perform } = useAction();
  const errors = fieldErrors(failure, COUPON_FIELD_TEXTS);
  const onTerms = (change: Partial<CouponTerms>): void => setTerms((before) => ({ ...before, ...change }));
  const fields = { terms, onTerms, errors };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void perform(() => onSave(terms));
      }}
    >
      <Field
        label={messages.name}
        required
        maxLength={100}
        value={terms.name}
        onValue={(name) => onTerms({ name })}
        error={errors.get('name')}
      />
      <DiscountFields {...fields} />
      <Field
        label={messages.quantity}
        hint={messages.quantityHint}
        type="number"
        required
        min={1}
        max={MAX_QUANTITY}
        value={terms.quantity}
        onValue={(quantity) => onTerms({ quantity })}
        error={errors.get('quantity')}
      />
      <IssueFields {...fields} />
      <ValidityFields {...fields} />
      <Summary terms={terms} />
      <InlineError error={failure} />
      <div class="button-row">
        <button type="submit" class="primary" aria-disabled={busy}>
          {action}
        </button>
      </div>
      <UnsavedChanges isChanged={terms !== NEW_COUPON} />
    </form>
  );
}

/** What customers will get, in words: a 0 too many is noticed before it is given away. */
function Summary({ terms }: { readonly terms: CouponTerms }): JSX.Element {
  const { discountType, value, maxDiscount, minOrderPrice, quantity } = terms;
  const discount = {
    discountType,
    discountValue: Number(value),
    maxDiscount: maxDiscount === '' ? null : Number(maxDiscount),
    minOrderPrice: Number(minOrderPrice),
  };
  const parts = [discountText(discount), messages.coupons(count(Number(quantity)))];
  if (discount.minOrderPrice > 0) parts.splice(1, 0, minimumText(discount));
  return <p class="hint">{parts.join(' · ')}</p>;
}
