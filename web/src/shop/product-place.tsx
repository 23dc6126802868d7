import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Answer } from '../ground/answer';
import { useAsked } from '../ground/asking';
import { categoryName } from '../ground/categories';
import { wordsOf } from '../ground/language';
import { Loading } from '../ground/notices';
import { ProductPicture } from '../ground/product-picture';
import { linkTo } from '../ground/route';
import { shop, visitor } from '../ground/shop';
import type { Product } from './answers';
import { useBestDeals, useStocks } from './by-product';
import { Countdown } from './countdown';
import { usePlaceTitle } from './place-title';
import { Price } from './price';
import { purchaseOf } from './purchase';
import { PurchaseForm } from './purchase-form';
import { StockLeft } from './stock-left';
import { SubscriptionButton } from './subscription-button';
import { useReconnected } from '../ground/refresh';

const said = wordsOf({
  ko: { product: '상품', endsIn: '핫딜 종료까지', stock: '재고' },
  en: { product: 'Product', endsIn: 'Deal ends in', stock: 'Stock' },
});

/** Sold out, a unit may come back any moment: somebody who waits for it sees it soon. */
const SOLD_OUT_ASKED_EVERY_MS = 2_500;
const STOCK_ASKED_EVERY_MS = 5_000;

export function ProductPlace({ productId }: { readonly productId: number }): JSX.Element {
  const product = useAsked(
    () => answerOf(shop.api.GET('/api/products/{productId}', { params: { path: { productId } } })),
    [productId],
  );
  useReconnected(product.again);
  usePlaceTitle(product.value?.productName ?? said.product);
  return <Answer to={product}>{(value) => <ProductView product={value} />}</Answer>;
}

/** Whole at once: what moves under somebody's finger is not what they meant to press. */
function ProductView({ product }: { readonly product: Product }): JSX.Element {
  const { productId, productName, productDescription, productPrice, productCategory } = product;
  const deals = useBestDeals([productId]);
  const deal = deals.of.get(productId);
  const quantity = useQuantity(productId);
  const who = visitor.value;
  if (!deals.isComplete || quantity === undefined) return <Loading />;
  return (
    <article class="product">
      <ProductPicture product={product} alt={productName} />
      <div>
        <p class="hint">
          <a href={linkTo('/products', { category: productCategory })}>{categoryName(productCategory)}</a>
        </p>
        <h1>{productName}</h1>
        <Price original={productPrice} deal={deal} isUnclear={deals.isUnclear(productId)} />
        {deal !== undefined && <Countdown label={said.endsIn} until={deal.endEventTime} />}
        <div role="status" aria-label={said.stock}>
          <StockLeft quantity={quantity} />
        </div>
        <PurchaseForm productId={productId} isSoldOut={quantity === 0} isUnclear={deals.isUnclear(productId)} />
        {typeof who === 'object' && <SubscriptionButton productId={productId} visitor={who} />}
        <p class="description">{productDescription}</p>
      </div>
    </article>
  );
}

/** How many are left, asked again whenever a purchase has changed it or has found it changed. */
function useQuantity(productId: number): number | undefined {
  const [isSoldOut, setSoldOut] = useState(false);
  const stocks = useStocks([productId], isSoldOut ? SOLD_OUT_ASKED_EVERY_MS : STOCK_ASKED_EVERY_MS);
  const { step } = purchaseOf(productId).value;
  const quantity = stocks.of.get(productId)?.quantity;
  useEffect(() => {
    if (step === 'ended' || step === 'sold-out') stocks.again();
  }, [step]);
  useEffect(() => setSoldOut(quantity === 0), [quantity]);
  return quantity;
}
