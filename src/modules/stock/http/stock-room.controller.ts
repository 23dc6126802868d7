import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest } from '#platform/http/parameters/page';
import { QueryInt } from '#platform/http/parameters/query';
import type { Requester } from '#platform/limits/bulkhead';
import { AdminOnly } from '#platform/security/access';
import { MAX_QUANTITY } from '../domain/adjust';
import { ListLowStocks, ListMovements } from '../use-cases/read-stock-room';
import { ListedStockView, movementView, StockMovementView } from './stock-room.dto';
import { stockView } from './stock-view.dto';

@ApiTags('stocks')
@AdminOnly()
@Controller('stocks')
export class StockRoomController {
  constructor(
    private readonly lowStocks: ListLowStocks,
    private readonly movements: ListMovements,
  ) {}

  /** The stocks with fewer units than `below`, in ascending order of product. Products that never had stock are left out. */
  @Get()
  @ApiAnswers(200, pageOf(ListedStockView))
  async list(
    @QueryInt('below', { min: 1, max: MAX_QUANTITY }) below: number,
    @Page() request: PageRequest,
    @CurrentRequester() requester: Requester,
  ): Promise<Paged<ListedStockView>> {
    const page = await this.lowStocks.execute(below, request, requester);
    return { ...page, items: page.items.map((stock) => ({ ...stockView(stock), productName: stock.productName })) };
  }

  /** The ledger of a product: what has changed its stock, newest first. */
  @Get('product/:productId/movements')
  @ApiAnswers(200, pageOf(StockMovementView), { errors: ['PRODUCT_NOT_FOUND'] })
  async ledger(
    @IdParam('productId') productId: number,
    @Page() request: PageRequest,
  ): Promise<Paged<StockMovementView>> {
    const page = await this.movements.execute(productId, request);
    return { ...page, items: page.items.map(movementView) };
  }
}
