import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count } from '../i18n/format';
import { translations } from '../i18n/language';
import { ProductCard } from './product-card';
import { useBestDeals, useStocks } from './product-queries';

const messages = translations({
  ko: { sold: (units: string) => `${units}개 판매` },
  en: { sold: (units: string) => `${units} sold` },
});

interface RankedProductsProperties {
  readonly products: components['schemas']['RankingView']['items'];
  /** one level below the heading above the list */
  readonly heading: 'h2' | 'h3';
  /** scrolls sideways if it is wider than the page */
  readonly isOneRow?: boolean;
}

/** Products in the order in which they sell, each with its rank. */
export function RankedProducts({ products, heading, isOneRow = false }: RankedProductsProperties): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const stocks = useStocks(ids);
  const deals = useBestDeals(ids);
  return (
    <ol class={isOneRow ? 'product-cards ranked one-row' : 'product-cards ranked'}>
      {products.map((product) => (
        <ProductCard
          key={product.productId}
          heading={heading}
          productId={product.productId}
          name={product.productName}
          price={product.productPrice}
          product={product}
          deal={deals.byId.get(product.productId)}
          isPriceUnknown={deals.isPriceUnknown(product.productId)}
          quantity={stocks.byId.get(product.productId)?.quantity}
        >
          <span class="hint">{messages.sold(count(product.soldCount))}</span>
        </ProductCard>
      ))}
    </ol>
  );
}
