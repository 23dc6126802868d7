import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryInt } from '#platform/http/parameters/query';
import { AdminOnly, Reader } from '#platform/security/access';
import { Inventory } from './inventory';
import { AvailabilityView, InventoryStatusView, InventorySyncView } from './inventory-view.dto';

const MOST_UNITS = 1_000_000_000;

@ApiTags('inventory')
@Controller('inventory')
export class InventoryController {
  constructor(private readonly inventory: Inventory) {}

  /** How many units of a product are for sale, and how many are reserved by orders that wait for their payment. */
  @Get(':productId/status')
  @AdminOnly()
  @ApiAnswers(200, InventoryStatusView, { errors: ['PRODUCT_NOT_FOUND'] })
  status(@IdParam('productId') productId: number): Promise<InventoryStatusView> {
    return this.inventory.status(productId);
  }

  /**
   * Makes the stock of a product what its ledger says, and gives back what orders that have ended still have of it. The
   * product may be on sale meanwhile.
   */
  @Post(':productId/sync')
  @AdminOnly()
  @ApiAnswers(200, InventorySyncView, { errors: ['PRODUCT_NOT_FOUND', 'INVENTORY_INCONSISTENT'] })
  sync(@IdParam('productId') productId: number): Promise<InventorySyncView> {
    return this.inventory.sync(productId);
  }

  /** Whether so many units of a product could be ordered now. */
  @Get(':productId/available')
  @Reader()
  @ApiAnswers(200, AvailabilityView, { errors: ['PRODUCT_NOT_FOUND'] })
  available(
    @IdParam('productId') productId: number,
    @QueryInt('quantity', { min: 1, max: MOST_UNITS }) quantity: number,
  ): Promise<AvailabilityView> {
    return this.inventory.available(productId, quantity);
  }
}
