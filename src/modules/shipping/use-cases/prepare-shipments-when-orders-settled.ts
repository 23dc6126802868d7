import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '#platform/database/database';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderSettled } from '#order';
import { OrderClient } from '#order-client';
import { SHIPMENTS_HANDLER } from '#shipping';
import { ShipmentRepository } from '../persistence/shipment.repository';
import { ShippingConfig } from '../shipping.config';
import { MoveShipments, POLL_MS } from './move-shipments';

type SettledOrder = z.infer<(typeof OrderSettled)['payload']>;

/**
 * Makes the shipment of each order that is completed, once. Nothing is published for it while shipping is off in the shop.
 * An order may be cancelled before this event is handled: then its shipment ends when it is to leave, because the order
 * is asked first. Where no clock ships it, an administrator would pack it first, so it is asked here: an order that is
 * cancelled after the answer finds its shipment made, and ends it.
 */
@Injectable()
export class PrepareShipmentsWhenOrdersSettled extends EventHandler<SettledOrder> {
  override readonly event = OrderSettled;
  override readonly name = SHIPMENTS_HANDLER;
  override readonly dormant: boolean;

  constructor(
    private readonly database: Database,
    private readonly shipments: ShipmentRepository,
    private readonly poller: MoveShipments,
    private readonly orders: OrderClient,
    private readonly config: ShippingConfig,
  ) {
    super();
    this.dormant = !config.enabled;
  }

  override async handle(batch: EventBatch<SettledOrder>): Promise<void> {
    const { shipAfterMs } = this.config;
    const completed = batch.events.filter(({ status }) => status === 'ORDER_SUCCESS');
    if (shipAfterMs === null && completed.length > 0) return this.prepareByHand(completed, batch);
    await this.database.transaction(async (tx) => {
      this.shipments.prepare(tx, completed);
      await batch.complete(tx);
    });
    if (shipAfterMs !== null && shipAfterMs < POLL_MS) this.poller.wake();
  }

  /** The orders are asked behind the commit of their shipments, so that a cancel is seen here or finds the shipment. */
  private async prepareByHand(completed: readonly SettledOrder[], batch: EventBatch<SettledOrder>): Promise<void> {
    await this.database.transaction((tx) => {
      this.shipments.prepare(tx, completed);
      return Promise.resolve();
    });
    const orders = await this.orders.find(completed.map(({ orderId }) => orderId));
    await this.database.transaction(async (tx) => {
      this.shipments.cancel(
        tx,
        orders.filter(({ status }) => status === 'ORDER_CANCELLED').map(({ orderId }) => orderId),
      );
      await batch.complete(tx);
    });
  }
}

/**
 * Ends the shipments of cancelled orders that have not left. Nothing is published for it before shipping is switched on in
 * the shop for the first time; from then on it is live, also while shipping is off again.
 */
@Injectable()
export class CancelShipmentsWhenOrdersSettled extends EventHandler<SettledOrder> {
  override readonly event = OrderSettled;
  override readonly name = 'shipping.cancel-shipments';
  override readonly dormant: boolean;

  constructor(
    private readonly database: Database,
    private readonly shipments: ShipmentRepository,
    { enabled }: ShippingConfig,
  ) {
    super();
    this.dormant = !enabled;
  }

  override async handle(batch: EventBatch<SettledOrder>): Promise<void> {
    const cancelled = batch.events.filter(({ status }) => status === 'ORDER_CANCELLED');
    if (cancelled.length === 0) return;
    await this.database.transaction(async (tx) => {
      this.shipments.cancel(
        tx,
        cancelled.map(({ orderId }) => orderId),
      );
      await batch.complete(tx);
    });
  }
}
