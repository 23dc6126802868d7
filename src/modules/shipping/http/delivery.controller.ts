import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { CurrentRequester, CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice, RequiredQueryChoice } from '#platform/http/parameters/query';
import type { Requester } from '#platform/limits/bulkhead';
import { AdminOnly } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { REACHED_STATES, type ReachedState } from '../domain/shipment';
import { SHIPMENT_FILTERS, type ShipmentFilter, ShipmentQueries } from '../persistence/shipment.queries';
import { type BulkOutcome, MoveShipmentByHand } from '../use-cases/move-shipment-by-hand';
import { ParcelLabelDto, ShipOrdersDto } from './delivery.dto';
import { deliveryStatisticsView, DeliveryStatisticsView, DeliveryView, ShippedOrderView } from './delivery-view.dto';
import { DeliveryViews } from './delivery-views';

/** The routes call a shipment a delivery. */
@ApiTags('delivery')
@Controller('delivery')
export class DeliveryController {
  constructor(
    private readonly shipments: ShipmentQueries,
    private readonly mover: MoveShipmentByHand,
    private readonly views: DeliveryViews,
  ) {}

  /** The deliveries of all orders, newest first; with `status=HELD`, those that wait for an administrator's decision. */
  @Get()
  @AdminOnly()
  @ApiAnswers(200, pageOf(DeliveryView))
  async list(
    @QueryChoice('status', SHIPMENT_FILTERS) filter: ShipmentFilter | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<DeliveryView>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.shipments.list({ filter, before: after?.[0], limit }),
      ({ orderId }) => [orderId],
    );
    return { ...page, items: await this.views.allOf(page.items) };
  }

  /** How many deliveries are in each state. */
  @Get('statistics')
  @AdminOnly()
  @ApiAnswers(200, DeliveryStatisticsView)
  async statistics(@CurrentRequester() requester: Requester): Promise<DeliveryStatisticsView> {
    return deliveryStatisticsView(await this.shipments.statistics(requester));
  }

  /**
   * Ships up to 100 orders at once that are being prepared, and says of each what became of it. Orders that are held stay
   * where they are. Repeating it changes nothing.
   */
  @Post('ship')
  @HttpCode(200)
  @AdminOnly()
  @MaxBody(4)
  @ApiAnswers(200, [ShippedOrderView])
  ship(@Body() { orderIds }: ShipOrdersDto): Promise<BulkOutcome[]> {
    return this.mover.ship(orderIds);
  }

  /** The delivery of one of your orders. Administrators see every order's. */
  @Get(':orderId')
  @ApiAnswers(200, DeliveryView, { errors: ['SHIPMENT_NOT_FOUND'] })
  show(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<DeliveryView> {
    return this.viewFor(orderId, user);
  }

  /** The same, under the address that tracking pages ask for. */
  @Get(':orderId/tracking')
  @ApiAnswers(200, DeliveryView, { errors: ['SHIPMENT_NOT_FOUND'] })
  track(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<DeliveryView> {
    return this.viewFor(orderId, user);
  }

  /**
   * Ships an order, or notes that it was delivered. It moves one state at a time, also where it is held; the same state
   * again changes nothing. The order can no longer be cancelled once it is shipped.
   */
  @Patch(':orderId/status')
  @AdminOnly()
  @MaxBody(4)
  @ApiBody({ type: ParcelLabelDto, required: false })
  @ApiAnswers(200, DeliveryView, {
    errors: ['SHIPMENT_NOT_FOUND', 'DELIVERY_STATUS_INVALID', 'TRACKING_NUMBER_TAKEN'],
  })
  async move(
    @IdParam('orderId') orderId: number,
    @RequiredQueryChoice('status', REACHED_STATES) wanted: ReachedState,
    @Body() label: ParcelLabelDto,
  ): Promise<DeliveryView> {
    return this.views.of(await this.mover.execute(orderId, wanted, label));
  }

  private async viewFor(orderId: number, { userId, role }: Principal): Promise<DeliveryView> {
    return this.views.of(await this.shipments.get(orderId, role === 'ADMIN' ? null : userId));
  }
}
