import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type HotDealChange, HotDealChanged, HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { OrderSettled } from '#order';
import { OrderProgressed, type ProgressedOrder } from '#order-client';
import { OrderReserved, type ReservedOrder } from '#order-payments';
import { type EndedPayment, PaymentEnded } from '#payment';
import { type SettledOrder, SignalBroadcaster } from '../sockets/signal-broadcaster';

/**
 * Sends `new-hot-deal` to every client after the deal is committed. A client receives it twice only if the process dies
 * between sending and the completion mark.
 */
@Injectable()
export class SendSignalWhenHotDealCreated extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'notification.send-signal';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    await this.broadcaster.broadcast(batch.events);
  }
}

/** Sends `hot-deal-opened` and `hot-deal-ended` under the same promise. */
@Injectable()
export class SendSignalWhenHotDealOpenedOrEnded extends EventHandler<HotDealSignal> {
  override readonly event = HotDealOpenedOrEnded;
  override readonly name = 'notification.send-transitions';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override async handle(batch: EventBatch<HotDealSignal>): Promise<void> {
    await this.broadcaster.broadcast(batch.events);
  }
}

/** Sends `hot-deal-changed` under the same promise. */
@Injectable()
export class SendSignalWhenHotDealChanged extends EventHandler<HotDealChange> {
  override readonly event = HotDealChanged;
  override readonly name = 'notification.send-changes';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override async handle(batch: EventBatch<HotDealChange>): Promise<void> {
    await this.broadcaster.broadcast(
      batch.events.map(({ termsChanged: _terms, productsAdded: _products, ...signal }) => signal),
    );
  }
}

/** Sends `order-settled` to the owner only. A client that misses it reads the order. */
@Injectable()
export class SignalOwnersWhenOrdersSettled extends EventHandler<SettledOrder> {
  override readonly event = OrderSettled;
  override readonly name = 'notification.signal-owners';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override handle(batch: EventBatch<SettledOrder>): Promise<void> {
    this.broadcaster.sendSettledOrders(batch.events);
    return Promise.resolve();
  }
}

/** Sends `order-reserved` to the owner only, who can pay from now on. A client that misses it reads the order. */
@Injectable()
export class SignalOwnersWhenOrdersReserved extends EventHandler<ReservedOrder> {
  override readonly event = OrderReserved;
  override readonly name = 'notification.signal-reserved';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override handle(batch: EventBatch<ReservedOrder>): Promise<void> {
    this.broadcaster.sendToOwners(
      'order-reserved',
      batch.events.map(({ userId, orderId, due, payBy }) => ({
        userId,
        payload: { orderId, amountDue: due, payBy: new Date(payBy).toISOString() },
      })),
    );
    return Promise.resolve();
  }
}

/** Sends `payment-ended` to the owner only. A client that misses it reads the payment. */
@Injectable()
export class SignalOwnersWhenPaymentsEnded extends EventHandler<EndedPayment> {
  override readonly event = PaymentEnded;
  override readonly name = 'notification.signal-payments';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override handle(batch: EventBatch<EndedPayment>): Promise<void> {
    this.broadcaster.sendToOwners(
      'payment-ended',
      batch.events.map(({ userId, orderId, paymentId, outcome }) => ({
        userId,
        payload: { orderId, paymentId, status: outcome },
      })),
    );
    return Promise.resolve();
  }
}

/** Sends `order-progressed` to the owner only. A client that misses it reads the order. */
@Injectable()
export class SignalOwnersWhenOrdersProgressed extends EventHandler<ProgressedOrder> {
  override readonly event = OrderProgressed;
  override readonly name = 'notification.signal-progress';

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  override handle(batch: EventBatch<ProgressedOrder>): Promise<void> {
    this.broadcaster.sendToOwners(
      'order-progressed',
      batch.events.map(({ userId, orderId, progress }) => ({ userId, payload: { orderId, stage: progress } })),
    );
    return Promise.resolve();
  }
}
