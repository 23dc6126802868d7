import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { SealedColumn } from './sealed-columns';
import { CannotOpen, SEALED_VERSION, TextSealer } from './sealed-text';

const ROWS_OF_A_COUNT = 10_000;
const ROWS_OF_A_STEP = 1_000;

interface Row {
  readonly id: number;
  readonly sealed: Buffer | null;
}

/** Rows whose values begin with the same two bytes: the version, and the id of the key. */
interface CountedHead {
  readonly head: Buffer | null;
  readonly count: number | string;
  readonly lastId: number | string;
}

export interface UnopenedRow {
  readonly id: number;
  readonly reason: string;
}

/** What a step has done. */
export interface ResealedStep {
  /** the last row that was looked at; undefined: there are no more */
  readonly last: number | undefined;
  readonly resealed: number;
  /** rows that do not open, and stay as they are */
  readonly unopened: readonly UnopenedRow[];
}

/**
 * The rows of a sealed column, under whichever keys. Rows that need another key are looked for without a lock, 1,000 at a
 * time in the order of the primary key; then they are locked, read again and sealed anew in one transaction. So a value
 * that someone else changes or deletes meanwhile is never overwritten by an older one, and two runs at once seal each row
 * once. A run that ends early leaves whole steps, and the next one continues. Rows that are written behind a run by an
 * instance that has not got the new key yet stay under the old one: `keyCounts` shows them.
 */
@Injectable()
export class SealedRows {
  constructor(
    private readonly database: Database,
    private readonly sealer: TextSealer,
  ) {}

  /** How many rows each key has sealed, by its id; `undefined`: in a version that this release does not know. */
  async keyCounts(column: SealedColumn): Promise<ReadonlyMap<number | undefined, number>> {
    const counts = new Map<number | undefined, number>();
    for (let after = 0; ;) {
      const rows = await this.headsAfter(column, after, ROWS_OF_A_COUNT);
      if (rows.length === 0) return counts;
      for (const { head, count } of rows) {
        if (head === null) continue;
        const id = head[0] === SEALED_VERSION ? head[1] : undefined;
        counts.set(id, (counts.get(id) ?? 0) + Number(count));
      }
      after = Math.max(...rows.map(({ lastId }) => Number(lastId)));
    }
  }

  /** Seals the next 1,000 rows after a primary key, those that need it. */
  async resealAfter(column: SealedColumn, after: number): Promise<ResealedStep> {
    const { table, key, column: sealed } = column;
    const rows = await this.database.query<{ readonly id: number; readonly head: Buffer | null }>(
      `SELECT ${key} AS id, SUBSTRING(${sealed}, 1, 2) AS head FROM ${table}
       WHERE ${key} > ? ORDER BY ${key} LIMIT ${ROWS_OF_A_STEP}`,
      [after],
    );
    const ids = rows.filter(({ head }) => head !== null && !this.isCurrent(head)).map(({ id }) => id);
    const last = rows.at(-1)?.id;
    if (ids.length === 0) return { last, resealed: 0, unopened: [] };
    return { last, ...(await this.database.transaction((tx) => this.reseal(tx, column, ids))) };
  }

  private async reseal(
    tx: Transaction,
    { table, key, column, placeOf }: SealedColumn,
    ids: readonly number[],
  ): Promise<Omit<ResealedStep, 'last'>> {
    const rows = await tx.query<Row>(
      `SELECT ${key} AS id, ${column} AS sealed FROM ${table} WHERE ${key} IN (?) ORDER BY ${key} FOR UPDATE`,
      [ids],
    );
    const unopened: UnopenedRow[] = [];
    let resealed = 0;
    for (const { id, sealed } of rows) {
      if (sealed === null || this.isCurrent(sealed)) continue;
      try {
        const place = placeOf(id);
        const anew = this.sealer.seal(this.sealer.open(sealed, place), place);
        tx.deferExpecting(1, `UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`, [anew, id]);
        resealed++;
      } catch (error) {
        if (!(error instanceof CannotOpen)) throw error;
        unopened.push({ id, reason: error.message });
      }
    }
    return { resealed, unopened };
  }

  private isCurrent([version, keyId]: Buffer): boolean {
    return version === SEALED_VERSION && keyId === this.sealer.sealingId;
  }

  private headsAfter({ table, key, column }: SealedColumn, after: number, limit: number): Promise<CountedHead[]> {
    return this.database.query<CountedHead>(
      `SELECT head, COUNT(*) AS count, MAX(id) AS lastId FROM (
         SELECT ${key} AS id, SUBSTRING(${column}, 1, 2) AS head FROM ${table}
         WHERE ${key} > ? ORDER BY ${key} LIMIT ?
       ) AS step GROUP BY head`,
      [after, limit],
    );
  }
}
