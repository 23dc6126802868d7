import type { Database } from '#platform/database/database';
import type { Statement, Transaction } from '#platform/database/transaction';

/**
 * A database that runs `statement` inside a transaction right after each of its locking reads. What was read is stale then,
 * as if the locks did not exist: what stays correct does not depend on the locks.
 */
export function intercepted(database: Database, statement: string): Database {
  return new Proxy(database, {
    get: (target, name) =>
      name === 'transaction'
        ? (work: (tx: Transaction) => Promise<unknown>) =>
            target.transaction((tx) => work(interceptedTransaction(tx, statement)))
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
