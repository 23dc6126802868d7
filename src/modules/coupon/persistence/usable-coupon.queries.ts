import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import type { DiscountTerms } from '../domain/discount';
import type { ListedCoupon, ListRequest, UserCouponPosition } from '../domain/user-coupon';
import { COUPON_REVISION, CouponCache } from './coupon-cache';

/** What the index says of one request. */
interface FoundIds {
  readonly request: ListRequest;
  /** the revision of the definitions at that time */
  readonly revision: number;
  readonly ids: readonly number[];
}

interface Part {
  /** The ids of the coupons that were found, and the revision of the definitions: what decides everything shown. */
  readonly state: string;
  /** without those whose definition is revoked */
  readonly coupons: readonly ListedCoupon[];
  /** where the next part begins; undefined when there is none */
  readonly last: UserCouponPosition | undefined;
}

/** What is stored of a user's coupon and never changes. */
type StoredCoupon = Pick<ListedCoupon, 'userCouponId' | 'couponId' | 'issuedAt' | 'expiresAt'>;

/** The number of requests that one statement answers. */
const MAX_BATCH_SIZE = 50;
/** Bounds memory: a coupon with its text takes about 1 KB. */
const MOST_COUPONS = 30_000;
/** What was changed in the database by hand is visible after this time at the latest. */
const MAX_AGE_MS = 30_000;

const AFTER = 'AND expires_at >= ? AND (expires_at > ? OR user_coupon_id > ?)';
/** The reader of the row that has the revision. */
const NO_READER = -1;

/**
 * Usable coupons as they are committed now, on whatever instance. One statement reads, for all callers of the same time,
 * the ids of their coupons from the index alone, and the revision of the definitions. A row of `user_coupons` never
 * changes but for its use, which decides whether the index has it in the list. So a beginning of a list that was read before is
 * right while its ids and the revision are the same; otherwise the rows are read, and the definitions come from the cache.
 */
@Injectable()
export class UsableCouponQueries {
  private readonly parts = new BatchedRead(
    'The coupons of users',
    (requests: readonly ListRequest[]) => this.readTogether(requests),
    { maxBatchSize: MAX_BATCH_SIZE },
  );

  private readonly beginnings = new LRUCache<string, Part>({
    maxSize: MOST_COUPONS,
    sizeCalculation: ({ coupons }) => coupons.length + 1,
    ttl: MAX_AGE_MS,
  });

  constructor(
    private readonly database: Database,
    private readonly definitions: CouponCache,
  ) {}

  /**
   * What ends first comes first; fewer than `limit` only if there are no more. The array is the same as before while
   * nothing has changed.
   */
  async list(request: ListRequest): Promise<readonly ListedCoupon[]> {
    const first = await this.part(request);
    if (first.last === undefined || first.coupons.length === request.limit) return first.coupons;
    // Revoked ones were left out.
    const coupons = [...first.coupons];
    for (let after: UserCouponPosition | undefined = first.last; after && coupons.length < request.limit;) {
      const next: Part = await this.part({ ...request, after });
      coupons.push(...next.coupons);
      after = next.last;
    }
    return coupons.slice(0, request.limit);
  }

  private async part(request: ListRequest): Promise<Part> {
    return (await this.parts.find(request)) as Part;
  }

  private async readTogether(requests: readonly ListRequest[]): Promise<Map<ListRequest, Part>> {
    const parts = new Map<ListRequest, Part>();
    const changed: FoundIds[] = [];
    for (const found of await this.findIds(requests)) {
      const known = this.known(found);
      if (known === undefined) changed.push(found);
      else parts.set(found.request, known);
    }
    if (changed.length > 0) await this.readParts(changed, parts);
    return parts;
  }

  private known(found: FoundIds): Part | undefined {
    if (found.request.after !== undefined) return undefined;
    const part = this.beginnings.get(keyOf(found.request));
    return part?.state === stateOf(found) ? part : undefined;
  }

  /** One SELECT for each request reads no more than it shows, in the order of the index. */
  private async findIds(requests: readonly ListRequest[]): Promise<FoundIds[]> {
    const selects = requests.map(
      ({ after }, reader) => `(SELECT ${reader} AS reader, user_coupon_id AS id
        FROM user_coupons FORCE INDEX (ix_user_coupons_listed)
        WHERE user_id = ? AND used = 0 AND expires_at > NOW(3) ${after === undefined ? '' : AFTER}
        ORDER BY expires_at, user_coupon_id LIMIT ?)`,
    );
    const rows = await this.database.query<{ readonly reader: number; readonly id: number }>(
      `${selects.join(' UNION ALL ')} UNION ALL (SELECT ${NO_READER}, number FROM revisions WHERE name = ?)`,
      [
        ...requests.flatMap(({ userId, after, limit }) => [
          userId,
          ...(after === undefined ? [] : [after.expiresAt, after.expiresAt, after.userCouponId]),
          limit,
        ]),
        COUPON_REVISION.name,
      ],
    );
    const ids = requests.map((): number[] => []);
    let revision = NaN;
    for (const { reader, id } of rows) {
      if (reader === NO_READER) revision = id;
      else ids[reader]?.push(id);
    }
    return requests.map((request, reader) => ({ request, revision, ids: ids[reader] ?? [] }));
  }

  private async readParts(changed: readonly FoundIds[], parts: Map<ListRequest, Part>): Promise<void> {
    const rows = await this.rowsOf(changed.flatMap(({ ids }) => ids));
    const definitions = await this.definitions.findSince(changed[0]?.revision ?? NaN, [
      ...new Set([...rows.values()].map(({ couponId }) => couponId)),
    ]);
    for (const found of changed) {
      const { request, ids } = found;
      const owned = ids.flatMap((id) => rows.get(id) ?? []).sort(soonestFirst);
      const coupons = owned.flatMap((row): ListedCoupon[] => {
        const definition = definitions.get(row.couponId);
        if (definition?.revokedAt !== null) return [];
        return [listedCoupon(row, definition)];
      });
      const last = ids.length < request.limit ? undefined : owned.at(-1);
      const part = { state: stateOf(found), coupons, last: last && { ...last, used: 0 } };
      parts.set(request, part);
      if (request.after === undefined) this.beginnings.set(keyOf(request), part);
    }
  }

  private async rowsOf(ids: readonly number[]): Promise<ReadonlyMap<number, StoredCoupon>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<StoredCoupon>(
      `SELECT user_coupon_id AS userCouponId, coupon_id AS couponId, issued_at AS issuedAt, expires_at AS expiresAt
       FROM user_coupons FORCE INDEX (PRIMARY) WHERE user_coupon_id IN (?)`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.userCouponId, row]));
  }
}

function listedCoupon(row: StoredCoupon, definition: DiscountTerms & { readonly name: string }): ListedCoupon {
  return {
    userCouponId: row.userCouponId,
    couponId: row.couponId,
    name: definition.name,
    discountType: definition.discountType,
    discountValue: definition.discountValue,
    maxDiscount: definition.maxDiscount,
    minOrderPrice: definition.minOrderPrice,
    status: 'USABLE',
    orderId: null,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    used: 0,
  };
}

function keyOf({ userId, limit }: ListRequest): string {
  return `${userId} ${limit}`;
}

function stateOf({ revision, ids }: FoundIds): string {
  return `${revision} ${ids.join(' ')}`;
}

/** A UNION keeps no order between its rows. */
function soonestFirst(one: StoredCoupon, other: StoredCoupon): number {
  return one.expiresAt.getTime() - other.expiresAt.getTime() || one.userCouponId - other.userCouponId;
}
