import type { JSX } from 'preact';
import { count, won } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { TableBox } from '../table-box';
import { dealPrice } from './deal-price';
import type { Offers } from './offers';

const said = wordsOf({
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

const MOST_SHOWN = 20;

interface PricePreviewProperties {
  readonly offers: Offers;
  readonly discount: number;
  readonly onRemove: (productIds: readonly number[]) => void;
}

export function PricePreview({ offers, discount, onRemove }: PricePreviewProperties): JSX.Element {
  const shown = [...offers.values()].slice(0, MOST_SHOWN);
  const isDiscount = Number.isInteger(discount) && discount >= 1 && discount <= 99;
  return (
    <section>
      <h3>{said.title}</h3>
      <p role="status">{offers.size === 0 ? said.none : said.all(count(offers.size))}</p>
      {shown.length > 0 && (
        <>
          <TableBox label={said.title} columns={[said.name, `#${said.original}`, `#${said.price}`, said.actions]}>
            {shown.map(({ productId, productName, productPrice }) => (
              <tr key={productId}>
                <th scope="row">
                  <span class="named">{productName}</span>
                </th>
                <td class="number">{won(productPrice)}</td>
                <td class="number">{isDiscount ? won(dealPrice(productPrice, discount)) : '…'}</td>
                <td>
                  <button type="button" aria-label={said.removeOf(productName)} onClick={() => onRemove([productId])}>
                    {said.remove}
                  </button>
                </td>
              </tr>
            ))}
          </TableBox>
          <p class="below-table">
            {offers.size > shown.length && <span class="hint">{said.firstOnly(count(shown.length))} </span>}
            <button type="button" class="plain" onClick={() => onRemove([...offers.keys()])}>
              {said.clear}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
