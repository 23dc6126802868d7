import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import { DomainError, Unavailable } from '#platform/domain-error';
import { requestHash } from './canonical';
import { type Claim, KeyAlreadyClaimed } from './claim';
import { IdempotencyKeys, type Stored } from './idempotency-keys';
import type { RequestKey } from './request-key';

/** A request that is made at most once under its key. */
export interface Attempt {
  readonly key: RequestKey;
  /** the operation, such as `order.place`; routes with the same effect share it */
  readonly scope: string;
  /** the validated request; lists whose order has no meaning are sorted */
  readonly request: unknown;
}

/** What this request, or the one that it repeats, has created. */
interface Effect {
  readonly resourceId: number;
  readonly replayed: boolean;
}

const MOST_IN_ONE_LOOK_UP = 500;

/**
 * Gives requests of one user with the same key one effect. The claim is a row that commits with the effect; between
 * instances its unique key decides. A request without an effect leaves its key free.
 */
@Injectable()
export class Idempotency {
  private readonly running = new Set<string>();
  private readonly lookUps: Batcher<Claim, Stored | undefined>;

  constructor(keys: IdempotencyKeys) {
    this.lookUps = new Batcher(async (claims) => (await keys.find(claims)).map((value) => ({ value })), {
      maxBatchSize: MOST_IN_ONE_LOOK_UP,
      maxQueue: 10_000,
      onFull: () => new Unavailable('The look-up of repeated requests'),
      failsAll: isTransient,
    });
  }

  /**
   * Runs `make` unless the same user has sent the same request under the same key before. `make` makes every check that
   * can refuse the request, passes the claim to `IdempotencyKeys.claim` in the transaction of its effect, and returns
   * the id of what it has created. The response of a repeated request has the header `Idempotent-Replayed`.
   * @throws DomainError IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED
   */
  async run(attempt: Attempt, make: (claim: Claim | undefined) => Promise<number>): Promise<Effect> {
    const { userId, key } = attempt.key;
    if (key === undefined) return { resourceId: await make(undefined), replayed: false };
    const name = `${userId} ${key}`;
    if (this.running.has(name)) throw inProgress();
    this.running.add(name);
    try {
      const claim = { userId, key, hash: requestHash(attempt.scope, attempt.request) };
      const stored = await this.lookUps.add(claim);
      return stored === undefined ? await this.makeOnce(attempt, claim, make) : replay(attempt, claim, stored);
    } finally {
      this.running.delete(name);
    }
  }

  private async makeOnce(
    attempt: Attempt,
    claim: Claim,
    make: (claim: Claim | undefined) => Promise<number>,
  ): Promise<Effect> {
    try {
      return { resourceId: await make(claim), replayed: false };
    } catch (error) {
      const lost = error instanceof KeyAlreadyClaimed;
      if (!lost && !isRefusal(error)) throw error;
      // The refusal may be caused by the effect of the request that this one repeats, committed since the first
      // look-up.
      const stored = await this.lookUps.add(claim).catch((failure: unknown) => {
        throw lost ? failure : error;
      });
      if (stored === undefined) throw lost ? inProgress() : error;
      return replay(attempt, claim, stored);
    }
  }
}

function replay(attempt: Attempt, claim: Claim, stored: Stored): Effect {
  if (!stored.hash.equals(claim.hash)) {
    throw new DomainError(
      'unprocessable',
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used for a different request.',
    );
  }
  attempt.key.markReplayed();
  return { resourceId: stored.resourceId, replayed: true };
}

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && error.kind !== 'unavailable';
}

function inProgress(): DomainError {
  return new DomainError(
    'conflict',
    'IDEMPOTENCY_IN_PROGRESS',
    'A request with this Idempotency-Key is still running; repeat it in a moment.',
    { retryAfter: 1 },
  );
}
