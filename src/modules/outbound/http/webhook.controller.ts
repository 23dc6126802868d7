import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { AdminOnly } from '#platform/security/access';
import { SubscriberRepository } from '../persistence/subscriber.repository';
import { SetUpWebhooks } from '../use-cases/set-up-webhooks';
import { NewWebhookView, WebhookView, webhookView } from './webhook-view.dto';
import { WebhookDto } from './webhook.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/webhooks')
export class WebhookController {
  constructor(
    private readonly setUp: SetUpWebhooks,
    private readonly receivers: SubscriberRepository,
  ) {}

  /** Who is told what happens, oldest first. */
  @Get()
  @ApiAnswers(200, pageOf(WebhookView))
  async list(@Page() page: PageRequest): Promise<Paged<WebhookView>> {
    const [after = 0] = decodeCursor(page.cursor, ['number']) ?? [];
    const webhooks = await this.receivers.webhooks(after, page.limit + 1);
    return toPage(webhooks, page.limit, ({ subscriberId }) => encodeCursor([subscriberId]), webhookView);
  }

  /** From a second after the answer on, every event of these types is sent there, signed with the secret. */
  @Post()
  @ApiAnswers(201, NewWebhookView, { errors: ['WEBHOOK_LIMIT_EXCEEDED'] })
  async create(@Body() { url, eventTypes }: WebhookDto): Promise<NewWebhookView> {
    const { webhook, secret } = await this.setUp.create(url, eventTypes);
    return { ...webhookView(webhook), secret };
  }

  /** Nothing is sent there any more; its log is deleted within the hour. */
  @Delete(':webhookId')
  @ApiAnswers(204, undefined, { errors: ['WEBHOOK_NOT_FOUND'] })
  remove(@IdParam('webhookId') webhookId: number): Promise<void> {
    return this.setUp.remove(webhookId);
  }
}
