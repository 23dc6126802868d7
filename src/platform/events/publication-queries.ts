import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** How far the event handlers are behind, on all instances together. */
@Injectable()
export class PublicationQueries {
  constructor(private readonly database: Database) {}

  /** Those of `handlers` that have a publication which has been due, waiting or in progress, for this long. */
  async late(handlers: readonly string[], seconds: number): Promise<string[]> {
    const rows = await this.database.query<{ handler: string }>(
      `SELECT DISTINCT handler FROM event_publications
       WHERE state = 'DUE' AND due_at <= NOW(3) - INTERVAL ? SECOND AND handler IN (?)`,
      [seconds, handlers],
    );
    return rows.map(({ handler }) => handler);
  }

  /** By how many seconds the oldest due publication of each handler is late; only handlers that have one. */
  async lateness(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ handler: string; late: number }>(
      `SELECT handler, TIMESTAMPDIFF(MICROSECOND, MIN(due_at), NOW(3)) AS late FROM event_publications
       WHERE state = 'DUE' AND due_at <= NOW(3) GROUP BY handler`,
    );
    return new Map(rows.map(({ handler, late }) => [handler, Number(late) / 1_000_000]));
  }

  /**
   * Those of `ids` that an event names in this field which one of these handlers has still to handle. A dead letter is not
   * handled any more.
   */
  async named(handlers: readonly string[], field: string, ids: readonly number[]): Promise<Set<number>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.query<{ id: number }>(
      `SELECT DISTINCT listed.named_id AS id
       FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
         COLUMNS (named_id BIGINT PATH '$.${field}')) AS listed
       WHERE state = 'DUE' AND handler IN (?) AND listed.named_id IN (?)`,
      [handlers, ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** All publications by state, those that are due later included. */
  async counts(): Promise<{ due: number; dead_letter: number }> {
    const rows = await this.database.query<{ state: 'DUE' | 'DEAD_LETTER'; number: number }>(
      'SELECT state, COUNT(*) AS number FROM event_publications GROUP BY state',
    );
    const of = (state: string): number => Number(rows.find((row) => row.state === state)?.number ?? 0);
    return { due: of('DUE'), dead_letter: of('DEAD_LETTER') };
  }

  /** Publications that are due now, and dead letters; both are read from the index alone. */
  async waiting(): Promise<{ due: number; parked: number }> {
    const [row] = await this.database.query<{ due: number; parked: number }>(
      `SELECT (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE' AND due_at <= NOW(3)) AS due,
              (SELECT COUNT(*) FROM event_publications WHERE state = 'DEAD_LETTER') AS parked`,
    );
    return { due: Number(row?.due ?? 0), parked: Number(row?.parked ?? 0) };
  }
}
