import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { Unavailable } from '#platform/domain-error';
import { withTimeout } from '#platform/timing/with-timeout';
import {
  isRetryable,
  CommitUnknown,
  isClosed,
  isDuplicateKey,
  isStatementTimeout,
  isUnreachable,
  numberOf,
  statementTimeout,
} from './errors';
import { PoolLoad } from './pool-load';
import { endOnServer } from './statement-end';
import { inSnapshot, type Snapshot } from './snapshot';
import { sendPipelined } from './pipelined-statements';
import { Transaction, type WriteResult } from './transaction';

const CONNECTION_WAIT_MS = 3_000;
const STATEMENT_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 1_000;
const RERUNS = 3;
const MOST_FOUND_CLOSED = 200;
const JITTER_MS = { least: 5, most: 50 };

/** The only way to the database: single statements, and transactions with the one retry policy. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly load: PoolLoad;
  /** transactions run again, by the number of the error that asked for it */
  readonly rerunsByError = new Map<number, number>();
  /** commits that were answered by silence */
  unknownCommits = 0;
  /** connections whose transaction could not be rolled back */
  private readonly leftOpen = new WeakSet<QueryRunner>();

  constructor(private readonly dataSource: DataSource) {
    this.load = new PoolLoad((dataSource.options as { readonly poolSize?: number }).poolSize ?? 0);
  }

  get reruns(): number {
    return [...this.rerunsByError.values()].reduce((sum, count) => sum + count, 0);
  }

  /** One reading statement on a connection of its own. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.onConnection(async (runner) => (await runner.query(sql, parameters as unknown[])) as Row[]);
  }

  /** One writing statement, committed by itself. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<WriteResult> {
    return this.onConnection(async (runner) => (await runner.query(sql, parameters as unknown[])) as WriteResult);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction. After a deadlock or a lock wait time-out all of it is run again
   * on a new transaction, at most three times: `work` must therefore change nothing but the database. Transactions
   * do not nest: `work` uses the one it is given, and nothing else of this class.
   * @param options.duplicateMeansRace a duplicate key is another transaction's doing that a new attempt will see
   * @throws CommitUnknown when the connection was lost during COMMIT
   * @throws Unavailable when the database does not answer, or no connection is free in time
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: { readonly duplicateMeansRace?: boolean } = {},
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.onConnection((runner) => this.attempt(runner, work));
      } catch (error) {
        const rerun = isRetryable(error) || (options.duplicateMeansRace === true && isDuplicateKey(error));
        if (!rerun || attempt >= RERUNS) throw error;
        const number = numberOf(error) ?? 0;
        this.rerunsByError.set(number, (this.rerunsByError.get(number) ?? 0) + 1);
        await pause(JITTER_MS.least + Math.random() * (JITTER_MS.most - JITTER_MS.least));
      }
    }
  }

  /** Reads one state of all tables, on one connection, without locks and without a chance to write. */
  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.onConnection((runner) => inSnapshot(runner, work));
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    // The pool waits for ever for a connection that hangs, and fails with one that breaks: all is lost there anyway.
    await withTimeout(CLOSE_LIMIT_MS, this.dataSource.destroy(), statementTimeout).catch(() => undefined);
  }

  private async attempt<T>(runner: QueryRunner, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new Transaction((statements) => sendPipelined(runner, statements));
    let committing = false;
    try {
      const result = await work(transaction);
      committing = true;
      await transaction.commit();
      transaction.announceCommit();
      return result;
    } catch (error) {
      if (committing && isUnreachable(error)) {
        this.unknownCommits++;
        throw new CommitUnknown(error);
      }
      // After 1205 only the statement was rolled back: the transaction is always ended here, or its connection is.
      if (!isUnreachable(error)) await transaction.rollback().catch(() => this.leftOpen.add(runner));
      throw error;
    }
  }

  /** The server may have closed a connection that nobody used; nobody need hear of that. */
  private async onConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    for (let closed = 0; ; closed++) {
      try {
        return await this.onOneConnection(work);
      } catch (error) {
        if (!(error instanceof FoundClosed)) throw told(error);
        if (closed >= MOST_FOUND_CLOSED) throw told(error.cause);
      }
    }
  }

  private async onOneConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = await this.connect();
    let broken = false;
    let hangs = false;
    try {
      return await work(runner);
    } catch (error) {
      // An open transaction must never travel to the connection's next user.
      const open = runner.isTransactionActive || this.leftOpen.has(runner);
      broken = open || error instanceof FoundClosed || error instanceof CommitUnknown || isUnreachable(error);
      hangs = isStatementTimeout(error instanceof CommitUnknown ? error.cause : error);
      throw error;
    } finally {
      this.load.inUse--;
      if (broken) await this.destroy(runner, hangs);
      else await runner.release();
    }
  }

  private async destroy(runner: QueryRunner, hangs: boolean): Promise<void> {
    const connection = (await runner.connect()) as Connection;
    connection.destroy();
    if (hangs) endOnServer(this.dataSource, connection.threadId).catch(() => undefined);
  }

  private async connect(): Promise<QueryRunner> {
    if (!this.dataSource.isInitialized) throw new Unavailable('The database');
    const runner = limited(this.dataSource.createQueryRunner());
    const connecting = runner.connect() as Promise<unknown>;
    const asked = this.load.ask();
    try {
      await withTimeout(CONNECTION_WAIT_MS, connecting, () => new Unavailable('The database'));
      this.load.had(asked);
      return runner;
    } catch (error) {
      this.load.denied();
      void connecting.then(
        () => runner.release(),
        () => undefined,
      );
      throw told(error);
    }
  }
}

/** Nothing has been sent over it yet, so that the same may be asked of another one. */
class FoundClosed extends Error {
  constructor(override readonly cause: Error) {
    super('The connection was closed by the other side');
  }
}

interface Connection {
  readonly threadId: number;
  query(sql: string, parameters: unknown, answered: (error: Error | null, rows: unknown) => void): void;
  destroy(): void;
}

/**
 * Every statement of `runner`, those that it makes itself too, is answered in time or fails. The driver's own limit
 * stands still while a statement waits behind another on its connection, as ROLLBACK behind one that hangs. The driver
 * is asked without TypeORM's events and copies of results in between, which nobody here listens to: 8 µs of an order.
 */
function limited(runner: QueryRunner): QueryRunner {
  let asked = false;
  // `null`: the driver would look for placeholders in the whole text for parameters that are not there.
  const query = async (sql: string, parameters: unknown = null): Promise<unknown> => {
    if (runner.isReleased) throw new Error('This connection was given back');
    const connection = (await runner.connect()) as Connection;
    const first = !asked;
    asked = true;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(statementTimeout()), STATEMENT_LIMIT_MS);
      connection.query(sql, parameters, (error, rows) => {
        clearTimeout(late);
        if (error === null) resolve(rows);
        else reject(first && isClosed(error) ? new FoundClosed(error) : error);
      });
    });
  };
  return Object.assign(runner, { query });
}

function told(error: unknown): unknown {
  return isUnreachable(error) && !(error instanceof Unavailable) ? new Unavailable('The database', error) : error;
}
