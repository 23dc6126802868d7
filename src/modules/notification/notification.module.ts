import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { ConnectionGuard } from './http/connection-guard';
import { Doorkeeper } from './http/doorkeeper';
import { LiveGateway } from './http/live.gateway';
import { NotificationController } from './http/notification.controller';
import { PrivateSeats } from './http/private-seats';
import { RevocationWatch } from './http/revocation-watch';
import { SignalStream } from './http/signal-stream';
import { SocketAudience } from './http/socket-audience';
import { SocketLimits } from './http/socket-limits';
import { SocketMetrics } from './http/socket-metrics';
import { SubscriptionController } from './http/subscription.controller';
import { NotificationQueries } from './persistence/notification.queries';
import { NotificationRepository } from './persistence/notification.repository';
import { SubscriptionQueries } from './persistence/subscription.queries';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { CancelSubscription } from './use-cases/cancel-subscription';
import { ChunksOfNotifications } from './use-cases/chunks-of-notifications';
import { LiveAudience } from './use-cases/live-audience';
import { NotifySubscribersWhenHotDealCreated } from './use-cases/notify-subscribers-when-hot-deal-created';
import { ReadNotification } from './use-cases/read-notification';
import { SendSignalWhenHotDealCreated } from './use-cases/send-signal-when-hot-deal-created';
import { SendSignalWhenHotDealOpenedOrEnded } from './use-cases/send-signal-when-hot-deal-opened-or-ended';
import { Subscribe } from './use-cases/subscribe';
import { TellOwnersWhenOrdersSettled } from './use-cases/tell-owners-when-orders-settled';

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
    TellOwnersWhenOrdersSettled,
    { provide: LiveAudience, useExisting: SocketAudience },
    SocketAudience,
    SignalStream,
    LiveGateway,
    ConnectionGuard,
    Doorkeeper,
    PrivateSeats,
    RevocationWatch,
    SocketLimits,
    SocketMetrics,
  ],
})
export class NotificationModule {}
