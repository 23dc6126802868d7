import type { QueryRunner } from 'typeorm';

interface Connection {
  query(sql: string, parameters: unknown[] | undefined, answered: unknown): void;
}

/** Hears every statement that goes over the connection of `runner`, just before it goes. */
export function hear(runner: QueryRunner, listen: (sql: string, parameters: unknown[] | undefined) => void): void {
  const connect = runner.connect.bind(runner) as () => Promise<Connection>;
  runner.connect = async () => {
    const connection = await connect();
    return new Proxy(connection, {
      get: (target, name) =>
        name === 'query'
          ? (sql: string, parameters: unknown[] | undefined, answered: unknown) => {
              listen(sql, parameters);
              target.query(sql, parameters, answered);
            }
          : Reflect.get(target, name),
    });
  };
}
