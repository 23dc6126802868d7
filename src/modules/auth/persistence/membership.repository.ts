import { Injectable } from '@nestjs/common';
import { Bus } from '#platform/bus/bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { SessionRevoked } from '#platform/security/session-revoked';
import type { Account } from '../domain/account';
import { AccountRestored, AccountWithdrawn } from '../auth.contract';

type Withdrawal =
  | { readonly outcome: 'WITHDRAWN'; readonly sessionIds: readonly string[] }
  | { readonly outcome: 'LAST_ADMINISTRATOR' }
  | { readonly outcome: 'NOT_ACTIVE' };

/** Leaving and coming back: the account, its logins and the facts in one transaction. */
@Injectable()
export class MembershipRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
  ) {}

  /**
   * ACTIVE becomes WITHDRAWN and every login of the account ends. An administrator locks all of them in the same
   * order first: of two who leave at once, the second counts without the first.
   */
  async withdraw({ accountId, role }: Pick<Account, 'accountId' | 'role'>): Promise<Withdrawal> {
    return this.database.transaction(async (tx) => {
      if (role === 'ADMIN' && (await this.isLastAdministrator(tx, accountId))) return { outcome: 'LAST_ADMINISTRATOR' };
      const { affectedRows } = await tx.execute(
        `UPDATE accounts SET status = 'WITHDRAWN', version = version + 1, withdrawn_at = NOW(3)
         WHERE account_id = ? AND status = 'ACTIVE'`,
        [accountId],
      );
      if (affectedRows === 0) return { outcome: 'NOT_ACTIVE' };
      const [account] = await tx.query<{ version: number }>('SELECT version FROM accounts WHERE account_id = ?', [
        accountId,
      ]);
      const sessions = await tx.query<{ id: string }>(
        'SELECT session_id AS id FROM sessions WHERE account_id = ? AND revoked_at IS NULL FOR UPDATE',
        [accountId],
      );
      await tx.execute('UPDATE sessions SET revoked_at = NOW(3) WHERE account_id = ? AND revoked_at IS NULL', [
        accountId,
      ]);
      await this.bus.publish(tx, AccountWithdrawn, [{ userId: accountId, version: account?.version ?? 0 }]);
      await this.bus.publish(tx, SessionRevoked, [{ sessionId: null, userId: accountId }]);
      return { outcome: 'WITHDRAWN', sessionIds: sessions.map(({ id }) => id) };
    });
  }

  /** WITHDRAWN becomes ACTIVE again; undefined when it is not withdrawn. Ended logins stay ended. */
  async restore(accountId: number): Promise<Omit<Account, 'status' | 'passwordHash'> | undefined> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        `UPDATE accounts SET status = 'ACTIVE', version = version + 1, withdrawn_at = NULL
         WHERE account_id = ? AND status = 'WITHDRAWN'`,
        [accountId],
      );
      if (affectedRows === 0) return undefined;
      const [account] = await tx.query<Omit<Account, 'status' | 'passwordHash'>>(
        'SELECT account_id AS accountId, email, name, role, version FROM accounts WHERE account_id = ?',
        [accountId],
      );
      if (account === undefined) return undefined;
      const { email, name, role, version } = account;
      await this.bus.publish(tx, AccountRestored, [{ userId: accountId, email, name, role, version }]);
      return account;
    });
  }

  private async isLastAdministrator(tx: Transaction, accountId: number): Promise<boolean> {
    const administrators = await tx.query<{ id: number }>(
      `SELECT account_id AS id FROM accounts WHERE role = 'ADMIN' AND status = 'ACTIVE' ORDER BY account_id FOR UPDATE`,
    );
    return administrators.length === 1 && administrators[0]?.id === accountId;
  }
}
