import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { Wish } from '../api/views';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { PagedList } from '../ui/query-views';
import { CardSkeletons } from './card-skeletons';
import { ProductCard } from './product-card';
import { useBestDeals, useStocks } from './product-queries';

const messages = translations({
  ko: { title: '찜한 상품', none: '아직 찜한 상품이 없어요', browse: '상품 보러 가기' },
  en: { title: 'Wish list', none: 'Your wish list is empty', browse: 'Browse products' },
});

const PAGE_SIZE = 24;
const SKELETONS = 6;

export function WishesPage(): JSX.Element {
  usePageTitle(messages.title);
  const pages = usePagedQuery(
    (cursor) => answerOf(shop.api.GET('/api/wishlist', { params: { query: { cursor, limit: PAGE_SIZE } } })),
    [],
  );
  useReconnected(pages.refetch);
  return (
    <>
      <h1>{messages.title}</h1>
      <PagedList query={pages} empty={messages.none} skeleton={<CardSkeletons count={SKELETONS} />}>
        {(wishes) => <WishList wishes={wishes} heading="h2" />}
      </PagedList>
      {pages.value?.length === 0 && (
        <p class="go-on">
          <a class="button" href={linkTo('/products')}>
            {messages.browse}
          </a>
        </p>
      )}
    </>
  );
}

interface WishListProperties {
  readonly wishes: readonly Wish[];
  /** one level below the heading above the list */
  readonly heading: 'h2' | 'h3';
}

/** A product whose mark is taken off stays in its place until the page is left, so that it can be marked again. */
export function WishList({ wishes, heading }: WishListProperties): JSX.Element {
  const ids = wishes.map(({ product }) => product.productId);
  const stocks = useStocks(ids);
  const deals = useBestDeals(ids);
  return (
    <ul class="product-cards">
      {wishes.map(({ product, deal }) => {
        const { productId } = product;
        return (
          <ProductCard
            key={productId}
            heading={heading}
            productId={productId}
            name={product.productName}
            price={product.productPrice}
            product={product}
            deal={deals.isComplete ? deals.byId.get(productId) : (deal ?? undefined)}
            isPriceUnknown={deals.isPriceUnknown(productId)}
            quantity={stocks.byId.get(productId)?.quantity}
          />
        );
      })}
    </ul>
  );
}
