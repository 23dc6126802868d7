import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { DomainError } from '#platform/domain-error';
import { OrderClient } from '#order-client';
import { ProductClient } from '#product';
import { type StockLeft, StockLevels } from '#stock';
import type { AvailabilityView, InventoryStatusView, InventorySyncView } from './inventory-view.dto';

/** Of a product that never had stock. */
const NONE: StockLeft = { quantity: 0, setAside: 0, waiting: 0, unlimited: false };

/** The stock of a product together with the orders that hold units of it. */
@Injectable()
export class Inventory {
  constructor(
    private readonly products: ProductClient,
    private readonly stock: StockLevels,
    private readonly orders: OrderClient,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async status(productId: number): Promise<InventoryStatusView> {
    await this.assertExists(productId);
    const asOf = this.clock.now().toISOString();
    const [{ quantity, setAside, waiting }, reservedUnits] = await Promise.all([
      this.left(productId),
      this.orders.reservedUnits([productId]),
    ]);
    const reserved = reservedUnits.get(productId) ?? 0;
    return {
      ...{ productId, reserved, setAside, waiting, asOf },
      available: quantity - setAside,
      onHand: quantity + reserved,
    };
  }

  /**
   * Corrects the quantity first: what is given back afterwards is a movement like any other. Repeating it changes nothing.
   * @throws DomainError PRODUCT_NOT_FOUND, INVENTORY_INCONSISTENT
   */
  async sync(productId: number): Promise<InventorySyncView> {
    await this.assertExists(productId);
    const { before, after } = await this.stock.recount(productId);
    const releasedOrders = await this.orders.releaseForgotten(productId);
    return { productId, before, after, releasedOrders };
  }

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async available(productId: number, quantity: number): Promise<AvailabilityView> {
    await this.assertExists(productId);
    const left = await this.left(productId);
    return { productId, quantity, available: left.unlimited || left.quantity - left.setAside >= quantity };
  }

  private async left(productId: number): Promise<StockLeft> {
    return (await this.stock.left([productId])).get(productId) ?? NONE;
  }

  private async assertExists(productId: number): Promise<void> {
    if ((await this.products.find([productId])).has(productId)) return;
    throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${productId} was not found.`, {
      about: { productIds: [productId] },
    });
  }
}
