import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OutboundClient } from '#outbound';
import { soonAndHourly } from '#platform/timing/repeat';
import { Outbox } from '../persistence/outbox';

const BATCH_SIZE = 1_000;

/** Runs soon after the start and hourly. Every instance may do it; running it twice does no harm. */
@Injectable()
export class DeleteSentEvents extends OutboundClient implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(DeleteSentEvents.name);
  private stop: (() => void) | undefined;
  private isStopped = false;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  onApplicationBootstrap(): void {
    this.stop = soonAndHourly(() => {
      this.deleteSent().catch((error: unknown) =>
        this.log.warn({ msg: 'Sent events could not be deleted; the next attempt is in an hour', err: error }),
      );
    });
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    this.stop?.();
  }

  override async deleteSent(): Promise<number> {
    let total = 0;
    for (const recipient of await this.outbox.recipients()) {
      for (let deleted = BATCH_SIZE; deleted === BATCH_SIZE && !this.isStopped; total += deleted) {
        deleted = await this.outbox.deleteSent(recipient, BATCH_SIZE);
      }
    }
    return total;
  }
}
