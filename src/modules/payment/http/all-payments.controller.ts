import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { IdParam, OptionalQueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice, QueryName } from '#platform/http/parameters/query';
import type { Requester } from '#platform/limits/bulkhead';
import { AdminOnly } from '#platform/security/access';
import { PAYMENT_FILTERS, type PaymentFilter, PaymentList } from '../persistence/payment-list';
import { LookAtPayment } from '../use-cases/look-at-payment';
import { AdminPaymentView } from './payment-view.dto';
import { PaymentViews } from './payment-views';

@ApiTags('payments')
@AdminOnly()
@Controller('payments')
export class AllPaymentsController {
  constructor(
    private readonly payments: PaymentList,
    private readonly looks: LookAtPayment,
    private readonly views: PaymentViews,
  ) {}

  /**
   * The payments of all orders, newest first; with `orderId`, every attempt to pay that order; with `status=UNEXPLAINED`, those
   * of which it has not been known for a day whether the money was moved.
   */
  @Get()
  @ApiAnswers(200, pageOf(AdminPaymentView))
  async list(
    @QueryChoice('status', PAYMENT_FILTERS) status: PaymentFilter | undefined,
    @QueryName('provider', { most: 20 }) provider: string | undefined,
    @OptionalQueryId('orderId') orderId: number | undefined,
    @Page() request: PageRequest,
    @CurrentRequester() requester: Requester,
  ): Promise<Paged<AdminPaymentView>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.payments.read({ status, provider, orderId, before: after?.[0], limit }, requester),
      ({ paymentId }) => [paymentId],
    );
    return { ...page, items: await this.views.allOfAdmin(page.items) };
  }

  /** Asks the provider now how a payment stands there, and stores what it says. */
  @Post(':paymentId/resolve')
  @HttpCode(200)
  @ApiAnswers(200, AdminPaymentView, { errors: ['PAYMENT_NOT_FOUND'] })
  async resolve(@IdParam('paymentId') paymentId: number): Promise<AdminPaymentView> {
    return this.views.ofAdmin(await this.looks.execute(paymentId));
  }
}
