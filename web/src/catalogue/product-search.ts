import type { paths } from '@hotdeal/client';

type Query = NonNullable<paths['/api/products']['get']['parameters']['query']>;
export type Sort = NonNullable<Query['sort']>;

export const SORTS = ['newest', 'best-selling', 'discount', 'price', '-price'] as const satisfies readonly Sort[];
const DEFAULT_SORT: Sort = 'newest';
export const MAX_PRICE = 10_000_000_000;

/** What is searched for. It is a part of the address, so that it can be bookmarked, shared and returned to. */
export interface ProductSearch {
  readonly q: string;
  /** the code of a category; empty for all */
  readonly category: string;
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly onDeal: boolean;
  readonly available: boolean;
  readonly sort: Sort;
}

export const NO_FILTERS = {
  category: '',
  minPrice: undefined,
  maxPrice: undefined,
  onDeal: false,
  available: false,
} as const satisfies Partial<ProductSearch>;

/** What is written in an address by hand and is not understood is passed over. */
export function searchOf(address: URLSearchParams): ProductSearch {
  const sort = address.get('sort');
  return {
    q: address.get('q') ?? '',
    category: address.get('category') ?? '',
    minPrice: priceOf(address.get('minPrice') ?? ''),
    maxPrice: priceOf(address.get('maxPrice') ?? ''),
    onDeal: address.get('onDeal') === 'true',
    available: address.get('available') === 'true',
    sort: SORTS.find((one) => one === sort) ?? DEFAULT_SORT,
  };
}

/** A price as it is entered or written in an address; undefined if it is none. */
export function priceOf(text: string): number | undefined {
  if (!/^\d{1,11}$/.test(text)) return undefined;
  return Number(text) <= MAX_PRICE ? Number(text) : undefined;
}

/** The query of the address; what is not set is left out. */
export function addressOf(search: ProductSearch): Readonly<Record<string, string | undefined>> {
  const { q, category, minPrice, maxPrice, onDeal, available, sort } = search;
  return {
    q,
    category,
    minPrice: minPrice?.toString(),
    maxPrice: maxPrice?.toString(),
    onDeal: onDeal ? 'true' : undefined,
    available: available ? 'true' : undefined,
    sort: sort === DEFAULT_SORT ? undefined : sort,
  };
}

/** The query of the request; what is not set is left out. */
export function queryOf(search: ProductSearch): Query {
  const { q, category, minPrice, maxPrice, onDeal, available, sort } = search;
  return {
    ...(q !== '' && { q }),
    ...(category !== '' && { category: category as NonNullable<Query['category']> }),
    ...(minPrice !== undefined && { minPrice }),
    ...(maxPrice !== undefined && { maxPrice }),
    ...(onDeal && { onDeal }),
    ...(available && { available }),
    ...(sort !== DEFAULT_SORT && { sort }),
  };
}
