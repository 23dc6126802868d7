import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { type Category, categoryName, categoryOptions } from '../../catalogue/categories';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Select } from '../../ui/field';
import { type ChosenProduct, productsOfCategory } from './chosen-products';

const messages = translations({
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

export function PickByCategory({
  onAdd,
}: {
  readonly onAdd: (products: readonly ChosenProduct[]) => void;
}): JSX.Element {
  const [category, setCategory] = useState('');
  const [soFar, setSoFar] = useState<number>();
  const [outcome, setOutcome] = useState('');
  const isWanted = useRef(true);
  useEffect(() => () => void (isWanted.current = false), []);
  const add = async (): Promise<void> => {
    isWanted.current = true;
    setOutcome('');
    setSoFar(0);
    try {
      // The select offers only codes of categories.
      const products = await productsOfCategory(category as Category['code'], setSoFar, () => isWanted.current);
      onAdd(products);
      setOutcome(messages.added(count(products.length), categoryName(category as Category['code'])));
    } catch (error) {
      setOutcome(errorMessage(error));
    } finally {
      setSoFar(undefined);
    }
  };
  return (
    <section class="card">
      <h3>{messages.title}</h3>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Select
          label={messages.category}
          required
          value={category}
          options={[['', messages.choose], ...categoryOptions()]}
          onValue={setCategory}
        />
        {soFar === undefined ? (
          <button type="submit">{messages.add}</button>
        ) : (
          <button type="button" onClick={() => void (isWanted.current = false)}>
            {messages.stop}
          </button>
        )}
      </form>
      {soFar !== undefined && <p class="hint">{messages.soFar(count(soFar))}</p>}
      <p role="status">{outcome}</p>
    </section>
  );
}
