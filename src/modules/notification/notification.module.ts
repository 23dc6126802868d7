import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { NotificationController } from './http/notification.controller';
import { SubscriptionController } from './http/subscription.controller';
import { NotificationConfig } from './notification.config';
import { Inbox } from './notification.contract';
import { NotificationBatches } from './persistence/notification-batches';
import { NotificationInbox } from './persistence/notification-inbox';
import { NotificationQueries } from './persistence/notification.queries';
import { NotificationRepository } from './persistence/notification.repository';
import { SubscriptionQueries } from './persistence/subscription.queries';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { ConnectionGuard } from './sockets/connection-guard';
import { LiveGateway } from './sockets/live.gateway';
import { RevokedSocketCloser } from './sockets/revoked-socket-closer';
import { SignalBroadcaster } from './sockets/signal-broadcaster';
import { SignalStream } from './sockets/signal-stream';
import { SocketAuthenticator } from './sockets/socket-authenticator';
import { SocketBroadcaster } from './sockets/socket-broadcaster';
import { SocketLimits } from './sockets/socket-limits';
import { SocketMetrics } from './sockets/socket-metrics';
import { UserSockets } from './sockets/user-sockets';
import { MarkAllNotificationsRead, MarkNotificationRead } from './use-cases/mark-notification-read';
import {
  NotifySubscribersWhenHotDealChanged,
  NotifySubscribersWhenHotDealCreated,
  NotifySubscribersWhenHotDealOpened,
  SubscriberFanOut,
} from './use-cases/notify-subscribers';
import {
  SendSignalWhenHotDealChanged,
  SendSignalWhenHotDealCreated,
  SendSignalWhenHotDealOpenedOrEnded,
  SignalOwnersWhenOrdersProgressed,
  SignalOwnersWhenOrdersReserved,
  SignalOwnersWhenOrdersSettled,
  SignalOwnersWhenPaymentsEnded,
} from './use-cases/send-signals';
import { CancelSubscription, Subscribe } from './use-cases/subscribe';

/** Subscriptions, notifications, and the live signals on sockets. */
@Module({
  imports: [ProductModule, EventModule],
  controllers: [SubscriptionController, NotificationController],
  providers: [
    provideSection(NotificationConfig),
    Subscribe,
    CancelSubscription,
    SubscriptionRepository,
    SubscriptionQueries,
    SubscriberFanOut,
    NotifySubscribersWhenHotDealCreated,
    NotifySubscribersWhenHotDealChanged,
    NotifySubscribersWhenHotDealOpened,
    NotificationBatches,
    MarkNotificationRead,
    MarkAllNotificationsRead,
    NotificationRepository,
    NotificationQueries,
    { provide: Inbox, useClass: NotificationInbox },
    SendSignalWhenHotDealCreated,
    SendSignalWhenHotDealChanged,
    SendSignalWhenHotDealOpenedOrEnded,
    SignalOwnersWhenOrdersSettled,
    SignalOwnersWhenOrdersReserved,
    SignalOwnersWhenPaymentsEnded,
    SignalOwnersWhenOrdersProgressed,
    { provide: SignalBroadcaster, useExisting: SocketBroadcaster },
    SocketBroadcaster,
    SignalStream,
    LiveGateway,
    ConnectionGuard,
    SocketAuthenticator,
    UserSockets,
    RevokedSocketCloser,
    SocketLimits,
    SocketMetrics,
  ],
  exports: [Inbox],
})
export class NotificationModule {}
