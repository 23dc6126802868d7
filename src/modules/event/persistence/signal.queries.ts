import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import type { HotDealSignal } from '../event.contract';

interface Asked {
  readonly after: number;
  readonly limit: number;
}

const MOST_TOGETHER = 1_000;
const MOST_WAITING = 20_000;

@Injectable()
export class SignalQueries {
  private readonly reads = new Batcher<Asked, readonly HotDealSignal[]>((asked) => this.read(asked), {
    most: MOST_TOGETHER,
    waitingMost: MOST_WAITING,
    full: () => new Unavailable('The list of signals'),
    endsAll: isTransient,
  });

  constructor(private readonly database: Database) {}

  /**
   * In the order of their sequence numbers, which is the order of their commits: none comes later below one shown. When
   * an instance dies its clients come at once and ask the same: they share one reading, which begins after each of them
   * has asked, so that it shows all that was told before they listened.
   */
  async after(seq: number, limit: number): Promise<readonly HotDealSignal[]> {
    return this.reads.add({ after: seq, limit });
  }

  /** The number of the last signal that is committed; 0 before the first. */
  async last(): Promise<number> {
    const [counter] = await this.database.query<{ last_seq: number }>(
      'SELECT last_seq FROM hot_deal_signal_counter WHERE id = 1',
    );
    return counter?.last_seq ?? 0;
  }

  private async read(asked: readonly Asked[]): Promise<{ value: readonly HotDealSignal[] }[]> {
    const pages = new Map<string, readonly HotDealSignal[]>();
    const keyOf = ({ after, limit }: Asked): string => `${after} ${limit}`;
    for (const one of asked) {
      if (!pages.has(keyOf(one))) pages.set(keyOf(one), await this.page(one));
    }
    return asked.map((one) => ({ value: pages.get(keyOf(one)) ?? [] }));
  }

  private async page({ after, limit }: Asked): Promise<HotDealSignal[]> {
    const rows = await this.database.query<{ payload: string }>(
      'SELECT payload FROM hot_deal_signals WHERE seq > ? ORDER BY seq LIMIT ?',
      [after, limit],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as HotDealSignal);
  }
}
