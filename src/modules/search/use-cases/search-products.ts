import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProductCatalogue, type ProductDetails } from '#product';
import { invalidField } from '#platform/http/invalid';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import type { Paged, PageRequest } from '#platform/http/parameters/page';
import { Metrics } from '#platform/observability/metrics';
import { Bulkhead, type Requester } from '#platform/limits/bulkhead';
import type { Position, SearchFilter, Sort } from '../domain/search-query';
import { SearchIndexReader } from '../persistence/search-index-reader';

/** Each reads its page on one of the connections that orders use too. */
const AT_ONCE = 4;
const AT_ONCE_PER_REQUESTER = 2;
const MAX_QUEUE = 20;
const MAX_WAIT_MS = 10_000;
/** After a search its place stays taken for so long: one requester gets at most 500 answers a second. */
const REST_MS = 4;

const CURSOR = ['string', 'number', 'number'] as const;

export interface ListCommand {
  readonly filter: SearchFilter;
  readonly sort: Sort;
  readonly page: PageRequest;
}

/** A page, and how many products the whole list has. */
export type CountedPage = Paged<ProductDetails> & { readonly total: number };

/** The catalogue as lists: filtered, sorted, searched. */
@Injectable()
export class SearchProducts {
  private readonly searches = new Bulkhead({
    concurrency: AT_ONCE,
    perRequester: AT_ONCE_PER_REQUESTER,
    maxQueue: MAX_QUEUE,
    maxWaitMs: MAX_WAIT_MS,
  });

  constructor(
    private readonly reader: SearchIndexReader,
    private readonly catalogue: ProductCatalogue,
    metrics: Metrics,
  ) {
    countSearches(metrics, this.searches);
  }

  /**
   * Only searches for words are limited per requester: in a crowd, lists must not be refused.
   * @throws DomainError VALIDATION_FAILED for a cursor of another list, TOO_MANY_REQUESTS when too many searches wait
   */
  async execute(command: ListCommand, requester: Requester): Promise<CountedPage> {
    const after = positionOf(command);
    if (command.filter.words.length === 0) return this.list(command, after);
    return new Promise((resolve, reject) => {
      const search = async (): Promise<void> => {
        await this.list(command, after).then(resolve, reject);
        await pause(REST_MS);
      };
      this.searches.run(requester, search).catch(reject);
    });
  }

  /** The products are read when the page is: one that was deleted a moment ago is left out. */
  private async list(command: ListCommand, after: Position | undefined): Promise<CountedPage> {
    const { filter, sort, page } = command;
    const index = await this.reader.current();
    const { positions, total } = await index.search({ filter, sort, after, limit: page.limit + 1 });
    const shown = positions.slice(0, page.limit);
    const last = shown.at(-1);
    const items = last === undefined ? [] : await this.catalogue.findAll(shown.map(({ productId }) => productId));
    const hasMore = positions.length > page.limit && last !== undefined;
    return { items, nextCursor: hasMore ? cursorOf(command, last) : null, total };
  }
}

/** A cursor names its list, because a position means nothing in another one. */
function cursorOf(command: ListCommand, { key, productId }: Position): string {
  return encodeCursor([listOf(command), key, productId]);
}

function positionOf(command: ListCommand): Position | undefined {
  const parts = decodeCursor(command.page.cursor, CURSOR);
  if (parts === undefined) return undefined;
  const [list, key, productId] = parts;
  if (list !== listOf(command)) {
    throw invalidField('cursor', 'NOT_A_CURSOR', 'must be a nextCursor of a list with the same filters and order');
  }
  return { key, productId };
}

function listOf({ filter, sort }: ListCommand): string {
  return createHash('sha256')
    .update(JSON.stringify([filter, sort]))
    .digest('base64url')
    .slice(0, 8);
}

function countSearches(metrics: Metrics, searches: Bulkhead): void {
  metrics.gauge({
    name: 'hotdeal_searches',
    help: 'Searches of products by words: running, and waiting for their turn',
    labelNames: ['state'],
    collect() {
      this.set({ state: 'running' }, searches.running);
      this.set({ state: 'waiting' }, searches.waiting);
    },
  });
  metrics.counter({
    name: 'hotdeal_searches_refused_total',
    help: 'Searches of products by words that got no answer: full (429), late (503) or disconnected',
    labelNames: ['reason'],
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(searches.counts)) this.inc({ reason }, count);
    },
  });
}
