import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { translations } from '../../i18n/language';
import { route } from '../../navigation/route';
import { toast } from '../../ui/toasts';
import { PageHeading } from '../ui/page-heading';
import { add, findProducts, remove, type ChosenProduct, type ChosenProducts } from './chosen-products';
import { DealForm } from './deal-form';
import { parseIds } from './parse-ids';
import { PickByCategory } from './pick-by-category';
import { PickByIds } from './pick-by-ids';
import { PickBySearch } from './pick-by-search';

const messages = translations({
  ko: { title: '핫딜 만들기', pick: '상품 선택' },
  en: { title: 'New deal', pick: 'Choose products' },
});

export function NewDealPage(): JSX.Element {
  const [products, setProducts] = useState<ChosenProducts>(new Map());
  const onAdd = (more: readonly ChosenProduct[]): void => setProducts((chosen) => add(chosen, more));
  const onRemove = (productIds: readonly number[]): void => setProducts((chosen) => remove(chosen, productIds));
  const preselected = route.value.query.get('products') ?? '';
  useEffect(() => {
    if (preselected === '') return;
    findProducts(parseIds(preselected)).then(
      ({ found }) => onAdd(found),
      (error: unknown) => toast(errorMessage(error)),
    );
  }, [preselected]);
  return (
    <>
      <PageHeading title={messages.title} />
      <div class="side-by-side">
        <section>
          <h2>{messages.pick}</h2>
          <div class="stack">
            <PickBySearch chosen={products} onAdd={onAdd} />
            <PickByCategory onAdd={onAdd} />
            <PickByIds onAdd={onAdd} />
          </div>
        </section>
        <DealForm products={products} onRemove={onRemove} />
      </div>
    </>
  );
}
