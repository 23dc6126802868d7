import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Answer } from '../../ground/answer';
import { useAsked } from '../../ground/asking';
import { useAttempt } from '../../ground/attempt';
import { faults } from '../../ground/failures';
import { Field } from '../../ground/field';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { Refusal } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { Intent } from '../intent';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
  ko: {
    stock: '재고',
    units: (units: string) => `${units}개`,
    never: '아직 재고를 등록하지 않았어요.',
    changed: (at: string) => `마지막 변경: ${at}`,
    resetTo: '새 수량',
    reset: '재고 설정',
    raiseBy: '추가할 수량',
    increase: '재고 추가',
  },
  en: {
    stock: 'Stock',
    units: (units: string) => (units === '1' ? '1 unit' : `${units} units`),
    never: 'No stock has been set yet.',
    changed: (at: string) => `Last changed: ${at}`,
    resetTo: 'New quantity',
    reset: 'Set stock',
    raiseBy: 'Quantity to add',
    increase: 'Add stock',
  },
});

const MOST = 1_000_000_000;
type Change = 'reset' | 'increase';

/** What is left of a product, and how to set or to raise it. */
export function StockPanel({ productId }: { readonly productId: number }): JSX.Element {
  const stock = useAsked(
    () => answerOf(shop.api.GET('/api/stocks/product/{productId}', { params: { path: { productId } } })),
    [productId],
  );
  useRefreshOn(stock.again);
  return (
    <section>
      <h2>{said.stock}</h2>
      <div class="card">
        <div role="status">
          <Answer to={stock}>
            {({ quantity, lastUpdated }) => (
              <>
                <p class="big-figure">{said.units(count(quantity))}</p>
                <p class="hint">{lastUpdated === null ? said.never : said.changed(moment(lastUpdated))}</p>
              </>
            )}
          </Answer>
        </div>
        <StockForm productId={productId} change="reset" onChanged={stock.again} />
        <StockForm productId={productId} change="increase" onChanged={stock.again} />
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
  const intent = useRef(new Intent());
  const [text, setText] = useState('');
  const { busy, failure, attempt } = useAttempt();
  const submit = async (): Promise<void> => {
    await intent.current.carryOut([productId, text], ({ key }) => ask(change, productId, Number(text), key));
    setText('');
    onChanged();
  };
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(submit);
      }}
    >
      <Field
        label={change === 'reset' ? said.resetTo : said.raiseBy}
        type="number"
        required
        min={change === 'reset' ? 0 : 1}
        max={MOST}
        value={text}
        onValue={setText}
        fault={faults(failure).get('quantity')}
      />
      <button type="submit" disabled={busy}>
        {said[change]}
      </button>
      <Refusal of={failure} />
    </form>
  );
}

function ask(change: Change, productId: number, quantity: number, key: string): Promise<unknown> {
  const params = { path: { productId }, query: { quantity }, header: { 'Idempotency-Key': key } };
  return answerOf(
    change === 'reset'
      ? shop.api.POST('/api/stocks/product/{productId}/reset', { params })
      : shop.api.POST('/api/stocks/product/{productId}/increase', { params }),
  );
}
