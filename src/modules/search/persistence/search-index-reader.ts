import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Revisions } from '#platform/database/revisions';
import { Unavailable } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { SingleFlight } from '#platform/timing/single-flight';
import { withTimeout } from '#platform/timing/with-timeout';
import { SearchIndex } from '../domain/search-index';
import type { IndexedProduct } from '../domain/search-query';
import { SEARCH_CHANGED, SEARCH_REVISION } from './search-product.repository';

/** How old the index may be; a change that the instance channel has announced is read at once. */
const MAX_AGE_MS = 250;
/** Reading 200,000 products after a start takes about 2 s. */
const MAX_WAIT_MS = 8_000;
const ROWS_PER_PAGE = 1_000;
/** So long the event loop is kept from other requests. */
const SLICE_MS = 2;

interface Row extends Omit<IndexedProduct, 'available'> {
  readonly changeNumber: number;
  readonly deleted: number;
  readonly available: number;
}

const COLUMNS = `product_id AS productId, change_number AS changeNumber, deleted, text, category, created_at AS createdAt,
  price, discount, available, units_sold AS unitsSold`;

/**
 * Keeps the index of this instance up to date with the read model: reads all of it at the start, and with a search what
 * has changed since the last one. While no one searches, nothing is read.
 */
@Injectable()
export class SearchIndexReader implements OnModuleInit, OnApplicationBootstrap {
  private readonly index = new SearchIndex();
  /** All changes up to this number are in the index; `undefined` before it was read for the first time. */
  private number: number | undefined;
  /** monotonic instants, ms */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  private announcedAt = Number.NEGATIVE_INFINITY;
  private readonly reading = new SingleFlight(() => this.readChanges());

  constructor(
    private readonly database: Database,
    private readonly revisions: Revisions,
    private readonly channel: InstanceChannel,
  ) {}

  onModuleInit(): void {
    this.channel.subscribe(SEARCH_CHANGED, () => (this.announcedAt = performance.now()));
  }

  /** The start does not wait for it. */
  onApplicationBootstrap(): void {
    this.reading.run().catch(() => undefined);
  }

  /**
   * The index as the read model was a moment ago.
   * @throws Unavailable when it cannot be read, or not in time
   */
  async current(): Promise<SearchIndex> {
    // A reading that is under way may have begun before the change that this caller must see.
    for (let readings = 0; readings < 2 && !this.isCurrent; readings++) {
      await withTimeout(MAX_WAIT_MS, this.reading.run(), () => new Unavailable('The search'));
    }
    return this.index;
  }

  private get isCurrent(): boolean {
    return this.confirmedAt > this.announcedAt && performance.now() - this.confirmedAt < MAX_AGE_MS;
  }

  private async readChanges(): Promise<void> {
    const startedAt = performance.now();
    const number = await this.revisions.of(SEARCH_REVISION);
    if (this.number === undefined || number < this.number) {
      // A lower number means that the database was restored from a backup.
      this.index.clear();
      await this.readAll();
      this.number = number;
    } else if (number > this.number) {
      this.number = await this.readAfter(this.number);
    }
    this.confirmedAt = startedAt;
  }

  /** What changes meanwhile has a higher number than the one read before, and is read with the next changes. */
  private async readAll(): Promise<void> {
    for (let last = 0; ;) {
      const rows = await this.database.query<Row>(
        `SELECT ${COLUMNS} FROM search_products FORCE INDEX (PRIMARY) WHERE product_id > ? AND deleted = 0
         ORDER BY product_id LIMIT ${ROWS_PER_PAGE}`,
        [last],
      );
      await this.applyAll(rows);
      if (rows.length < ROWS_PER_PAGE) return;
      last = rows.at(-1)?.productId ?? last;
    }
  }

  /** Returns the number of the last change. Numbers grow in the order of commits, so none below it is missing. */
  private async readAfter(number: number): Promise<number> {
    let last = { changeNumber: number, productId: Number.MAX_SAFE_INTEGER };
    for (;;) {
      const rows = await this.database.query<Row>(
        `SELECT ${COLUMNS} FROM search_products FORCE INDEX (ix_search_products_change)
         WHERE change_number >= ? AND (change_number > ? OR product_id > ?)
         ORDER BY change_number, product_id LIMIT ${ROWS_PER_PAGE}`,
        [last.changeNumber, last.changeNumber, last.productId],
      );
      await this.applyAll(rows);
      last = rows.at(-1) ?? last;
      if (rows.length < ROWS_PER_PAGE) return last.changeNumber;
    }
  }

  /** Gives way to other work: 1,000 long texts take 50 ms. */
  private async applyAll(rows: readonly Row[]): Promise<void> {
    let startedAt = performance.now();
    for (const row of rows) {
      this.apply(row);
      if (performance.now() - startedAt < SLICE_MS) continue;
      await turn();
      startedAt = performance.now();
    }
  }

  private apply({ deleted, available, ...row }: Row): void {
    if (deleted === 1) this.index.remove(row.productId);
    else this.index.set({ ...row, available: available === 1 });
  }
}
