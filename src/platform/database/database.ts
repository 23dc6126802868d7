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
  StatementAborted,
  statementTimeout,
} from './errors';
import { PoolLoad } from './pool-load';
import { endOnServer, unlessAborted } from './statement-end';
import { inSnapshot, type Snapshot } from './snapshot';
import { sendPipelined } from './pipelined-statements';
import { Transaction, type WriteResult } from './transaction';

const CONNECTION_WAIT_MS = 3_000;
const STATEMENT_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 1_000;
const RERUNS = 3;
const MAX_CLOSED_CONNECTIONS = 200;
const JITTER_MS = { least: 5, most: 50 };

/** The only way to the database: single statements, and transactions with the one retry policy. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly load: PoolLoad;
  /** transactions run again, by the number of the error that asked for it */
  readonly rerunsByError = new Map<number, number>();
  /** commits whose outcome is unknown, because the connection was lost meanwhile */
  unknownCommits = 0;
  /** connections whose transaction could not be rolled back */
  private readonly leftOpen = new WeakSet<QueryRunner>();

  constructor(private readonly dataSource: DataSource) {
    this.load = new PoolLoad((dataSource.options as { readonly poolSize?: number }).poolSize ?? 0);
  }

  get reruns(): number {
    return [...this.rerunsByError.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * Runs one reading statement on a connection of its own.
   * @param signal when it is aborted, the statement is ended on the server before this fails
   */
  async query<Row>(sql: string, parameters: readonly unknown[] = [], signal?: AbortSignal): Promise<Row[]> {
    return this.onConnection(async (runner) => {
      const rows = runner.query(sql, parameters as unknown[]) as Promise<Row[]>;
      return signal === undefined ? rows : unlessAborted(rows, signal);
    });
  }

  /** Runs one writing statement, which is committed by itself. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<WriteResult> {
    return this.onConnection(async (runner) => (await runner.query(sql, parameters as unknown[])) as WriteResult);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction. After a deadlock, a lock wait timeout or a changed revision, all of
   * it is run again in a new transaction, at most three times: so `work` must change nothing but the database.
   * Transactions do not nest: `work` uses only the transaction that it gets, and no other method of this class.
   * @param options.duplicateMeansRace also run it again after a duplicate key, which another transaction has inserted
   * @throws CommitUnknown when the connection was lost during COMMIT
   * @throws Unavailable when the database does not respond, or no connection is free in time
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

  /** Reads one state of all tables on one connection, without locks; writing is impossible. */
  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.onConnection((runner) => inSnapshot(runner, work));
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    // The pool would wait for ever for a connection that hangs, and fail with one that breaks. Nothing is left to save.
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
      // After error 1205 only the statement was rolled back, so the transaction is always ended here, or its connection.
      if (!isUnreachable(error)) await transaction.rollback().catch(() => this.leftOpen.add(runner));
      throw error;
    }
  }

  /** The server may have closed an idle connection; then another one is used, and the caller does not notice. */
  private async onConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    for (let closed = 0; ; closed++) {
      try {
        return await this.onOneConnection(work);
      } catch (error) {
        if (!(error instanceof ClosedBeforeUse)) throw toUnavailable(error);
        if (closed >= MAX_CLOSED_CONNECTIONS) throw toUnavailable(error.cause);
      }
    }
  }

  private async onOneConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = await this.connect();
    let broken = false;
    let hangs = false;
    let aborted = false;
    try {
      return await work(runner);
    } catch (error) {
      // An open transaction must never travel to the connection's next user.
      const open = runner.isTransactionActive || this.leftOpen.has(runner);
      broken = open || error instanceof ClosedBeforeUse || error instanceof CommitUnknown || isUnreachable(error);
      aborted = error instanceof StatementAborted;
      broken ||= aborted;
      hangs = isStatementTimeout(error instanceof CommitUnknown ? error.cause : error);
      throw error;
    } finally {
      this.load.inUse--;
      if (broken) await this.destroy(runner, { hangs, aborted });
      else await runner.release();
    }
  }

  private async destroy(runner: QueryRunner, { hangs = false, aborted = false }): Promise<void> {
    const connection = (await runner.connect()) as Connection;
    connection.destroy();
    if (!hangs && !aborted) return;
    const ended = endOnServer(this.dataSource, connection.threadId).catch(() => undefined);
    // A database that hangs would keep the caller waiting.
    if (!hangs) await ended;
  }

  private async connect(): Promise<QueryRunner> {
    if (!this.dataSource.isInitialized) throw new Unavailable('The database');
    const runner = withStatementTimeout(this.dataSource.createQueryRunner());
    const connecting = runner.connect() as Promise<unknown>;
    const startedAt = this.load.startWaiting();
    try {
      await withTimeout(CONNECTION_WAIT_MS, connecting, () => new Unavailable('The database'));
      this.load.connected(startedAt);
      return runner;
    } catch (error) {
      this.load.refused();
      void connecting.then(
        () => runner.release(),
        () => undefined,
      );
      throw toUnavailable(error);
    }
  }
}

/** Nothing has been sent over this connection yet, so the same work can be tried on another one. */
class ClosedBeforeUse extends Error {
  constructor(override readonly cause: Error) {
    super('The connection was closed by the other side');
  }
}

interface Connection {
  readonly threadId: number;
  query(sql: string, parameters: unknown, callback: (error: Error | null, rows: unknown) => void): void;
  destroy(): void;
}

/**
 * Makes every statement of `runner`, its own ones included, succeed in time or fail. The driver's own time limit does not
 * run while a statement waits behind another one on its connection, such as ROLLBACK behind one that hangs. TypeORM's
 * events and copies of results, which are not used here, are bypassed: they took 8 µs of every order.
 */
function withStatementTimeout(runner: QueryRunner): QueryRunner {
  let isUsed = false;
  // With `undefined` the driver would search the whole text for placeholders.
  const query = async (sql: string, parameters: unknown = null): Promise<unknown> => {
    if (runner.isReleased) throw new Error('This connection has been released');
    const connection = (await runner.connect()) as Connection;
    const first = !isUsed;
    isUsed = true;
    return new Promise((resolve, reject) => {
      // Without a connection that is open, nothing waits for it.
      const timeout = setTimeout(() => reject(statementTimeout()), STATEMENT_LIMIT_MS).unref();
      connection.query(sql, parameters, (error, rows) => {
        clearTimeout(timeout);
        if (error === null) resolve(rows);
        else reject(first && isClosed(error) ? new ClosedBeforeUse(error) : error);
      });
    });
  };
  return Object.assign(runner, { query });
}

function toUnavailable(error: unknown): unknown {
  return isUnreachable(error) && !(error instanceof Unavailable) ? new Unavailable('The database', error) : error;
}
