import { type Connection, createConnection } from 'mysql2/promise';
import { STATEMENT_END } from '#platform/database/pipelined-statements';
import { createScheme } from '../../test/support/scheme';
import type { Rig } from '../rig/rig';

/** Unlike any other number in a statement, so that it can be replaced by the next one. */
const FIRST_ORDER = 8_000_000_000;
const COMMITS = 3;

/** Makes the ids of orders recognisable; to be called before the server has taken an id. */
export async function numberOrdersVisibly(rig: Rig): Promise<void> {
  await rig.query(`UPDATE id_blocks SET next_id = ? WHERE name = 'orders'`, [FIRST_ORDER]);
}

/**
 * The three commits of an order and nothing else: the exact statements that the server sent for one order, repeated one
 * by one over one connection, in a schema of its own with the same tables.
 */
export class ThreeCommits {
  private next: number;

  private constructor(
    private readonly connection: Connection,
    private readonly recorded: readonly string[],
    private readonly recordedId: number,
  ) {
    this.next = recordedId;
  }

  /** Records the statements in the database while `order` places an order. */
  static async record(rig: Rig, productId: number, order: () => Promise<number>): Promise<ThreeCommits> {
    const scheme = await createScheme();
    await rig.query(`INSERT INTO ${scheme}.stocks SELECT * FROM stocks WHERE product_id = ?`, [productId]);
    await rig.query(`SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1`);
    const orderId = await order();
    await rig.idle();
    await rig.query('SET GLOBAL general_log = 0');
    const statements = await transactionsOf(rig, orderId);
    const port = rig.database.port;
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', database: scheme });
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.query(`SET time_zone = '+00:00'`);
    return new ThreeCommits(connection, statements, orderId);
  }

  /** The beginnings of the statements, to be shown in the details. */
  get outline(): string {
    return this.recorded.map((statement) => statement.trim().split(/\s+/).slice(0, 3).join(' ')).join('; ');
  }

  /** @returns the ms from the first statement to the last answer */
  async run(): Promise<number> {
    this.next++;
    const statements = this.recorded.map((one) => one.replaceAll(String(this.recordedId), String(this.next)));
    const begun = performance.now();
    for (const statement of statements) await this.connection.query(statement);
    const ended = performance.now();
    await this.connection.query('DELETE FROM event_publications');
    return ended - begun;
  }

  async close(): Promise<void> {
    await this.connection.end();
  }
}

/** Every statement of the transactions that contain this order, in sequence. */
async function transactionsOf(rig: Rig, orderId: number): Promise<string[]> {
  const recorded = await rig.query<{ thread: number; statement: string }>(
    `SELECT thread_id AS thread, CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log
     WHERE command_type = 'Query' ORDER BY event_time`,
  );
  const open = new Map<number, string[]>();
  const transactions: string[][] = [];
  // Pipelined statements are recorded as one. The checks of row counts and revisions are left out: the order pays for them.
  const single = recorded
    .flatMap(({ thread, statement }) => statement.split(STATEMENT_END).map((one) => ({ thread, statement: one })))
    .filter(({ statement }) => !statement.startsWith('SELECT ~0'));
  for (const { thread, statement } of single) {
    if (statement === 'START TRANSACTION') open.set(thread, []);
    open.get(thread)?.push(statement);
    if (statement !== 'COMMIT') continue;
    const transaction = open.get(thread) ?? [];
    if (transaction.some((one) => one.includes(String(orderId)))) transactions.push(transaction);
    open.delete(thread);
  }
  if (transactions.length !== COMMITS) throw new Error(`An order made ${transactions.length} commits`);
  return transactions.flat();
}
