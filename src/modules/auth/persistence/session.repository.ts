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

/** The session that tokens are issued for. */
export interface IssuedSession extends RefreshToken {
  readonly userId: number;
  readonly role: UserRole;
}

export type Rotation =
  | { readonly outcome: 'ROTATED'; readonly session: IssuedSession }
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

/** The table `sessions`, one row per login. Times come from the database's clock. */
@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** Returns undefined when the account is not ACTIVE. Its row is locked, so that no session outlives a withdrawal. */
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
   * Rotates a refresh token, or repeats its successor, under the lock of the session's row: of any number of requests
   * with the same token, one rotates it. Any other use of a token that was used before revokes the session.
   */
  async rotate(token: RefreshToken): Promise<Rotation> {
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, token.sessionId);
      if (row === undefined) return { outcome: 'INVALID' };
      const decision = decideRotation(sessionOf(row), token.generation, row.now);
      return this.apply(tx, decision, token, row.userId);
    });
  }

  /** Revokes a session; returns false when it was revoked before. */
  async revoke(sessionId: string, userId: number): Promise<boolean> {
    return this.database.transaction((tx) => this.revokeSession(tx, sessionId, userId));
  }

  /** Deletes up to `limit` sessions that expired more than a day ago; returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    const { affectedRows } = await this.database.execute(
      'DELETE FROM sessions WHERE expires_at < NOW(3) - INTERVAL 1 DAY ORDER BY expires_at LIMIT ?',
      [limit],
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
    decision: RotationDecision,
    { sessionId, generation }: RefreshToken,
    userId: number,
  ): Promise<Rotation> {
    if (decision === 'invalid') return { outcome: 'INVALID' };
    if (decision === 'reused') {
      await this.revokeSession(tx, sessionId, userId);
      return { outcome: 'REUSED', userId };
    }
    if (decision === 'rotate') {
      await tx.execute(
        `UPDATE sessions SET generation = generation + 1, rotated_at = NOW(3), confirmed = 0,
                expires_at = NOW(3) + ${LIFE}
         WHERE session_id = ?`,
        [sessionId],
      );
    }
    const [account] = await tx.query<{ role: UserRole }>('SELECT role FROM accounts WHERE account_id = ?', [userId]);
    const role = account?.role ?? 'USER';
    return { outcome: 'ROTATED', session: { sessionId, generation: generation + 1, userId, role } };
  }

  private async revokeSession(tx: Transaction, sessionId: string, userId: number): Promise<boolean> {
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
