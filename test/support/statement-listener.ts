import type { QueryRunner } from 'typeorm';
import { STATEMENT_END } from '#platform/database/pipelined-statements';

interface Connection {
  query(sql: string, parameters: unknown[] | null, answered: unknown): void;
}

/** Calls `listen` with each statement just before it is sent over the connection of `runner`. */
export function onStatement(
  runner: QueryRunner,
  listen: (sql: string, parameters: unknown[] | undefined) => void,
): void {
  const connect = runner.connect.bind(runner) as () => Promise<Connection>;
  runner.connect = async () => {
    const connection = await connect();
    return new Proxy(connection, {
      get: (target, name) =>
        name === 'query'
          ? (sql: string, parameters: unknown[] | null, answered: unknown) => {
              for (const one of sql.split(STATEMENT_END)) listen(one, parameters ?? undefined);
              target.query(sql, parameters, answered);
            }
          : Reflect.get(target, name),
    });
  };
}
