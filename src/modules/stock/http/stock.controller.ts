import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryInt } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { MOST_UNITS } from '../persistence/stock-adjustments';
import { SearchStocksDto } from './search-stocks.dto';
import { StockService } from '../use-cases/stock.service';
import { StockView } from './stock-view.dto';

@ApiTags('stocks')
@Controller('stocks')
export class StockController {
  constructor(private readonly desk: StockService) {}

  /** The stocks of many products, in the order of the ids asked for. */
  @Post('search')
  @ApiAnswers(200, [StockView])
  search(@Body() body: SearchStocksDto): Promise<StockView[]> {
    return this.desk.search(body.productIds);
  }

  /** What is left of one product. */
  @Get('product/:productId')
  @ApiAnswers(200, StockView, { errors: ['PRODUCT_NOT_FOUND'] })
  show(@IdParam('productId') productId: number): Promise<StockView> {
    return this.desk.show(productId);
  }

  /** Adds units. */
  @Post('product/:productId/increase')
  @AdminOnly()
  @ApiAnswers(200, StockView, {
    errors: ['PRODUCT_NOT_FOUND', 'STOCK_LIMIT_EXCEEDED', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  increase(
    @IdParam('productId') productId: number,
    @QueryInt('quantity', { min: 1, max: MOST_UNITS }) quantity: number,
    @IdempotencyKey() key: RequestKey,
  ): Promise<StockView> {
    return this.desk.adjust('increase', productId, quantity, key);
  }

  /** Sets the number of units, whatever it was. */
  @Post('product/:productId/reset')
  @AdminOnly()
  @ApiAnswers(200, StockView, { errors: ['PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] })
  reset(
    @IdParam('productId') productId: number,
    @QueryInt('quantity', { min: 0, max: MOST_UNITS }) quantity: number,
    @IdempotencyKey() key: RequestKey,
  ): Promise<StockView> {
    return this.desk.adjust('reset', productId, quantity, key);
  }
}
