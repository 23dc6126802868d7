import type { DataSource } from 'typeorm';

type Answered = (error: Error | null, rows: unknown) => void;

export interface Connection {
  query(sql: string, parameters: unknown, answered: Answered): void;
  destroy(): void;
}

type Query = Connection['query'];

/**
 * Puts something between the application and each of its connections: other properties, or another way to ask.
 * @returns what ends that, for connections that are asked for from then on
 */
export function interceptConnections(
  dataSource: DataSource,
  others: { query?: (query: Query, of: Connection) => Query; serverCapabilityFlags?: number },
): () => void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const connect = runner.connect.bind(runner) as () => Promise<Connection>;
    const intercepted = async (): Promise<Connection> => {
      const connection = await connect();
      const { query, ...rest } = others;
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
