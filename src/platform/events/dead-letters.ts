import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** A publication that has failed too often, as an administrator sees it. */
export interface DeadLetter {
  readonly id: number;
  readonly handler: string;
  readonly event: string;
  readonly events: readonly unknown[];
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

/** Publications that are set aside until an administrator retries them. */
@Injectable()
export class DeadLetters {
  constructor(private readonly database: Database) {}

  /** In ascending order of id. */
  async list(afterId: number, limit: number): Promise<DeadLetter[]> {
    const rows = await this.database.query<Omit<DeadLetter, 'events'> & { payload: string }>(
      `SELECT id, handler, event, payload, attempts, last_error AS lastError, created_at AS createdAt
       FROM event_publications WHERE state = 'DEAD_LETTER' AND owner = '' AND id > ? ORDER BY id LIMIT ?`,
      [afterId, limit],
    );
    return rows.map(({ id, handler, event, payload, ...rest }) => {
      return { id, handler, event, events: JSON.parse(payload) as unknown[], ...rest };
    });
  }

  /** Makes a dead letter due again, with no attempt counted; false if there is no such dead letter. */
  async retry(id: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE event_publications SET state = 'DUE', owner = '', attempts = 0, due_at = NOW(3) WHERE id = ? AND state = 'DEAD_LETTER'`,
      [id],
    );
    return affectedRows > 0;
  }
}
