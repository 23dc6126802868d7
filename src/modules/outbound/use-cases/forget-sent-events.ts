import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { soonAndHourly } from '#platform/timing/repeat';
import { OutboundClient } from '../outbound.contract';
import { Outbox } from '../persistence/outbox';

const AT_ONCE = 1_000;

/** Soon after a start and hourly. Every instance may do it; twice does no harm. */
@Injectable()
export class ForgetSentEvents extends OutboundClient implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(ForgetSentEvents.name);
  private stop: (() => void) | undefined;
  private isStopped = false;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  onApplicationBootstrap(): void {
    this.stop = soonAndHourly(() => {
      this.forgetSent().catch((error: unknown) =>
        this.log.warn({ msg: 'Events that were sent stay for another hour', err: error }),
      );
    });
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    this.stop?.();
  }

  override async forgetSent(): Promise<number> {
    let all = 0;
    for (const receiver of await this.outbox.receivers()) {
      for (let forgotten = AT_ONCE; forgotten === AT_ONCE && !this.isStopped; all += forgotten) {
        forgotten = await this.outbox.forget(receiver, AT_ONCE);
      }
    }
    return all;
  }
}
