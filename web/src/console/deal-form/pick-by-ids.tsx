import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { findProducts, type ChosenProduct } from './chosen-products';
import { parseIds } from './parse-ids';

const messages = translations({
  ko: {
    title: '상품 번호로 추가',
    ids: '상품 번호',
    hint: '쉼표, 공백, 줄바꿈으로 구분해 주세요.',
    add: '추가',
    noIds: '상품 번호를 입력해 주세요.',
    added: (many: string) => `상품 ${many}개를 추가했어요.`,
    missing: (ids: string) => `찾을 수 없는 상품 번호: ${ids}`,
    others: (many: string) => `외 ${many}개`,
  },
  en: {
    title: 'By ID',
    ids: 'Product IDs',
    hint: 'Separate IDs with commas, spaces or line breaks.',
    add: 'Add IDs',
    noIds: 'Enter at least one product ID.',
    added: (many: string) => `Products added: ${many}`,
    missing: (ids: string) => `No products found for these IDs: ${ids}`,
    others: (many: string) => `and ${many} more`,
  },
});

const MAX_LISTED = 20;

export function missingIdsMessage(ids: readonly number[]): string {
  const named = ids.slice(0, MAX_LISTED).join(', ');
  const others = ids.length - MAX_LISTED;
  return messages.missing(others > 0 ? `${named} ${messages.others(count(others))}` : named);
}

export function PickByIds({ onAdd }: { readonly onAdd: (products: readonly ChosenProduct[]) => void }): JSX.Element {
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState('');
  const [missing, setMissing] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (busy) return;
    const ids = parseIds(text);
    setMissing([]);
    if (ids.length === 0) {
      setOutcome(messages.noIds);
      return;
    }
    setBusy(true);
    try {
      const { found, missing: none } = await findProducts(ids);
      onAdd(found);
      setOutcome(messages.added(count(found.length)));
      setMissing(none);
      setText(none.join(' '));
    } catch (error) {
      setOutcome(errorMessage(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card">
      <h3>{messages.title}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={messages.ids} lines={4} value={text} onValue={setText} hint={messages.hint} />
        <button type="submit" aria-disabled={busy}>
          {messages.add}
        </button>
      </form>
      <div role="status">
        <p>{outcome}</p>
        {missing.length > 0 && <p class="error">{missingIdsMessage(missing)}</p>}
      </div>
    </section>
  );
}
