import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { DomainError } from '#platform/domain-error';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { FailedEventView, failedEventView } from './failed-event-view.dto';

/** Deliveries that failed until they were set aside: seen, and sent on their way again, by an administrator. */
@ApiTags('admin')
@AdminOnly()
@Controller('admin/deliveries')
export class FailedEventController {
  constructor(private readonly deliveries: EventPublicationRepository) {}

  /** Parked deliveries, oldest first. */
  @Get()
  @ApiAnswers(200, pageOf(FailedEventView))
  async list(
    @QueryChoice('state', ['parked']) _state: string,
    @Page() page: PageRequest,
  ): Promise<Paged<FailedEventView>> {
    const [after = 0] = decodeCursor(page.cursor, ['number']) ?? [];
    const parked = await this.deliveries.listDeadLetters(after, page.limit + 1);
    return toPage(parked, page.limit, ({ id }) => encodeCursor([id]), failedEventView);
  }

  /** Makes a parked delivery due again, with a clean count of attempts. */
  @Post(':deliveryId/retry')
  @ApiAnswers(204, undefined, { errors: ['DELIVERY_NOT_FOUND'] })
  async retry(@IdParam('deliveryId') deliveryId: number): Promise<void> {
    if (await this.deliveries.retry(deliveryId)) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `No parked delivery has the id ${deliveryId}.`);
  }
}
