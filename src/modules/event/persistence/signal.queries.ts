import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import type { HotDealSignal } from '../event.contract';

interface SignalPage {
  readonly after: number;
  readonly limit: number;
}

const MAX_BATCH_SIZE = 1_000;
const MAX_QUEUE = 20_000;

@Injectable()
export class SignalQueries {
  private readonly reads = new Batcher<SignalPage, readonly HotDealSignal[]>((requested) => this.read(requested), {
    maxBatchSize: MAX_BATCH_SIZE,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('The list of signals'),
    failsAll: isTransient,
  });

  constructor(private readonly database: Database) {}

  /**
   * In the order of their sequence numbers, which is the order of their commits: none appears later below one that was
   * shown. When an instance dies its clients reconnect together and request the same page: they share one query, which
   * starts after each of those requests, so that it includes every signal sent before the client was connected.
   */
  async after(seq: number, limit: number): Promise<readonly HotDealSignal[]> {
    return this.reads.add({ after: seq, limit });
  }

  /** The number of the last committed signal; 0 before the first. */
  async last(): Promise<number> {
    const [counter] = await this.database.query<{ last_seq: number }>(
      'SELECT last_seq FROM hot_deal_signal_counter WHERE id = 1',
    );
    return counter?.last_seq ?? 0;
  }

  private async read(requested: readonly SignalPage[]): Promise<{ value: readonly HotDealSignal[] }[]> {
    const pages = new Map<string, readonly HotDealSignal[]>();
    const keyOf = ({ after, limit }: SignalPage): string => `${after} ${limit}`;
    for (const one of requested) {
      if (!pages.has(keyOf(one))) pages.set(keyOf(one), await this.page(one));
    }
    return requested.map((one) => ({ value: pages.get(keyOf(one)) ?? [] }));
  }

  private async page({ after, limit }: SignalPage): Promise<HotDealSignal[]> {
    const rows = await this.database.query<{ payload: string }>(
      'SELECT payload FROM hot_deal_signals WHERE seq > ? ORDER BY seq LIMIT ?',
      [after, limit],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as HotDealSignal);
  }
}
