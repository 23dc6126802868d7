import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedCache } from '#platform/caching/batched-cache';
import { DatabaseClock } from '#platform/database/database-clock';
import { SalesFigures, type UnitsSold } from '#order';
import type { Days } from './ranking-period';

const MAX_AGE_MS = 1_000;
const MOST_LISTS = 1_000;
/** Twice the longest list, because deleted products are left out of it. */
const MOST_PRODUCTS = 200;
/** The sums of a large shop are read during a twentieth of the time at most, and at least once a minute. */
const REST_PER_READING = 20;
const LONGEST_REST_MS = 60_000;

/** The products that sold most, as they were at one instant by the database's clock. */
interface List {
  readonly asOf: Date;
  readonly sold: readonly UnitsSold[];
}

/**
 * Best-selling products by period, read once per instance for all requests. The list of one day is at most 1 s old. So is
 * a sum over several days unless it takes the database long: it is then read again after twenty times that long, and
 * after 60 s at the latest. One sum is read at a time.
 */
@Injectable()
export class RankingCache {
  private readonly days = this.cache((key) => this.read(key));
  private readonly ranges = this.cache((key) => this.readSum(key));
  private readonly sums = new LRUCache<string, { readonly list: List; readonly until: number }>({ max: MOST_LISTS });
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sales: SalesFigures,
    private readonly clock: DatabaseClock,
  ) {}

  async find({ from, to }: Days): Promise<List> {
    const key = `${from}/${to}`;
    const list = (await (from === to ? this.days : this.ranges).find([key])).get(key);
    if (list === undefined) throw new Error(`The ranking of ${key} was not read`);
    return list;
  }

  private cache(read: (key: string) => Promise<List>): BatchedCache<string, List> {
    return new BatchedCache({
      most: MOST_LISTS,
      maxAgeMs: MAX_AGE_MS,
      load: async (keys) => new Map(await Promise.all(keys.map(async (key) => [key, await read(key)] as const))),
    });
  }

  private async read(key: string): Promise<List> {
    const [from = '', to = ''] = key.split('/');
    const asOf = this.clock.now();
    return { asOf, sold: await this.sales.mostSold(from, to, MOST_PRODUCTS) };
  }

  private readSum(key: string): Promise<List> {
    const sum = this.sums.get(key);
    if (sum !== undefined && performance.now() < sum.until) return Promise.resolve(sum.list);
    const reading = this.reading.then(async () => {
      const begun = performance.now();
      const list = await this.read(key);
      const rest = Math.min((performance.now() - begun) * REST_PER_READING, LONGEST_REST_MS);
      this.sums.set(key, { list, until: begun + rest });
      return list;
    });
    this.reading = reading.catch(() => undefined);
    return reading;
  }
}
