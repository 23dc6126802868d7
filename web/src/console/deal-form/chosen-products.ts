import { answerOf, type components } from '@hotdeal/client';
import { useState } from 'preact/hooks';
import { inBatches, shop } from '../../api/shop';
import type { Category } from '../../catalogue/categories';

export type ChosenProduct = Pick<components['schemas']['ProductView'], 'productId' | 'productName' | 'productPrice'>;
export type ChosenProducts = ReadonlyMap<number, ChosenProduct>;

export const MAX_PRODUCTS = 10_000;
const PAGE_SIZE = 100;

export interface ProductChoice {
  readonly products: ChosenProducts;
  /** whether products were added or removed by hand */
  readonly isChanged: boolean;
  readonly onAdd: (more: readonly ChosenProduct[]) => void;
  readonly onRemove: (productIds: readonly number[]) => void;
  /** Adds products that the page was opened with. */
  readonly preselect: (found: readonly ChosenProduct[]) => void;
}

export function useProductChoice(initial: readonly ChosenProduct[] = []): ProductChoice {
  const [products, setProducts] = useState(() => add(new Map(), initial));
  const [isChanged, setIsChanged] = useState(false);
  const preselect = (found: readonly ChosenProduct[]): void => setProducts((chosen) => add(chosen, found));
  return {
    products,
    isChanged,
    preselect,
    onAdd: (more) => {
      preselect(more);
      setIsChanged(true);
    },
    onRemove: (productIds) => {
      setProducts((chosen) => remove(chosen, productIds));
      setIsChanged(true);
    },
  };
}

function add(products: ChosenProducts, more: readonly ChosenProduct[]): ChosenProducts {
  return new Map([...products, ...more.map((product) => [product.productId, product] as const)]);
}

function remove(products: ChosenProducts, productIds: readonly number[]): ChosenProducts {
  const left = new Map(products);
  for (const productId of productIds) left.delete(productId);
  return left;
}

/** The products with these ids, and the ids without a product. */
export async function findProducts(
  ids: readonly number[],
): Promise<{ found: readonly ChosenProduct[]; missing: number[] }> {
  const found = await inBatches(ids, (productIds) =>
    answerOf(shop.api.POST('/api/products/search-product', { body: { productIds } })),
  );
  const existing = new Set(found.map(({ productId }) => productId));
  return { found, missing: ids.filter((id) => !existing.has(id)) };
}

/** The products of a category, loaded page by page, up to the most that a deal can include. */
export async function productsOfCategory(
  category: Category['code'],
  progress: (soFar: number) => void,
  isWanted: () => boolean,
): Promise<readonly ChosenProduct[]> {
  const products: ChosenProduct[] = [];
  let cursor: string | undefined;
  do {
    const query = { category, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const page = await answerOf(shop.api.GET('/api/products', { params: { query } }));
    products.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    progress(products.length);
  } while (cursor !== undefined && products.length < MAX_PRODUCTS && isWanted());
  return products;
}

/** The ids of all products of a deal, loaded page by page. */
export async function productIdsOfDeal(eventId: number): Promise<readonly number[]> {
  const ids: number[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const page = await answerOf(
      shop.api.GET('/api/event/{eventId}/products', { params: { path: { eventId }, query } }),
    );
    ids.push(...page.items.map(({ productId }) => productId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}
