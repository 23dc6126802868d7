import type { JSX } from 'preact';
import type { Product } from '../api/views';
import { translations } from '../i18n/language';
import { Countdown } from './price-and-stock';
import { ProductCard } from './product-card';
import { useBestDeals, useStocks } from './product-queries';

const messages = translations({ ko: { endsIn: '핫딜 종료까지' }, en: { endsIn: 'Deal ends in' } });

/** Cards with the price and the stock of now. */
export function ProductList({ products }: { readonly products: readonly Product[] }): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const stocks = useStocks(ids);
  const deals = useBestDeals(ids);
  return (
    <ul class="product-cards">
      {products.map((product) => {
        const deal = deals.byId.get(product.productId);
        return (
          <ProductCard
            key={product.productId}
            heading="h2"
            productId={product.productId}
            name={product.productName}
            price={product.productPrice}
            product={product}
            deal={deal}
            isPriceUnknown={deals.isPriceUnknown(product.productId)}
            quantity={stocks.byId.get(product.productId)?.quantity}
          >
            {deal === undefined ? (
              <span class="countdown">&nbsp;</span>
            ) : (
              <Countdown label={messages.endsIn} until={deal.endEventTime} />
            )}
          </ProductCard>
        );
      })}
    </ul>
  );
}
