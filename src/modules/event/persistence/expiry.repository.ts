import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { isDuplicateKey } from '#platform/database/errors';

@Injectable()
export class ExpiryRepository {
  constructor(private readonly database: Database) {}

  /** Returns true for the first instance that claims `day`. */
  async claim(day: string): Promise<boolean> {
    try {
      await this.database.execute('INSERT INTO hot_deal_expiry_runs (day) VALUES (?)', [day]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Marks every deal that is over; returns how many were marked. */
  async markEnded(): Promise<number> {
    const { affectedRows } = await this.database.execute(
      'UPDATE hot_deals SET deleted_at = NOW(3) WHERE deleted_at IS NULL AND end_at <= NOW(3)',
    );
    return affectedRows;
  }
}
