import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeliveryStore } from '#platform/bus/delivery-store';
import { DomainError } from '#platform/domain-error';
import { Answers, pageOf } from '#platform/http/answers';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { DeliveryView, deliveryView } from './delivery-view.dto';

/** Deliveries that failed until they were set aside: seen, and sent on their way again, by an administrator. */
@ApiTags('admin')
@AdminOnly()
@Controller('admin/deliveries')
export class DeliveryController {
  constructor(private readonly deliveries: DeliveryStore) {}

  /** Parked deliveries, oldest first. */
  @Get()
  @Answers(200, pageOf(DeliveryView))
  async list(
    @QueryChoice('state', ['parked']) _state: string,
    @Page() page: PageRequest,
  ): Promise<Paged<DeliveryView>> {
    const [after = 0] = decodeCursor(page.cursor, ['number']) ?? [];
    const parked = await this.deliveries.listParked(after, page.limit + 1);
    return toPage(parked, page.limit, ({ id }) => encodeCursor([id]), deliveryView);
  }

  /** Makes a parked delivery due again, with a clean count of attempts. */
  @Post(':deliveryId/retry')
  @Answers(204, undefined, { errors: ['DELIVERY_NOT_FOUND'] })
  async retry(@IdParam('deliveryId') deliveryId: number): Promise<void> {
    if (await this.deliveries.retry(deliveryId)) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `No parked delivery has the id ${deliveryId}.`);
  }
}
