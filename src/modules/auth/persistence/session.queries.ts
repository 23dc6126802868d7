import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** Revoked sessions, and the instant of the database's clock up to which they are complete. */
export interface RevokedSessions {
  /** ms since 1970 */
  readonly upTo: number;
  readonly sessionIds: readonly string[];
}

@Injectable()
export class SessionQueries {
  constructor(private readonly database: Database) {}

  /** Those of these sessions that have not been revoked. */
  async notRevoked(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT session_id AS id FROM sessions WHERE session_id IN (?) AND revoked_at IS NULL',
      [sessionIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The sessions revoked in the last `seconds`. The instant is read first, so later commits are not claimed. */
  async revokedWithin(seconds: number): Promise<RevokedSessions> {
    const [clock] = await this.database.query<{ now: Date }>('SELECT NOW(3) AS now');
    const rows = await this.database.query<{ id: string }>(
      'SELECT session_id AS id FROM sessions WHERE revoked_at > NOW(3) - INTERVAL ? SECOND',
      [seconds],
    );
    return { upTo: clock?.now.getTime() ?? 0, sessionIds: rows.map(({ id }) => id) };
  }
}
