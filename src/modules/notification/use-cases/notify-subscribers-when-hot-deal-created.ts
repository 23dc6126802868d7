import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { Unavailable } from '#platform/domain-error';
import { HotDealCreated, type HotDealSignal } from '#event';
import { NotificationRepository, type FanOutPosition } from '../persistence/notification.repository';
import { NotificationBatches, doneProduct, WHOLE_PRODUCT } from '../persistence/notification-batches';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

/**
 * Every subscriber of each product of a new deal gets one notification per product: in chunks, in order of product
 * and user, each committed with how far it came. The position is the last product that is done; within the next one
 * the notifications themselves say it. An attempt beside this one writes the same rows, and each is kept once.
 */
@Injectable()
export class NotifySubscribersWhenHotDealCreated extends EventHandler<HotDealSignal> implements OnModuleDestroy {
  override readonly event = HotDealCreated;
  override readonly name = 'notification.notify-subscribers';
  override readonly maxBatchSize = 1;
  private ending = false;

  constructor(
    private readonly chunks: NotificationBatches,
    private readonly notifications: NotificationRepository,
    private readonly audience: SignalBroadcaster,
  ) {
    super();
  }

  /** What is left is somebody else's, from the next chunk on. */
  onModuleDestroy(): void {
    this.ending = true;
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId } of batch.events) {
      let reached = furthest(await this.notifications.lastPositionOf(eventId), batch.position);
      for (let last = false; !last;) {
        if (this.ending) throw new Unavailable('This instance');
        const chunk = await this.chunks.next(eventId, reached);
        ({ reached, last } = chunk);
        await this.notifications.add(chunk.notifications, (tx) =>
          chunk.last ? batch.complete(tx) : batch.advance(tx, doneProduct(chunk.reached)),
        );
        this.audience.sendUnreadCounts([...new Set(chunk.notifications.map(({ userId }) => userId))]);
      }
    }
  }
}

function furthest(written: FanOutPosition | undefined, position: number): FanOutPosition {
  return written !== undefined && written.productId > position
    ? written
    : { productId: position, userId: WHOLE_PRODUCT };
}
