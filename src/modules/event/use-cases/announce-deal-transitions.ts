import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { DealTransitionRepository } from '../persistence/deal-transition.repository';

const POLL_MS = 500;
/** Another transaction has locked the deals that are due. */
const RETRY_MS = 50;

/**
 * Announces that deals have opened or ended. Nothing is scheduled when a deal is created: each poll queries the
 * database for transitions that are due and not announced. So it does not matter which instance created or ended a
 * deal, which instances were down meanwhile, or whether this machine's clock is wrong.
 */
@Injectable()
export class AnnounceDealTransitions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: Poller;

  constructor(
    private readonly transitions: DealTransitionRepository,
    leases: PollerLeases,
  ) {
    this.poller = new Poller(leases, {
      name: 'hot-deals.announce-transitions',
      everyMs: POLL_MS,
      poll: () => this.execute(),
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  /** Returns in how many ms to poll again. */
  async execute(): Promise<number> {
    for (;;) {
      const { due, nextInMs } = await this.transitions.upcoming(POLL_MS);
      if (due.length === 0) return nextInMs ?? POLL_MS;
      if ((await this.transitions.announce(due)) === 0) return RETRY_MS;
    }
  }
}
