import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { SearchFillRepository } from '../persistence/search-fill.repository';
import { RebuildSearch } from './rebuild-search';

const POLL_MS = 10_000;

/**
 * Fills the search of a shop that has products already, on one instance, beside the start. It goes on where another
 * instance has stopped. Until it is done, lists lack the oldest products.
 */
@Injectable()
export class FillSearch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: Poller;
  private isStopped = false;

  constructor(
    private readonly fill: SearchFillRepository,
    private readonly rebuild: RebuildSearch,
    leases: PollerLeases,
  ) {
    this.poller = new Poller(leases, { name: 'search.fill', everyMs: POLL_MS, poll: () => this.execute() });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    this.poller.stop();
  }

  async execute(): Promise<void> {
    for (let position = await this.fill.position(); position > 0 && !this.isStopped;) {
      ({ position } = await this.rebuild.step(position, (tx, reached) => this.fill.advance(tx, reached)));
    }
  }
}
