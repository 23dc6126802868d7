import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type HotDealChange, HotDealChanged, HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { OrderSettled } from '#order';
import { OrderProgressed, type ProgressedOrder } from '#order-client';
import { OrderReserved, type ReservedOrder } from '#order-payments';
import { type EndedPayment, PaymentEnded } from '#payment';
import { type OwnerSignalName, type SettledOrder, SignalBroadcaster } from '../sockets/signal-broadcaster';

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

/** Sends a signal to the owner of each event only. A client that misses it reads what it is about. */
@Injectable()
abstract class SignalOwners<Payload extends { readonly userId: number }> extends EventHandler<Payload> {
  protected abstract readonly signal: OwnerSignalName;

  constructor(private readonly broadcaster: SignalBroadcaster) {
    super();
  }

  protected abstract payloadOf(event: Payload): object;

  override handle({ events }: EventBatch<Payload>): Promise<void> {
    const signals = events.map((event) => ({ userId: event.userId, payload: this.payloadOf(event) }));
    this.broadcaster.sendToOwners(this.signal, signals);
    return Promise.resolve();
  }
}

/** The owner can pay from now on. */
@Injectable()
export class SignalOwnersWhenOrdersReserved extends SignalOwners<ReservedOrder> {
  override readonly event = OrderReserved;
  override readonly name = 'notification.signal-reserved';
  protected override readonly signal = 'order-reserved';

  protected override payloadOf({ orderId, due, payBy }: ReservedOrder): object {
    return { orderId, amountDue: due, payBy: new Date(payBy).toISOString() };
  }
}

@Injectable()
export class SignalOwnersWhenPaymentsEnded extends SignalOwners<EndedPayment> {
  override readonly event = PaymentEnded;
  override readonly name = 'notification.signal-payments';
  protected override readonly signal = 'payment-ended';

  protected override payloadOf({ orderId, paymentId, outcome }: EndedPayment): object {
    return { orderId, paymentId, status: outcome };
  }
}

@Injectable()
export class SignalOwnersWhenOrdersProgressed extends SignalOwners<ProgressedOrder> {
  override readonly event = OrderProgressed;
  override readonly name = 'notification.signal-progress';
  protected override readonly signal = 'order-progressed';

  protected override payloadOf({ orderId, progress }: ProgressedOrder): object {
    return { orderId, stage: progress };
  }
}
