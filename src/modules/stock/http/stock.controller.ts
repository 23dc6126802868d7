import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MANY_IDS_KIB, MaxBody } from '#platform/http/body/body-limit';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryInt } from '#platform/http/parameters/query';
import { AdminOnly, Reader } from '#platform/security/access';
import { MAX_QUANTITY, UNLIMITED } from '../domain/adjust';
import { AdjustStock } from '../use-cases/adjust-stock';
import { FindStocks, ShowStock } from '../use-cases/read-stocks';
import { SearchStocksDto, StockView, stockView } from './stock-view.dto';

@ApiTags('stocks')
@Controller('stocks')
export class StockController {
  constructor(
    private readonly finder: FindStocks,
    private readonly shower: ShowStock,
    private readonly adjuster: AdjustStock,
  ) {}

  /** The stocks of many products, in the order of the ids. */
  @Post('search')
  @Reader()
  @ApiAnswers(200, [StockView])
  @MaxBody(MANY_IDS_KIB)
  async search(@Body() { productIds }: SearchStocksDto): Promise<StockView[]> {
    return (await this.finder.execute(productIds)).map(stockView);
  }

  /** The stock of one product. */
  @Get('product/:productId')
  @Reader()
  @ApiAnswers(200, StockView, { errors: ['PRODUCT_NOT_FOUND'] })
  async show(@IdParam('productId') productId: number): Promise<StockView> {
    return stockView(await this.shower.execute(productId));
  }

  /** Adds units to the stock of a product. */
  @Post('product/:productId/increase')
  @AdminOnly()
  @ApiAnswers(200, StockView, {
    errors: ['PRODUCT_NOT_FOUND', 'STOCK_LIMIT_EXCEEDED', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  async increase(
    @IdParam('productId') productId: number,
    @QueryInt('quantity', { min: 1, max: MAX_QUANTITY }) quantity: number,
    @IdempotencyKey() key: RequestKey,
  ): Promise<StockView> {
    return stockView(await this.adjuster.execute({ key, adjustment: 'increase', productId, quantity }));
  }

  /** Sets the stock of a product, whatever it was. A stock without a limit has one again. */
  @Post('product/:productId/reset')
  @AdminOnly()
  @ApiAnswers(200, StockView, { errors: ['PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] })
  async reset(
    @IdParam('productId') productId: number,
    @QueryInt('quantity', { min: 0, max: MAX_QUANTITY }) quantity: number,
    @IdempotencyKey() key: RequestKey,
  ): Promise<StockView> {
    return stockView(await this.adjuster.execute({ key, adjustment: 'reset', productId, quantity }));
  }

  /** Ends the limit of a stock: orders are never refused for it, until it is reset. */
  @Post('product/:productId/unlimited')
  @AdminOnly()
  @ApiAnswers(200, StockView, { errors: ['PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] })
  async unlimited(@IdParam('productId') productId: number, @IdempotencyKey() key: RequestKey): Promise<StockView> {
    return stockView(await this.adjuster.execute({ key, adjustment: 'reset', productId, quantity: UNLIMITED }));
  }
}
