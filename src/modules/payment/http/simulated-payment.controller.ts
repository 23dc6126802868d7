import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { PartOf } from '#platform/http/features';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryFlag } from '#platform/http/parameters/query';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { SIMULATOR_FEATURE } from '../adapters/simulator/simulator.config';
import { CONFIRMATION_REFUSALS } from '../domain/payment-refusals';
import { PAYMENT_LIMIT } from '../payment.config';
import { CompletePayment } from '../use-cases/complete-payment';
import { PaymentView } from './payment-view.dto';
import { PaymentViews } from './payment-views';
import { AnswerStatus, type SetStatus } from './payment.controller';

@ApiTags('payments')
@Controller('orders/:orderId/payment')
export class SimulatedPaymentController {
  constructor(
    private readonly completer: CompletePayment,
    private readonly views: PaymentViews,
  ) {}

  /**
   * Plays the buyer of one of your orders at the payment simulator, and confirms the payment; only where the shop works with
   * the simulator, and no money moves. With `success=false` the card is declined. A deposit that is awaited is transferred.
   * Repeating the request gets the same payment. The answer is 202 while its outcome is not known.
   */
  @Post('complete')
  @HttpCode(200)
  @PartOf(SIMULATOR_FEATURE)
  @Limited(PAYMENT_LIMIT)
  @ApiAnswers(200, PaymentView, {
    also: 202,
    errors: ['ROUTE_NOT_FOUND', ...CONFIRMATION_REFUSALS],
  })
  async complete(
    @IdParam('orderId') orderId: number,
    @QueryFlag('success') success: boolean | undefined,
    @CurrentUser() { userId }: Principal,
    @AnswerStatus() setStatus: SetStatus,
  ): Promise<PaymentView> {
    const payment = await this.completer.execute(orderId, userId, success ?? true);
    if (payment.state === 'CONFIRMING') setStatus(202);
    return this.views.of(payment);
  }
}
