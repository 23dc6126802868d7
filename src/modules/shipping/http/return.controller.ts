import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice, RequiredQueryChoice } from '#platform/http/parameters/query';
import { Limited } from '#platform/limits/rate-limit';
import { AdminOnly } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { normalizeText } from '#platform/text';
import { ORDER_LIMIT } from '#order';
import { RETURN_STATES, type ReturnState } from '#shipping';
import { MAX_REASON } from '../domain/return';
import { ReturnQueries } from '../persistence/return.queries';
import { EndReturn, RETURN_ENDS, type ReturnEnd } from '../use-cases/end-return';
import { RequestReturn } from '../use-cases/request-return';
import { RequestReturnDto } from './return.dto';
import { ReturnView, returnView } from './return-view.dto';

@ApiTags('returns')
@Controller()
export class ReturnController {
  constructor(
    private readonly requester: RequestReturn,
    private readonly ender: EndReturn,
    private readonly queries: ReturnQueries,
  ) {}

  /**
   * Requests the return of units of one of your orders, which was delivered: those in `items`, or all that have not come back
   * yet. An order has one open return at a time, and the same request gets it again. Once the shop has completed it, its units
   * are for sale, and what was paid for them, in money and in points, comes back. Administrators can return every user's
   * order, also when the time for it is over.
   */
  @Put('orders/:orderId/return')
  @Limited(ORDER_LIMIT)
  @MaxBody(16)
  @ApiBody({ type: RequestReturnDto, required: false })
  @ApiAnswers(200, ReturnView, {
    errors: [
      'ORDER_NOT_FOUND',
      'ORDER_NOT_RETURNABLE',
      'RETURN_WINDOW_OVER',
      'RETURN_OPEN',
      'IDEMPOTENCY_IN_PROGRESS',
      'IDEMPOTENCY_KEY_REUSED',
    ],
  })
  async request(
    @IdParam('orderId') orderId: number,
    @Body() { items, reason }: RequestReturnDto,
    @IdempotencyKey() key: RequestKey,
    @CurrentUser() caller: Principal,
  ): Promise<ReturnView> {
    const wish = { items, reason: reason === undefined ? null : normalizeText(reason, MAX_REASON) };
    return returnView(await this.requester.execute(orderId, caller, key, wish));
  }

  /** The returns of one of your orders, oldest first. Administrators see those of every order. */
  @Get('orders/:orderId/return')
  @ApiAnswers(200, [ReturnView], { errors: ['ORDER_NOT_FOUND'] })
  async ofOrder(@IdParam('orderId') orderId: number, @CurrentUser() caller: Principal): Promise<ReturnView[]> {
    return (await this.requester.list(orderId, caller)).map(returnView);
  }

  /** The returns of all orders, newest first. */
  @Get('returns')
  @AdminOnly()
  @ApiAnswers(200, pageOf(ReturnView))
  async list(
    @QueryChoice('status', RETURN_STATES) status: ReturnState | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<ReturnView>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.queries.list(status, after?.[0], limit),
      ({ returnId }) => [returnId],
    );
    return { ...page, items: page.items.map(returnView) };
  }

  /**
   * Completes a return whose units have arrived, or rejects it: then its units can be returned again. Repeating it changes
   * nothing.
   */
  @Patch('returns/:returnId/status')
  @AdminOnly()
  @ApiAnswers(200, ReturnView, { errors: ['RETURN_NOT_FOUND', 'DELIVERY_STATUS_INVALID'] })
  async end(
    @IdParam('returnId') returnId: number,
    @RequiredQueryChoice('status', RETURN_ENDS) status: ReturnEnd,
  ): Promise<ReturnView> {
    return returnView(await this.ender.execute(returnId, status));
  }
}
