import type { FirstPositions, IndexedProduct, SearchFilter, Sort } from './search-query';
import { type Bits, BLOCK_SIZE, clearBit, eachBit, setBit, TextSignatures } from './text-signatures';

/** What a filter compares with the columns: numbers without gaps. */
interface Bounds {
  readonly category: number | undefined;
  readonly minPrice: number;
  readonly maxPrice: number;
  readonly available: number | undefined;
  readonly onDeal: boolean | undefined;
}

/** Some thousand products in columns, each product in a slot of its own for ever. */
export class IndexBlock {
  private readonly texts = new TextSignatures();
  private readonly live: Bits = new Uint32Array(BLOCK_SIZE / 32);
  private readonly productIds = new Float64Array(BLOCK_SIZE);
  private readonly createdAt = new Float64Array(BLOCK_SIZE);
  private readonly prices = new Float64Array(BLOCK_SIZE);
  private readonly unitsSold = new Float64Array(BLOCK_SIZE);
  private readonly discounts = new Uint8Array(BLOCK_SIZE);
  private readonly available = new Uint8Array(BLOCK_SIZE);
  private readonly categories = new Uint16Array(BLOCK_SIZE);

  set(slot: number, product: IndexedProduct, category: number): void {
    this.texts.set(slot, product.text);
    this.productIds[slot] = product.productId;
    this.createdAt[slot] = product.createdAt.getTime();
    this.prices[slot] = product.price;
    this.unitsSold[slot] = product.unitsSold;
    this.discounts[slot] = product.discount;
    this.available[slot] = product.available ? 1 : 0;
    this.categories[slot] = category;
    setBit(this.live, slot >>> 5, 1 << (slot & 31));
  }

  remove(slot: number): void {
    this.texts.set(slot, undefined);
    clearBit(this.live, slot >>> 5, 1 << (slot & 31));
  }

  /** Offers each product that matches to `first`, in steps, and returns how many there are. */
  *search(
    filter: SearchFilter,
    category: number | undefined,
    sort: Sort,
    first: FirstPositions,
  ): Generator<void, number> {
    const matches = this.live.slice();
    yield* this.texts.restrict(matches, filter.words);
    const bounds = boundsOf(filter, category);
    const keyOf = this.keyOf(sort);
    let total = 0;
    eachBit(matches, (slot) => {
      if (!this.isWithin(bounds, slot)) return;
      total++;
      first.offer(keyOf(slot), this.productIds[slot] as number);
    });
    return total;
  }

  private isWithin({ category, minPrice, maxPrice, available, onDeal }: Bounds, slot: number): boolean {
    const price = this.prices[slot] as number;
    return (
      price >= minPrice &&
      price <= maxPrice &&
      (category === undefined || this.categories[slot] === category) &&
      (available === undefined || this.available[slot] === available) &&
      (onDeal === undefined || (this.discounts[slot] as number) > 0 === onDeal)
    );
  }

  /** Lists are in descending order of this number. */
  private keyOf(sort: Sort): (slot: number) => number {
    switch (sort) {
      case 'newest':
        return (slot) => this.createdAt[slot] as number;
      case 'best-selling':
        return (slot) => this.unitsSold[slot] as number;
      case 'price':
        return (slot) => -(this.prices[slot] as number);
      case '-price':
        return (slot) => this.prices[slot] as number;
      case 'discount':
        return (slot) => this.discounts[slot] as number;
    }
  }
}

function boundsOf({ minPrice, maxPrice, available, onDeal }: SearchFilter, category: number | undefined): Bounds {
  return {
    category,
    minPrice: minPrice ?? Number.NEGATIVE_INFINITY,
    maxPrice: maxPrice ?? Number.POSITIVE_INFINITY,
    available: available === undefined ? undefined : Number(available),
    onDeal,
  };
}
