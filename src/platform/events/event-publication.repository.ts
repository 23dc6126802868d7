import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { separateTraces, type Traces, withTraces } from './traced-payloads';

/** One stored publication: events that were published together, for one handler. */
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
  /** read from the table: its payloads may have been written by another release */
  readonly stored: boolean;
  /** its last attempt neither succeeded nor failed: the process died, or was believed dead */
  readonly unfinished: boolean;
  /** when its events were committed, monotonic, ms; known once an instance has it */
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
  /** microseconds since its events were committed; of a claimed one */
  age?: number;
}

const CLAIM_LIMIT = 200;
const ERROR_LENGTH = 500;
/** A row of this instance that is so old and not in its memory was lost between the commit and the dispatcher. */
const FORGOTTEN_AFTER_S = 3;

/**
 * The tables `event_publications` and `instances`. A publication is owned by an instance or by no one (`''`), or it is
 * a dead letter. An owner is alive while its row in `instances` says so by the database's clock: one heartbeat renews
 * all of its leases.
 */
@Injectable()
export class EventPublicationRepository {
  constructor(private readonly database: Database) {}

  /** With an `owner`, that instance handles it from the start and its first attempt is counted; else it is polled. */
  insert(tx: Transaction, owner: string, delayMs: number, publications: readonly EventPublication[]): void {
    const rows = publications.map((one) => [
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

  /** The completion mark. It is no error to find no row: another attempt was faster. */
  async remove(ids: readonly number[], tx?: Transaction): Promise<void> {
    const sql = 'DELETE FROM event_publications WHERE id IN (?)';
    if (tx === undefined) await this.database.execute(sql, [ids]);
    else tx.defer(sql, [ids]);
  }

  async setPosition(tx: Transaction, id: number, position: number): Promise<void> {
    await tx.execute('UPDATE event_publications SET position = ? WHERE id = ?', [position, id]);
  }

  /**
   * Gives publications back to the next poll of any instance; `counted`: this attempt counts towards the dead letter.
   */
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

  /**
   * Takes one attempt back on those that another instance has taken over from `owner` meanwhile. On those that `owner`
   * still owns, `claim` counts none.
   */
  async discount(ids: readonly number[], owner: string): Promise<void> {
    await this.database.execute(
      `UPDATE event_publications SET attempts = GREATEST(attempts, 1) - 1 WHERE id IN (?) AND owner <> ? AND state = 'DUE'`,
      [ids, owner],
    );
  }

  /** Whether the database can insert, delete and commit at this moment. Nothing is left behind. */
  async canCommit(): Promise<boolean> {
    const id = randomUUID();
    try {
      await this.database.transaction(async (tx) => {
        await tx.execute('INSERT INTO instances (id, alive_until) VALUES (?, NOW(3))', [id]);
        await tx.execute('DELETE FROM instances WHERE id = ?', [id]);
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Replaces a publication by several that hold its events; false if it has been completed meanwhile. */
  async replace(id: number, owner: string, parts: readonly EventPublication[]): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute('DELETE FROM event_publications WHERE id = ?', [id]);
      if (affectedRows === 0) return false;
      this.insert(tx, owner, 0, parts);
      return true;
    });
  }

  /**
   * Claims publications that are due and belong to no living instance, oldest first; each attempt is counted before it
   * begins. One that `self` owns, and has forgotten, was counted already: its attempt has ended, or never begun,
   * because the database failed, and this process has not died in it.
   * @param handlers the names that `self` knows; another release may know others
   * @param held ids that `self` is working on
   * @param withCandidate whether one of those may be claimed that were begun more than once and never ended. One of
   * them is what kills processes. Each is tried apart from the others, the least tried first, so that no attempt of it
   * counts for them, and never together with others that were left unfinished.
   */
  async claim(
    self: string,
    handlers: readonly string[],
    held: ReadonlySet<number>,
    withCandidate: boolean,
  ): Promise<EventPublication[]> {
    if (handlers.length === 0) return [];
    const free = await this.free(self, handlers);
    if (free.handlers.length === 0) return [];
    return this.database.transaction(async (tx) => {
      const due = async (condition: string, sortedBy: string): Promise<Row[]> => {
        const rows = await tx.query<Row>(
          `SELECT id, handler, event, payload, position, attempts, owner,
                  TIMESTAMPDIFF(MICROSECOND, created_at, NOW(3)) AS age FROM event_publications
           WHERE state = 'DUE' AND handler IN (?) AND owner IN (?) AND due_at <= NOW(3)
             AND (owner <> ? OR due_at <= NOW(3) - INTERVAL ${FORGOTTEN_AFTER_S} SECOND)
             AND ${condition}
           ORDER BY ${sortedBy} LIMIT ${CLAIM_LIMIT} FOR UPDATE SKIP LOCKED`,
          [free.handlers, free.owners, self],
        );
        return rows.filter((row) => !held.has(row.id));
      };
      const taken = await due(`(owner = '' OR attempts <= 1)`, 'due_at, id');
      if (withCandidate && taken.every(({ owner }) => owner === '')) {
        taken.push(...(await due(`owner <> '' AND attempts > 1`, 'attempts, due_at, id')).slice(0, 1));
      }
      if (taken.length === 0) return [];
      await tx.execute('UPDATE event_publications SET attempts = attempts + (owner <> ?), owner = ? WHERE id IN (?)', [
        self,
        self,
        taken.map((row) => row.id),
      ]);
      return taken.map((row) => toPublication(row, self));
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

  /** Ends the leases of `instance`: other instances may claim its publications at once. */
  async endLease(instance: string): Promise<void> {
    await this.database.execute('DELETE FROM instances WHERE id = ?', [instance]);
  }
}

function toPublication(row: Row, self: string): EventPublication {
  const isForgotten = row.owner === self;
  return {
    id: row.id,
    handler: row.handler,
    event: row.event,
    ...separateTraces(JSON.parse(row.payload) as unknown[]),
    position: row.position,
    attempts: isForgotten ? row.attempts : row.attempts + 1,
    stored: true,
    unfinished: row.owner !== '' && !isForgotten,
    committedAt: performance.now() - (row.age ?? 0) / 1000,
  };
}
