import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { SessionRevoked } from '#platform/security/session-revoked';
import type { UserRole } from '#user';
import { AccountRestored, AccountWithdrawn, RoleChanged } from '../auth.contract';
import type { Account } from '../domain/account';

export type RoleChange =
  | { readonly outcome: 'CHANGED'; readonly account: Profiled; readonly sessionIds: readonly string[] }
  | { readonly outcome: 'SAME' }
  | { readonly outcome: 'LAST_ADMINISTRATOR' }
  | { readonly outcome: 'NOT_ACTIVE' };

/** An account as its profile follows it. */
type Profiled = Omit<Account, 'status' | 'passwordHash'>;

type Withdrawal =
  | { readonly outcome: 'WITHDRAWN'; readonly sessionIds: readonly string[] }
  | { readonly outcome: 'LAST_ADMINISTRATOR' }
  | { readonly outcome: 'NOT_ACTIVE' };

/** Leaving, coming back, and becoming another: the account, its logins and the facts in one transaction. */
@Injectable()
export class MembershipRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /**
   * ACTIVE becomes WITHDRAWN and every login of the account ends. An administrator locks all of them in the same
   * order first: of two who leave at once, the second counts without the first. Whose role has changed meanwhile has
   * lost his login by that.
   */
  async withdraw({ accountId, role }: Pick<Account, 'accountId' | 'role'>): Promise<Withdrawal> {
    return this.database.transaction(async (tx) => {
      if (role === 'ADMIN' && (await this.isLastAdministrator(tx, accountId))) return { outcome: 'LAST_ADMINISTRATOR' };
      const { affectedRows } = await tx.execute(
        `UPDATE accounts SET status = 'WITHDRAWN', version = version + 1, withdrawn_at = NOW(3)
         WHERE account_id = ? AND status = 'ACTIVE' AND role = ?`,
        [accountId, role],
      );
      if (affectedRows === 0) return { outcome: 'NOT_ACTIVE' };
      const account = await this.profiled(tx, accountId);
      const sessionIds = await this.revokeSessions(tx, accountId);
      await this.bus.publish(tx, AccountWithdrawn, [{ userId: accountId, version: account.version }]);
      return { outcome: 'WITHDRAWN', sessionIds };
    });
  }

  /** WITHDRAWN becomes ACTIVE again; undefined when it is not withdrawn. Ended logins stay ended. */
  async restore(accountId: number): Promise<Profiled | undefined> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        `UPDATE accounts SET status = 'ACTIVE', version = version + 1, withdrawn_at = NULL
         WHERE account_id = ? AND status = 'WITHDRAWN'`,
        [accountId],
      );
      if (affectedRows === 0) return undefined;
      const account = await this.profiled(tx, accountId);
      await this.bus.publish(tx, AccountRestored, [{ userId: accountId, version: account.version }]);
      return account;
    });
  }

  /**
   * An active account becomes a USER or an ADMIN, and every login of it ends: tokens carry the role that their login had.
   * As with a withdrawal, all administrators are locked before one of them stops being one.
   */
  async setRole(accountId: number, role: UserRole): Promise<RoleChange> {
    return this.database.transaction(async (tx) => {
      if (role !== 'ADMIN' && (await this.isLastAdministrator(tx, accountId))) return { outcome: 'LAST_ADMINISTRATOR' };
      const [found] = await tx.query<{ role: UserRole }>(
        `SELECT role FROM accounts WHERE account_id = ? AND status = 'ACTIVE' FOR UPDATE`,
        [accountId],
      );
      if (found === undefined) return { outcome: 'NOT_ACTIVE' };
      if (found.role === role) return { outcome: 'SAME' };
      await tx.execute('UPDATE accounts SET role = ?, version = version + 1 WHERE account_id = ?', [role, accountId]);
      const account = await this.profiled(tx, accountId);
      const sessionIds = await this.revokeSessions(tx, accountId);
      await this.bus.publish(tx, RoleChanged, [{ userId: accountId, version: account.version }]);
      return { outcome: 'CHANGED', account, sessionIds };
    });
  }

  private async profiled(tx: Transaction, accountId: number): Promise<Profiled> {
    const [account] = await tx.query<Profiled>(
      'SELECT account_id AS accountId, email, name, role, version FROM accounts WHERE account_id = ?',
      [accountId],
    );
    if (account === undefined) throw new Error(`Account ${accountId} is gone`);
    return account;
  }

  private async revokeSessions(tx: Transaction, accountId: number): Promise<string[]> {
    const sessions = await tx.query<{ id: string }>(
      'SELECT session_id AS id FROM sessions WHERE account_id = ? AND revoked_at IS NULL FOR UPDATE',
      [accountId],
    );
    await tx.execute('UPDATE sessions SET revoked_at = NOW(3) WHERE account_id = ? AND revoked_at IS NULL', [
      accountId,
    ]);
    await this.bus.publish(tx, SessionRevoked, [{ sessionId: null, userId: accountId }]);
    return sessions.map(({ id }) => id);
  }

  private async isLastAdministrator(tx: Transaction, accountId: number): Promise<boolean> {
    const administrators = await tx.query<{ id: number }>(
      `SELECT account_id AS id FROM accounts WHERE role = 'ADMIN' AND status = 'ACTIVE' ORDER BY account_id FOR UPDATE`,
    );
    return administrators.length === 1 && administrators[0]?.id === accountId;
  }
}
