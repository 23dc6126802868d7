import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { CommitUnknown, isDuplicateKey } from '#platform/database/errors';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { SignUpBegun, SignUpRolledBack } from '../domain/sign-up.events';
import { type Account, FIRST_VERSION } from '../domain/account';
import { emailTaken } from '../domain/refusals';
import { AccountQueries } from './account.queries';

/** A sign-up that has not ended by then is rolled back, by any instance. */
const SIGN_UP_LIMIT_MS = 10_000;

/** Stores sign-ups in the table `accounts`. Each change of status is a compare-and-set. */
@Injectable()
export class AccountRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly ids: IdBlocks,
    private readonly queries: AccountQueries,
  ) {}

  /**
   * Stores a PENDING account, and with it the event that rolls the sign-up back if this process dies.
   * @throws DomainError EMAIL_TAKEN
   */
  async add(draft: Pick<Account, 'email' | 'name' | 'role' | 'passwordHash'>): Promise<Account> {
    const [accountId = 0] = await this.ids.take('accounts', 1);
    const account: Account = { ...draft, accountId, status: 'PENDING', version: FIRST_VERSION };
    try {
      await this.insert(account);
    } catch (error) {
      if (isDuplicateKey(error)) throw emailTaken();
      if (!(error instanceof CommitUnknown)) throw error;
      await this.insertAgain(account);
    }
    return account;
  }

  /** Returns true when the account is ACTIVE now, also if it was before; false when it was rolled back. */
  async activate(accountId: number): Promise<boolean> {
    const activated = await this.tryToActivate(accountId).catch((error: unknown) => {
      if (error instanceof CommitUnknown) return this.tryToActivate(accountId);
      throw error;
    });
    return activated || (await this.queries.find(accountId))?.status === 'ACTIVE';
  }

  /** Rolls back those that are still PENDING. Their e-mails are free at once; a handler removes their profiles. */
  async rollBack(accountIds: readonly number[], also?: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const pending = await tx.query<{ userId: number; version: number }>(
        `SELECT account_id AS userId, version + 1 AS version FROM accounts
         WHERE account_id IN (?) AND status = 'PENDING' ORDER BY account_id FOR UPDATE`,
        [accountIds],
      );
      if (pending.length > 0) {
        await tx.execute(
          `UPDATE accounts SET status = 'ROLLED_BACK', version = version + 1, email = NULL, name = '', password_hash = ''
           WHERE account_id IN (?) AND status = 'PENDING'`,
          [pending.map(({ userId }) => userId)],
        );
        await this.bus.publish(tx, SignUpRolledBack, pending);
      }
      await also?.(tx);
    });
  }

  private async insert({ accountId, email, name, role, status, version, passwordHash }: Account): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [accountId, email, name, role, status, version, passwordHash],
      );
      await this.bus.publish(tx, SignUpBegun, [{ accountId }], { delayMs: SIGN_UP_LIMIT_MS });
    });
  }

  /** The first commit's outcome is unknown: the same id is inserted now, or is a duplicate because it did commit. */
  private async insertAgain(account: Account): Promise<void> {
    try {
      await this.insert(account);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if ((await this.queries.find(account.accountId)) === undefined) throw emailTaken();
    }
  }

  private async tryToActivate(accountId: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        `UPDATE accounts SET status = 'ACTIVE', version = version + 1 WHERE account_id = ? AND status = 'PENDING'`,
        [accountId],
      );
      return affectedRows > 0;
    });
  }
}
