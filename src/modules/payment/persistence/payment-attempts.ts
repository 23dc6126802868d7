import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import { UnexpectedRowCount } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import type { Payment } from '../domain/payment';
import type { OpenedPayment } from '../domain/provider';
import { type RowChange, updateOf } from './row-changes';
import { deleteUnneededAccounts } from './refund-accounts';

/** While a call may be on its way, no look is taken. */
const CALL_S = 45;
const FIRST_LOOK_S = 2;

const OPENED = {
  set: 'checkout_url = ?, provider_key = COALESCE(provider_key, ?)',
  where: `state = 'REQUESTED' AND checkout_url IS NULL`,
};
const INTENDED = {
  set: `state = 'CONFIRMING', provider_key = ?, confirm_attempt = 1, sent_at = NOW(3),
    resolve_at = NOW(3) + INTERVAL ${CALL_S} SECOND, resolve_attempts = 0`,
  where: `state = 'REQUESTED'`,
};
type Step = typeof OPENED;

/**
 * Changes of attempts that have not ended. Each is a compare-and-set on the state, so of two that meet, as a confirmation
 * and a reload of its page, or a confirmation and the attempt being given up, one changes the row and the other knows.
 *
 * Openings, and intents, that arrive at the same time share a transaction. Usually all of them change their rows: one
 * statement does it, and its row count is verified, in one round trip. Where one does not, as when an attempt is confirmed
 * twice, nothing of that is committed, and each gets a statement of its own, whose row count is its answer: of two for one
 * attempt, the first changes it. A key that another payment has fails the transaction, which is halved down to that intent.
 */
@Injectable()
export class PaymentAttempts {
  private readonly openings = this.batcher('payment.opened', 'Requesting payments', OPENED);
  private readonly intents = this.batcher('payment.intend', 'Confirming payments', INTENDED);

  constructor(private readonly database: Database) {}

  /**
   * Of two tabs that have opened an attempt at once, perhaps as two pages of the provider, both get the page whose key is
   * stored.
   * @returns where the buyer pays
   */
  async opened(paymentId: number, { checkoutUrl, providerKey }: OpenedPayment): Promise<string> {
    if (await this.openings.add({ paymentId, parameters: [checkoutUrl, providerKey ?? null] })) return checkoutUrl;
    const [row] = await this.database.query<{ readonly url: string | null }>(
      'SELECT checkout_url AS url FROM payments WHERE payment_id = ?',
      [paymentId],
    );
    return row?.url ?? checkoutUrl;
  }

  /**
   * P2: from now on the money may be moved, which is durable before the provider is called.
   * @returns whether this call has changed the attempt, and so is the one that calls the provider
   * @throws the error of a duplicate key when another payment has this key of the provider
   */
  intend(paymentId: number, providerKey: string): Promise<boolean> {
    return this.intents.add({ paymentId, parameters: [providerKey] });
  }

  /**
   * The same for an attempt that is sent again, under the key of this number. The key may be that of the last call, so the
   * instant of that call is compared as well: of two instances that have looked, one sends it.
   */
  async intendAgain({ paymentId, confirmAttempt, sentAt }: Payment, nextAttempt: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payments SET confirm_attempt = ?, answered = 0, sent_at = NOW(3),
         resolve_at = NOW(3) + INTERVAL ${CALL_S} SECOND
       WHERE payment_id = ? AND state = 'CONFIRMING' AND confirm_attempt = ? AND sent_at <=> ?`,
      [nextAttempt, paymentId, confirmAttempt, sentAt],
    );
    return affectedRows > 0;
  }

  /** The outcome of the last call is not known: it is looked for soon. */
  async noteUnknown({ paymentId, confirmAttempt }: Payment, isAnswered: boolean): Promise<void> {
    await this.database.execute(
      `UPDATE payments SET answered = ?, resolve_at = NOW(3) + INTERVAL ${FIRST_LOOK_S} SECOND, resolve_attempts = 0
       WHERE payment_id = ? AND state = 'CONFIRMING' AND confirm_attempt = ?`,
      [isAnswered ? 1 : 0, paymentId, confirmAttempt],
    );
  }

  /** @returns whether it was this call that gave the attempt up */
  async abandon(paymentId: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payments SET state = 'ABANDONED', live = NULL, resolve_at = NOW(3), resolve_attempts = 0
       WHERE payment_id = ? AND state = 'REQUESTED'`,
      [paymentId],
    );
    return affectedRows > 0;
  }

  /**
   * The account of the attempt is closed at its provider, and no deposit was there. The buyer's account, to which the
   * deposit would have gone back, is deleted.
   */
  async abandonWaiting(payment: Payment): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        `UPDATE payments SET state = 'ABANDONED', live = NULL, resolve_at = NULL
         WHERE payment_id = ? AND state = 'WAITING_FOR_DEPOSIT' AND deposit_seen_at IS NULL`,
        [payment.paymentId],
      );
      if (affectedRows > 0) await deleteUnneededAccounts(tx, [payment]);
    });
  }

  private batcher(name: string, what: string, step: Step): Batcher<RowChange, boolean> {
    return new Batcher<RowChange, boolean>(
      async (changes) => (await this.changeTogether(step, changes)).map((value) => ({ value })),
      { name, maxBatchSize: 500, maxQueue: 5_000, onFull: () => new Unavailable(what), failsAll: isTransient },
    );
  }

  /** @returns which of them have changed their attempts */
  private async changeTogether(step: Step, changes: readonly RowChange[]): Promise<boolean[]> {
    const { sql, parameters } = updateOf(step.set, changes);
    try {
      await this.database.transaction((tx) => {
        tx.deferExpecting(changes.length, `${sql} AND ${step.where}`, parameters);
        return Promise.resolve();
      });
      return changes.map(() => true);
    } catch (error) {
      if (!(error instanceof UnexpectedRowCount)) throw error;
      return this.changeEach(step, changes);
    }
  }

  /** In one round trip, in the order of the ids, in which others lock them too. */
  private async changeEach({ set, where }: Step, changes: readonly RowChange[]): Promise<boolean[]> {
    const sorted = [...changes].sort((one, other) => one.paymentId - other.paymentId);
    const changed = await this.database.transaction(async (tx) => {
      const results = await tx.pipeline(
        ...sorted.map(({ paymentId, parameters }) => ({
          sql: `UPDATE payments SET ${set} WHERE payment_id = ? AND ${where}`,
          parameters: [...parameters, paymentId],
        })),
      );
      return new Set(
        sorted.filter((_, index) => (results[index] as { readonly affectedRows: number }).affectedRows > 0),
      );
    });
    return changes.map((change) => changed.has(change));
  }
}
