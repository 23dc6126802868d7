export const SORTS = ['newest', 'best-selling', 'price', '-price', 'discount'] as const;
export type Sort = (typeof SORTS)[number];

/** What a list of products is restricted to. */
export interface SearchFilter {
  /** in search form; all of them must be found */
  readonly words: readonly string[];
  readonly category: string | undefined;
  /** of the price charged now, inclusive */
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly available: boolean | undefined;
  readonly onDeal: boolean | undefined;
}

/**
 * A place in a list. Every list is in descending order of `key` and, where that is equal, of `productId`, so that the
 * newer of two equal products comes first.
 */
export interface Position {
  readonly key: number;
  readonly productId: number;
}

export interface SearchQuery {
  readonly filter: SearchFilter;
  readonly sort: Sort;
  readonly after: Position | undefined;
  readonly limit: number;
}

/** A part of a list, and how many products the whole list has. */
export interface Found {
  readonly positions: readonly Position[];
  readonly total: number;
}

/** A product as the search knows it. */
export interface IndexedProduct {
  readonly productId: number;
  /** see `searchableText` */
  readonly text: string;
  readonly category: string;
  readonly createdAt: Date;
  /** charged now, per unit, in the currency's smallest unit */
  readonly price: number;
  /** of the running deal, in percent; 0 without one */
  readonly discount: number;
  readonly available: boolean;
  /** sold in the last 30 days */
  readonly unitsSold: number;
}

/** Collects the first positions of a list after a given one. */
export class FirstPositions {
  readonly positions: Position[] = [];
  private readonly afterKey: number;
  private readonly afterId: number;

  constructor(
    after: Position | undefined,
    private readonly limit: number,
  ) {
    this.afterKey = after?.key ?? Number.POSITIVE_INFINITY;
    this.afterId = after?.productId ?? Number.POSITIVE_INFINITY;
  }

  offer(key: number, productId: number): void {
    const { positions, limit, afterKey, afterId } = this;
    if (key > afterKey || (key === afterKey && productId >= afterId)) return;
    let index = positions.length;
    while (index > 0 && isBefore(key, productId, positions[index - 1] as Position)) index--;
    if (index >= limit) return;
    positions.splice(index, 0, { key, productId });
    if (positions.length > limit) positions.pop();
  }
}

function isBefore(key: number, productId: number, other: Position): boolean {
  return key > other.key || (key === other.key && productId > other.productId);
}
