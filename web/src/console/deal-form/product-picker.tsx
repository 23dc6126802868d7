import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import type { ChosenProduct, ChosenProducts } from './chosen-products';
import { PickByCategory } from './pick-by-category';
import { PickByIds } from './pick-by-ids';
import { PickBySearch } from './pick-by-search';

const messages = translations({ ko: { pick: '상품 선택' }, en: { pick: 'Choose products' } });

interface ProductPickerProperties {
  readonly products: ChosenProducts;
  readonly onAdd: (products: readonly ChosenProduct[]) => void;
}

export function ProductPicker({ products, onAdd }: ProductPickerProperties): JSX.Element {
  return (
    <section>
      <h2>{messages.pick}</h2>
      <div class="stack">
        <PickBySearch chosen={products} onAdd={onAdd} />
        <PickByCategory onAdd={onAdd} />
        <PickByIds onAdd={onAdd} />
      </div>
    </section>
  );
}
