import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { OptionalQueryInt, QueryChoice } from '#platform/http/parameters/query';
import type { Requester } from '#platform/limits/bulkhead';
import { AdminOnly } from '#platform/security/access';
import { DELIVERY_STATES, type DeliveryState } from '../persistence/delivery-log';
import { ListWebhooks } from '../use-cases/list-webhooks';
import { ReplayEvents } from '../use-cases/replay-events';
import { ReplayedView, WebhookDeliveryView, webhookDeliveryView } from './webhook-view.dto';
import { ReplayDto } from './webhook.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/webhooks/:webhookId')
export class WebhookDeliveryController {
  constructor(
    private readonly webhooks: ListWebhooks,
    private readonly replayEvents: ReplayEvents,
  ) {}

  /** The events of a webhook, newest first: those that wait, and those that were sent within a week. */
  @Get('deliveries')
  @ApiAnswers(200, pageOf(WebhookDeliveryView), { errors: ['WEBHOOK_NOT_FOUND'] })
  async list(
    @IdParam('webhookId') webhookId: number,
    @QueryChoice('state', DELIVERY_STATES) state: DeliveryState | undefined,
    @Page() page: PageRequest,
    @CurrentRequester() requester: Requester,
  ): Promise<Paged<WebhookDeliveryView>> {
    const { cursor, limit } = page;
    const [beforeId = Number.MAX_SAFE_INTEGER] = decodeCursor(cursor, ['number']) ?? [];
    const from = { beforeId, limit: limit + 1 };
    const deliveries = await this.webhooks.deliveries(webhookId, state, from, requester);
    return toPage(deliveries, limit, ({ deliveryId }) => encodeCursor([deliveryId]), webhookDeliveryView);
  }

  /** Sends one event again now. It may also be one that waits for its next attempt. */
  @Post('deliveries/:deliveryId/replay')
  @ApiAnswers(204, undefined, { errors: ['DELIVERY_NOT_FOUND'] })
  replay(@IdParam('deliveryId') deliveryId: number, @IdParam('webhookId') webhookId: number): Promise<void> {
    return this.replayEvents.one(webhookId, deliveryId);
  }

  /** Sends all events since a time again. The events of one order, product or deal keep their order; each request sends some thousand events. */
  @Post('replay')
  @ApiAnswers(200, ReplayedView, { errors: ['WEBHOOK_NOT_FOUND'] })
  replaySince(
    @IdParam('webhookId') webhookId: number,
    @OptionalQueryInt('after', { min: 0, max: Number.MAX_SAFE_INTEGER }, 0) after: number,
    @Body() { since }: ReplayDto,
  ): Promise<ReplayedView> {
    return this.replayEvents.since(webhookId, new Date(since), after);
  }
}
