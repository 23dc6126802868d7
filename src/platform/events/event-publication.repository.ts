import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { separateTraces, type Traces, withTraces } from './traced-payloads';

/** One stored delivery: facts of one publication for one reaction. */
export interface EventPublication {
  readonly id: number;
  readonly handler: string;
  readonly event: string;
  readonly payloads: readonly unknown[];
  /** of each payload, if any is traced */
  readonly traces?: Traces;
  readonly position: number;
  /** times it was begun, this one included */
  readonly attempts: number;
  /** read back from the table: its payloads may have been written by another version of this code */
  readonly stored: boolean;
  /** its last attempt neither succeeded nor failed: the process died, or was taken for dead */
  readonly unfinished: boolean;
  /** when its fact was committed, monotonic, ms; known once it is in somebody's hands */
  committedAt?: number;
}

interface Row {
  id: number;
  handler: string;
  event: string;
  payload: string;
  position: number;
  attempts: number;
  owner: string;
  /** since its fact was committed, in microseconds; of a claimed one */
  age?: number;
}

/** A parked delivery as an administrator sees it. */
export interface DeadLetter {
  readonly id: number;
  readonly handler: string;
  readonly event: string;
  readonly events: readonly unknown[];
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

const CLAIMED_AT_ONCE = 200;
const ERROR_LENGTH = 500;
/** A row of ours that old and not in our hands was lost between a commit and its hand-over. */
const FORGOTTEN_AFTER_S = 3;

/**
 * The tables `deliveries` and `instances`. A delivery is owned by an instance, by nobody (`''`), or parked. An owner
 * is alive while its row in `instances` says so by the database's clock: one heartbeat renews all of its leases.
 */
@Injectable()
export class EventPublicationRepository {
  constructor(private readonly database: Database) {}

  /** Without an `owner` the row is left to the sweep; else it is born in his hands, its first attempt counted. */
  insert(tx: Transaction, owner: string, delayMs: number, deliveries: readonly EventPublication[]): void {
    const rows = deliveries.map((one) => [
      one.id,
      one.handler,
      one.event,
      JSON.stringify(withTraces(one.payloads, one.traces)),
      one.payloads.length,
      one.position,
      owner,
      one.attempts,
    ]);
    const due = delayMs > 0 ? `, NOW(3) + INTERVAL ${Math.ceil(delayMs) * 1000} MICROSECOND` : ', NOW(3)';
    tx.defer(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, due_at)
       VALUES ${rows.map(() => `(?${due})`).join(',')}`,
      rows,
    );
  }

  /** The completion mark. Finding nothing is no error: another attempt was quicker. */
  async remove(ids: readonly number[], tx?: Transaction): Promise<void> {
    const sql = 'DELETE FROM event_publications WHERE id IN (?)';
    if (tx === undefined) await this.database.execute(sql, [ids]);
    else tx.defer(sql, [ids]);
  }

  async setPosition(tx: Transaction, id: number, position: number): Promise<void> {
    await tx.execute('UPDATE event_publications SET position = ? WHERE id = ?', [position, id]);
  }

  /** Gives deliveries back to whoever sweeps first; `counted` says whether this attempt counts towards parking. */
  async release(ids: readonly number[], delayMs: number, counted: boolean, reason: string): Promise<void> {
    await this.database.execute(
      `UPDATE event_publications SET owner = '', due_at = NOW(3) + INTERVAL ? MICROSECOND, last_error = ?,
              attempts = ${counted ? 'attempts' : 'GREATEST(attempts, 1) - 1'}
       WHERE id IN (?) AND state = 'DUE'`,
      [Math.ceil(delayMs) * 1000, reason.slice(0, ERROR_LENGTH), ids],
    );
  }

  async deadLetter(id: number, reason: string): Promise<void> {
    await this.database.execute(
      `UPDATE event_publications SET state = 'DEAD_LETTER', owner = '', last_error = ? WHERE id = ? AND state = 'DUE'`,
      [reason.slice(0, ERROR_LENGTH), id],
    );
  }

  /** Replaces one delivery of several facts by others that hold them; false when it had been done meanwhile. */
  async replace(id: number, owner: string, parts: readonly EventPublication[]): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute('DELETE FROM event_publications WHERE id = ?', [id]);
      if (affectedRows === 0) return false;
      this.insert(tx, owner, 0, parts);
      return true;
    });
  }

  /**
   * Takes over what is due and in nobody's living hands, oldest first, each attempt counted before it begins.
   * @param reactions the names that `self` knows; another version of this code may know others
   * @param held ids that `self` is working on
   * @param suspect whether one of those may be taken that were begun more than once and never ended: one of them is
   *   what ends processes, and each is tried apart from the others, the least tried first, so that they are not counted
   *   for its sake. None is taken together with others that were left unfinished.
   */
  async claim(
    self: string,
    reactions: readonly string[],
    held: ReadonlySet<number>,
    suspect: boolean,
  ): Promise<EventPublication[]> {
    if (reactions.length === 0) return [];
    const free = await this.free(self, reactions);
    if (free.handlers.length === 0) return [];
    return this.database.transaction(async (tx) => {
      const due = async (condition: string, order: string): Promise<Row[]> => {
        const rows = await tx.query<Row>(
          `SELECT id, handler, event, payload, position, attempts, owner,
                  TIMESTAMPDIFF(MICROSECOND, created_at, NOW(3)) AS age FROM event_publications
           WHERE state = 'DUE' AND handler IN (?) AND owner IN (?) AND due_at <= NOW(3)
             AND (owner <> ? OR due_at <= NOW(3) - INTERVAL ${FORGOTTEN_AFTER_S} SECOND)
             AND ${condition}
           ORDER BY ${order} LIMIT ${CLAIMED_AT_ONCE} FOR UPDATE SKIP LOCKED`,
          [free.handlers, free.owners, self],
        );
        return rows.filter((row) => !held.has(row.id));
      };
      const taken = await due(`(owner = '' OR attempts <= 1)`, 'due_at, id');
      if (suspect && taken.every(({ owner }) => owner === '')) {
        taken.push(...(await due(`owner <> '' AND attempts > 1`, 'attempts, due_at, id')).slice(0, 1));
      }
      if (taken.length === 0) return [];
      await tx.execute('UPDATE event_publications SET owner = ?, attempts = attempts + 1 WHERE id IN (?)', [
        self,
        taken.map((row) => row.id),
      ]);
      return taken.map(begun);
    });
  }

  /** For which of its handlers `self` may take publications, and of which owners: itself, no one, dead instances. */
  private async free(self: string, handlers: readonly string[]): Promise<{ handlers: string[]; owners: string[] }> {
    const rows = await this.database.query<{ handler: string; owner: string; alive: number | null }>(
      `SELECT pairs.handler, pairs.owner, instances.alive_until > NOW(3) AS alive
       FROM (SELECT DISTINCT handler, owner FROM event_publications WHERE state = 'DUE' AND handler IN (?)) AS pairs
       LEFT JOIN instances ON instances.id = pairs.owner`,
      [handlers],
    );
    const free = rows.filter(({ owner, alive }) => owner === self || alive !== 1);
    return {
      handlers: [...new Set(free.map(({ handler }) => handler))],
      owners: [...new Set(free.map(({ owner }) => owner))],
    };
  }

  /** Renews all leases of `instance` at once. */
  async renewLease(instance: string, leaseMs: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO instances (id, alive_until) VALUES (?, NOW(3) + INTERVAL ? MICROSECOND)
       ON DUPLICATE KEY UPDATE alive_until = VALUES(alive_until)`,
      [instance, leaseMs * 1000],
    );
    await this.database.execute('DELETE FROM instances WHERE alive_until < NOW(3) - INTERVAL 1 HOUR');
  }

