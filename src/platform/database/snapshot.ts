import type { QueryRunner } from 'typeorm';
import { within } from '#platform/timing/time-limit';
import { unanswered } from './errors';

/** All tables as they were at one instant: that of the first row read. Nothing is locked. */
export class Snapshot {
  constructor(private readonly runner: QueryRunner) {}

  /** The rows of one statement, one after the other, however many; each is there within the limit, or this fails. */
  async *rows<Row>(sql: string, limitMs: number): AsyncGenerator<Row> {
    const rows = (await this.runner.stream(sql))[Symbol.asyncIterator]() as AsyncIterator<Row>;
    for (;;) {
      const next = await within(limitMs, rows.next(), unanswered);
      if (next.done === true) return;
      yield next.value;
    }
  }
}

/** When `work` fails, the transaction is left open, with rows perhaps unread: the connection must be closed then. */
export async function inSnapshot<T>(runner: QueryRunner, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  await runner.query('SET TRANSACTION READ ONLY');
  await runner.startTransaction('REPEATABLE READ');
  const result = await work(new Snapshot(runner));
  await runner.rollbackTransaction();
  return result;
}
