import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { HotDealCreated, type HotDealSignal } from '#event';
import { lastCompleteProduct, resumeAt } from '../domain/fan-out-position';
import { NotificationBatches } from '../persistence/notification-batches';
import { NotificationRepository } from '../persistence/notification.repository';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

/**
 * Every subscriber of each product of a new deal gets one notification per product. They are written in batches, in
 * order of product and user, each committed with the last product that is complete; within the next product the
 * notifications themselves say how far it is. A second attempt at the same time writes the same rows, and each is
 * stored once.
 */
@Injectable()
export class NotifySubscribersWhenHotDealCreated extends EventHandler<HotDealSignal> implements OnModuleDestroy {
  override readonly event = HotDealCreated;
  override readonly name = 'notification.notify-subscribers';
  override readonly maxBatchSize = 1;
  private shuttingDown = false;

  constructor(
    private readonly batches: NotificationBatches,
    private readonly notifications: NotificationRepository,
    private readonly broadcaster: SignalBroadcaster,
  ) {
    super();
  }

  /** Another instance resumes after the batch that is being written. */
  onModuleDestroy(): void {
    this.shuttingDown = true;
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId } of batch.events) {
      let position = resumeAt(await this.notifications.lastPositionOf(eventId), batch.position);
      for (let isLast = false; !isLast;) {
        if (this.shuttingDown) throw new Unavailable('This instance');
        const next = await this.batches.next(eventId, position);
        ({ position, isLast } = next);
        await this.notifications.add(next.notifications, (tx) =>
          next.isLast ? batch.complete(tx) : batch.advance(tx, lastCompleteProduct(next.position)),
        );
        this.broadcaster.sendUnreadCounts([...new Set(next.notifications.map(({ userId }) => userId))]);
      }
    }
  }
}
