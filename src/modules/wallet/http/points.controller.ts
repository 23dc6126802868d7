import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { PartOf } from '#platform/http/features';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { CurrentUser } from '#platform/http/parameters/caller';
import { OptionalQueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { WalletQueries } from '../persistence/wallet.queries';
import { ChargePoints, ownerOf } from '../use-cases/charge-points';
import { CHARGE_LIMIT } from '../wallet.config';
import { ChargePointsDto, PointEntryView, pointEntryView, PointsView, pointsView } from './points.dto';

@ApiTags('points')
@Controller('points')
export class PointsController {
  constructor(
    private readonly queries: WalletQueries,
    private readonly charger: ChargePoints,
  ) {}

  /** Your points; with `userId`, for administrators, those of any user. A user who never had any has 0. */
  @Get()
  @ApiAnswers(200, PointsView, { errors: ['FORBIDDEN'] })
  async show(
    @CurrentUser() caller: Principal,
    @OptionalQueryId('userId') userId: number | undefined,
  ): Promise<PointsView> {
    return this.pointsOf(ownerOf(caller, userId));
  }

  /**
   * What has changed your balance, newest first; with `userId`, for administrators, that of any user. Points that an order
   * only reserves, or gives back before it took them, are not listed: `reserved` of your points shows them.
   */
  @Get('history')
  @ApiAnswers(200, pageOf(PointEntryView), { errors: ['FORBIDDEN'] })
  async history(
    @CurrentUser() caller: Principal,
    @OptionalQueryId('userId') userId: number | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<PointEntryView>> {
    const owner = ownerOf(caller, userId);
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.queries.history(owner, after?.[0], limit),
      ({ entryId }) => [entryId],
    );
    return { ...page, items: page.items.map(pointEntryView) };
  }

  /**
   * Adds points. With `POINT_CHARGE=admin`, only an administrator can; an administrator can always charge another user. It
   * needs an `Idempotency-Key`: however often it is sent, the points are added once. Without payments the route does not
   * exist.
   */
  @Post('charge')
  @PartOf('payments')
  @Limited(CHARGE_LIMIT)
  @MaxBody(1)
  @ApiAnswers(201, PointsView, {
    errors: [
      'FORBIDDEN',
      'ROUTE_NOT_FOUND',
      'USER_NOT_FOUND',
      'POINT_LIMIT_EXCEEDED',
      'IDEMPOTENCY_IN_PROGRESS',
      'IDEMPOTENCY_KEY_REUSED',
    ],
  })
  async charge(
    @IdempotencyKey({ required: true }) key: RequestKey,
    @CurrentUser() caller: Principal,
    @Body() body: ChargePointsDto,
  ): Promise<PointsView> {
    return this.pointsOf(await this.charger.execute(key, caller, body));
  }

  private async pointsOf(userId: number): Promise<PointsView> {
    return pointsView(userId, await this.queries.of(userId));
  }
}