  /** Ends the leases of `instance`: what it left is due for anybody at once. */
  async endLease(instance: string): Promise<void> {
    await this.database.execute('DELETE FROM instances WHERE id = ?', [instance]);
  }

  /** Those of `reactions` for which something due has been waiting, or under way, for so long. */
  async late(reactions: readonly string[], seconds: number): Promise<string[]> {
    const rows = await this.database.query<{ handler: string }>(
      `SELECT DISTINCT handler FROM event_publications
       WHERE state = 'DUE' AND due_at <= NOW(3) - INTERVAL ? SECOND AND handler IN (?)`,
      [seconds, reactions],
    );
    return rows.map(({ handler }) => handler);
  }

  async counts(): Promise<{ due: number; dead_letter: number }> {
    const rows = await this.database.query<{ state: 'DUE' | 'DEAD_LETTER'; number: number }>(
      'SELECT state, COUNT(*) AS number FROM event_publications GROUP BY state',
    );
    const of = (state: string): number => Number(rows.find((row) => row.state === state)?.number ?? 0);
    return { due: of('DUE'), dead_letter: of('DEAD_LETTER') };
  }

  /** Those that could be worked on now, and those that are parked; both are read from the index alone. */
  async waiting(): Promise<{ due: number; parked: number }> {
    const [row] = await this.database.query<{ due: number; parked: number }>(
      `SELECT (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE' AND due_at <= NOW(3)) AS due,
              (SELECT COUNT(*) FROM event_publications WHERE state = 'DEAD_LETTER') AS parked`,
    );
    return { due: Number(row?.due ?? 0), parked: Number(row?.parked ?? 0) };
  }

  async listDeadLetters(afterId: number, limit: number): Promise<DeadLetter[]> {
    const rows = await this.database.query<Row & { last_error: string | null; created_at: Date }>(
      `SELECT id, handler, event, payload, position, attempts, owner, last_error, created_at FROM event_publications
       WHERE state = 'DEAD_LETTER' AND owner = '' AND id > ? ORDER BY id LIMIT ?`,
      [afterId, limit],
    );
    return rows.map((row) => ({
      id: row.id,
      handler: row.handler,
      event: row.event,
      events: JSON.parse(row.payload) as unknown[],
      attempts: row.attempts,
      lastError: row.last_error,
      createdAt: row.created_at,
    }));
  }

  /** Makes a parked delivery due again with a clean count; false when none such is parked. */
  async retry(id: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE event_publications SET state = 'DUE', owner = '', attempts = 0, due_at = NOW(3) WHERE id = ? AND state = 'DEAD_LETTER'`,
      [id],
    );
    return affectedRows > 0;
  }
}

function begun(row: Row): EventPublication {
  return {
    id: row.id,
    handler: row.handler,
    event: row.event,
    ...separateTraces(JSON.parse(row.payload) as unknown[]),
    position: row.position,
    attempts: row.attempts + 1,
    stored: true,
    unfinished: row.owner !== '',
    committedAt: performance.now() - (row.age ?? 0) / 1000,
  };
}
