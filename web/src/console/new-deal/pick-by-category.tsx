import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { told } from '../../ground/failures';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { Choice } from '../choice';
import { type Category, categoryName, categoryOptions } from '../../ground/categories';
import { type Offer, offersOfCategory } from './offers';

const said = wordsOf({
  ko: {
    title: '카테고리로 추가',
    category: '카테고리',
    choose: '선택해 주세요',
    add: '전체 추가',
    stop: '중단',
    soFar: (many: string) => `${many}개 불러옴…`,
    added: (many: string, category: string) => `${category} 상품 ${many}개를 추가했어요.`,
  },
  en: {
    title: 'By category',
    category: 'Category',
    choose: 'Choose a category',
    add: 'Add all',
    stop: 'Stop',
    soFar: (many: string) => `${many} so far…`,
    added: (many: string, category: string) => `Products added from ${category}: ${many}`,
  },
});

export function PickByCategory({ onAdd }: { readonly onAdd: (offers: readonly Offer[]) => void }): JSX.Element {
  const [category, setCategory] = useState('');
  const [soFar, setSoFar] = useState<number>();
  const [outcome, setOutcome] = useState('');
  const wanted = useRef(true);
  useEffect(() => () => void (wanted.current = false), []);
  const add = async (): Promise<void> => {
    wanted.current = true;
    setOutcome('');
    setSoFar(0);
    try {
      // One that is not in the list cannot be chosen.
      const offers = await offersOfCategory(category as Category['code'], setSoFar, () => wanted.current);
      onAdd(offers);
      setOutcome(said.added(count(offers.length), categoryName(category as Category['code'])));
    } catch (error) {
      setOutcome(told(error));
    } finally {
      setSoFar(undefined);
    }
  };
  return (
    <section class="card">
      <h3>{said.title}</h3>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Choice
          label={said.category}
          required
          value={category}
          options={[['', said.choose], ...categoryOptions()]}
          onValue={setCategory}
        />
        {soFar === undefined ? (
          <button type="submit">{said.add}</button>
        ) : (
          <button type="button" onClick={() => void (wanted.current = false)}>
            {said.stop}
          </button>
        )}
      </form>
      {soFar !== undefined && <p class="hint">{said.soFar(count(soFar))}</p>}
      <p role="status">{outcome}</p>
    </section>
  );
}
