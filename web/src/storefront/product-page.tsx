import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useQuery } from '../api/query';
import { usePolling, useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { Product } from '../api/views';
import { categoryName } from '../catalogue/categories';
import { ProductPicture } from '../catalogue/product-picture';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { Loading } from '../ui/notices';
import { QueryView } from '../ui/query-views';
import { Countdown, Price, StockLeft } from './price-and-stock';
import { useBestDeals, useStocks } from './product-queries';
import { purchaseOf } from './purchase';
import { PurchaseForm } from './purchase-form';
import { SubscriptionButton } from './subscription-button';
import { UpcomingDeals, useUpcomingDeals } from './upcoming-deals';
import { WishButton } from './wish-button';

const messages = translations({
  ko: { product: '상품', endsIn: '핫딜 종료까지', stock: '재고' },
  en: { product: 'Product', endsIn: 'Deal ends in', stock: 'Stock' },
});

/** Polled more often while sold out, because customers wait for a cancelled unit. */
const SOLD_OUT_POLL_MS = 2_500;
const STOCK_POLL_MS = 5_000;
/** An administrator may change the price or delete the product; no signal says so. */
const PRODUCT_POLL_MS = 30_000;

export function ProductPage({ productId }: { readonly productId: number }): JSX.Element {
  const product = useQuery(
    () => answerOf(shop.api.GET('/api/products/{productId}', { params: { path: { productId } } })),
    [productId],
  );
  useReconnected(product.refetch);
  usePolling(PRODUCT_POLL_MS, product.refetch);
  usePageTitle(product.value?.productName ?? messages.product);
  return <QueryView query={product}>{(value) => <ProductView product={value} />}</QueryView>;
}

/** Shown only once everything is loaded, so that nothing moves while the customer presses a button. */
function ProductView({ product }: { readonly product: Product }): JSX.Element {
  const { productId, productName, productDescription, productPrice, productCategory } = product;
  const deals = useBestDeals([productId]);
  const deal = deals.byId.get(productId);
  const quantity = useQuantity(productId);
  const upcoming = useUpcomingDeals(productId);
  const isLoading = upcoming.value === undefined && upcoming.error === undefined;
  if (!deals.isComplete || quantity === undefined || isLoading) return <Loading />;
  return (
    <article class="product">
      <ProductPicture product={product} alt={productName} />
      <div>
        <p class="hint">
          <a href={linkTo('/products', { category: productCategory })}>{categoryName(productCategory)}</a>
        </p>
        <h1>{productName}</h1>
        <Price original={productPrice} deal={deal} isPriceUnknown={deals.isPriceUnknown(productId)} />
        {deal !== undefined && <Countdown label={messages.endsIn} until={deal.endEventTime} />}
        <div role="status" aria-label={messages.stock}>
          <StockLeft quantity={quantity} />
        </div>
        <PurchaseForm
          productId={productId}
          price={deal?.discountPrice ?? productPrice}
          isSoldOut={quantity === 0}
          isPriceUnknown={deals.isPriceUnknown(productId)}
        />
        <UpcomingDeals deals={upcoming.value ?? []} />
        <div class="marks">
          <WishButton productId={productId} />
          <SubscriptionButton productId={productId} />
        </div>
        <p class="description">{productDescription}</p>
      </div>
    </article>
  );
}

/** The quantity left, requested again after each purchase. */
function useQuantity(productId: number): number | undefined {
  const [isSoldOut, setSoldOut] = useState(false);
  const stocks = useStocks([productId], isSoldOut ? SOLD_OUT_POLL_MS : STOCK_POLL_MS);
  const { step } = purchaseOf(productId).value;
  const quantity = stocks.byId.get(productId)?.quantity;
  useEffect(() => {
    if (step === 'completed' || step === 'sold-out') stocks.refetch();
  }, [step]);
  useEffect(() => setSoldOut(quantity === 0), [quantity]);
  return quantity;
}
