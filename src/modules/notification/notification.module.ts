import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { ConnectionGuard } from './http/connection-guard';
import { SocketAuthenticator } from './http/socket-authenticator';
import { LiveGateway } from './http/live.gateway';
import { NotificationController } from './http/notification.controller';
import { UserSockets } from './http/user-sockets';
import { RevocationWatch } from './http/revocation-watch';
import { SignalStream } from './http/signal-stream';
import { SocketBroadcaster } from './http/socket-broadcaster';
import { SocketLimits } from './http/socket-limits';
import { SocketMetrics } from './http/socket-metrics';
import { SubscriptionController } from './http/subscription.controller';
import { NotificationQueries } from './persistence/notification.queries';
import { NotificationRepository } from './persistence/notification.repository';
import { SubscriptionQueries } from './persistence/subscription.queries';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { CancelSubscription } from './use-cases/cancel-subscription';
import { ChunksOfNotifications } from './use-cases/chunks-of-notifications';
import { SignalBroadcaster } from './use-cases/signal-broadcaster';
import { NotifySubscribersWhenHotDealCreated } from './use-cases/notify-subscribers-when-hot-deal-created';
import { ReadNotification } from './use-cases/read-notification';
import { SendSignalWhenHotDealCreated } from './use-cases/send-signal-when-hot-deal-created';
import { SendSignalWhenHotDealOpenedOrEnded } from './use-cases/send-signal-when-hot-deal-opened-or-ended';
import { Subscribe } from './use-cases/subscribe';
import { SignalOwnersWhenOrdersSettled } from './use-cases/signal-owners-when-orders-settled';

/** Who is told what: subscriptions, notifications, and the live signals on sockets. Nobody knows this module. */
@Module({
  imports: [ProductModule, EventModule],
  controllers: [SubscriptionController, NotificationController],
  providers: [
    Subscribe,
    CancelSubscription,
    SubscriptionRepository,
    SubscriptionQueries,
    NotifySubscribersWhenHotDealCreated,
    ChunksOfNotifications,
    ReadNotification,
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
    RevocationWatch,
    SocketLimits,
    SocketMetrics,
  ],
})
export class NotificationModule {}
