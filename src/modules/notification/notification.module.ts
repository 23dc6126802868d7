import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { ConnectionGuard } from './sockets/connection-guard';
import { SocketAuthenticator } from './sockets/socket-authenticator';
import { LiveGateway } from './sockets/live.gateway';
import { NotificationController } from './http/notification.controller';
import { UserSockets } from './sockets/user-sockets';
import { RevokedSocketCloser } from './sockets/revoked-socket-closer';
import { SignalStream } from './sockets/signal-stream';
import { SocketBroadcaster } from './sockets/socket-broadcaster';
import { SocketLimits } from './sockets/socket-limits';
import { SocketMetrics } from './sockets/socket-metrics';
import { SubscriptionController } from './http/subscription.controller';
import { NotificationConfig } from './notification.config';
import { NotificationQueries } from './persistence/notification.queries';
import { NotificationRepository } from './persistence/notification.repository';
import { SubscriptionQueries } from './persistence/subscription.queries';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { CancelSubscription } from './use-cases/cancel-subscription';
import { NotificationBatches } from './persistence/notification-batches';
import { SignalBroadcaster } from './sockets/signal-broadcaster';
import { NotifySubscribersWhenHotDealCreated } from './use-cases/notify-subscribers-when-hot-deal-created';
import { MarkNotificationRead } from './use-cases/mark-notification-read';
import { SendSignalWhenHotDealCreated } from './use-cases/send-signals';
import { SendSignalWhenHotDealOpenedOrEnded } from './use-cases/send-signal-when-hot-deal-opened-or-ended';
import { Subscribe } from './use-cases/subscribe';
import { SignalOwnersWhenOrdersSettled } from './use-cases/signal-owners-when-orders-settled';

/** Who is told what: subscriptions, notifications, and the live signals on sockets. Nobody knows this module. */
@Module({
  imports: [ProductModule, EventModule],
  controllers: [SubscriptionController, NotificationController],
  providers: [
    provideSection(NotificationConfig),
    Subscribe,
    CancelSubscription,
    SubscriptionRepository,
    SubscriptionQueries,
    NotifySubscribersWhenHotDealCreated,
    NotificationBatches,
    MarkNotificationRead,
    NotificationRepository,
    NotificationQueries,
    SendSignalWhenHotDealCreated,
    SendSignalWhenHotDealOpenedOrEnded,
    SignalOwnersWhenOrdersSettled,
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
})
export class NotificationModule {}
