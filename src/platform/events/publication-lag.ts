import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** How far the reactions are behind, on all instances together. */
@Injectable()
export class PublicationLag {
  constructor(private readonly database: Database) {}

  /** By how many seconds the oldest due delivery of each reaction is late, under way or not; of those that have one. */
  async seconds(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ handler: string; late: number }>(
      `SELECT handler, TIMESTAMPDIFF(MICROSECOND, MIN(due_at), NOW(3)) AS late FROM event_publications
       WHERE state = 'DUE' AND due_at <= NOW(3) GROUP BY handler`,
    );
    return new Map(rows.map(({ handler, late }) => [handler, Number(late) / 1_000_000]));
  }
}
