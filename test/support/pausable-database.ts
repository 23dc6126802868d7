import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { untilBlocked } from './database-connection';

/** A transaction that is paused before one of its statements. */
export interface Pause {
  readonly reached: Promise<void>;
  release(): void;
}

interface Point {
  readonly statement: string;
  readonly reach: () => void;
  readonly released: Promise<void>;
}

/** A database whose transactions a test can pause before a statement. */
export class PausableDatabase extends Database {
  private readonly points: Point[] = [];

  /** Pauses the next transaction that reaches a statement with this text. */
  pauseBefore(statement: string): Pause {
    let reach = (): void => undefined;
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    this.points.push({ statement, reach, released });
    return { reached, release };
  }

  /** Resolves when `work` has ended or waits for a row lock with a statement like this. */
  endedOrBlocked(work: Promise<unknown>, statement: string): Promise<void> {
    return untilBlocked(this, { statement, work });
  }

  override transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((tx) => {
      const watched = Object.create(tx) as Transaction;
      watched.pipeline = async (...statements) => {
        for (const { sql } of statements) await this.waitAt(sql);
        return tx.pipeline(...statements);
      };
      return work(watched);
    });
  }

  private async waitAt(sql: string): Promise<void> {
    const index = this.points.findIndex(({ statement }) => sql.includes(statement));
    const [point] = index < 0 ? [] : this.points.splice(index, 1);
    point?.reach();
    await point?.released;
  }
}
