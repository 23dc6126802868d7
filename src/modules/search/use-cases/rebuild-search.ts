import { Injectable } from '@nestjs/common';
import { ProductCatalogue } from '#product';
import type { Transaction } from '#platform/database/transaction';
import { SearchProductRepository } from '../persistence/search-product.repository';
import { INDEXED_TOGETHER, ProductIndexer } from './product-indexer';

/** Above all ids: where a rebuild begins. */
export const FROM_THE_NEWEST = Number.MAX_SAFE_INTEGER;

/** Stores every product as it is now, from the newest down, beside the shop that sells. */
@Injectable()
export class RebuildSearch {
  constructor(
    private readonly catalogue: ProductCatalogue,
    private readonly stored: SearchProductRepository,
    private readonly indexer: ProductIndexer,
  ) {}

  /**
   * Stores the next products below this id: those of the catalogue, and those that the search holds although they do not
   * exist.
   * @param also gets the position, in the transaction that stores the last of them
   * @returns the position of the next step and the number of products; position 0 is the end
   */
  async step(
    below: number,
    also: (tx: Transaction, position: number) => Promise<void>,
  ): Promise<{ readonly position: number; readonly count: number }> {
    const existing = await this.catalogue.idsBelow(below, INDEXED_TOGETHER);
    const stored = await this.stored.idsBelow(below, INDEXED_TOGETHER);
    const position = Math.max(floorOf(existing), floorOf(stored));
    const ids = new Set([...existing, ...stored].filter((productId) => productId >= position));
    if (ids.size === 0) await this.stored.change((tx) => also(tx, position));
    else await this.indexer.execute([...ids], (tx) => also(tx, position));
    return { position, count: ids.size };
  }
}

/** Below its last id, a full list says nothing. */
function floorOf(ids: readonly number[]): number {
  return ids.length < INDEXED_TOGETHER ? 0 : (ids.at(-1) ?? 0);
}
