import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import {
  type HotDealChange,
  HotDealChanged,
  HotDealClient,
  HotDealCreated,
  HotDealOpenedOrEnded,
  type HotDealSignal,
} from '#event';
import { lastCompleteProduct, resumeAt } from '../domain/fan-out-position';
import { isOpeningNews, type NotificationKind } from '../domain/notification-kind';
import { NotificationBatches } from '../persistence/notification-batches';
import { NotificationRepository } from '../persistence/notification.repository';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

/**
 * Every subscriber of each product of a deal gets one notification of each kind per product. They are written in batches,
 * in order of product and user, each committed with the last product that is complete; within the next product the
 * notifications themselves say how far it is. A second attempt at the same time writes the same rows, and each is
 * stored once.
 */
@Injectable()
export class SubscriberFanOut implements OnModuleDestroy {
  private shuttingDown = false;

  constructor(
    private readonly batches: NotificationBatches,
    private readonly notifications: NotificationRepository,
    private readonly broadcaster: SignalBroadcaster,
  ) {}

  /** Another instance resumes after the batch that is being written. */
  onModuleDestroy(): void {
    this.shuttingDown = true;
  }

  /** @param batch the event of this deal alone */
  async execute<Payload>(batch: EventBatch<Payload>, eventId: number, kind: NotificationKind): Promise<void> {
    let position = resumeAt(batch.position, await this.notifications.lastUserOf(eventId, batch.position + 1, kind));
    for (let isLast = false; !isLast;) {
      if (this.shuttingDown) throw new Unavailable('This instance');
      const next = await this.batches.next(eventId, kind, position);
      ({ position, isLast } = next);
      await this.notifications.add(next.notifications, (tx) =>
        next.isLast ? batch.complete(tx) : batch.advance(tx, lastCompleteProduct(next.position)),
      );
      this.broadcaster.sendUnreadCounts([...new Set(next.notifications.map(({ userId }) => userId))]);
    }
  }
}

@Injectable()
export class NotifySubscribersWhenHotDealCreated extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'notification.notify-subscribers';
  override readonly maxBatchSize = 1;

  constructor(private readonly fanOut: SubscriberFanOut) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId } of batch.events) await this.fanOut.execute(batch, eventId, 'DEAL_ANNOUNCED');
  }
}

/** A change that adds products is their announcement. Subscribers who were notified before are not notified again. */
@Injectable()
export class NotifySubscribersWhenHotDealChanged extends EventHandler<HotDealChange> {
  override readonly event = HotDealChanged;
  override readonly name = 'notification.notify-of-added-products';
  override readonly maxBatchSize = 1;

  constructor(private readonly fanOut: SubscriberFanOut) {
    super();
  }

  override async handle(batch: EventBatch<HotDealChange>): Promise<void> {
    for (const { eventId, productsAdded } of batch.events) {
      if (productsAdded) await this.fanOut.execute(batch, eventId, 'DEAL_ANNOUNCED');
    }
  }
}

/** The opening is an event of its time, so a start that was changed moves these notifications, too. */
@Injectable()
export class NotifySubscribersWhenHotDealOpened extends EventHandler<HotDealSignal> {
  override readonly event = HotDealOpenedOrEnded;
  override readonly name = 'notification.notify-of-opening';
  override readonly maxBatchSize = 1;

  constructor(
    private readonly fanOut: SubscriberFanOut,
    private readonly hotDeals: HotDealClient,
  ) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId, signal } of batch.events) {
      if (signal !== 'hot-deal-opened') continue;
      const times = await this.hotDeals.timesOf(eventId);
      if (times !== undefined && isOpeningNews(times)) await this.fanOut.execute(batch, eventId, 'DEAL_OPENED');
    }
  }
}
