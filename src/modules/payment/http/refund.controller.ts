import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { REFUND_STATES, type RefundState } from '../domain/refund';
import { RefundQueries } from '../persistence/refund.queries';
import { DecideStuckRefund } from '../use-cases/decide-stuck-refund';
import { SettleRefundDto } from './refund.dto';
import { RefundView, refundView } from './refund-view.dto';

const STUCK = { errors: ['REFUND_NOT_FOUND', 'REFUND_NOT_STUCK'] } as const;

@ApiTags('payments')
@AdminOnly()
@Controller('refunds')
export class RefundController {
  constructor(
    private readonly queries: RefundQueries,
    private readonly decisions: DecideStuckRefund,
  ) {}

  /** The refunds of all payments, newest first. */
  @Get()
  @ApiAnswers(200, pageOf(RefundView))
  async list(
    @QueryChoice('status', REFUND_STATES) status: RefundState | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<RefundView>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.queries.list(status, after?.[0], limit),
      ({ refundId }) => [refundId],
    );
    return { ...page, items: page.items.map(refundView) };
  }

  /** Sends a stuck refund to its provider again. What the provider's books show as paid back is not sent a second time. */
  @Post(':refundId/retry')
  @HttpCode(200)
  @ApiAnswers(200, RefundView, STUCK)
  async retry(@IdParam('refundId') refundId: number, @CurrentUser() { userId }: Principal): Promise<RefundView> {
    return refundView(await this.decisions.retry(refundId, userId));
  }

  /** Ends a stuck refund in another way: HAND, if you have paid it back yourself; POINTS, to pay it back as points of this shop. */
  @Post(':refundId/settle')
  @HttpCode(200)
  @ApiAnswers(200, RefundView, STUCK)
  @MaxBody(4)
  async settle(
    @IdParam('refundId') refundId: number,
    @Body() { as, note }: SettleRefundDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<RefundView> {
    return refundView(await this.decisions.settle({ refundId, as, note, userId }));
  }
}
