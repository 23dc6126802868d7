import type { JSX } from 'preact';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { DataTable } from '../ui/data-table';
import type { ChosenProducts } from './chosen-products';
import { dealPrice } from './deal-price';

const messages = translations({
  ko: {
    title: '미리 보기',
    all: (many: string) => `선택한 상품: ${many}개`,
    firstOnly: (shown: string) => `처음 ${shown}개만 표시했어요.`,
    none: '아직 선택한 상품이 없어요',
    name: '상품명',
    original: '정가',
    price: '핫딜가',
    actions: '관리',
    remove: '빼기',
    removeOf: (name: string) => `${name} 빼기`,
    clear: '모두 빼기',
  },
  en: {
    title: 'Preview',
    all: (many: string) => `Products chosen: ${many}`,
    firstOnly: (shown: string) => `Showing the first ${shown}.`,
    none: 'No products chosen yet',
    name: 'Name',
    original: 'Original price',
    price: 'Deal price',
    actions: 'Actions',
    remove: 'Remove',
    removeOf: (name: string) => `Remove ${name}`,
    clear: 'Remove all',
  },
});

const MAX_SHOWN = 20;

interface PricePreviewProperties {
  readonly products: ChosenProducts;
  readonly discount: number;
  readonly onRemove: (productIds: readonly number[]) => void;
}

export function PricePreview({ products, discount, onRemove }: PricePreviewProperties): JSX.Element {
  const shown = [...products.values()].slice(0, MAX_SHOWN);
  const isDiscount = Number.isInteger(discount) && discount >= 1 && discount <= 99;
  return (
    <section>
      <h3>{messages.title}</h3>
      <p role="status">{products.size === 0 ? messages.none : messages.all(count(products.size))}</p>
      {shown.length > 0 && (
        <>
          <DataTable
            label={messages.title}
            columns={[messages.name, `#${messages.original}`, `#${messages.price}`, messages.actions]}
          >
            {shown.map(({ productId, productName, productPrice }) => (
              <tr key={productId}>
                <th scope="row">
                  <span class="clamped">{productName}</span>
                </th>
                <td class="number">{won(productPrice)}</td>
                <td class="number">{isDiscount ? won(dealPrice(productPrice, discount)) : '…'}</td>
                <td>
                  <button
                    type="button"
                    aria-label={messages.removeOf(productName)}
                    onClick={() => onRemove([productId])}
                  >
                    {messages.remove}
                  </button>
                </td>
              </tr>
            ))}
          </DataTable>
          <p class="below-table">
            {products.size > shown.length && <span class="hint">{messages.firstOnly(count(shown.length))} </span>}
            <button type="button" class="plain" onClick={() => onRemove([...products.keys()])}>
              {messages.clear}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
