import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { HotDealSignal } from '../event.contract';

@Injectable()
export class SignalQueries {
  constructor(private readonly database: Database) {}

  /** In the order of their sequence numbers, which is the order of their commits: none comes later below one shown. */
  async after(seq: number, limit: number): Promise<HotDealSignal[]> {
    const rows = await this.database.query<{ payload: string }>(
      'SELECT payload FROM hot_deal_signals WHERE seq > ? ORDER BY seq LIMIT ?',
      [seq, limit],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as HotDealSignal);
  }

  /** The number of the last signal that is committed; 0 before the first. */
  async last(): Promise<number> {
    const [counter] = await this.database.query<{ last_seq: number }>(
      'SELECT last_seq FROM hot_deal_signal_counter WHERE id = 1',
    );
    return counter?.last_seq ?? 0;
  }
}
