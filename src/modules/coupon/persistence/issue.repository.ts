import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { CommitUnknown, isTransient } from '#platform/database/errors';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { CouponIssued } from '#coupon';
import type { Coupon } from '../domain/coupon';
import {
  countByCoupon,
  decideIssue,
  type IssuedCoupon,
  type IssueRequest,
  type IssueState,
  type NumberedRequest,
} from '../domain/issue';
import { COUPON_COLUMNS } from './coupon.queries';
import { CouponCache } from './coupon-cache';

const QUEUES = 4;
const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;
const REPEATS_OF_AN_UNKNOWN_COMMIT = 3;

/**
 * Issues coupons. Requests that arrive at the same time share one transaction of two round trips:
 *
 * 1. lock the definitions, in ascending order, and only then read which of the users have the coupon;
 * 2. insert the coupons, count them by a guarded UPDATE, COMMIT.
 *
 * What can meet, and why none is issued twice or one too many:
 *
 * - Two instances, the last coupon; one user on three instances: the row lock orders them, and both `issued` and the
 *   holders are read behind it. The guard, the CHECK and the unique key (coupon, user) stand behind that.
 * - COMMIT without an answer: the whole transaction is run again with the same ids. Its locking read waits for the old
 *   transaction, so what it then reads is final: a holder with the id of the request got it by the old one.
 * - An end or a revocation: read under the lock, so none is issued after its commit to a request that came later.
 * - An instance that dies before it answers: the user asks again, and gets the id.
 */
@Injectable()
export class IssueRepository {
  /**
   * Each definition has its queue, which it shares with every fourth one. Where the row of a definition stays locked, as
   * by an instance that hangs, coupons of the other queues are issued meanwhile.
   */
  private readonly queues = Array.from(
    { length: QUEUES },
    () =>
      new Batcher<IssueRequest, IssuedCoupon>((requests) => this.issueTogether(requests), {
        name: 'coupon.issue',
        maxBatchSize: MAX_BATCH,
        maxQueue: MAX_QUEUE,
        onFull: () => new Unavailable('Issuing coupons'),
        failsAll: isTransient,
      }),
  );

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly ids: IdBlocks,
    private readonly cache: CouponCache,
  ) {}

  /**
   * Resolves when the coupon is stored.
   * @throws DomainError COUPON_NOT_FOUND, COUPON_ALREADY_ISSUED, COUPON_REVOKED, COUPON_ENDED, COUPON_NOT_STARTED,
   *   COUPON_SOLD_OUT
   * @throws CommitUnknown when the coupon may or may not be stored
   */
  issue(request: IssueRequest): Promise<IssuedCoupon> {
    return (this.queues[request.couponId % QUEUES] as (typeof this.queues)[number]).add(request);
  }

  private async issueTogether(requests: readonly IssueRequest[]): Promise<Outcome<IssuedCoupon>[]> {
    const ids = await this.ids.take('user_coupons', requests.length);
    const numbered = requests.map((request, index) => ({ ...request, userCouponId: ids[index] as number }));
    try {
      return await this.attempt(numbered);
    } catch (error) {
      if (error instanceof CommitUnknown) return this.attemptAgain(numbered, error);
      throw error;
    }
  }

  private async attemptAgain(
    requests: readonly NumberedRequest[],
    unknown: CommitUnknown,
  ): Promise<Outcome<IssuedCoupon>[]> {
    for (let repeat = 0; repeat < REPEATS_OF_AN_UNKNOWN_COMMIT; repeat++) {
      try {
        return await this.attempt(requests);
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
    }
    throw unknown;
  }

  private async attempt(requests: readonly NumberedRequest[]): Promise<Outcome<IssuedCoupon>[]> {
    return this.database.transaction(async (tx) => {
      const state = await lock(tx, requests);
      const { outcomes, added } = decideIssue(requests, state);
      store(tx, added);
      await this.bus.publish(
        tx,
        CouponIssued,
        added.map(({ couponId, userId, userCouponId }) => ({ couponId, userId, userCouponId })),
      );
      tx.afterCommit(() => this.noteSoldOut(state, added));
      return outcomes.map((outcome) => ('issued' in outcome ? { value: outcome.issued } : { failed: outcome.refusal }));
    });
  }

  private noteSoldOut({ coupons }: IssueState, added: readonly IssuedCoupon[]): void {
    const counts = countByCoupon(added);
    for (const { couponId, quantity, issued } of coupons.values()) {
      if (issued + (counts.get(couponId) ?? 0) >= quantity) this.cache.noteSoldOut(couponId, quantity);
    }
  }
}

/** Locks the definitions and only then reads the holders, in one round trip. */
async function lock(tx: Transaction, requests: readonly NumberedRequest[]): Promise<IssueState> {
  const users = new Map<number, number[]>();
  for (const { couponId, userId } of requests) {
    const ofCoupon = users.get(couponId);
    if (ofCoupon === undefined) users.set(couponId, [userId]);
    else ofCoupon.push(userId);
  }
  const [rows, holders] = (await tx.pipeline(
    {
      sql: `SELECT ${COUPON_COLUMNS}, NOW(3) AS now FROM coupons FORCE INDEX (PRIMARY) WHERE coupon_id IN (?)
            ORDER BY coupon_id FOR UPDATE`,
      parameters: [[...users.keys()]],
    },
    {
      sql: `SELECT user_coupon_id AS userCouponId, coupon_id AS couponId, user_id AS userId, issued_at AS issuedAt,
              expires_at AS expiresAt FROM user_coupons
            WHERE ${[...users].map(() => '(coupon_id = ? AND user_id IN (?))').join(' OR ')}`,
      parameters: [...users].flat(),
    },
  )) as [(Coupon & { readonly now: Date })[], IssuedCoupon[]];
  return {
    coupons: new Map(rows.map((row) => [row.couponId, row])),
    holders,
    now: rows[0]?.now ?? new Date(0),
  };
}

/** The guard decides, not what was read: with too few left, the whole transaction fails. */
function store(tx: Transaction, added: readonly IssuedCoupon[]): void {
  if (added.length === 0) return;
  tx.defer('INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at) VALUES ?', [
    added.map((one) => [one.userCouponId, one.couponId, one.userId, one.issuedAt, one.expiresAt]),
  ]);
  for (const [couponId, count] of countByCoupon(added)) {
    tx.deferExpecting(1, 'UPDATE coupons SET issued = issued + ? WHERE coupon_id = ? AND issued + ? <= quantity', [
      count,
      couponId,
      count,
    ]);
  }
}
