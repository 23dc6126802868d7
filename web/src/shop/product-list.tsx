import type { JSX } from 'preact';
import { wordsOf } from '../ground/language';
import type { Product } from './answers';
import { useBestDeals, useStocks } from './by-product';
import { Countdown } from './countdown';
import { ProductCard } from './product-card';

const said = wordsOf({ ko: { endsIn: '핫딜 종료까지' }, en: { endsIn: 'Deal ends in' } });

/** Products with the prices that an order would be charged by now. */
export function ProductList({ products }: { readonly products: readonly Product[] }): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const stocks = useStocks(ids);
  const deals = useBestDeals(ids);
  return (
    <ul class="product-cards">
      {products.map((product) => {
        const deal = deals.of.get(product.productId);
        return (
          <ProductCard
            key={product.productId}
            heading="h2"
            productId={product.productId}
            name={product.productName}
            price={product.productPrice}
            product={product}
            deal={deal}
            isUnclear={deals.isUnclear(product.productId)}
            quantity={stocks.of.get(product.productId)?.quantity}
          >
            {deal !== undefined && <Countdown label={said.endsIn} until={deal.endEventTime} />}
          </ProductCard>
        );
      })}
    </ul>
  );
}
