import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import { type SpendingDecision, type WalletBalance, WalletBalances } from '#wallet';
import type { EntryKind, ReferenceType, Wallet } from '../domain/ledger';

/** An entry that has changed the balance, as its owner sees it. */
export interface HistoryEntry {
  readonly entryId: number;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly reference: ReferenceType;
  readonly referenceId: number;
  readonly createdAt: Date;
}

/** Wallets as committed now. */
@Injectable()
export class WalletQueries extends WalletBalances {
  private readonly wallets = new BatchedRead('The points of users', (userIds: readonly number[]) =>
    this.readWallets(userIds),
  );

  constructor(private readonly database: Database) {
    super();
  }

  override async of(userId: number): Promise<WalletBalance> {
    const { balance, reserved } = (await this.wallets.find(userId)) ?? { balance: 0, reserved: 0 };
    return { balance, reserved, available: balance - reserved };
  }

  override async spendingsOf(paymentIds: readonly number[]): Promise<readonly SpendingDecision[]> {
    if (paymentIds.length === 0) return [];
    return this.database.query(
      'SELECT payment_id AS paymentId, outcome FROM wallet_spendings WHERE payment_id IN (?)',
      [paymentIds],
    );
  }

  /**
   * Newest first. What only reserves points, or ends a reservation without taking them, is left out: it does not change the
   * balance.
   */
  async history(userId: number, before: number | undefined, limit: number): Promise<readonly HistoryEntry[]> {
    return this.database.query(
      `SELECT entry_id AS entryId, kind, balance_delta AS amount, balance_after AS balanceAfter, reference,
         reference_id AS referenceId, created_at AS createdAt
       FROM wallet_entries FORCE INDEX (ix_wallet_entries_history)
       WHERE user_id = ? AND changes_balance = 1 ${before === undefined ? '' : 'AND entry_id < ?'}
       ORDER BY entry_id DESC LIMIT ?`,
      [userId, ...(before === undefined ? [] : [before]), limit],
    );
  }

  private async readWallets(userIds: readonly number[]): Promise<Map<number, Wallet>> {
    const rows = await this.database.query<Wallet & { readonly userId: number }>(
      'SELECT user_id AS userId, balance, reserved FROM wallets WHERE user_id IN (?)',
      [userIds],
    );
    return new Map(rows.map(({ userId, ...wallet }) => [userId, wallet]));
  }
}
