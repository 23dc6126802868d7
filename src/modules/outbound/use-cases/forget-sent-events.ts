import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { soonAndHourly } from '#platform/timing/soon-and-hourly';
import { Outbox } from '../persistence/outbox';

const AT_ONCE = 1_000;

/** What was sent a week ago goes, and what is for webhooks that are no more. Every instance may do it. */
@Injectable()
export class ForgetSentEvents implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => void) | undefined;

  constructor(private readonly outbox: Outbox) {}

  onApplicationBootstrap(): void {
    // What fails is tried again in an hour.
    this.stop = soonAndHourly(() => void this.execute().catch(() => undefined));
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  async execute(): Promise<void> {
    while ((await this.outbox.forget(AT_ONCE)) === AT_ONCE);
  }
}
