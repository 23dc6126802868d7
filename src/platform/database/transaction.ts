import { Logger } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';

const log = new Logger('Transaction');

export interface Written {
  readonly affectedRows: number;
  readonly insertId: number;
}

/** One open transaction on one connection. Handed to repositories; never kept beyond the function that got it. */
export class Transaction {
  private readonly committed: (() => void)[] = [];

  constructor(private readonly runner: QueryRunner) {}

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.runner.query(sql, parameters as unknown[])) as Row[];
  }

  async execute(sql: string, parameters: readonly unknown[] = []): Promise<Written> {
    return (await this.runner.query(sql, parameters as unknown[])) as Written;
  }

  /**
   * Runs once the commit is certain; not at all after a rollback or an unknown commit. A listener that fails is
   * logged: nothing can undo the commit.
   */
  afterCommit(listener: () => void): void {
    this.committed.push(listener);
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
