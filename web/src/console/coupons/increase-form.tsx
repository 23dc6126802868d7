import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { toast } from '../../ui/toasts';
import { COUPON_FIELD_TEXTS } from './coupon-field-texts';

const messages = translations({
  ko: {
    title: '수량 추가',
    quantity: '추가할 수량 (장)',
    increase: '추가',
    increased: (quantity: string) => `${quantity}장을 추가했어요.`,
  },
  en: {
    title: 'Add coupons',
    quantity: 'Number to add',
    increase: 'Add',
    increased: (quantity: string) => `Coupons added: ${quantity}`,
  },
});

const MAX_QUANTITY = 10_000_000;

interface IncreaseFormProperties {
  readonly couponId: number;
  readonly onIncreased: () => void;
}

/** Lets more customers get the coupon, also after all were issued. */
export function IncreaseForm({ couponId, onIncreased }: IncreaseFormProperties): JSX.Element {
  const [text, setText] = useState('');
  const { busy, failure, perform } = useAction();
  const increase = async (): Promise<void> => {
    const params = { path: { couponId }, query: { quantity: Number(text) } };
    await answerOf(shop.api.POST('/api/coupons/{couponId}/increase', { params }));
    toast(messages.increased(count(Number(text))));
    setText('');
    onIncreased();
  };
  return (
    <section>
      <h2>{messages.title}</h2>
      <form
        class="card filters"
        onSubmit={(event) => {
          event.preventDefault();
          void perform(increase);
        }}
      >
        <Field
          label={messages.quantity}
          type="number"
          required
          min={1}
          max={MAX_QUANTITY}
          value={text}
          onValue={setText}
          error={fieldErrors(failure, COUPON_FIELD_TEXTS).get('quantity')}
        />
        <button type="submit" aria-disabled={busy}>
          {messages.increase}
        </button>
        <InlineError error={failure} />
      </form>
    </section>
  );
}
