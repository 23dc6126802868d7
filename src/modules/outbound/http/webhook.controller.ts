import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { AdminOnly } from '#platform/security/access';
import { CreateWebhook } from '../use-cases/create-webhook';
import { DeleteWebhook } from '../use-cases/delete-webhook';
import { ListWebhooks } from '../use-cases/list-webhooks';
import { NewWebhookView, WebhookView, webhookView } from './webhook-view.dto';
import { WebhookDto } from './webhook.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/webhooks')
export class WebhookController {
  constructor(
    private readonly listWebhooks: ListWebhooks,
    private readonly createWebhook: CreateWebhook,
    private readonly deleteWebhook: DeleteWebhook,
  ) {}

  /** All webhooks, oldest first. */
  @Get()
  @ApiAnswers(200, pageOf(WebhookView))
  async list(@Page() page: PageRequest): Promise<Paged<WebhookView>> {
    const [after = 0] = decodeCursor(page.cursor, ['number']) ?? [];
    const webhooks = await this.listWebhooks.execute(after, page.limit + 1);
    return toPage(webhooks, page.limit, ({ subscriberId }) => encodeCursor([subscriberId]), webhookView);
  }

  /** Creates a webhook. From one second later on, every event of these types is sent to its URL, signed with its secret. */
  @Post()
  @ApiAnswers(201, NewWebhookView, { errors: ['WEBHOOK_LIMIT_EXCEEDED'] })
  async create(@Body() { url, eventTypes }: WebhookDto): Promise<NewWebhookView> {
    const { webhook, secret } = await this.createWebhook.execute(url, eventTypes);
    return { ...webhookView(webhook), secret };
  }

  /** Deletes a webhook. Nothing more is sent to it, and its log is deleted within the hour. */
  @Delete(':webhookId')
  @ApiAnswers(204, undefined, { errors: ['WEBHOOK_NOT_FOUND'] })
  remove(@IdParam('webhookId') webhookId: number): Promise<void> {
    return this.deleteWebhook.execute(webhookId);
  }
}
