import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CartVersions } from './cart-versions';
import { WishRepository, type WishRow } from './wish.repository';

interface Known {
  readonly version: number;
  readonly limit: number;
  readonly rows: readonly WishRow[];
}

/** Bounds memory: five wishes take about 1 KB. */
const MOST_LISTS = 10_000;
/** A wish list that was changed in the database by hand is visible after this time at the latest. */
const MAX_AGE_MS = 30_000;

/** The beginnings of wish lists as they are committed now: what was read before is right while the list has its version. */
@Injectable()
export class LatestWishes {
  private readonly known = new LRUCache<number, Known>({ max: MOST_LISTS, ttl: MAX_AGE_MS });

  constructor(
    private readonly versions: CartVersions,
    private readonly wishes: WishRepository,
  ) {}

  /** Newest first; fewer than `limit` only if there are no more. */
  async of(userId: number, limit: number): Promise<readonly WishRow[]> {
    // The version is read before the rows: if a change comes in between, the rows are read once more than necessary.
    const { wishes: version } = await this.versions.of(userId);
    const known = this.known.get(userId);
    if (known?.version === version && known.limit === limit) return known.rows;
    const rows = await this.wishes.list(userId, undefined, limit);
    this.known.set(userId, { version, limit, rows });
    return rows;
  }
}
