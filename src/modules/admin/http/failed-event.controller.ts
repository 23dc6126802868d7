import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#platform/domain-error';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { FailedEvents } from '../use-cases/failed-events';
import { FailedEventView, failedEventView } from './failed-event-view.dto';

const FORMER_PATH = '/api/admin/deliveries';

@ApiTags('admin')
@AdminOnly()
@Controller('admin')
export class FailedEventController {
  constructor(private readonly failedEvents: FailedEvents) {}

  /** The events that a handler failed to process in every attempt, oldest first. */
  @Get(['failed-events', 'deliveries'])
  @ApiAnswers(200, pageOf(FailedEventView), { deprecatedPath: FORMER_PATH })
  async list(
    @QueryChoice('state', ['parked']) _state: string,
    @Page() page: PageRequest,
  ): Promise<Paged<FailedEventView>> {
    const [after = 0] = decodeCursor(page.cursor, ['number']) ?? [];
    const failed = await this.failedEvents.list(after, page.limit + 1);
    return toPage(failed, page.limit, ({ id }) => encodeCursor([id]), failedEventView);
  }

  /** Retries a failed event. Its attempts are counted anew. */
  @Post('failed-events/:deliveryId/retry')
  @ApiAnswers(204, undefined, { errors: ['FAILED_EVENT_NOT_FOUND'] })
  async retry(@IdParam('deliveryId') id: number): Promise<void> {
    if (await this.failedEvents.retry(id)) return;
    throw new DomainError('not-found', 'FAILED_EVENT_NOT_FOUND', `No failed event has the id ${id}.`);
  }

  /** Retries a failed event. Its attempts are counted anew. */
  @Post('deliveries/:deliveryId/retry')
  @ApiAnswers(204, undefined, { errors: ['DELIVERY_NOT_FOUND'], deprecatedPath: FORMER_PATH })
  async retryDelivery(@IdParam('deliveryId') id: number): Promise<void> {
    if (await this.failedEvents.retry(id)) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `No failed event has the id ${id}.`);
  }
}
