import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';

interface Decrement {
  readonly orderId: number;
  readonly productId: number;
  readonly quantity: number;
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly pool: number;
}

/** The conventional way to sell stock: a transaction for each order, which locks the row until its commit. */
export class RowLocks {
  private readonly pool: Pool;

  constructor({ pool, ...address }: Address) {
    this.pool = createPool({ ...address, connectionLimit: pool, timezone: 'Z' });
    this.pool.on('connection', (connection) => {
      void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    });
  }

  /** @returns whether there was enough stock */
  async take(decrement: Decrement): Promise<boolean> {
    const connection = await this.pool.getConnection();
    try {
      await connection.beginTransaction();
      const taken = await decide(connection, decrement);
      await connection.commit();
      return taken;
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      connection.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

async function decide(tx: PoolConnection, { orderId, productId, quantity }: Decrement): Promise<boolean> {
  const [rows] = await tx.query<RowDataPacket[]>('SELECT quantity FROM stocks WHERE product_id = ? FOR UPDATE', [
    productId,
  ]);
  const isEnough = Number(rows[0]?.['quantity'] ?? 0) >= quantity;
  if (isEnough) {
    await tx.query('UPDATE stocks SET quantity = quantity - ?, updated_at = NOW(3) WHERE product_id = ?', [
      quantity,
      productId,
    ]);
    await tx.query(`INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (?, ?, 'ORDER', ?)`, [
      orderId,
      productId,
      -quantity,
    ]);
  }
  await tx.query('INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (?)', [
    [orderId, isEnough ? 'TAKEN' : 'REFUSED', isEnough ? null : 'INSUFFICIENT_STOCK'],
  ]);
  return isEnough;
}
