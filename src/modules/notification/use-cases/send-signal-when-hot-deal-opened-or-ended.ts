import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

/** `hot-deal-opened` and `hot-deal-ended`, told as `new-hot-deal` is: after the commit, again only after a death. */
@Injectable()
export class SendSignalWhenHotDealOpenedOrEnded extends EventHandler<HotDealSignal> {
  override readonly event = HotDealOpenedOrEnded;
  override readonly name = 'notification.send-moments';

  constructor(private readonly audience: SignalBroadcaster) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    await this.audience.broadcast(batch.events);
  }
}
