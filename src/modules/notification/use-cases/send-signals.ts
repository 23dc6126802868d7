import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { HotDealCreated, type HotDealSignal } from '#event';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

/**
 * `new-hot-deal`, after the deal is committed. Whoever listens hears it again only if the process dies between
 * telling and the completion mark.
 */
@Injectable()
export class SendSignalWhenHotDealCreated extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'notification.send-signal';

  constructor(private readonly audience: SignalBroadcaster) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    await this.audience.broadcast(batch.events);
  }
}
