import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UserRole } from '#user';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { SessionRevoked } from '#platform/security/session-revoked';
import { decideRotation, type Session, type RotationDecision } from '../domain/session';
import type { RefreshToken } from '../domain/refresh-tokens';

const LIFE = 'INTERVAL 14 DAY';

/** The login that tokens are made for. */
export interface IssuedSession extends RefreshToken {
  readonly userId: number;
  readonly role: UserRole;
}

export type Rotation =
  | { readonly outcome: 'RENEWED'; readonly login: IssuedSession }
  | { readonly outcome: 'REUSED'; readonly userId: number }
  | { readonly outcome: 'INVALID' };

interface SessionRow {
  userId: number;
  generation: number;
  rotatedAt: Date | null;
  confirmed: number;
  revokedAt: Date | null;
  expiresAt: Date;
  now: Date;
}

/** The table `sessions`, one row per login. Times are the database's. */
@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** Undefined when the account is not ACTIVE; its row is locked, so that no login slips past a withdrawal. */
  async open(accountId: number): Promise<IssuedSession | undefined> {
    const sessionId = randomUUID();
    return this.database.transaction(async (tx) => {
      const [account] = await tx.query<{ role: UserRole; status: string }>(
        'SELECT role, status FROM accounts WHERE account_id = ? FOR UPDATE',
        [accountId],
      );
      if (account?.status !== 'ACTIVE') return undefined;
      await tx.execute(`INSERT INTO sessions (session_id, account_id, expires_at) VALUES (?, ?, NOW(3) + ${LIFE})`, [
        sessionId,
        accountId,
      ]);
      return { sessionId, generation: 0, userId: accountId, role: account.role };
    });
  }

  /**
   * Spends a refresh token, or answers what it was spent for, under the lock of the login's row: of any number that
   * present the same token at once, one spends it. A spent one that comes otherwise ends the login.
   */
  async rotate(token: RefreshToken): Promise<Rotation> {
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, token.sessionId);
      if (row === undefined) return { outcome: 'INVALID' };
      const verdict = decideRotation(sessionOf(row), token.generation, row.now);
      return this.apply(tx, verdict, token, row.userId);
    });
  }

  /** Ends a login; false when it had ended already. */
  async revoke(sessionId: string, userId: number): Promise<boolean> {
    return this.database.transaction((tx) => this.end(tx, sessionId, userId));
  }

  /** Deletes up to `most` logins that expired more than a day ago; returns how many. */
  async deleteExpired(most: number): Promise<number> {
    const { affectedRows } = await this.database.execute(
      'DELETE FROM sessions WHERE expires_at < NOW(3) - INTERVAL 1 DAY ORDER BY expires_at LIMIT ?',
      [most],
    );
    return affectedRows;
  }

  private async lock(tx: Transaction, sessionId: string): Promise<SessionRow | undefined> {
    const [row] = await tx.query<SessionRow>(
      `SELECT account_id AS userId, generation, rotated_at AS rotatedAt, confirmed, revoked_at AS revokedAt,
              expires_at AS expiresAt, NOW(3) AS now
       FROM sessions WHERE session_id = ? FOR UPDATE`,
      [sessionId],
    );
    return row;
  }

  private async apply(
    tx: Transaction,
    verdict: RotationDecision,
    { sessionId, generation }: RefreshToken,
    userId: number,
  ): Promise<Rotation> {
    if (verdict === 'invalid') return { outcome: 'INVALID' };
    if (verdict === 'reused') {
      await this.end(tx, sessionId, userId);
      return { outcome: 'REUSED', userId };
    }
    if (verdict === 'rotate') {
      await tx.execute(
        `UPDATE sessions SET generation = generation + 1, rotated_at = NOW(3), confirmed = 0,
                expires_at = NOW(3) + ${LIFE}
         WHERE session_id = ?`,
        [sessionId],
      );
    }
    const [account] = await tx.query<{ role: UserRole }>('SELECT role FROM accounts WHERE account_id = ?', [userId]);
    const role = account?.role ?? 'USER';
    return { outcome: 'RENEWED', login: { sessionId, generation: generation + 1, userId, role } };
  }

  private async end(tx: Transaction, sessionId: string, userId: number): Promise<boolean> {
    const { affectedRows } = await tx.execute(
      'UPDATE sessions SET revoked_at = NOW(3) WHERE session_id = ? AND account_id = ? AND revoked_at IS NULL',
      [sessionId, userId],
    );
    if (affectedRows > 0) await this.bus.publish(tx, SessionRevoked, [{ sessionId, userId }]);
    return affectedRows > 0;
  }
}

function sessionOf(row: SessionRow): Session {
  return { ...row, confirmed: row.confirmed === 1, revoked: row.revokedAt !== null };
}
