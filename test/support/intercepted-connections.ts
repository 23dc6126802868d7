import type { DataSource } from 'typeorm';

type Answered = (error: Error | null, rows: unknown) => void;

export interface Connection {
  query(sql: string, parameters: unknown, answered: Answered): void;
  destroy(): void;
}

type Query = Connection['query'];

/**
 * Replaces properties of each connection, or wraps its `query`.
 * @returns a function that restores connections for later query runners
 */
export function interceptConnections(
  dataSource: DataSource,
  replacements: { query?: (query: Query, of: Connection) => Query; serverCapabilityFlags?: number },
): () => void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const connect = runner.connect.bind(runner) as () => Promise<Connection>;
    const intercepted = async (): Promise<Connection> => {
      const connection = await connect();
      const { query, ...rest } = replacements;
      const instead = { ...rest, ...(query && { query: query(connection.query.bind(connection), connection) }) };
      return new Proxy(connection, {
        get: (target, name) => {
          const found: unknown = Reflect.get(name in instead ? instead : target, name);
          return typeof found === 'function' ? (found.bind(target) as unknown) : found;
        },
      });
    };
    let connected: Promise<Connection> | undefined;
    runner.connect = () => (connected ??= intercepted());
    return runner;
  };
  return () => {
    dataSource.createQueryRunner = create;
  };
}
