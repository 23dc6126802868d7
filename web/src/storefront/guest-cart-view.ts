import { useRef } from 'preact/hooks';
import type { Query } from '../api/query';
import { usePolling } from '../api/refresh';
import type { Cart, Product, ProductDeal } from '../api/views';
import { type GuestLine, guestLines } from './guest-cart';
import { useBestDeals, useProducts, useStocks } from './product-queries';

type CartLine = Cart['items'][number];

const STOCK_POLL_MS = 5_000;
const PRODUCT_POLL_MS = 30_000;

/** The cart of a guest in the form of an account's: with the prices and the availability of this moment. */
export function useGuestCart(isGuest: boolean): Query<Cart> {
  const lines = isGuest ? guestLines.value : [];
  const ids = lines.map(({ productId }) => productId);
  const products = useProducts(ids);
  const stocks = useStocks(ids, STOCK_POLL_MS);
  const deals = useBestDeals(ids);
  const wasLoaded = useRef(false);
  usePolling(PRODUCT_POLL_MS, products.refetch);
  const isLoaded = products.isComplete && stocks.isComplete && deals.isComplete;
  if (isLoaded) wasLoaded.current = true;
  const refetch = (): void => [products, stocks, deals].forEach((lookup) => lookup.refetch());
  if (!wasLoaded.current) return { value: undefined, error: undefined, busy: true, refetch };
  const items = lines
    // A line that another page has added is shown once its product is loaded.
    .filter(({ productId }) => isLoaded || products.byId.has(productId))
    .map((line) => {
      const { productId } = line;
      const product = products.byId.get(productId);
      return cartLine(line, product, deals.byId.get(productId), stocks.byId.get(productId)?.quantity ?? 0);
    });
  const sum = (of: (line: CartLine) => number): number => items.reduce((total, line) => total + of(line), 0);
  const value = {
    items,
    totalCount: sum(({ quantity }) => quantity),
    totalPrice: sum(({ available, itemTotalPrice }) => (available ? itemTotalPrice : 0)),
    version: 0,
  };
  return { value, error: undefined, busy: !isLoaded, refetch };
}

function cartLine(
  { productId, quantity, priceSeen }: GuestLine,
  product: Product | undefined,
  deal: ProductDeal | undefined,
  left: number,
): CartLine {
  const originalPrice = product?.productPrice ?? priceSeen;
  const productPrice =
    product === undefined ? priceSeen : Math.min(originalPrice, deal?.discountPrice ?? originalPrice);
  const soldOut = left > 0 ? null : 'SOLD_OUT';
  const reason = product === undefined ? 'GONE' : soldOut;
  return {
    productId,
    productName: product?.productName ?? '',
    productImageUrl: product?.productImageUrl ?? '',
    quantity,
    originalPrice,
    productPrice,
    eventId: deal?.eventId ?? null,
    itemTotalPrice: productPrice * quantity,
    available: reason === null,
    reason,
    priceSeen,
  };
}
