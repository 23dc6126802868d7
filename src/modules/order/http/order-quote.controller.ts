import { Body, Controller, Post } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { CurrentUser } from '#platform/http/parameters/caller';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { QUOTE_REFUSALS } from '#order';
import { totalPrice } from '../domain/order';
import { unpaid } from '../domain/order-payment';
import { QUOTE_LIMIT } from '../order.config';
import { type OrderQuote, QuoteOrder } from '../use-cases/quote-order';
import { itemViews, OrderItemView } from './order-view.dto';
import { PlaceOrderDto } from './place-order.dto';

const MONEY = { type: 'integer', format: 'int64', minimum: 0 } as const;

export class OrderQuoteView {
  @ApiProperty({ type: [OrderItemView], description: 'the lines that the order would have' })
  items!: OrderItemView[];

  @ApiProperty({ ...MONEY, example: 16000 })
  totalOrderPrice!: number;

  @ApiProperty({ ...MONEY, example: 0, description: 'what the coupon takes off the order' })
  discount!: number;

  @ApiProperty({ ...MONEY, example: 3000, description: 'the points that would pay for a part of it' })
  pointsUsed!: number;

  @ApiProperty({ ...MONEY, example: 13000, description: 'what would be left to pay' })
  amountDue!: number;
}

@ApiTags('orders')
@Controller('orders')
export class OrderQuoteController {
  constructor(private readonly quotes: QuoteOrder) {}

  /**
   * Says what an order would cost now. The error is the one that the order would get, but no address is needed yet. Nothing
   * is stored or reserved, so the order itself can still be refused.
   */
  @Post('quote')
  @Limited(QUOTE_LIMIT)
  @ApiAnswers(200, OrderQuoteView, {
    errors: QUOTE_REFUSALS,
  })
  async quote(
    @Body() { orderItems: items, ...benefits }: PlaceOrderDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<OrderQuoteView> {
    return quoteView(await this.quotes.execute(userId, { items, ...benefits }, { isPlaced: false }));
  }
}

function quoteView({ lines, bill }: OrderQuote): OrderQuoteView {
  const total = totalPrice(lines);
  const { discount, points, due } = bill ?? { discount: 0, points: 0, due: total };
  return {
    items: itemViews(lines, bill && unpaid(lines, bill)),
    totalOrderPrice: total,
    discount,
    pointsUsed: points,
    amountDue: due,
  };
}
