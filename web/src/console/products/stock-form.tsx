import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';

const messages = translations({
  ko: { newQuantity: '새 수량', reset: '재고 설정', quantityToAdd: '추가할 수량', increase: '재고 추가' },
  en: { newQuantity: 'New quantity', reset: 'Set stock', quantityToAdd: 'Quantity to add', increase: 'Add stock' },
});

const MAX_QUANTITY = 1_000_000_000;
type Change = 'reset' | 'increase';

interface StockFormProperties {
  readonly productId: number;
  readonly change: Change;
  readonly onChanged: () => void;
}

/** Sets the stock of a product, or adds to it. */
export function StockForm({ productId, change, onChanged }: StockFormProperties): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const [text, setText] = useState('');
  const { busy, failure, perform } = useAction();
  const submit = async (): Promise<void> => {
    await idempotent.current.send([productId, text], ({ key }) => sendChange(change, productId, Number(text), key));
    setText('');
    onChanged();
  };
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        void perform(submit);
      }}
    >
      <Field
        label={change === 'reset' ? messages.newQuantity : messages.quantityToAdd}
        type="number"
        required
        min={change === 'reset' ? 0 : 1}
        max={MAX_QUANTITY}
        value={text}
        onValue={setText}
        error={fieldErrors(failure).get('quantity')}
      />
      <button type="submit" aria-disabled={busy}>
        {messages[change]}
      </button>
      <InlineError error={failure} />
    </form>
  );
}

function sendChange(change: Change, productId: number, quantity: number, key: string): Promise<unknown> {
  const params = { path: { productId }, query: { quantity }, header: { 'Idempotency-Key': key } };
  return answerOf(
    change === 'reset'
      ? shop.api.POST('/api/stocks/product/{productId}/reset', { params })
      : shop.api.POST('/api/stocks/product/{productId}/increase', { params }),
  );
}
