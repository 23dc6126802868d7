import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';

const MAX_BATCH_SIZE = 500;

/** The orders of users that wait for their payment, as committed now. */
@Injectable()
export class UnpaidOrders {
  private readonly reads = new BatchedRead('Unpaid orders', (userIds: readonly number[]) => this.read(userIds), {
    maxBatchSize: MAX_BATCH_SIZE,
  });

  constructor(private readonly database: Database) {}

  async countOf(userId: number): Promise<number> {
    return (await this.reads.find(userId)) ?? 0;
  }

  private async read(userIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.database.query<{ userId: number; orders: number }>(
      'SELECT user_id AS userId, COUNT(*) AS orders FROM order_reservations WHERE user_id IN (?) GROUP BY user_id',
      [userIds],
    );
    return new Map(rows.map(({ userId, orders }) => [userId, Number(orders)]));
  }
}
