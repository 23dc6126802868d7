import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { told } from '../../ground/failures';
import { Field } from '../../ground/field';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { findOffers, type Offer } from './offers';
import { idsIn } from './pasted-ids';

const said = wordsOf({
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

const MOST_NAMED = 20;

export function missingIds(ids: readonly number[]): string {
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const others = ids.length - MOST_NAMED;
  return said.missing(others > 0 ? `${named} ${said.others(count(others))}` : named);
}

export function PickByIds({ onAdd }: { readonly onAdd: (offers: readonly Offer[]) => void }): JSX.Element {
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState('');
  const [missing, setMissing] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    const ids = idsIn(text);
    setMissing([]);
    if (ids.length === 0) {
      setOutcome(said.noIds);
      return;
    }
    setBusy(true);
    try {
      const { found, missing: none } = await findOffers(ids);
      onAdd(found);
      setOutcome(said.added(count(found.length)));
      setMissing(none);
      setText(none.join(' '));
    } catch (error) {
      setOutcome(told(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card">
      <h3>{said.title}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={said.ids} lines={4} value={text} onValue={setText} hint={said.hint} />
        <button type="submit" disabled={busy}>
          {said.add}
        </button>
      </form>
      <div role="status">
        <p>{outcome}</p>
        {missing.length > 0 && <p class="fault">{missingIds(missing)}</p>}
      </div>
    </section>
  );
}
