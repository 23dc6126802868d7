import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';

/** The server renews its list of transactions only when nobody has read it for 100 ms. */
const LOOK_EVERY_MS = 150;

/** A transaction that stands still before one of its statements. */
export interface Hold {
  readonly reached: Promise<void>;
  release(): void;
}

interface Point {
  readonly statement: string;
  readonly reach: () => void;
  readonly released: Promise<void>;
}

/** The database, with transactions that a test can hold open at a named point. */
export class HeldDatabase extends Database {
  private readonly points: Point[] = [];

  /** The next transaction that comes to a statement with this text in it waits there. */
  holdBefore(statement: string): Hold {
    let reach = (): void => undefined;
    let release = (): void => undefined;
    const reached = new Promise<void>((done) => (reach = done));
    const released = new Promise<void>((done) => (release = done));
    this.points.push({ statement, reach, released });
    return { reached, release };
  }

  /** Until `work` has ended, or waits for a row lock with a statement like this. */
  async endedOrBlocked(work: Promise<unknown>, statement: string): Promise<void> {
    let ended = false;
    const ending = work.then(
      () => (ended = true),
      () => (ended = true),
    );
    while (!ended && !(await this.isBlocked(statement))) await Promise.race([ending, pause(LOOK_EVERY_MS)]);
  }

  override transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((tx) => {
      const watched = Object.create(tx) as Transaction;
      watched.pipeline = async (...statements) => {
        for (const { sql } of statements) await this.passed(sql);
        return tx.pipeline(...statements);
      };
      return work(watched);
    });
  }

  private async passed(sql: string): Promise<void> {
    const index = this.points.findIndex(({ statement }) => sql.includes(statement));
    const [point] = index < 0 ? [] : this.points.splice(index, 1);
    point?.reach();
    await point?.released;
  }

  private async isBlocked(statement: string): Promise<boolean> {
    const rows = await this.query(
      `SELECT 1 FROM information_schema.INNODB_TRX AS trx
       JOIN information_schema.PROCESSLIST AS thread ON thread.ID = trx.trx_mysql_thread_id
       WHERE trx.trx_state = 'LOCK WAIT' AND thread.DB = DATABASE() AND LOCATE(?, trx.trx_query) > 0`,
      [statement],
    );
    return rows.length > 0;
  }
}
