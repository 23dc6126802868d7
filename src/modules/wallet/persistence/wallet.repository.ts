import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { DomainError, Unavailable } from '#platform/domain-error';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import {
  type PointRefund,
  type PointSpending,
  type SpendingDecision,
  WalletClient,
  type WalletDecision,
  type WalletReservation,
} from '#wallet';
import { Ledger, type PointCharge, type WalletOperation, type WalletOutcome } from '../domain/ledger';
import { lockWallets } from './locked-wallets';
import { storeLedger } from './stored-ledger';

interface Request {
  readonly operation: WalletOperation;
  /** the key of a charge */
  readonly claim?: Claim | undefined;
}

const MAX_BATCH = 500;
const MAX_QUEUE = 10_000;

/**
 * A duplicate key comes from another instance that handles the same reference, or that makes the same wallet: a new attempt
 * reads it. After a COMMIT without an answer the same attempt finds what was committed.
 */
const REPEATED = { duplicateMeansRace: true, repeatUnknownCommit: true };

/**
 * Everything that changes wallets. Calls that arrive at the same time share one transaction of two round trips:
 *
 * 1. lock the wallets, in ascending order of user, and only then read what was decided about these orders, payments, charges
 *    and refunds;
 * 2. change the wallets by guarded differences, add the entries and the decisions, COMMIT.
 *
 * What can meet, and why nothing is booked twice and no wallet falls below what is reserved:
 *
 * - Two requests of one wallet, on any instances: the row lock orders them, and the later one reads behind it. The guard
 *   of the UPDATE and the CHECK of the table stand behind that.
 * - One reference twice (a repeated event, two instances, a caller that got no answer): the later one finds the decision
 *   or the entry. Without a wallet there is no row to lock: the primary and unique keys refuse the later one, which is
 *   run again and finds it.
 * - COMMIT without an answer: the whole transaction is run again with the same references, and waits for the old one.
 * - Consume and release of an order: the first one counts, and a release is final. A release that comes before the
 *   reservation leaves a REFUSED one, which a late request finds.
 * - A charge commits with its idempotency key. If another request has the key, nothing of this one is stored.
 */
@Injectable()
export class WalletRepository extends WalletClient {
  private readonly batcher = new Batcher<Request, WalletOutcome>((requests) => this.executeTogether(requests), {
    name: 'wallet.book',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('Booking points'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
  ) {
    super();
  }

  override reserve(requests: readonly WalletReservation[]): Promise<readonly WalletDecision[]> {
    return Promise.all(
      requests.map(async (request) => ({
        orderId: request.orderId,
        outcome: (await this.execute({ kind: 'RESERVE', ...request })) as WalletDecision['outcome'],
      })),
    );
  }

  override async consume(orderIds: readonly number[]): Promise<void> {
    await Promise.all(orderIds.map((orderId) => this.execute({ kind: 'CONSUME', orderId })));
  }

  override async release(requests: readonly WalletReservation[]): Promise<void> {
    await Promise.all(requests.map((request) => this.execute({ kind: 'RELEASE', ...request })));
  }

  override spend(requests: readonly PointSpending[]): Promise<readonly SpendingDecision[]> {
    return Promise.all(
      requests.map(async ({ paymentId, userId, amount }) => ({
        paymentId,
        outcome: (await this.execute({ kind: 'SPEND', paymentId, userId, amount })) as SpendingDecision['outcome'],
      })),
    );
  }

  override async refund(requests: readonly PointRefund[]): Promise<void> {
    await Promise.all(requests.map((request) => this.execute({ kind: 'REFUND', ...request })));
  }

  /**
   * @throws DomainError POINT_LIMIT_EXCEEDED
   * @throws KeyAlreadyClaimed when another request has claimed the key first; then nothing is charged
   */
  async charge(charge: PointCharge, claim: Claim | undefined): Promise<void> {
    await this.execute({ kind: 'CHARGE', ...charge }, claim);
  }

  private execute(operation: WalletOperation, claim?: Claim): Promise<WalletOutcome> {
    return this.batcher.add({ operation, claim });
  }

  private executeTogether(requests: readonly Request[]): Promise<Outcome<WalletOutcome>[]> {
    return this.database.transaction(async (tx) => {
      const state = await lockWallets(
        tx,
        requests.map(({ operation }) => operation),
      );
      const ledger = new Ledger(state);
      const outcomes = requests.map(({ operation }) => outcomeOf(ledger, operation));
      await this.claimKeys(
        tx,
        requests.filter((_request, index) => 'value' in (outcomes[index] as object)),
      );
      storeLedger(tx, ledger, state);
      return outcomes;
    }, REPEATED);
  }

  /** A batch with a key that another request has is bisected until that charge is alone, which is rare. */
  private async claimKeys(tx: Transaction, requests: readonly Request[]): Promise<void> {
    const claims = requests.flatMap(({ operation, claim }) =>
      operation.kind === 'CHARGE' && claim !== undefined ? [{ claim, resourceId: operation.chargeId }] : [],
    );
    if (claims.length === 0) return;
    const lost = await this.keys.claimAll(tx, claims);
    if (lost.size > 0) throw new KeyAlreadyClaimed();
  }
}

function outcomeOf(ledger: Ledger, operation: WalletOperation): Outcome<WalletOutcome> {
  try {
    return { value: ledger.execute(operation) };
  } catch (error) {
    if (error instanceof DomainError) return { failed: error };
    throw error;
  }
}
