import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProductCatalogue, type ProductDetails } from '#product';
import { invalidField } from '#platform/http/invalid';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import type { Paged, PageRequest } from '#platform/http/parameters/page';
import { Metrics } from '#platform/observability/metrics';
import { Bulkhead, type Requester } from '#platform/limits/bulkhead';
import type { Found, Position, SearchFilter, SearchQuery, Sort } from '../domain/search-query';
import { SearchIndexReader } from '../persistence/search-index-reader';

/** Each reads its page on one of the connections that orders use too. */
const AT_ONCE = 4;
const AT_ONCE_PER_REQUESTER = 2;
const MAX_QUEUE = 20;
const MAX_WAIT_MS = 10_000;
/** After a search its place stays taken for so long: one requester gets at most 500 answers a second. */
const REST_MS = 4;
/** Lists without words hold no connection meanwhile. So many may wait that a crowd is not refused. */
const MAX_LIST_QUEUE = 1_000;

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

  private readonly lists = new Bulkhead({
    concurrency: AT_ONCE,
    perRequester: AT_ONCE_PER_REQUESTER,
    maxQueue: MAX_LIST_QUEUE,
    maxWaitMs: MAX_WAIT_MS,
  });

  constructor(
    private readonly reader: SearchIndexReader,
    private readonly catalogue: ProductCatalogue,
    metrics: Metrics,
  ) {
    countSearches(metrics, { words: this.searches, lists: this.lists });
  }

  /**
   * A list without words whose answer is kept is not limited: the first page of a shop is answered to any crowd. Others
   * wait for their turn, so that a client that asks for ever new lists delays only itself.
   * @throws DomainError VALIDATION_FAILED for a cursor of another list, TOO_MANY_REQUESTS when too many searches wait
   */
  async execute(command: ListCommand, requester: Requester): Promise<CountedPage> {
    const query = queryOf(command);
    if (command.filter.words.length === 0) return this.page(command, await this.list(query, requester));
    return new Promise((resolve, reject) => {
      const search = async (): Promise<void> => {
        const index = await this.reader.current();
        await this.page(command, await index.search(query)).then(resolve, reject);
        await pause(REST_MS);
      };
      this.searches.run(requester, search).catch(reject);
    });
  }

  private async list(query: SearchQuery, requester: Requester): Promise<Found> {
    const index = await this.reader.current();
    return index.kept(query) ?? this.lists.run(requester, () => index.search(query));
  }

  /** The products are read when the page is: one that was deleted a moment ago is left out. */
  private async page(command: ListCommand, { positions, total }: Found): Promise<CountedPage> {
    const { page } = command;
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

function queryOf(command: ListCommand): SearchQuery {
  const { filter, sort, page } = command;
  return { filter, sort, after: positionOf(command), limit: page.limit + 1 };
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

function countSearches(metrics: Metrics, searches: Readonly<Record<'words' | 'lists', Bulkhead>>): void {
  metrics.gauge({
    name: 'hotdeal_searches',
    help: 'Searches by words, and lists of products without words: running, and waiting for their turn',
    labelNames: ['kind', 'state'],
    collect() {
      for (const [kind, { running, waiting }] of Object.entries(searches)) {
        this.set({ kind, state: 'running' }, running);
        this.set({ kind, state: 'waiting' }, waiting);
      }
    },
  });
  metrics.counter({
    name: 'hotdeal_searches_refused_total',
    help: 'Searches and lists of products that got no answer: full (429), late (503) or disconnected',
    labelNames: ['kind', 'reason'],
    collect() {
      this.reset();
      for (const [kind, { counts }] of Object.entries(searches)) {
        for (const [reason, count] of Object.entries(counts)) this.inc({ kind, reason }, count);
      }
    },
  });
}
