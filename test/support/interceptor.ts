import type { Database } from '#platform/database/database';
import type { Statement, Transaction } from '#platform/database/transaction';

/**
 * A database in which `statement` is run right after every locking read of a transaction, inside it: what was read is
 * then no longer true, which no lock would allow. What still holds holds without the locks.
 */
export function intercepted(database: Database, statement: string): Database {
  return new Proxy(database, {
    get: (target, name) =>
      name === 'transaction'
        ? (work: (tx: Transaction) => Promise<unknown>) => target.transaction((tx) => work(interceptedTransaction(tx, statement)))
        : Reflect.get(target, name),
  });
}

function interceptedTransaction(tx: Transaction, statement: string): Transaction {
  return new Proxy(tx, {
    get: (target, name) =>
      name === 'pipeline'
        ? async (...statements: readonly Statement[]) => {
            const answers = await target.pipeline(...statements);
            if (statements.some(({ sql }) => sql.includes('FOR UPDATE'))) await target.execute(statement);
            return answers;
          }
        : (Reflect.get(target, name) as () => unknown),
  });
}
