import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { IndexBlock } from './index-block';
import { FirstPositions, type Found, type IndexedProduct, type SearchQuery } from './search-query';
import { BLOCK_SIZE } from './text-signatures';

/** So long a search may keep the event loop from other requests. */
const SLICE_MS = 2;
/** From one slice to the next, of all searches together: they leave half of the event loop to other requests. */
const SLICE_EVERY_MS = 2 * SLICE_MS;
const MAX_ANSWERS = 500;

/**
 * All products in memory. A search looks at each block once; what it found is kept until the next change, so that the
 * first page of a shop, which everyone reads, is computed once. Totals are exact.
 */
export class SearchIndex {
  private blocks: IndexBlock[] = [];
  private readonly slots = new Map<number, number>();
  private readonly categories = new Map<string, number>();
  private readonly answers = new LRUCache<string, Found>({ max: MAX_ANSWERS });
  private changes = 0;
  private nextSlice: Promise<void> = Promise.resolve();

  set(product: IndexedProduct): void {
    const slot = this.slotOf(product.productId);
    this.blockOf(slot).set(slot % BLOCK_SIZE, product, this.categoryOf(product.category));
    this.changed();
  }

  remove(productId: number): void {
    const slot = this.slots.get(productId);
    if (slot === undefined) return;
    this.blockOf(slot).remove(slot % BLOCK_SIZE);
    this.changed();
  }

  clear(): void {
    this.blocks = [];
    this.slots.clear();
    this.changed();
  }

  /** The answer, where it is kept and costs nothing. */
  kept(query: SearchQuery): Found | undefined {
    return this.answers.get(JSON.stringify(query));
  }

  /** Gives way to other work; a product that changes meanwhile is found as it was or as it is. */
  async search(query: SearchQuery): Promise<Found> {
    const key = JSON.stringify(query);
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const { changes } = this;
    const found = await this.inSlices(this.compute(query));
    if (changes === this.changes) this.answers.set(key, found);
    return found;
  }

  private *compute({ filter, sort, after, limit }: SearchQuery): Generator<void, Found> {
    const category = filter.category === undefined ? undefined : (this.categories.get(filter.category) ?? -1);
    const first = new FirstPositions(after, limit);
    let total = 0;
    for (const block of [...this.blocks].reverse()) {
      total += yield* block.search(filter, category, sort, first);
      yield;
    }
    return { positions: first.positions, total };
  }

  private async inSlices<T>(steps: Generator<void, T>): Promise<T> {
    let startedAt = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (performance.now() - startedAt < SLICE_MS) continue;
      this.nextSlice = this.nextSlice.then(() => pause(SLICE_EVERY_MS));
      await this.nextSlice;
      startedAt = performance.now();
    }
  }

  private changed(): void {
    this.changes++;
    if (this.answers.size > 0) this.answers.clear();
  }

  private slotOf(productId: number): number {
    const known = this.slots.get(productId);
    if (known !== undefined) return known;
    const slot = this.slots.size;
    this.slots.set(productId, slot);
    return slot;
  }

  private blockOf(slot: number): IndexBlock {
    return (this.blocks[Math.floor(slot / BLOCK_SIZE)] ??= new IndexBlock());
  }

  private categoryOf(category: string): number {
    const known = this.categories.get(category);
    if (known !== undefined) return known;
    this.categories.set(category, this.categories.size);
    return this.categories.size - 1;
  }
}
