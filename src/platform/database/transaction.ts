import { Logger } from '@nestjs/common';
import { isOutOfRange } from './errors';

const log = new Logger('Transaction');

export interface WriteResult {
  readonly affectedRows: number;
  readonly insertId: number;
}

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/** Fails on the server when the statement before it has changed another number of rows, for no number is above ~0. */
const COUNTED = 'SELECT ~0 + (ROW_COUNT() <> ?)';

/** A statement has changed another number of rows than it had to. Nothing of its transaction is committed. */
export class UnexpectedRowCount extends Error {
  constructor(cause: unknown) {
    super('A statement has changed another number of rows than it had to', { cause });
  }
}

/** Sends statements in one round trip. The server stops at the first that fails. Answers as many answers. */
export type Send = (statements: readonly Statement[]) => Promise<unknown[]>;

/**
 * One open transaction on one connection. Handed to repositories; never kept beyond the function that got it. It begins
 * on the server with its first statement.
 */
export class Transaction {
  private readonly committed: (() => void)[] = [];
  private deferred: Statement[] = [];
  /** what became of a statement that was put off, if it failed */
  private failed: { readonly error: unknown } | undefined;
  private begun = false;

  constructor(private readonly send: Send) {}

  async query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
    const [rows] = await this.pipeline({ sql, parameters });
    return rows as Row[];
  }

  async execute(sql: string, parameters?: readonly unknown[]): Promise<WriteResult> {
    const [written] = await this.pipeline({ sql, parameters });
    return written as WriteResult;
  }

  /** Several statements, one after the other, in one round trip; none of those behind one that fails. */
  async pipeline(...statements: readonly Statement[]): Promise<unknown[]> {
    const { deferred } = this;
    const before = this.begun ? deferred : [{ sql: 'START TRANSACTION' }, ...deferred];
    this.deferred = [];
    this.begun = true;
    try {
      return (await this.send([...before, ...statements])).slice(before.length);
    } catch (failure) {
      const counted = before.some(({ sql }) => sql === COUNTED);
      const error = counted && isOutOfRange(failure) ? new UnexpectedRowCount(failure) : failure;
      // Whoever asked may live with the failure of his own statement; not with that of another.
      if (deferred.length > 0) this.failed = { error };
      throw error;
    }
  }

  /**
   * A statement whose answer nobody needs: it travels with the next one, or with COMMIT. If it fails, that one is
   * not run and fails in its place, and nothing of this transaction is committed.
   */
  defer(sql: string, parameters?: readonly unknown[]): void {
    this.deferred.push({ sql, parameters });
  }

  /**
   * As `later`, for a statement that must change so many rows: the server counts them before it runs what follows, and
   * with another number that fails with `UnexpectedRowCount`.
   */
  deferExpecting(rows: number, sql: string, parameters?: readonly unknown[]): void {
    this.defer(sql, parameters);
    this.defer(COUNTED, [rows]);
  }

  /**
   * Runs once the commit is certain; not at all after a rollback or an unknown commit. A listener that fails is
   * logged: nothing can undo the commit.
   */
  afterCommit(listener: () => void): void {
    this.committed.push(listener);
  }

  /** For `Database`, as what follows. */
  async commit(): Promise<void> {
    if (this.failed !== undefined) throw this.failed.error;
    if (this.begun || this.deferred.length > 0) await this.pipeline({ sql: 'COMMIT' });
  }

  async rollback(): Promise<void> {
    if (this.begun) await this.send([{ sql: 'ROLLBACK' }]);
  }

  announceCommit(): void {
    for (const listener of this.committed) {
      try {
        listener();
      } catch (error) {
        log.error(error);
      }
    }
  }
}
