import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { IdempotentRequest } from '../../api/idempotency';
import { useQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';

const messages = translations({
  ko: {
    stock: '재고',
    units: (units: string) => `${units}개`,
    never: '아직 재고를 등록하지 않았어요.',
    changed: (at: string) => `마지막 변경: ${at}`,
    newQuantity: '새 수량',
    reset: '재고 설정',
    quantityToAdd: '추가할 수량',
    increase: '재고 추가',
  },
  en: {
    stock: 'Stock',
    units: (units: string) => (units === '1' ? '1 unit' : `${units} units`),
    never: 'No stock has been set yet.',
    changed: (at: string) => `Last changed: ${at}`,
    newQuantity: 'New quantity',
    reset: 'Set stock',
    quantityToAdd: 'Quantity to add',
    increase: 'Add stock',
  },
});

const MAX_QUANTITY = 1_000_000_000;
type Change = 'reset' | 'increase';

/** The stock of a product, with forms to set it and to add to it. */
export function StockPanel({ productId }: { readonly productId: number }): JSX.Element {
  const stock = useQuery(
    () => answerOf(shop.api.GET('/api/stocks/product/{productId}', { params: { path: { productId } } })),
    [productId],
  );
  useRefreshOn(stock.refetch);
  return (
    <section>
      <h2>{messages.stock}</h2>
      <div class="card">
        <div role="status">
          <QueryView query={stock}>
            {({ quantity, lastUpdated }) => (
              <>
                <p class="big-figure">{messages.units(count(quantity))}</p>
                <p class="hint">{lastUpdated === null ? messages.never : messages.changed(dateTime(lastUpdated))}</p>
              </>
            )}
          </QueryView>
        </div>
        <StockForm productId={productId} change="reset" onChanged={stock.refetch} />
        <StockForm productId={productId} change="increase" onChanged={stock.refetch} />
      </div>
    </section>
  );
}

interface StockFormProperties {
  readonly productId: number;
  readonly change: Change;
  readonly onChanged: () => void;
}

function StockForm({ productId, change, onChanged }: StockFormProperties): JSX.Element {
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
