import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import type { Payment } from '../domain/payment';
import type { OpenedPayment } from '../domain/provider';
import { deleteUnneededAccounts } from './refund-accounts';

interface Intent {
  readonly paymentId: number;
  readonly providerKey: string;
}

/** While a call may be on its way, no look is taken. */
const CALL_S = 45;
const FIRST_LOOK_S = 2;

/**
 * Changes of attempts that have not ended. Each is a compare-and-set on the state, so of two that meet, as a confirmation
 * and a reload of its page, or a confirmation and the attempt being given up, one changes the row and the other knows.
 */
@Injectable()
export class PaymentAttempts {
  private readonly intents = new Batcher<Intent, boolean>(
    async (intents) => (await this.intendTogether(intents)).map((value) => ({ value })),
    {
      name: 'payment.intend',
      maxBatchSize: 500,
      maxQueue: 5_000,
      onFull: () => new Unavailable('Confirming payments'),
      failsAll: isTransient,
    },
  );

  constructor(private readonly database: Database) {}

  /**
   * Of two tabs that have opened an attempt at once, perhaps as two pages of the provider, both get the page whose key is
   * stored.
   * @returns where the buyer pays
   */
  async opened(paymentId: number, { checkoutUrl, providerKey }: OpenedPayment): Promise<string> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payments SET checkout_url = ?, provider_key = COALESCE(provider_key, ?)
       WHERE payment_id = ? AND state = 'REQUESTED' AND checkout_url IS NULL`,
      [checkoutUrl, providerKey ?? null, paymentId],
    );
    if (affectedRows > 0) return checkoutUrl;
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
    return this.intents.add({ paymentId, providerKey });
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

  /** One statement for each in one round trip, in the order of the ids, in which others lock them too. */
  private async intendTogether(intents: readonly Intent[]): Promise<boolean[]> {
    const sorted = [...intents].sort((one, other) => one.paymentId - other.paymentId);
    const changed = await this.database.transaction(async (tx) => {
      const results = await tx.pipeline(
        ...sorted.map(({ paymentId, providerKey }) => ({
          sql: `UPDATE payments SET state = 'CONFIRMING', provider_key = ?, confirm_attempt = 1, sent_at = NOW(3),
                  resolve_at = NOW(3) + INTERVAL ${CALL_S} SECOND, resolve_attempts = 0
                WHERE payment_id = ? AND state = 'REQUESTED'`,
          parameters: [providerKey, paymentId],
        })),
      );
      return new Set(
        sorted.filter((_, index) => (results[index] as { readonly affectedRows: number }).affectedRows > 0),
      );
    });
    return intents.map((intent) => changed.has(intent));
  }
}
