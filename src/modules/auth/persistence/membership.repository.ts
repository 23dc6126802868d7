import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { SessionRevoked } from '#platform/security/session-revoked';
import type { UserRole } from '#user';
import { AccountRestored, AccountWithdrawn, RoleChanged } from '../auth.contract';
import { type Account, refusalOfRole, refusalOfWithdrawal } from '../domain/account';

/** An account without its password. */
type Member = Omit<Account, 'passwordHash'>;

type Refused = { readonly outcome: 'NOT_ACTIVE' } | { readonly outcome: 'LAST_ADMINISTRATOR' };

type RoleChange =
  | { readonly outcome: 'CHANGED'; readonly account: Member; readonly sessionIds: readonly string[] }
  | { readonly outcome: 'SAME' }
  | Refused;

type Withdrawal = { readonly outcome: 'WITHDRAWN'; readonly sessionIds: readonly string[] } | Refused;

/** Withdrawals, restorations and changes of role: the account, its sessions and the event in one transaction. */
@Injectable()
export class MembershipRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /**
   * Withdraws an account and revokes all of its sessions. For an administrator, all administrators are locked first, in
   * the order of their ids: of two that withdraw at the same time, the second no longer counts the first.
   */
  async withdraw({ accountId, role }: Pick<Account, 'accountId' | 'role'>): Promise<Withdrawal> {
    return this.database.transaction(async (tx) => {
      const administrators = role === 'ADMIN' ? await this.lockAdministrators(tx) : [];
      const account = await this.lock(tx, accountId);
      if (account === undefined) return { outcome: 'NOT_ACTIVE' };
      const refusal = refusalOfWithdrawal(account, role, administrators);
      if (refusal !== undefined) return { outcome: refusal };
      const version = account.version + 1;
      await tx.execute(
        `UPDATE accounts SET status = 'WITHDRAWN', version = ?, withdrawn_at = NOW(3) WHERE account_id = ?`,
        [version, accountId],
      );
      const sessionIds = await this.revokeSessions(tx, accountId);
      await this.bus.publish(tx, AccountWithdrawn, [{ userId: accountId, version }]);
      return { outcome: 'WITHDRAWN', sessionIds };
    });
  }

  /** Returns the account, ACTIVE again; undefined when it was not WITHDRAWN. Its former sessions stay revoked. */
  async restore(accountId: number): Promise<Member | undefined> {
    return this.database.transaction(async (tx) => {
      const account = await this.lock(tx, accountId);
      if (account?.status !== 'WITHDRAWN') return undefined;
      const version = account.version + 1;
      await tx.execute(`UPDATE accounts SET status = 'ACTIVE', version = ?, withdrawn_at = NULL WHERE account_id = ?`, [
        version,
        accountId,
      ]);
      await this.bus.publish(tx, AccountRestored, [{ userId: accountId, version }]);
      return { ...account, status: 'ACTIVE', version };
    });
  }

  /**
   * Gives an active account another role and revokes all of its sessions, because their tokens carry the old one. As for
   * a withdrawal, all administrators are locked before one of them stops being one.
   */
  async setRole(accountId: number, role: UserRole): Promise<RoleChange> {
    return this.database.transaction(async (tx) => {
      const administrators = role === 'ADMIN' ? [] : await this.lockAdministrators(tx);
      const account = await this.lock(tx, accountId);
      if (account === undefined) return { outcome: 'NOT_ACTIVE' };
      const refusal = refusalOfRole(account, role, administrators);
      if (refusal !== undefined) return { outcome: refusal };
      const version = account.version + 1;
      await tx.execute('UPDATE accounts SET role = ?, version = ? WHERE account_id = ?', [role, version, accountId]);
      const sessionIds = await this.revokeSessions(tx, accountId);
      await this.bus.publish(tx, RoleChanged, [{ userId: accountId, version }]);
      return { outcome: 'CHANGED', account: { ...account, role, version }, sessionIds };
    });
  }

  private async lock(tx: Transaction, accountId: number): Promise<Member | undefined> {
    const [account] = await tx.query<Member>(
      `SELECT account_id AS accountId, email, name, role, status, version FROM accounts
       WHERE account_id = ? FOR UPDATE`,
      [accountId],
    );
    return account;
  }

  private async lockAdministrators(tx: Transaction): Promise<number[]> {
    const administrators = await tx.query<{ id: number }>(
      `SELECT account_id AS id FROM accounts WHERE role = 'ADMIN' AND status = 'ACTIVE' ORDER BY account_id FOR UPDATE`,
    );
    return administrators.map(({ id }) => id);
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
}
