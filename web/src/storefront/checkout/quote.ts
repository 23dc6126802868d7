import { answerOf } from '@hotdeal/client';
import { useRef } from 'preact/hooks';
import { type Query, useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Cart, Quote } from '../../api/views';
import { route } from '../../navigation/route';
import { accountCart } from '../cart';
import { type Benefits, benefitsBody } from './benefits';
import { checkoutOrder, isOrdering } from './checkout-order';

const POLL_MS = 10_000;

export interface CheckoutItems {
  readonly items: readonly { readonly productId: number; readonly quantity: number }[];
  /** that the items are ordered from; undefined for a product that is bought at once */
  readonly cart: Cart | undefined;
}

/** What is checked out, as the address says; undefined until the cart is loaded. */
export function useCheckoutItems(): CheckoutItems | undefined {
  const last = useRef<CheckoutItems | undefined>(undefined);
  // An order takes its lines out of the cart before its page is shown.
  if (last.current === undefined || !isOrdering(checkoutOrder.value)) last.current = itemsOf(route.value.query);
  return last.current;
}

function itemsOf(query: URLSearchParams): CheckoutItems | undefined {
  const productId = Number(query.get('product'));
  const quantity = Number(query.get('quantity') ?? 1);
  if (productId > 0) return { items: [{ productId, quantity }], cart: undefined };
  const ids = new Set((query.get('products') ?? '').split(',').map(Number));
  const cart = accountCart.value.value;
  if (cart === undefined) return undefined;
  const lines = cart.items.filter((line) => line.available && ids.has(line.productId));
  return { items: lines.map((line) => ({ productId: line.productId, quantity: line.quantity })), cart };
}

export interface CurrentQuote {
  /** the last one that is known, also while that for other points is loaded */
  readonly quote: Quote | undefined;
  /** the amounts are those of an order that is placed now */
  readonly isCurrent: boolean;
  readonly error: unknown;
  readonly refetch: () => void;
}

/** What these items cost now, with these benefits. */
export function useQuote({ items }: CheckoutItems, benefits: Benefits): CurrentQuote {
  const orderItems = items.map(({ productId, quantity }) => ({ productId, quantity }));
  const dependencies = [JSON.stringify(orderItems), benefits.usePoints, benefits.userCouponId];
  const query: Query<Quote | undefined> = useQuery(
    async () =>
      orderItems.length === 0
        ? undefined
        : answerOf(shop.api.POST('/api/orders/quote', { body: { orderItems, ...benefitsBody(benefits) } })),
    dependencies,
  );
  useReconnected(query.refetch);
  usePolling(POLL_MS, query.refetch);
  const last = useRef<Quote | undefined>(undefined);
  if (query.value !== undefined) last.current = query.value;
  const isCurrent = query.value !== undefined && query.error === undefined;
  return { quote: last.current, isCurrent, error: query.error, refetch: query.refetch };
}
