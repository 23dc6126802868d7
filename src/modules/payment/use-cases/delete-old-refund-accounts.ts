import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { soonAndHourly } from '#platform/timing/repeat';
import { RefundAccounts } from '../persistence/refund-accounts';

/** After that, a refund is so rare that the buyer is asked for the account again. */
const KEPT_DAYS = 30;
const BATCH_SIZE = 500;

/** Deletes accounts of buyers to whom nothing was paid back. Every instance does it; running it twice does no harm. */
@Injectable()
export class DeleteOldRefundAccounts implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => void) | undefined;

  constructor(private readonly accounts: RefundAccounts) {}

  onApplicationBootstrap(): void {
    // A failed run is repeated an hour later.
    this.stop = soonAndHourly(() => void this.execute().catch(() => undefined));
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  async execute(): Promise<void> {
    while ((await this.accounts.deleteOld(KEPT_DAYS, BATCH_SIZE)) === BATCH_SIZE);
  }
}
