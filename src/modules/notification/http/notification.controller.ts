import { Controller, Get, Post } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryFlag } from '#platform/http/parameters/query';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { NotificationQueries } from '../persistence/notification.queries';
import { MarkAllNotificationsRead, MarkNotificationRead } from '../use-cases/mark-notification-read';
import { LiveSignals } from './live-signals.dto';
import { NotificationView } from './notification-view.dto';

@ApiTags('notifications')
@ApiExtraModels(LiveSignals)
@Controller('notifications')
export class NotificationController {
  constructor(
    private readonly notifications: NotificationQueries,
    private readonly reader: MarkNotificationRead,
    private readonly allReader: MarkAllNotificationsRead,
  ) {}

  /** Your notifications, newest first. */
  @Get()
  @ApiAnswers(200, pageOf(NotificationView))
  list(
    @CurrentUser() user: Principal,
    @QueryFlag('unread') unread: boolean | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<NotificationView>> {
    return readPage(
      page,
      ['number'],
      (before, limit) => this.notifications.list(user.userId, unread, before?.[0], limit),
      ({ notificationId }) => [notificationId],
    );
  }

  /** Marks all of your notifications as read. Those that arrive meanwhile stay unread. */
  @Post('read-all')
  @ApiAnswers(204)
  readAll(@CurrentUser() user: Principal): Promise<void> {
    return this.allReader.execute(user.userId);
  }

  /** Marks one of your notifications as read. Repeating it changes nothing. */
  @Post(':notificationId/read')
  @ApiAnswers(204, undefined, { errors: ['NOTIFICATION_NOT_FOUND'] })
  read(@IdParam('notificationId') notificationId: number, @CurrentUser() user: Principal): Promise<void> {
    return this.reader.execute(user.userId, notificationId);
  }
}
