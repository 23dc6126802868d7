import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { PartOf } from '#platform/http/features';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { parameter } from '#platform/http/parameters/parameter';
import { PreferWait, type WaitPreference } from '#platform/http/parameters/prefer-wait';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { CONFIRMATION_REFUSALS, paymentNotFound } from '../domain/payment-refusals';
import { PAYMENT_LIMIT } from '../payment.config';
import { PaymentQueries } from '../persistence/payment.queries';
import { AbandonPayment } from '../use-cases/abandon-payment';
import { ConfirmPayment } from '../use-cases/confirm-payment';
import { RequestPayment } from '../use-cases/request-payment';
import { ConfirmPaymentDto, RequestPaymentDto } from './payment.dto';
import { PaymentView } from './payment-view.dto';
import { PaymentViews } from './payment-views';

export type SetStatus = (status: number) => void;

/** Sets another status than that of the route. */
export function AnswerStatus(): ParameterDecorator {
  return parameter((_, response) => (status: number) => void response.status(status));
}

@ApiTags('payments')
@Controller('orders/:orderId/payment')
export class PaymentController {
  constructor(
    private readonly requester: RequestPayment,
    private readonly confirmer: ConfirmPayment,
    private readonly abandoner: AbandonPayment,
    private readonly queries: PaymentQueries,
    private readonly views: PaymentViews,
  ) {}

  /**
   * Requests the payment of one of your orders. An order has one payment at a time: the same request gets it again (200),
   * and another method takes the place of one that is not confirmed. Where the provider has a page, the buyer pays at
   * `checkoutUrl` (201). POINTS are taken at once: the answer is 202, or 201 with the end of the payment if `Prefer: wait=N` asks for it. After a 503, repeat the request.
   */
  @Post()
  @PartOf('payments')
  @Limited(PAYMENT_LIMIT)
  @ApiBody({ type: RequestPaymentDto, required: false })
  @ApiAnswers(201, PaymentView, {
    also: [200, 202],
    location: '/api/orders/{orderId}/payment',
    errors: [
      'ROUTE_NOT_FOUND',
      'ORDER_NOT_FOUND',
      'ORDER_NOT_PAYABLE',
      'ORDER_ALREADY_PAID',
      'PAYMENT_IN_PROGRESS',
      'PAYMENT_BELOW_MINIMUM',
      'IDEMPOTENCY_IN_PROGRESS',
      'IDEMPOTENCY_KEY_REUSED',
    ],
  })
  async request(
    @IdParam('orderId') orderId: number,
    @Body() wish: RequestPaymentDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
    @AnswerStatus() setStatus: SetStatus,
  ): Promise<PaymentView> {
    const { payment, isNew } = await this.requester.execute({ orderId, key, wait, wish });
    const hasEnded = payment.state === 'CAPTURED' || payment.state === 'FAILED';
    if (!isNew) setStatus(200);
    else if (payment.state === 'CONFIRMING') setStatus(202);
    else if (hasEnded && wait.seconds !== undefined) wait.honoured();
    return this.views.of(payment);
  }

  /**
   * Confirms a payment that the buyer has authorized on the provider's page, with what the page has sent back. The answer is
   * 200 when the money is captured, or when an account was given out that the buyer transfers it to
   * (WAITING_FOR_DEPOSIT); 202 while that is not known yet: do not pay again, but read the payment until it has ended. Repeating the request gets the same payment. After a 503 nothing was sent: repeat it.
   */
  @Post('confirm')
  @Limited(PAYMENT_LIMIT)
  @ApiAnswers(200, PaymentView, {
    also: 202,
    errors: CONFIRMATION_REFUSALS,
  })
  async confirm(
    @IdParam('orderId') orderId: number,
    @Body() { paymentKey, providerOrderId, amount }: ConfirmPaymentDto,
    @CurrentUser() { userId }: Principal,
    @AnswerStatus() setStatus: SetStatus,
  ): Promise<PaymentView> {
    const payment = await this.confirmer.execute({ orderId, userId, paymentKey, providerOrderId, amount });
    if (payment.state === 'CONFIRMING') setStatus(202);
    return this.views.of(payment);
  }

  /** The payment of one of your orders: the captured one, else the one in progress, else the last. Administrators see every order's. */
  @Get()
  @ApiAnswers(200, PaymentView, { errors: ['PAYMENT_NOT_FOUND'] })
  async show(@IdParam('orderId') orderId: number, @CurrentUser() { userId, role }: Principal): Promise<PaymentView> {
    const payment = await this.queries.ofOrder(orderId, role === 'ADMIN' ? null : userId);
    if (payment === undefined) throw paymentNotFound();
    return this.views.of(payment);
  }

  /**
   * Gives up the payment of one of your orders that is not confirmed yet, or whose deposit has not arrived: its account is
   * closed. Repeating it changes nothing.
   */
  @Delete()
  @Limited(PAYMENT_LIMIT)
  @ApiAnswers(200, PaymentView, { errors: ['PAYMENT_NOT_FOUND', 'PAYMENT_IN_PROGRESS', 'ORDER_ALREADY_PAID'] })
  async abandon(@IdParam('orderId') orderId: number, @CurrentUser() { userId }: Principal): Promise<PaymentView> {
    return this.views.of(await this.abandoner.execute(orderId, userId));
  }
}
